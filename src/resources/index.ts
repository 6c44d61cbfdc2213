// The list of nouns, in order: a noun imports only nouns listed before it (spec ruling 10). Nouns
// that reach outside in a request are handed what they need.
import type { Resource } from "../http/resource.ts";
import accounts from "./accounts/routes.ts";
import apiKeys, { type Dependencies as ApiKeys } from "./api_keys/routes.ts";
import chargeTokens from "./charge_tokens/routes.ts";
import chargingSessions from "./charging_sessions/routes.ts";
import chargingStations from "./charging_stations/routes.ts";
import commands, { type Dependencies as Commands } from "./commands/routes.ts";
import drivers from "./drivers/routes.ts";
import estimations from "./estimations/routes.ts";
import events from "./events/routes.ts";
import fleets from "./fleets/routes.ts";
import invoices from "./invoices/routes.ts";
import networks from "./networks/routes.ts";
import operators from "./operators/routes.ts";
import paymentMethods from "./payment_methods/routes.ts";
import type { Dependencies as PaymentMethods } from "./payment_methods/token_actions.ts";
import policies from "./policies/routes.ts";
import policyDecisions from "./policy_decisions/routes.ts";
import reports, { type Dependencies as Reports } from "./reports/routes.ts";
import requestLogs from "./request_logs/routes.ts";
import reservations from "./reservations/routes.ts";
import stationConnections, {
  type Dependencies as StationConnections,
} from "./station_connections/routes.ts";
import tariffs from "./tariffs/routes.ts";
import testClocks from "./test_clocks/routes.ts";
import testHelpers from "./test_helpers/routes.ts";
import topUps from "./top_ups/routes.ts";
import transactions from "./transactions/routes.ts";
import telemetries from "./vehicle_telemetries/routes.ts";
import vehicles from "./vehicles/routes.ts";
import wallets from "./wallets/routes.ts";
import webhookEndpoints, {
  type Dependencies as WebhookEndpoints,
} from "./webhook_endpoints/routes.ts";

export type Dependencies = {
  readonly apiKeys: ApiKeys;
  readonly webhookEndpoints: WebhookEndpoints;
  readonly paymentMethods: PaymentMethods;
  readonly stationConnections: StationConnections;
  readonly commands: Commands;
  readonly reports: Reports;
};

export const resources = (deps: Dependencies): readonly Resource[] => [
  accounts,
  apiKeys(deps.apiKeys),
  requestLogs,
  events(),
  webhookEndpoints(deps.webhookEndpoints),
  policies,
  fleets,
  drivers,
  vehicles,
  telemetries,
  networks,
  tariffs,
  chargingStations,
  operators,
  stationConnections(deps.stationConnections),
  commands(deps.commands),
  policyDecisions,
  paymentMethods(deps.paymentMethods),
  wallets,
  transactions,
  topUps,
  estimations,
  reservations,
  chargeTokens,
  chargingSessions,
  invoices,
  reports(deps.reports),
  testClocks,
  testHelpers,
];
