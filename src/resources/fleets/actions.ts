// What other nouns change about fleets: members, totals, sessions under way.
import type { Work } from "../../db/work.ts";
import { walletIsEmpty } from "../../ledger/wallet.ts";
import { present } from "../../lib/assert.ts";
import { refuse } from "../../lib/errors.ts";
import * as policies from "../policies/actions.ts";
import { renderFleet } from "./schema.ts";
import * as store from "./store.ts";

declare module "../../db/work.ts" {
  interface Facts {
    /** Later nouns let go of what was attached to it (ruling 16); drivers and vehicles tell it. */
    "fleet.deleted": {
      readonly fleet: string;
      readonly drivers: readonly string[];
      readonly vehicles: readonly string[];
    };
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
  const members = present(await store.markDeleted(work, [fleet.id, work.now]), "the deleted fleet");
  await work.tell("fleet.deleted", { fleet: fleet.id, ...members });
  work.emit("fleet.deleted", renderFleet(fleet));
  return fleet.id;
}

/** A session of the fleet was completed, or a late reading corrected its energy (sessions 0). */
export const addCompleted = (work: Work, fleet: string, sessions: 0 | 1, energyWh: number) =>
  store.addCompleted(work, [fleet, sessions, energyWh]);

/** Answers whether the driver is new in the fleet; its total follows. */
export const addDriver = async (work: Work, fleet: string, driver: string): Promise<boolean> =>
  (await store.addDriver(work, [fleet, driver, work.now])) !== null;

/** False when the driver is not in the fleet, or has a session under way for it. */
export const removeDriver = async (work: Work, fleet: string, driver: string): Promise<boolean> =>
  (await store.removeDriver(work, [fleet, driver])) !== null;

export const removeDriverEverywhere = (work: Work, driver: string) =>
  store.removeDriverEverywhere(work, [driver]);

export const addVehicle = (work: Work, fleet: string, vehicle: string) =>
  store.addVehicle(work, [fleet, vehicle, work.now]);

export const removeVehicle = (work: Work, vehicle: string) => store.removeVehicle(work, [vehicle]);

/** A session of the driver for this fleet began (+1) or ended (-1). */
export async function countActive(
  work: Work,
  fleet: string,
  driver: string,
  by: 1 | -1,
): Promise<void> {
  await store.countDriversActive(work, [fleet, driver, by]);
  await store.countActive(work, [fleet, by]);
}

/** A payment method that is gone, or somebody else's, can be no default. */
export async function forgetPaymentMethod(work: Work, method: string): Promise<void> {
  const changed = await store.forgetPaymentMethod(work, [method, work.now]);
  if (changed.length === 0) return;
  for (const fleet of await store.load(work, [changed.map(({ id }) => id)])) {
    const before = { ...fleet, default_payment_method: method };
    work.emit("fleet.updated", renderFleet(fleet), renderFleet(before));
  }
}
