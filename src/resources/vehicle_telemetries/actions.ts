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

/** What a charger says of the battery in a session. A vehicle that was deleted has no telemetry. */
export async function recordStateOfCharge(
  work: Work,
  id: string,
  percent: number,
  at: Date,
): Promise<void> {
  // Chargers without a line to the car are known to report 255 or -1.
  if (!(percent >= 0 && percent <= 100)) return;
  const vehicle = await vehicles.find(work, [id]);
  if (vehicle === null) return;
  const battery = {
    capacity: vehicle.battery_capacity,
    level: percent,
    range: null,
    status: percent === 100 ? ("full" as const) : ("charging" as const),
    temperature: null,
  };
  const measured = { battery, firmware_version: null, location: null, odometer: null };
  await keep(work, vehicle, [{ at, measured }], "charger");
}

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
    vehicle.id,
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
