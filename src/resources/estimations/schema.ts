// The estimation as the contract shows it (spec/samples/estimation.json), and what a create may
// say.
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";

const level = (min: number, about: string, example: number) =>
  s.number(min, 100, { about, example });

export const EstimationCreate = s.object({
  vehicle: s.id("veh", { about: "The vehicle to charge." }),
  charging_station: s.id("chst", { about: "Where." }),
  battery_level: level(0, "State of charge at the beginning, percent.", 28),
  battery_target_level: level(1, "State of charge to reach, percent; above the level.", 80),
  connector: s.optional(
    s.text(36, {
      about: "Id of the station's connector; default: the fastest that the vehicle fits.",
      example: "connector_a1",
    }),
  ),
  currency: s.optional(s.currency({ about: "The station's; no other can be estimated in." })),
});

const types = ["energy", "time", "parking", "session_fee"] as const;
const units = ["kWh", "h"] as const;
const most = Number.MAX_SAFE_INTEGER;

export const Estimation = s.object({
  id: s.id("est", { about: "Unique identifier." }),
  object: s.literal("estimation"),
  battery_level: s.number(0, 100),
  battery_target_level: s.number(1, 100),
  charging_station: s.id("chst"),
  cost_breakdown: s.list(
    s.object({
      cost: s.integer(-most, most, {
        about: "Smallest currency unit, tax included; negative where a maximum price cuts the sum.",
        example: 1551,
      }),
      description: s.text(300, { about: "What it is for, in words.", example: "Energy" }),
      quantity: s.nullable(
        s.number(0, most, { about: "Of the unit, as billed; null for a fee.", example: 18.25 }),
      ),
      tax_percent: s.nullable(
        s.text(10, { about: "Tax that the cost includes; null: none.", example: "20%" }),
      ),
      type: s.choice(types, { about: "What the line is for." }),
      unit: s.nullable(s.choice(units, { about: "Unit of the quantity; null for a fee." })),
      unit_price: s.nullable(
        s.integer(0, most, {
          about: "Per unit, rounded half up; the cost comes from the exact price.",
          example: 85,
        }),
      ),
    }),
    { about: "One line for each price component; they sum to the total." },
  ),
  created: s.timestamp(),
  currency: s.currency(),
  estimated_duration: s.integer(0, most, { about: "Charging time in seconds.", example: 3600 }),
  estimated_energy_kwh: s.number(0, most, {
    about: "Through the meter, what is lost on the way to the battery included.",
    example: 18.25,
  }),
  estimated_total_cost: s.integer(0, most, {
    about: "Smallest currency unit, tax included, for a session that starts now.",
    example: 1842,
  }),
  valid_until: s.timestamp({ about: "An hour after it was made." }),
  vehicle: s.id("veh"),
});

export type CostLine = {
  readonly cost: number;
  readonly description: string;
  readonly quantity: number | null;
  readonly tax_percent: string | null;
  readonly type: (typeof types)[number];
  readonly unit: (typeof units)[number] | null;
  readonly unit_price: number | null;
};

export type EstimationRow = {
  readonly id: string;
  readonly vehicle: string;
  readonly charging_station: string;
  readonly battery_level: number;
  readonly battery_target_level: number;
  readonly currency: string;
  readonly energy_wh: number;
  readonly duration_seconds: number;
  readonly total_cost: number;
  readonly cost_breakdown: readonly CostLine[];
  readonly valid_until: Date;
  readonly created: Date;
};

export const renderEstimation = (row: EstimationRow) => ({
  id: row.id,
  object: "estimation" as const,
  battery_level: row.battery_level,
  battery_target_level: row.battery_target_level,
  charging_station: row.charging_station,
  cost_breakdown: row.cost_breakdown,
  created: timestamp(row.created),
  currency: row.currency,
  estimated_duration: row.duration_seconds,
  estimated_energy_kwh: row.energy_wh / 1000,
  estimated_total_cost: row.total_cost,
  valid_until: timestamp(row.valid_until),
  vehicle: row.vehicle,
});
