// What a tester does at a virtual charger. An extension object (spec part 3).
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";

export const actions = [
  "plug_in",
  "unplug",
  "swipe_card",
  "fault",
  "clear_fault",
  "go_offline",
  "come_back",
  "set_driver",
] as const;
export type Action = (typeof actions)[number];

export const tokenStatuses = [
  "accepted",
  "blocked",
  "expired",
  "invalid",
  "concurrent_tx",
  "offline",
  "rejected",
] as const;

const connector = s.text(50, { about: "The connector's id at the station.", example: "a1" });

export const AtConnector = s.object({ connector });

export const PlugIn = s.object({
  connector,
  battery_capacity: s.optional(
    s.integer(1, 1_000_000, {
      about:
        "Of the car, in watt-hours; 60 kWh if left out. A session that waits brings its own vehicle.",
      example: 82_000,
    }),
  ),
  battery_level: s.optional(
    s.integer(0, 100, { about: "How full it is, in percent. Left out: 20.", example: 35 }),
  ),
});

export const Swipe = s.object({
  connector,
  uid: s.text(36, {
    about: "The number of the card that is held to the reader.",
    pattern: "^[\\x21-\\x7e]+$",
    example: "04A2B3C4D5E6F7",
  }),
});

/** OCPP 1.6 §7.6. */
const errors = [
  "ConnectorLockFailure",
  "EVCommunicationError",
  "GroundFailure",
  "HighTemperature",
  "InternalError",
  "OtherError",
  "OverCurrentFailure",
  "OverVoltage",
  "PowerMeterFailure",
  "PowerSwitchFailure",
  "ReaderFailure",
  "UnderVoltage",
  "WeakSignal",
] as const;

export const Fault = s.object({
  connector,
  error: s.defaulted(
    s.choice(errors, { about: "What the charger reports, in OCPP's words." }),
    "OtherError",
  ),
});

export const SetDriver = s.object({
  automatic: s.boolean({
    about:
      "True: a simulated driver plugs in a second after a start and leaves a second after the " +
      "end. False: nobody does, until `plug_in` and `unplug`.",
    example: false,
  }),
});

export const TestHelperAction = s.object({
  id: s.id("tha", { about: "Unique identifier." }),
  object: s.literal("test_helper_action"),
  action: s.choice(actions, { about: "What was done." }),
  charging_station: s.id("chst", { about: "Where." }),
  connector: s.nullable(
    s.text(50, { about: "At which connector; null: at the whole station.", example: "a1" }),
  ),
  created: s.timestamp({ about: "When it was asked for, in real time." }),
  livemode: s.literal(false, { about: "False: virtual chargers exist in test mode only." }),
  status: s.choice(["done", "pending"], { about: "`pending` until the charger was touched." }),
  token_status: s.nullable(
    s.choice(tokenStatuses, {
      about:
        "Of a card: what the charger was told, or `offline` where it could not ask, `rejected` " +
        "where the connector is in use or out of order. Else null.",
    }),
  ),
});

export type ActionRow = {
  id: string;
  action: Action;
  charging_station: string;
  connector: string | null;
  token_status: (typeof tokenStatuses)[number] | null;
  done: Date | null;
  created: Date;
};

export const renderAction = (row: ActionRow) => ({
  id: row.id,
  object: "test_helper_action" as const,
  action: row.action,
  charging_station: row.charging_station,
  connector: row.connector,
  created: timestamp(row.created),
  livemode: false as const,
  status: row.done === null ? ("pending" as const) : ("done" as const),
  token_status: row.token_status,
});
