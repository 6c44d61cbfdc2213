// What happens to vehicles: being made and changed, joining drivers and fleets, being deleted,
// having sessions under way.
import type { Work } from "../../db/work.ts";
import { found, refuse } from "../../lib/errors.ts";
import { merged, same } from "../../lib/merge.ts";
import { mergeMetadata } from "../../lib/metadata.ts";
import type { Static } from "../../lib/schema.ts";
import * as drivers from "../drivers/actions.ts";
import * as driverStore from "../drivers/store.ts";
import * as fleets from "../fleets/actions.ts";
import * as fleetStore from "../fleets/store.ts";
import * as policies from "../policies/actions.ts";
import {
  renderVehicle,
  type VehicleCreate,
  type VehicleOwner,
  type VehicleRow,
  type VehicleUpdate,
} from "./schema.ts";
import * as store from "./store.ts";

declare module "../../db/work.ts" {
  interface Facts {
    /** Later nouns cancel what was planned with it (ruling 16). */
    "vehicle.deleted": { readonly vehicle: string };
  }
}

export async function create(work: Work, input: Static<typeof VehicleCreate>): Promise<VehicleRow> {
  const { metadata, vin, ...plain } = input;
  const vehicle: VehicleRow = {
    ...plain,
    ...{ id: work.newId("veh"), telemetry: work.newId("vtel"), vin: vin.toUpperCase() },
    ...{ metadata: mergeMetadata({}, metadata), drivers: [], fleet: null },
    ...{ active_sessions: 0, has_history: false, created: work.now, updated: work.now },
  };
  await store.insert(work, [
    ...[vehicle.id, vehicle.vin, vehicle.battery_capacity, vehicle.charging_standard],
    ...[vehicle.information, vehicle.registration_plate, vehicle.status],
    ...[JSON.stringify(vehicle.metadata), vehicle.telemetry, work.now],
  ]);
  if (plain.policy_ids.length > 0) await policies.bind(work, vehicle.id, plain.policy_ids);
  work.emit("vehicle.created", renderVehicle(vehicle));
  return vehicle;
}

export async function update(
  work: Work,
  id: string,
  input: Static<typeof VehicleUpdate>,
): Promise<VehicleRow> {
  const before = found(await store.lock(work, [id]), "vehicle_not_found", id);
  const { metadata, ...plain } = input;
  const after: VehicleRow = merged(before, plain);
  after.metadata = mergeMetadata(before.metadata, metadata);
  if (same(renderVehicle(before), renderVehicle(after))) return before;
  if (!same(before.policy_ids, after.policy_ids)) await policies.bind(work, id, after.policy_ids);
  after.updated = work.now;
  await store.update(work, [
    ...[id, after.battery_capacity, after.charging_standard, after.information],
    ...[after.registration_plate, after.status, JSON.stringify(after.metadata), after.updated],
  ]);
  work.emit("vehicle.updated", renderVehicle(after), renderVehicle(before));
  return after;
}

type Owner = { readonly driver: string } | { readonly fleet: string };

/** The one owner that was named; both or neither is refused with a code of its own. */
export function ownerOf({ driver, fleet }: Static<typeof VehicleOwner>): Owner {
  if (driver && !fleet) return { driver };
  if (fleet && !driver) return { fleet };
  const got = driver ? "got both" : "got neither";
  refuse("owner_scope_invalid", `Exactly one of driver and fleet is expected; ${got}.`);
}

/** Attaches to a driver, or to a fleet and away from the former one. Again: no change, no event. */
export const attach = (work: Work, id: string, owner: Owner): Promise<VehicleRow> =>
  "driver" in owner ? attachDriver(work, id, owner.driver) : attachFleet(work, id, owner.fleet);

/** The inverse; not attached: no change. Not while a session runs. */
export const detach = (work: Work, id: string, owner: Owner): Promise<VehicleRow> =>
  "driver" in owner ? detachDriver(work, id, owner.driver) : detachFleet(work, id, owner.fleet);

/** Drivers are locked before vehicles, vehicles before fleets, so that nobody waits in a circle. */
async function lockWithDriver(work: Work, id: string, driverId: string) {
  const driver = await driverStore.lock(work, [driverId]);
  const vehicle = found(await store.lock(work, [id]), "vehicle_not_found", id);
  return { vehicle, driver: driver ?? refuseOwner("driver", driverId) };
}

async function attachDriver(work: Work, id: string, driverId: string): Promise<VehicleRow> {
  const { vehicle, driver } = await lockWithDriver(work, id, driverId);
  if (!(await drivers.addVehicle(work, driver, id))) return vehicle;
  return changed(work, "vehicle.attached", {
    ...vehicle,
    drivers: [...vehicle.drivers, driverId],
  });
}

async function detachDriver(work: Work, id: string, driverId: string): Promise<VehicleRow> {
  const { vehicle, driver } = await lockWithDriver(work, id, driverId);
  if (!vehicle.drivers.includes(driverId)) return vehicle;
  refuseWhileActive(vehicle, "driver");
  await drivers.removeVehicle(work, driver, id);
  const left = vehicle.drivers.filter((one) => one !== driverId);
  return changed(work, "vehicle.detached", { ...vehicle, drivers: left });
}

async function attachFleet(work: Work, id: string, fleetId: string): Promise<VehicleRow> {
  const vehicle = found(await store.lock(work, [id]), "vehicle_not_found", id);
  // Two vehicles may move between the same two fleets in opposite directions.
  const involved = [...new Set([fleetId, vehicle.fleet ?? fleetId])].sort();
  const locked = [];
  for (const one of involved) locked.push(await fleetStore.lock(work, [one]));
  const fleet = locked.find((one) => one?.id === fleetId) ?? refuseOwner("fleet", fleetId);
  if (vehicle.fleet === fleetId) return vehicle;
  if (fleet.status === "archived") {
    const message = "The fleet is archived; it takes no vehicles.";
    refuse("driver_fleet_conflict", message, { param: "fleet" });
  }
  if (vehicle.fleet !== null) {
    refuseWhileActive(vehicle, "fleet");
    await fleets.removeVehicle(work, id);
  }
  await fleets.addVehicle(work, fleetId, id);
  return changed(work, "vehicle.attached", { ...vehicle, fleet: fleetId });
}

async function detachFleet(work: Work, id: string, fleetId: string): Promise<VehicleRow> {
  const vehicle = found(await store.lock(work, [id]), "vehicle_not_found", id);
  if ((await fleetStore.lock(work, [fleetId])) === null) refuseOwner("fleet", fleetId);
  if (vehicle.fleet !== fleetId) return vehicle;
  refuseWhileActive(vehicle, "fleet");
  await fleets.removeVehicle(work, id);
  return changed(work, "vehicle.detached", { ...vehicle, fleet: null });
}

function refuseOwner(param: "driver" | "fleet", id: string): never {
  refuse("driver_or_fleet_not_found", `No such ${param}: '${id.slice(0, 60)}'.`, { param });
}

function refuseWhileActive(vehicle: VehicleRow, param: "driver" | "fleet"): void {
  if (vehicle.active_sessions === 0) return;
  const message = "The vehicle has an active charging session; end it first.";
  refuse("driver_fleet_conflict", message, { param });
}

async function changed(work: Work, event: string, vehicle: VehicleRow): Promise<VehicleRow> {
  const after = { ...vehicle, updated: work.now };
  await store.touch(work, [after.id, after.updated]);
  work.emit(event, renderVehicle(after));
  return after;
}

/** Their fleet is gone, and the links with it: each of them is told as detached. */
export async function fleetDeleted(work: Work, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const vehicles = await store.lockAll(work, [ids]);
  await store.touchAll(work, [ids, work.now]);
  for (const vehicle of vehicles) {
    work.emit("vehicle.detached", renderVehicle({ ...vehicle, updated: work.now }));
  }
}

/** A driver of these vehicles is about to be deleted; called while the links are there. */
export async function driverDeleting(
  work: Work,
  driver: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const vehicles = await store.lockAll(work, [ids]);
  await store.touchAll(work, [ids, work.now]);
  for (const vehicle of vehicles) {
    const left = vehicle.drivers.filter((one) => one !== driver);
    const after = { ...vehicle, drivers: left, updated: work.now };
    work.emit("vehicle.updated", renderVehicle(after), renderVehicle(vehicle));
  }
}

/** Deletes a vehicle; links and totals follow, history keeps the id (ruling 16). */
export async function remove(work: Work, id: string): Promise<string> {
  // Its drivers first, in the order in which attaching locks; who comes between is locked later.
  const seen = await store.find(work, [id]);
  if (seen !== null && seen.drivers.length > 0) await driverStore.lockAll(work, [seen.drivers]);
  const vehicle = found(await store.lock(work, [id]), "vehicle_not_found", id);
  if (vehicle.active_sessions > 0) {
    const message = "The vehicle has an active charging session; end it first.";
    refuse("charging_session_conflict", message);
  }
  await policies.bind(work, id, []);
  await fleets.removeVehicle(work, id);
  await drivers.removeVehicleEverywhere(work, vehicle.drivers, id);
  await store.markDeleted(work, [id, work.now]);
  await work.tell("vehicle.deleted", { vehicle: id });
  work.emit("vehicle.deleted", renderVehicle(vehicle));
  return id;
}

/** A session of the vehicle began (+1) or ended (-1); from then on the vehicle has history. */
export const countActive = (work: Work, vehicle: string, by: 1 | -1): Promise<unknown> =>
  store.countActive(work, [vehicle, by]);
