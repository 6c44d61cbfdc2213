// Making a reservation and changing it while nothing is chosen yet: who and what must exist and
// belong together, statuses and time windows must allow the ideal span (ruling 21).
import type { Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { found, refuse } from "../../lib/errors.ts";
import { merged, same } from "../../lib/merge.ts";
import { mergeMetadata } from "../../lib/metadata.ts";
import type { Static } from "../../lib/schema.ts";
import { timestamp, timestampOrNull } from "../../lib/time.ts";
import * as settings from "../accounts/settings/actions.ts";
import * as drivers from "../drivers/store.ts";
import * as fleets from "../fleets/store.ts";
import * as methods from "../payment_methods/actions.ts";
import * as decisions from "../policy_decisions/actions.ts";
import { fleetOf } from "../vehicles/pairing.ts";
import * as vehicles from "../vehicles/store.ts";
import { schedule } from "./actions.ts";
import { defaultMethod, type Parties } from "./choose_actions.ts";
import { checkTimes, timesOf } from "./input.ts";
import {
  type ReservationCreate,
  type ReservationRow,
  type ReservationUpdate,
  renderReservation,
} from "./schema.ts";
import * as store from "./store.ts";

type Create = Static<typeof ReservationCreate>;
type Wanted = Omit<Create, "metadata">;

export async function create(work: Work, input: Create): Promise<ReservationRow> {
  const { metadata, ...wanted } = input;
  const times = timesOf(wanted);
  checkTimes(times, work.now);
  const parties = await partiesOf(work, wanted);
  const decision = await decide(work, parties, times);
  const method = await payerOf(work, parties, wanted.payment_method);
  const own = await settings.settingsOf(work);
  const id = work.newId("res");
  const { latitude, longitude, radius } = wanted.location;
  await store.insert(work, [
    ...[id, wanted.driver, wanted.vehicle, parties.fleet?.id ?? null, method],
    ...[wanted.connector_type, times.ideal_start, times.ideal_end, times.earliest_start],
    ...[times.latest_end, latitude, longitude, radius, own.reservation_fee],
    ...[own.reservation_fee_currency ?? own.default_currency],
    ...[own.reservation_free_cancellation_seconds],
    ...[JSON.stringify(mergeMetadata({}, metadata)), work.now],
  ]);
  const row = present(await store.find(work, [id]), "the new reservation");
  await schedule(work, row);
  work.emit("reservation.created", renderReservation(row));
  await decisions.announceKept(work, decision);
  return row;
}

export async function update(
  work: Work,
  id: string,
  input: Static<typeof ReservationUpdate>,
): Promise<ReservationRow> {
  const before = found(await store.lock(work, [id]), "reservation_not_found", id);
  if (before.state !== "pending") {
    const why = before.state === "authorising" ? "being confirmed" : before.status;
    refuse(
      "reservation_update_invalid_state",
      `The reservation is ${why}; only a pending one can be changed.`,
    );
  }
  const { metadata, ...changes } = input;
  const was = wantedOf(before);
  const wanted = merged(was, changes) as Wanted;
  const kept = mergeMetadata(before.metadata, metadata);
  const after = same(was, wanted) ? before : await rewritten(work, before, wanted, changes);
  const row: ReservationRow = { ...after, metadata: kept, updated: work.now };
  if (same(renderReservation({ ...row, updated: before.updated }), renderReservation(before))) {
    return before;
  }
  await store.update(work, [
    ...[id, row.driver, row.vehicle, row.fleet, row.payment_method, row.connector_types],
    ...[row.ideal_start, row.ideal_end, row.earliest_start, row.latest_end, row.latitude],
    ...[row.longitude, row.radius, JSON.stringify(row.metadata), row.updated],
  ]);
  work.touches(id);
  await schedule(work, row);
  work.emit("reservation.updated", renderReservation(row), renderReservation(before));
  return row;
}

/** The row in the form of a create. */
const wantedOf = (row: ReservationRow): Wanted => ({
  ...{ driver: row.driver, vehicle: row.vehicle, connector_type: row.connector_types },
  ...{ ideal_start: timestamp(row.ideal_start), ideal_end: timestamp(row.ideal_end) },
  earliest_start: timestampOrNull(row.earliest_start),
  latest_end: timestampOrNull(row.latest_end),
  location: { latitude: row.latitude, longitude: row.longitude, radius: row.radius },
  payment_method: row.payment_method,
});

type Named = { readonly payment_method?: string | null; readonly driver?: string };

/** The row as it is wanted now, checked as a new one is. */
async function rewritten(
  work: Work,
  row: ReservationRow,
  wanted: Wanted,
  { payment_method: named, driver }: Named,
): Promise<ReservationRow> {
  const times = timesOf(wanted);
  checkTimes(times, work.now);
  const parties = await partiesOf(work, wanted);
  const decision = await decide(work, parties, times);
  // Another driver pays by another method, unless one is named.
  const chosen = driver !== undefined && driver !== row.driver ? (named ?? null) : named;
  const method = chosen === undefined ? row.payment_method : await payerOf(work, parties, chosen);
  await decisions.announceKept(work, decision);
  return {
    ...{ ...row, ...times, driver: wanted.driver, vehicle: wanted.vehicle },
    ...{ fleet: parties.fleet?.id ?? null, payment_method: method },
    ...{ connector_types: wanted.connector_type, ...wanted.location },
  };
}

/** Driver and vehicle, locked, so that neither is deleted meanwhile. */
async function partiesOf(work: Work, wanted: Wanted): Promise<Parties> {
  const { driver: driverId, vehicle: vehicleId } = wanted;
  const driverRow = await drivers.lock(work, [driverId]);
  const driver = found(driverRow, "driver_not_found", driverId, "driver");
  const vehicleRow = await vehicles.lock(work, [vehicleId]);
  const vehicle = found(vehicleRow, "vehicle_not_found", vehicleId, "vehicle");
  const fleetId = fleetOf(driver, vehicle);
  const fleet = fleetId === null ? null : await fleets.find(work, [fleetId]);
  return { driver, vehicle, fleet };
}

/** Statuses and time windows against the ideal span; answers the record. */
async function decide(
  work: Work,
  parties: Parties,
  { ideal_start: at, ideal_end: until }: ReturnType<typeof timesOf>,
): Promise<string> {
  const where = { station: null, connector: null, at, until };
  return (await decisions.decide(work, { trigger: "reservation", ...parties, ...where })).id;
}

/** The method that is named must be usable; else the default, which is looked at when it pays. */
async function payerOf(
  work: Work,
  parties: Parties,
  method: string | null,
): Promise<string | null> {
  if (method === null) return defaultMethod(parties);
  const payer = { driver: parties.driver.id, fleet: parties.fleet?.id ?? null };
  const usable = await methods.chargeable(work, method, payer);
  return found(usable, "payment_method_not_found", method, "payment_method").id;
}
