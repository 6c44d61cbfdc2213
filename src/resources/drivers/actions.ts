// What happens to drivers: joining and leaving fleets, being deleted, having sessions under way.
import type { Work } from "../../db/work.ts";
import { walletIsEmpty } from "../../ledger/wallet.ts";
import { found, refuse } from "../../lib/errors.ts";
import * as fleets from "../fleets/actions.ts";
import * as fleetStore from "../fleets/store.ts";
import * as policies from "../policies/actions.ts";
import { type DriverRow, renderDriver } from "./schema.ts";
import * as store from "./store.ts";

declare module "../../db/work.ts" {
  interface Facts {
    /** Its vehicles are about to lose it: their nouns tell of it while the links are there. */
    "driver.deleting": { readonly driver: string; readonly vehicles: readonly string[] };
    /** Later nouns let go of what was attached to it (ruling 16). */
    "driver.deleted": { readonly driver: string };
  }
}

/** Adds the driver to a fleet; again changes nothing and makes no event. */
export async function attach(work: Work, id: string, fleetId: string): Promise<DriverRow> {
  const driver = found(await store.lock(work, [id]), "driver_not_found", id);
  const fleet = found(await fleetStore.lock(work, [fleetId]), "fleet_not_found", fleetId, "fleet");
  if (driver.fleets.includes(fleetId)) return driver;
  if (fleet.status === "archived") {
    refuse("driver_fleet_conflict", "The fleet is archived; it takes no drivers.", {
      param: "fleet",
    });
  }
  await fleets.addDriver(work, fleetId, id);
  const after = { ...driver, fleets: [...driver.fleets, fleetId], updated: work.now };
  await store.touch(work, [id, work.now]);
  work.emit("driver.attached", renderDriver(after));
  return after;
}

/**
 * Takes the driver out of a fleet; not attached: no change. Not while a session of that fleet
 * runs.
 */
export async function detach(work: Work, id: string, fleetId: string): Promise<DriverRow> {
  const driver = found(await store.lock(work, [id]), "driver_not_found", id);
  found(await fleetStore.find(work, [fleetId]), "fleet_not_found", fleetId, "fleet");
  if (!driver.fleets.includes(fleetId)) return driver;
  if (!(await fleets.removeDriver(work, fleetId, id))) {
    refuse(
      "driver_fleet_conflict",
      "The driver has an active session in this fleet; end it first.",
      {
        param: "fleet",
      },
    );
  }
  const left = driver.fleets.filter((one) => one !== fleetId);
  const after = { ...driver, fleets: left, updated: work.now };
  await store.touch(work, [id, work.now]);
  work.emit("driver.detached", renderDriver(after));
  return after;
}

/** Their fleet is gone, and the links with it: each of them is told as detached. */
export async function fleetDeleted(work: Work, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const drivers = await store.lockAll(work, [ids]);
  await store.touchAll(work, [ids, work.now]);
  for (const driver of drivers) {
    work.emit("driver.detached", renderDriver({ ...driver, updated: work.now }));
  }
}

/** Deletes a driver; links and totals follow, history keeps the id (ruling 16). */
export async function remove(work: Work, id: string): Promise<string> {
  const driver = found(await store.lock(work, [id]), "driver_not_found", id);
  if (driver.active_sessions > 0) {
    refuse("charging_session_conflict", "The driver has an active charging session; end it first.");
  }
  if (!(await walletIsEmpty(work, id))) {
    refuse("driver_state_conflict", "The driver's wallet is not empty; pay it out first.");
  }
  await work.tell("driver.deleting", { driver: id, vehicles: driver.vehicles });
  await policies.bind(work, id, []);
  await fleets.removeDriverEverywhere(work, id);
  await store.markDeleted(work, [id, work.now]);
  await work.tell("driver.deleted", { driver: id });
  work.emit("driver.deleted", renderDriver(driver));
  return id;
}

/** A session of the driver began (+1) or ended (-1); from then on the driver has history. */
export async function countActive(
  work: Work,
  driver: string,
  fleet: string | null,
  by: 1 | -1,
): Promise<void> {
  await store.countActive(work, [driver, by]);
  if (fleet !== null) await fleets.countActive(work, fleet, driver, by);
}

/** Answers whether the link is new. The driver, whom it changes too, is locked by the caller. */
export async function addVehicle(work: Work, driver: DriverRow, vehicle: string): Promise<boolean> {
  if ((await store.addVehicle(work, [driver.id, vehicle, work.now])) === null) return false;
  await vehiclesChanged(work, [driver], (vehicles) => [...vehicles, vehicle]);
  return true;
}

export async function removeVehicle(work: Work, driver: DriverRow, vehicle: string): Promise<void> {
  await store.removeVehicle(work, [driver.id, vehicle]);
  await vehiclesChanged(work, [driver], (vehicles) => vehicles.filter((one) => one !== vehicle));
}

/** These drivers had the vehicle, which is deleted. */
export async function removeVehicleEverywhere(
  work: Work,
  ids: readonly string[],
  vehicle: string,
): Promise<void> {
  if (ids.length === 0) return;
  const drivers = await store.lockAll(work, [ids]);
  await store.removeVehicleEverywhere(work, [vehicle]);
  await vehiclesChanged(work, drivers, (vehicles) => vehicles.filter((one) => one !== vehicle));
}

/** A driver shows their vehicles: a link that comes or goes is news of them as of the vehicle. */
async function vehiclesChanged(
  work: Work,
  drivers: readonly DriverRow[],
  change: (vehicles: readonly string[]) => string[],
): Promise<void> {
  await store.touchAll(work, [drivers.map(({ id }) => id), work.now]);
  for (const driver of drivers) {
    const after = { ...driver, vehicles: change(driver.vehicles), updated: work.now };
    work.emit("driver.updated", renderDriver(after), renderDriver(driver));
  }
}

/** A station is gone: these drivers, whose favourite it was, prefer it no longer. */
export async function forgetStation(
  work: Work,
  station: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const drivers = await store.lockAll(work, [ids]);
  await store.forgetStation(work, [ids, station, work.now]);
  for (const driver of drivers) {
    const { preferences } = driver;
    const kept = preferences.preferred_charging_stations.filter((one) => one !== station);
    const after = {
      ...{ ...driver, updated: work.now },
      preferences: { ...preferences, preferred_charging_stations: kept },
    };
    work.emit("driver.updated", renderDriver(after), renderDriver(driver));
  }
}

/** A payment method that is gone, or somebody else's, can be no default. */
export async function forgetPaymentMethod(work: Work, method: string): Promise<void> {
  const changed = await store.forgetPaymentMethod(work, [method, work.now]);
  if (changed.length === 0) return;
  for (const driver of await store.load(work, [changed.map(({ id }) => id)])) {
    const preferences = { ...driver.preferences, default_payment_method: method };
    work.emit("driver.updated", renderDriver(driver), renderDriver({ ...driver, preferences }));
  }
}
