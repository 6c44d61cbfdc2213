// The policy as the contract shows it (spec/samples/policy.json), and what a create or update may
// say. What its rules mean stands in rules.ts and windows.ts.
import type { Metadata } from "../../lib/metadata.ts";
import * as s from "../../lib/schema.ts";
import { operatorId } from "../../lib/slug.ts";
import { timestamp } from "../../lib/time.ts";
import type { PolicyRules } from "./rules.ts";
import type { PolicyDay } from "./windows.ts";

const modes = ["enforcement", "suggestion"] as const;
const statuses = ["active", "inactive"] as const;
const days: readonly PolicyDay[] = [
  ...(["monday", "tuesday", "wednesday", "thursday", "friday"] as const),
  ...(["saturday", "sunday"] as const),
];

/** Half the earth's circumference: such a circle holds every place. */
const wholeEarthM = 20_037_508;

const operators = (about: string, example: string) =>
  s.list(s.text(200), { max: 500, about, example: [example] });

const Geofence = s.object({
  center: s.object(s.coordinates(), { about: "Centre of the circle." }),
  name: s.defaulted(
    s.nullable(s.text(200, { about: "What you call the zone.", example: "Paris North" })),
    null,
  ),
  radius_meters: s.number(0, wholeEarthM, {
    about: "Radius in metres, along the earth's surface; the edge is inside.",
    example: 1500,
  }),
});

const Window = s.object({
  days_of_week: s.list(s.choice(days), {
    min: 1,
    max: 7,
    unique: true,
    about: "Days on which the window opens.",
  }),
  end_time: s.timeOfDay({
    end: true,
    about: "Excluded. At or before the start it is reached on the next day; `24:00` is midnight.",
    example: "18:00",
  }),
  start_time: s.timeOfDay({ about: "Included." }),
});

const limit = { about: "Highest price per kWh, in the smallest currency unit.", example: 25 };

const Rules = s.object(
  {
    allowed_operators: s.defaulted(
      operators("Only these operators, by id or display name; empty: all.", "example_operator"),
      [],
    ),
    denied_operators: s.defaulted(
      operators("Never these operators, by id or display name.", "dearer_operator"),
      [],
    ),
    geofences: s.defaulted(
      s.list(Geofence, { max: 100, about: "The station lies in one of these; empty: anywhere." }),
      [],
    ),
    max_price_per_kwh: s.defaulted(s.nullable(s.integer(0, 1_000_000_000, limit)), null),
    time_windows: s.defaulted(
      s.list(Window, {
        max: 100,
        about: "In one of these windows, in the fleet's local time; empty: always.",
      }),
      [],
    ),
  },
  { about: "What must hold. An update replaces the rules whole." },
);

const fields = {
  name: s.text(200, { about: "Name of the policy.", example: "Working hours" }),
  mode: s.choice(modes, {
    about: "An `enforcement` blocks what breaks it; a `suggestion` is recorded and announced.",
  }),
  rules: Rules,
};
const description = s.nullable(
  s.text(1000, { about: "Anything worth knowing.", example: "Weekdays only" }),
);
const status = s.choice(statuses, { about: "An inactive policy is not asked." });

export const PolicyCreate = s.object({
  ...fields,
  description: s.defaulted(description, null),
  status: s.defaulted(status, "active"),
  metadata: s.optional(s.metadataInput()),
});

export const PolicyUpdate = s.object({
  name: s.optional(fields.name),
  mode: s.optional(fields.mode),
  rules: s.optional(fields.rules),
  description: s.optional(description),
  status: s.optional(status),
  metadata: s.optional(s.metadataInput()),
});

export const policyFilters = s.object({
  status: s.optional(s.choice(statuses, { about: "Only policies with this status." })),
  mode: s.optional(s.choice(modes, { about: "Only policies of this mode." })),
});

export const Policy = s.object({
  id: s.id("pol", { about: "Unique identifier." }),
  object: s.literal("policy"),
  created: s.timestamp(),
  description,
  metadata: s.metadata(),
  mode: fields.mode,
  name: fields.name,
  rules: fields.rules,
  status,
});

export type PolicyRow = {
  id: string;
  name: string;
  description: string | null;
  mode: (typeof modes)[number];
  rules: PolicyRules;
  status: (typeof statuses)[number];
  metadata: Metadata;
  created: Date;
};

/** Operators by id, each once, however they were named (spec part 2, charging_station). */
export const storedRules = (rules: s.Static<typeof Rules>): PolicyRules => ({
  ...rules,
  allowed_operators: [...new Set(rules.allowed_operators.map(operatorId))],
  denied_operators: [...new Set(rules.denied_operators.map(operatorId))],
});

/** In the contract's order, whatever order the database keeps keys in. */
const renderRules = (rules: PolicyRules) => ({
  allowed_operators: rules.allowed_operators,
  denied_operators: rules.denied_operators,
  geofences: rules.geofences.map(({ center, name, radius_meters }) => ({
    center: { latitude: center.latitude, longitude: center.longitude },
    name: name ?? null,
    radius_meters,
  })),
  max_price_per_kwh: rules.max_price_per_kwh,
  time_windows: rules.time_windows.map(({ days_of_week, end_time, start_time }) => ({
    ...{ days_of_week, end_time, start_time },
  })),
});

export const renderPolicy = (row: PolicyRow) => ({
  id: row.id,
  object: "policy" as const,
  created: timestamp(row.created),
  description: row.description,
  metadata: row.metadata,
  mode: row.mode,
  name: row.name,
  rules: renderRules(row.rules),
  status: row.status,
});
