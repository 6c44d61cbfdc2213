// The vehicle as the contract shows it (spec/samples/vehicle.json), and what a create or update may
// say.
import type { Metadata } from "../../lib/metadata.ts";
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";
import { policyIds } from "../fleets/schema.ts";

const standards = ["CCS", "CHAdeMO", "Type2"] as const;
const statuses = ["active", "inactive", "retired"] as const;

const line = (about: string, example: string) =>
  s.defaulted(s.nullable(s.text(100, { about, example })), null);

const fields = {
  battery_capacity: s.integer(1_000, 2_000_000, {
    about: "Usable capacity of the battery, Wh.",
    example: 82_000,
  }),
  charging_standard: s.choice(standards, {
    about: "The plug. A CCS vehicle also fits a Type2 connector.",
  }),
  information: s.object(
    {
      make: line("Manufacturer.", "Volvo"),
      model: line("Model.", "EX30"),
      year: line("Model year.", "2025"),
    },
    { about: "What it is." },
  ),
  registration_plate: s.nullable(s.text(20, { about: "Number plate.", example: "AB-123-CD" })),
  status: s.choice(statuses, { about: "Only an active vehicle can start a session." }),
  // The North American check digit is not required: most of the world has none.
  vin: s.text(17, {
    min: 17,
    format: "vin",
    about: "Vehicle identification number: 17 letters and digits, no I, O or Q. Cannot be changed.",
    example: "YV1XZK5V0S1234567",
  }),
};

export const VehicleCreate = s.object({
  ...fields,
  information: s.defaulted(fields.information, { make: null, model: null, year: null }),
  registration_plate: s.defaulted(fields.registration_plate, null),
  status: s.defaulted(fields.status, "active"),
  policy_ids: s.defaulted(policyIds(), []),
  metadata: s.optional(s.metadataInput()),
});

export const VehicleUpdate = s.partial(VehicleCreate, ["vin"]);

/** Exactly one of the two; which is checked by the operation, because it has a code of its own. */
export const VehicleOwner = s.object({
  driver: s.optional(s.nullable(s.id("drv", { about: "The driver; give this or `fleet`." }))),
  fleet: s.optional(s.nullable(s.id("flt", { about: "The fleet; give this or `driver`." }))),
});

export const vehicleFilters = s.object({
  driver: s.optional(s.id("drv", { about: "Only vehicles that this driver may use." })),
  fleet: s.optional(s.id("flt", { about: "Only vehicles attached to this fleet." })),
  status: s.optional(s.choice(statuses, { about: "Only vehicles with this status." })),
  vin: s.optional(
    s.text(17, {
      about: "Only vehicles with this VIN, letter case aside.",
      example: "YV1XZK5V0S1234567",
    }),
  ),
  registration_plate: s.optional(
    s.text(20, {
      about: "Only vehicles with this number plate, letter case aside.",
      example: "AB-123-CD",
    }),
  ),
});

export const Vehicle = s.object({
  id: s.id("veh", { about: "Unique identifier." }),
  object: s.literal("vehicle"),
  battery_capacity: fields.battery_capacity,
  charging_standard: fields.charging_standard,
  created: s.timestamp(),
  drivers: s.list(s.id("drv"), { about: "Drivers who may use the vehicle, oldest link first." }),
  fleet: s.nullable(s.id("flt", { about: "The fleet that the vehicle is attached to." })),
  information: fields.information,
  metadata: s.metadata(),
  policy_ids: s.list(s.id("pol")),
  registration_plate: fields.registration_plate,
  status: fields.status,
  telemetry: s.id("vtel", {
    about: "The vehicle's telemetry; expanded it is null before the first reading.",
  }),
  updated: s.timestamp(),
  vin: fields.vin,
});

export type VehicleRow = {
  id: string;
  vin: string;
  battery_capacity: number;
  charging_standard: (typeof standards)[number];
  information: { make: string | null; model: string | null; year: string | null };
  registration_plate: string | null;
  status: (typeof statuses)[number];
  metadata: Metadata;
  telemetry: string;
  /** Oldest link first. */
  drivers: string[];
  fleet: string | null;
  policy_ids: string[];
  active_sessions: number;
  has_history: boolean;
  created: Date;
  updated: Date;
};

export const renderVehicle = (row: VehicleRow) => ({
  id: row.id,
  object: "vehicle" as const,
  battery_capacity: row.battery_capacity,
  charging_standard: row.charging_standard,
  created: timestamp(row.created),
  drivers: row.drivers,
  fleet: row.fleet,
  information: {
    make: row.information.make,
    model: row.information.model,
    year: row.information.year,
  },
  metadata: row.metadata,
  policy_ids: row.policy_ids,
  registration_plate: row.registration_plate,
  status: row.status,
  telemetry: row.telemetry,
  updated: timestamp(row.updated),
  vin: row.vin,
});
