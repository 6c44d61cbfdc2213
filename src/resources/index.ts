// The list of nouns, in order: a noun imports only nouns listed before it (spec ruling 10).
import type { Resource } from "../http/resource.ts";
import accounts from "./accounts/routes.ts";
import drivers from "./drivers/routes.ts";
import events from "./events/routes.ts";
import fleets from "./fleets/routes.ts";
import policies from "./policies/routes.ts";
import telemetries from "./vehicle_telemetries/routes.ts";
import vehicles from "./vehicles/routes.ts";

export const resources: readonly Resource[] = [accounts, events, policies, fleets, drivers, vehicles, telemetries];
