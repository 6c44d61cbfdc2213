// The fleet as the contract shows it (spec/samples/fleet.json), and what a create or update may
// say.
import type { Metadata } from "../../lib/metadata.ts";
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";
import { type emptyAddress, renderAddress } from "../accounts/schema.ts";

export const policyIds = () =>
  s.list(s.id("pol"), {
    max: 20,
    unique: true,
    about: "Policies that hold here. Every active one is asked when a session starts.",
  });

const metricSystems = ["international_system", "us_customary_system", "imperial_system"] as const;
const statuses = ["active", "suspended", "archived"] as const;

const Preferences = s.object(
  {
    billing_cycle: s.defaulted(
      s.choice(["weekly", "monthly", "quarterly"], {
        about: "How often the fleet's invoices are drafted.",
      }),
      "monthly",
    ),
    default_currency: s.optional(
      s.currency({ about: "Currency of the fleet; default: the account's." }),
    ),
    default_payment_method: s.defaulted(
      s.nullable(
        s.id("pm", {
          about: "Pays for the fleet where nothing else is named; must be attached to it.",
        }),
      ),
      null,
    ),
    notifications: s.defaulted(
      s.boolean({ about: "Whether the fleet's contact gets notifications." }),
      true,
    ),
    report_frequency: s.defaulted(
      s.choice(["daily", "weekly", "monthly", "never"], { about: "How often a report is made." }),
      "weekly",
    ),
  },
  { about: "How the fleet is run." },
);

const text = (max: number, about: string, example: string) =>
  s.defaulted(s.nullable(s.text(max, { about, example })), null);

export const FleetCreate = s.object({
  name: s.text(200, { about: "Name of the fleet.", example: "Paris North" }),
  email: s.defaulted(s.nullable(s.email({ about: "The fleet's contact." })), null),
  phone: s.defaulted(s.nullable(s.phone({ about: "The fleet's phone number." })), null),
  address: s.defaulted(s.nullable(s.address({ about: "Where the fleet is at home." })), null),
  description: text(1000, "Anything worth knowing.", "Vans of the northern depot"),
  metric_system: s.defaulted(
    s.choice(metricSystems, { about: "Units in reports." }),
    "international_system",
  ),
  timezone: s.defaulted(s.zone({ about: "Local time of policies and reports." }), "UTC"),
  status: s.defaulted(
    s.choice(statuses, { about: "Only an active fleet's drivers can start sessions." }),
    "active",
  ),
  policy_ids: s.defaulted(policyIds(), []),
  preferences: s.defaulted(Preferences, {
    billing_cycle: "monthly",
    default_payment_method: null,
    notifications: true,
    report_frequency: "weekly",
  }),
  metadata: s.optional(s.metadataInput()),
});

export const FleetUpdate = s.partial(FleetCreate);

const count = (about: string, example: number) =>
  s.integer(0, Number.MAX_SAFE_INTEGER, { about, example });

export const Fleet = s.object({
  id: s.id("flt", { about: "Unique identifier." }),
  object: s.literal("fleet"),
  address: s.nullable(s.address()),
  created: s.timestamp(),
  description: s.nullable(s.text(1000)),
  email: s.nullable(s.email()),
  metadata: s.metadata(),
  metric_system: s.choice(metricSystems),
  name: s.text(200),
  phone: s.nullable(s.phone()),
  policy_ids: s.list(s.id("pol")),
  preferences: s.object({
    billing_cycle: s.choice(["weekly", "monthly", "quarterly"]),
    default_currency: s.currency(),
    default_payment_method: s.nullable(s.id("pm")),
    notifications: s.boolean(),
    report_frequency: s.choice(["daily", "weekly", "monthly", "never"]),
  }),
  status: s.choice(statuses),
  timezone: s.zone(),
  total_drivers: count("Drivers attached now.", 24),
  total_energy_consumed_kwh: s.number(0, Number.MAX_SAFE_INTEGER, {
    about: "Energy of all completed sessions, exact to the watt-hour.",
    example: 52_340.125,
  }),
  total_sessions: count("Completed sessions.", 1840),
  total_vehicles: count("Vehicles attached now.", 18),
  updated: s.timestamp(),
  wallet_balance: s.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, {
    about: "Balance of the fleet's wallet, smallest currency unit.",
    example: 50_000,
  }),
});

export type FleetRow = {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  address: { [K in keyof ReturnType<typeof emptyAddress>]: string | null } | null;
  description: string | null;
  metric_system: (typeof metricSystems)[number];
  timezone: string;
  status: (typeof statuses)[number];
  preferences: {
    billing_cycle: string;
    default_currency: string;
    notifications: boolean;
    report_frequency: string;
  };
  default_payment_method: string | null;
  metadata: Metadata;
  policy_ids: string[];
  total_drivers: number;
  total_vehicles: number;
  total_sessions: number;
  total_energy_wh: number;
  active_sessions: number;
  wallet_balance: number;
  created: Date;
  updated: Date;
};

export const renderFleet = (row: FleetRow) => ({
  id: row.id,
  object: "fleet" as const,
  address: row.address === null ? null : renderAddress(row.address),
  created: timestamp(row.created),
  description: row.description,
  email: row.email,
  metadata: row.metadata,
  metric_system: row.metric_system,
  name: row.name,
  phone: row.phone,
  policy_ids: row.policy_ids,
  preferences: {
    billing_cycle: row.preferences.billing_cycle,
    default_currency: row.preferences.default_currency,
    default_payment_method: row.default_payment_method,
    notifications: row.preferences.notifications,
    report_frequency: row.preferences.report_frequency,
  },
  status: row.status,
  timezone: row.timezone,
  total_drivers: row.total_drivers,
  // A thousandth of a watt-hour integer: the nearest double prints with at most three decimals.
  total_energy_consumed_kwh: row.total_energy_wh / 1000,
  total_sessions: row.total_sessions,
  total_vehicles: row.total_vehicles,
  updated: timestamp(row.updated),
  wallet_balance: row.wallet_balance,
});
