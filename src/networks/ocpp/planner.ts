// What the protocol needs of whoever plans how cars charge that say what they want (OCPP 2.0.1 K15
// to K17). The one that ships knows sessions and their limits (resources/charging_sessions); an
// energy management that shares the power of a site between cars would be another.

import type { Planning } from "../charge_plan.ts";
import type { ChargingProfile } from "../commands.ts";
import type { ConnectorRef, StationRef } from "../network.ts";

/** What charges at an EVSE, and by what it is limited. */
export type Charging = {
  /** The charger's own name of the transaction. */
  readonly reference: string;
  readonly connector: ConnectorRef;
  readonly since: Date;
  /** The transaction's own profile that holds now, as far as the platform has set it. */
  readonly profile: ChargingProfile | null;
  /** By what number the charger is to know a plan where there is no profile yet. */
  readonly number: number;
};

/** Where there is none, cars charge by the profiles that are there. */
export type ChargingPlanner = {
  /** What the platform has accepted and what runs there; null: nothing. */
  charging(station: StationRef, evse: number): Promise<Charging | null>;
  /** A plan for it, of what the car wants and the charger allows. */
  plan(planning: Planning): Promise<ChargingProfile["schedule"]>;
};
