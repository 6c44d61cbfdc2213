// Taking readings in: each is kept, and the newest value of each part becomes the vehicle's
// telemetry, in whatever order readings arrive.
import type { Reader } from "../../db/statement.ts";
import type { Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { found } from "../../lib/errors.ts";
import { newId } from "../../lib/id.ts";
import type { Static } from "../../lib/schema.ts";
import type { VehicleRow } from "../vehicles/schema.ts";
import * as vehicles from "../vehicles/store.ts";
import { newest, type Reading, readingsOf } from "./reading.ts";
import type { ReadingRow, TelemetryIngest, TelemetryRow } from "./schema.ts";
import * as store from "./store.ts";

export async function ingest(
  work: Work,
  id: string,
  input: Static<typeof TelemetryIngest>,
): Promise<TelemetryRow> {
  const vehicle = found(await vehicles.find(work, [id]), "vehicle_not_found", id);
  const readings = readingsOf(input, work.now, vehicle.battery_capacity);
  return keep(work, vehicle, readings, "api");
}

/** A battery's level as a charger told it. */
export type Charge = { readonly vehicle: string; readonly percent: number; readonly at: Date };

/**
 * What chargers say of batteries in sessions, of one or of many. A vehicle that was deleted has no
 * telemetry.
 */
export async function recordStatesOfCharge(work: Work, told: readonly Charge[]): Promise<void> {
  // Chargers without a line to the car are known to report 255 or -1.
  const charges = told.filter(({ percent }) => percent >= 0 && percent <= 100);
  if (charges.length === 0) return;
  const ids = [...new Set(charges.map(({ vehicle }) => vehicle))];
  const rows = await vehicles.load(work, [ids]);
  const known = new Map(rows.map((row) => [row.id, row]));
  const read = charges.flatMap(({ vehicle: id, percent, at }) => {
    const vehicle = known.get(id);
    return vehicle === undefined ? [] : [{ vehicle, at, measured: charging(vehicle, percent) }];
  });
  if (read.length === 0) return;
  // In one order everywhere: those that meet must not wait for each other.
  const newest = [...Map.groupBy(read, ({ vehicle }) => vehicle.id)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, some]) => some.reduce((last, one) => (one.at >= last.at ? one : last)));
  await Promise.all([
    store.insertReadings(work, [
      ...[read.map(({ vehicle }) => vehicle.id), read.map(({ at }) => newId("vtr", at))],
      ...[read.map(({ at }) => at), read.map(({ measured }) => JSON.stringify(measured))],
      ...["charger" satisfies ReadingRow["source"], work.now],
    ]),
    store.keepNewestBatteries(work, [
      newest.map(({ vehicle }) => vehicle.telemetry),
      newest.map(({ vehicle }) => vehicle.id),
      newest.map(({ measured }) => JSON.stringify(measured.battery)),
      newest.map(({ at }) => at),
    ]),
  ]);
}

const charging = ({ battery_capacity: capacity }: VehicleRow, percent: number) => ({
  battery: {
    ...{ capacity, level: percent, range: null },
    status: percent === 100 ? ("full" as const) : ("charging" as const),
    temperature: null,
  },
  ...{ firmware_version: null, location: null, odometer: null },
});

/** The session is over: a car that a charger reported as charging is idle again. */
export async function recordChargeEnded(work: Work, id: string, at: Date): Promise<void> {
  const battery = (await store.find(work, [id]))?.battery;
  if (battery?.status !== "charging") return;
  const vehicle = await vehicles.find(work, [id]);
  if (vehicle === null) return;
  const idle = { battery: { ...battery, status: "idle" as const } };
  const measured = { ...idle, firmware_version: null, location: null, odometer: null };
  await keep(work, vehicle, [{ at, measured }], "charger");
}

/** Whole percent of the last state of charge that is known of the vehicle; null where none is. */
export async function stateOfCharge(work: Reader, vehicle: string): Promise<number | null> {
  const level = (await store.find(work, [vehicle]))?.battery?.level;
  return level === undefined ? null : Math.round(level);
}

async function keep(
  work: Work,
  vehicle: Pick<VehicleRow, "id" | "telemetry">,
  readings: readonly Reading[],
  source: ReadingRow["source"],
): Promise<TelemetryRow> {
  await store.insertReadings(work, [
    readings.map(() => vehicle.id),
    readings.map(({ at }) => newId("vtr", at)),
    readings.map(({ at }) => at),
    readings.map(({ measured }) => JSON.stringify(measured)),
    ...[source, work.now],
  ]);
  const parts = (["battery", "location", "odometer", "firmware_version"] as const).flatMap(
    (part) => {
      const latest = newest(readings, part);
      return [latest?.value ?? null, latest?.at ?? null];
    },
  );
  const row = await store.keepNewest(work, [vehicle.telemetry, vehicle.id, ...parts]);
  return present(row, "the telemetry that was just written");
}
