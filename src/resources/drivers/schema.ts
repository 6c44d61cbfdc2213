// The driver as the contract shows it (both seeds; spec/samples/driver.json), and what a create
// or update may say.
import type { Metadata } from "../../lib/metadata.ts";
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";
import { policyIds } from "../fleets/schema.ts";

const speeds = ["slow", "standard", "fast", "ultra_fast"] as const;
const statuses = ["active", "suspended", "archived"] as const;

const Preferences = s.object(
  {
    charging_speed: s.defaulted(s.choice(speeds, { about: "Preferred charging speed." }), "fast"),
    currency: s.optional(
      s.currency({
        about: "Preferred currency for cost display and billing; default: the account's.",
      }),
    ),
    default_payment_method: s.defaulted(
      s.nullable(
        s.id("pm", {
          about: "Default payment method; must be attached to this driver or one of their fleets.",
        }),
      ),
      null,
    ),
    max_price_per_kwh: s.defaulted(
      s.nullable(
        s.integer(0, 1_000_000_000, {
          about: "Upper limit on the price, in the smallest currency unit per kWh; null: no limit.",
          example: 65,
        }),
      ),
      null,
    ),
    notifications: s.defaulted(
      s.boolean({
        about: "Whether to receive notifications about charging status and session progress.",
      }),
      true,
    ),
    preferred_charging_stations: s.defaulted(
      s.list(s.id("chst"), { max: 100, unique: true, about: "Preferred charging stations." }),
      [],
    ),
    preferred_cpos: s.defaulted(
      s.list(s.text(200), {
        max: 100,
        about: "Preferred charging networks (CPOs), by operator id or display name.",
        example: ["example_operator"],
      }),
      [],
    ),
  },
  { about: "What the driver prefers, and the most they pay." },
);

export const DriverCreate = s.object({
  name: s.text(200, { about: "Full name.", example: "Ada Example" }),
  email: s.email({ about: "Contact email; need not be unique." }),
  phone: s.defaulted(s.nullable(s.phone({ about: "Phone number." })), null),
  license_number: s.defaulted(
    s.nullable(s.text(50, { about: "Driver's licence number.", example: "D1234567" })),
    null,
  ),
  status: s.defaulted(
    s.choice(statuses, { about: "A suspended or archived driver cannot start a session." }),
    "active",
  ),
  policy_ids: s.defaulted(policyIds(), []),
  preferences: s.defaulted(Preferences, {
    charging_speed: "fast",
    default_payment_method: null,
    max_price_per_kwh: null,
    notifications: true,
    preferred_charging_stations: [],
    preferred_cpos: [],
  }),
  metadata: s.optional(s.metadataInput()),
});

export const DriverUpdate = s.partial(DriverCreate);

export const DriverFleet = s.object({ fleet: s.id("flt", { about: "The fleet." }) });

export const Driver = s.object({
  id: s.id("drv", { about: "Unique identifier." }),
  object: s.literal("driver"),
  created: s.timestamp(),
  email: s.email(),
  fleets: s.list(s.id("flt"), { about: "Fleets the driver is attached to, oldest link first." }),
  license_number: s.nullable(s.text(50)),
  metadata: s.metadata(),
  name: s.text(200),
  phone: s.nullable(s.phone()),
  policy_ids: s.list(s.id("pol")),
  preferences: s.object({
    charging_speed: s.choice(speeds),
    currency: s.currency(),
    default_payment_method: s.nullable(s.id("pm")),
    max_price_per_kwh: s.nullable(s.integer(0, 1_000_000_000)),
    notifications: s.boolean(),
    preferred_charging_stations: s.list(s.id("chst")),
    preferred_cpos: s.list(s.text(200)),
  }),
  status: s.choice(statuses),
  updated: s.timestamp(),
  vehicles: s.list(s.id("veh"), { about: "Vehicles the driver may use, oldest link first." }),
  wallet_balance: s.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, {
    about: "Balance of the driver's wallet, smallest currency unit.",
    example: 2_500,
  }),
});

export type DriverRow = {
  id: string;
  name: string;
  email: string;
  phone: string | null;
  license_number: string | null;
  status: (typeof statuses)[number];
  preferences: {
    charging_speed: (typeof speeds)[number];
    currency: string;
    default_payment_method: string | null;
    max_price_per_kwh: number | null;
    notifications: boolean;
    preferred_charging_stations: string[];
    preferred_cpos: string[];
  };
  metadata: Metadata;
  fleets: string[];
  policy_ids: string[];
  vehicles: string[];
  active_sessions: number;
  has_history: boolean;
  wallet_balance: number;
  created: Date;
  updated: Date;
};

export const renderDriver = (row: DriverRow) => ({
  id: row.id,
  object: "driver" as const,
  created: timestamp(row.created),
  email: row.email,
  fleets: row.fleets,
  license_number: row.license_number,
  metadata: row.metadata,
  name: row.name,
  phone: row.phone,
  policy_ids: row.policy_ids,
  preferences: {
    charging_speed: row.preferences.charging_speed,
    currency: row.preferences.currency,
    default_payment_method: row.preferences.default_payment_method,
    max_price_per_kwh: row.preferences.max_price_per_kwh,
    notifications: row.preferences.notifications,
    preferred_charging_stations: row.preferences.preferred_charging_stations,
    preferred_cpos: row.preferences.preferred_cpos,
  },
  status: row.status,
  updated: timestamp(row.updated),
  vehicles: row.vehicles,
  wallet_balance: row.wallet_balance,
});
