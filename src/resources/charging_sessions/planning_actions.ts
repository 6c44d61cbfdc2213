// What a charger's conversation asks for a plan of a car that says what it wants: the session that
// runs there, and the limits that the platform has set for it. The planner that ships shares no
// power between cars (networks/charge_plan.ts).
import type { Database } from "../../db/work.ts";
import { planFor } from "../../networks/charge_plan.ts";
import type { StationRef } from "../../networks/network.ts";
import type { Charging, ChargingPlanner } from "../../networks/ocpp/planner.ts";
import { heldProfile } from "../commands/held_profile.ts";
import * as commands from "../commands/store.ts";
import { connectorOf } from "./jobs.ts";
import { profileNumberOf } from "./plan.ts";
import * as stationTransactions from "./station_transactions/store.ts";
import * as store from "./store.ts";
import * as whose from "./whose/store.ts";

async function charging(
  database: Database,
  station: StationRef,
  evse: number,
): Promise<Charging | null> {
  const [open] = await whose.evse(database.everyone(), [station.id, evse]);
  if (open === undefined) return null;
  const reader = database.reader({ account: open.account_id, livemode: open.livemode });
  const session = await store.findAny(reader, [open.id]);
  if (session?.state !== "charging" || session.transaction_id === null) return null;
  const told = await stationTransactions.find(reader, [session.transaction_id]);
  if (told === null || told.reference === null) return null;
  const { charging_profile: own, created } = session;
  const changes = await commands.profilesOf(reader, [station.id, session.id, created]);
  return {
    reference: told.reference,
    connector: connectorOf(session),
    since: session.session_started ?? created,
    profile: heldProfile(own, changes.toReversed()),
    number: profileNumberOf(session.id),
  };
}

export const planner = (database: Database): ChargingPlanner => ({
  charging: (station, evse) => charging(database, station, evse),
  plan: async (planning) => planFor(planning),
});
