// The list of nouns, in order: a noun imports only nouns listed before it (spec ruling 10).
import type { Resource } from "../http/resource.ts";
import accounts from "./accounts/routes.ts";
import chargingStations from "./charging_stations/routes.ts";
import drivers from "./drivers/routes.ts";
import events from "./events/routes.ts";
import fleets from "./fleets/routes.ts";
import networks from "./networks/routes.ts";

export const resources: readonly Resource[] = [
  accounts,
  events,
  fleets,
  drivers,
  networks,
  chargingStations,
];
