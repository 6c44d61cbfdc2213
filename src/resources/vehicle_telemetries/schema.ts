// The telemetry as the contract shows it (spec/samples/vehicle_telemetry.json), one reading of its
// history, and what may be sent in (spec part 3).
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";

const batteryStatuses = ["charging", "discharging", "idle", "full", "unknown"] as const;
const units = ["KMS", "MILES"] as const;

const level = s.number(0, 100, { about: "State of charge, percent.", example: 78 });
const batteryStatus = s.choice(batteryStatuses, { about: "What the battery does." });
const capacity = s.integer(0, 2_000_000, { about: "Capacity, Wh.", example: 82_000 });
const range = s.integer(0, 10_000_000, { about: "Range left, metres.", example: 320_000 });
const temperature = s.number(-100, 200, {
  about: "Temperature of the battery, °C.",
  example: 24.5,
});
const unit = s.choice(units, { about: "Unit of the odometer." });
const distance = s.number(0, 100_000_000, { about: "What the odometer shows.", example: 32_540 });
const firmware = s.text(100, { about: "Version of the vehicle's software.", example: "v1.2.3" });

const aboutBattery = { about: "The battery; null: not known." };
const aboutPlace = { about: "Where the vehicle is; null: not known." };
const aboutDistance = { about: "How far it has been driven; null: not known." };

const parts = {
  at: s.optional(
    s.timestamp({
      about:
        "When it was measured; default: now. At most five minutes ahead. Late readings are " +
        "placed by this time and never replace a newer value.",
    }),
  ),
  battery: s.optional(
    s.object(
      {
        capacity: s.optional(s.nullable(capacity)),
        level,
        range: s.defaulted(s.nullable(range), null),
        status: s.defaulted(batteryStatus, "unknown"),
        temperature: s.defaulted(s.nullable(temperature), null),
      },
      aboutBattery,
    ),
  ),
  firmware_version: s.optional(firmware),
  location: s.optional(s.object(s.coordinates(), aboutPlace)),
  odometer: s.optional(
    s.object({ unit: s.defaulted(unit, "KMS"), value: distance }, aboutDistance),
  ),
};

export const maxReadings = 1_000;

const Reading = s.object(parts, {
  about: "At least one of battery, location, odometer and firmware_version.",
});

/** One reading, or a batch of them under `readings`. */
export const TelemetryIngest = s.object({
  ...parts,
  readings: s.optional(
    s.list(Reading, {
      min: 1,
      max: maxReadings,
      about: "Instead of a single reading: up to 1 000 of them, in any order.",
    }),
  ),
});

export type ReadingInput = s.Static<typeof Reading>;

const updated = s.timestamp({ about: "When this was measured." });

const shownBattery = {
  capacity: s.nullable(capacity),
  level,
  range: s.nullable(range),
  status: batteryStatus,
  temperature: s.nullable(temperature),
};

export const VehicleTelemetry = s.object({
  id: s.id("vtel", { about: "Unique identifier; the vehicle holds it from birth." }),
  object: s.literal("vehicle_telemetry"),
  battery: s.nullable(s.object({ ...shownBattery, updated }, aboutBattery)),
  firmware_version: s.nullable(firmware),
  location: s.nullable(s.object({ ...s.coordinates(), updated }, aboutPlace)),
  odometer: s.nullable(s.object({ unit, updated, value: distance }, aboutDistance)),
  vehicle: s.id("veh", { about: "The vehicle." }),
});

export const TelemetryReading = s.object({
  id: s.id("vtr", { about: "Unique identifier." }),
  object: s.literal("vehicle_telemetry_reading"),
  battery: s.nullable(s.object(shownBattery, aboutBattery)),
  created: s.timestamp({ about: "When it was measured; `created[…]` filters by it." }),
  firmware_version: s.nullable(firmware),
  location: s.nullable(s.object(s.coordinates(), aboutPlace)),
  odometer: s.nullable(s.object({ unit, value: distance }, aboutDistance)),
  received: s.timestamp({ about: "When it arrived here." }),
  source: s.choice(["api", "charger"], {
    about: "Sent in over the API, or told by a charger during a session.",
  }),
  vehicle: s.id("veh", { about: "The vehicle." }),
});

type Battery = {
  readonly capacity: number | null;
  readonly level: number;
  readonly range: number | null;
  readonly status: (typeof batteryStatuses)[number];
  readonly temperature: number | null;
};
type Place = { readonly latitude: number; readonly longitude: number };
type Odometer = { readonly unit: (typeof units)[number]; readonly value: number };

/** What was measured at one moment; parts that were not are null. */
export type Measured = {
  readonly battery: Battery | null;
  readonly firmware_version: string | null;
  readonly location: Place | null;
  readonly odometer: Odometer | null;
};

export type TelemetryRow = Measured & {
  id: string;
  vehicle: string;
  battery_updated: Date | null;
  location_updated: Date | null;
  odometer_updated: Date | null;
};

export type ReadingRow = {
  id: string;
  vehicle: string;
  reading: Measured;
  source: "api" | "charger";
  received: Date;
  created: Date;
};

const renderBattery = ({ capacity, level, range, status, temperature }: Battery) => ({
  ...{ capacity, level, range, status, temperature },
});
const renderPlace = ({ latitude, longitude }: Place) => ({ latitude, longitude });

export const renderTelemetry = (row: TelemetryRow) => ({
  id: row.id,
  object: "vehicle_telemetry" as const,
  battery:
    row.battery === null || row.battery_updated === null
      ? null
      : { ...renderBattery(row.battery), updated: timestamp(row.battery_updated) },
  firmware_version: row.firmware_version,
  location:
    row.location === null || row.location_updated === null
      ? null
      : { ...renderPlace(row.location), updated: timestamp(row.location_updated) },
  odometer:
    row.odometer === null || row.odometer_updated === null
      ? null
      : {
          unit: row.odometer.unit,
          updated: timestamp(row.odometer_updated),
          value: row.odometer.value,
        },
  vehicle: row.vehicle,
});

export const renderReading = ({ reading, ...row }: ReadingRow) => ({
  id: row.id,
  object: "vehicle_telemetry_reading" as const,
  battery: reading.battery === null ? null : renderBattery(reading.battery),
  created: timestamp(row.created),
  firmware_version: reading.firmware_version,
  location: reading.location === null ? null : renderPlace(reading.location),
  odometer:
    reading.odometer === null
      ? null
      : { unit: reading.odometer.unit, value: reading.odometer.value },
  received: timestamp(row.received),
  source: row.source,
  vehicle: row.vehicle,
});
