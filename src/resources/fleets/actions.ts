// What other nouns change about fleets: members, totals, sessions under way.
import type { Work } from "../../db/work.ts";
import { walletIsEmpty } from "../../ledger/wallet.ts";
import { refuse } from "../../lib/errors.ts";
import * as policies from "../policies/store.ts";
import { renderFleet } from "./schema.ts";
import * as store from "./store.ts";

declare module "../../db/work.ts" {
  interface Facts {
    /** Later nouns let go of what was attached to it (ruling 16). */
    "fleet.deleted": { readonly fleet: string };
  }
}

/** Deletes a fleet: links and totals go with it, history keeps its id (ruling 16). */
export async function remove(work: Work, id: string): Promise<string> {
  const fleet = await store.lock(work, [id]);
  if (fleet === null) refuse("fleet_not_found", `No such fleet: '${id.slice(0, 60)}'.`);
  if (fleet.active_sessions > 0) {
    refuse("charging_session_conflict", "The fleet has an active charging session; end it first.");
  }
  if (!(await walletIsEmpty(work, fleet.id))) {
    refuse("fleet_state_conflict", "The fleet's wallet is not empty; pay it out first.");
  }
  await policies.bind(work, fleet.id, []);
  await store.markDeleted(work, [fleet.id, work.now]);
  await work.tell("fleet.deleted", { fleet: fleet.id });
  work.emit("fleet.deleted", renderFleet(fleet));
  return fleet.id;
}

/** A session of the fleet was completed, or a late reading corrected its energy (sessions 0). */
export const addCompleted = (work: Work, fleet: string, sessions: 0 | 1, energyWh: number) =>
  store.addCompleted(work, [fleet, sessions, energyWh]);
