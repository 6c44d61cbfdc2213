// The charging session as the contract shows it (spec/samples/charging_session.json), and its row.

import * as s from "../../lib/schema.ts";
import { timestamp, timestampOrNull } from "../../lib/time.ts";
import type { ChargingProfile as Profile } from "../../networks/commands.ts";
import type { PriceLine } from "../../pricing/price.ts";
import type { Tariff } from "../../pricing/tariff.ts";
import { chargingProfile } from "../commands/profile.ts";
import type { State, Status } from "./machine.ts";

export const statuses = ["active", "completed", "cancelled", "failed"] as const;

export const SessionCreate = s.object({
  charging_station: s.id("chst", { about: "Where to charge." }),
  connector: s.text(100, {
    about: "Which connector, by its id at the station.",
    example: "connector_a1",
  }),
  driver: s.id("drv", { about: "Who charges." }),
  vehicle: s.id("veh", {
    about: "What is charged. Must be the driver's, or of a fleet of theirs.",
  }),
  payment_method: s.id("pm", {
    about: "Who pays. Must belong to the driver or the session's fleet.",
  }),
  session_limit: s.optional(
    s.nullable(
      s.integer(1, 10_000_000, {
        about:
          "Stops the session at this many Wh; the last reading may lie one meter interval over.",
        example: 40_000,
      }),
    ),
  ),
  charging_profile: s.optional(
    chargingProfile({
      about:
        "How much the charge may draw when; goes to the charger with the start. A charger that " +
        "takes no profile there refuses the start.",
      number: "one of the session's own",
      purpose: "`transaction`: that of this session.",
    }),
  ),
});

const money = (about: string) =>
  s.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, { about, example: 1_380 });

export const ChargingSession = s.object({
  id: s.id("cs", { about: "Unique identifier." }),
  object: s.literal("charging_session"),
  amount_due: money(
    "Price so far, smallest currency unit; exactly what ending now would charge. Stays the total.",
  ),
  amount_paid: money("What was collected."),
  charging_station: s.id("chst", { about: "Where it charges." }),
  connector: s.text(100, { about: "Its id at the station.", example: "connector_a1" }),
  country: s.country({ about: "The station's country." }),
  created: s.timestamp({ about: "When the start was asked for." }),
  currency: s.currency({ about: "The station's currency." }),
  driver: s.id("drv", { about: "Who charges." }),
  energy_consumed: s.integer(0, Number.MAX_SAFE_INTEGER, { about: "Wh so far.", example: 23_400 }),
  fleet: s.nullable(s.id("flt", { about: "The fleet that the session is for." })),
  payment_method: s.id("pm", { about: "Who pays." }),
  session_ended: s.nullable(s.timestamp({ about: "When power ended, by the charger's report." })),
  session_limit: s.nullable(
    s.integer(1, 10_000_000, { about: "Wh at which it is stopped.", example: 40_000 }),
  ),
  session_started: s.nullable(s.timestamp({ about: "When the charger reported the transaction." })),
  status: s.choice(statuses, {
    about:
      "`active` until it ended; `cancelled`: it ended before the charger began; `failed`: the " +
      "station refused or did not answer.",
  }),
  updated: s.timestamp({ about: "When it last changed." }),
  vehicle: s.id("veh", { about: "What is charged." }),
});

export type Failure = {
  readonly code:
    | "charging_station_rejected"
    | "charging_station_timeout"
    | "payment_authorization_failed";
  readonly message: string;
  readonly details: Record<string, unknown>;
};

export type SessionRow = {
  account_id: string;
  livemode: boolean;
  id: string;
  state: State;
  status: Status | null;
  trigger: "api" | "token";
  charging_station: string;
  connector: string;
  evse: number;
  network_kind: "simulator" | "ocpp";
  identity: string | null;
  connector_type: string;
  connector_kw: number;
  driver: string;
  vehicle: string;
  fleet: string | null;
  payment_method: string;
  /** The driver's own reservation of the connector. */
  reservation: string | null;
  battery_wh: number;
  battery_level: number | null;
  country: string;
  currency: string;
  tariff: Tariff;
  zone: string;
  session_limit: number | null;
  hold_id: string | null;
  held: number;
  raise_asked: boolean;
  id_tag: string;
  transaction_id: number | null;
  meter_start_wh: number | null;
  meter_last_wh: number | null;
  meter_last_at: Date | null;
  meter_rose_at: Date | null;
  energy_consumed: number;
  amount_due: number;
  amount_paid: number;
  price_lines: readonly PriceLine[];
  flags: string[];
  failure: Failure | null;
  end_reason: string | null;
  closed_by_timeout: boolean;
  settled: boolean;
  settled_wh: number;
  settled_amount: number;
  ordered_at: Date | null;
  accepted_at: Date | null;
  session_started: Date | null;
  session_ended: Date | null;
  last_update_event: Date | null;
  told_wh: number;
  told_due: number;
  told_paid: number;
  completed_told: boolean;
  /** The group of the card that began it; null: the driver's own cards. */
  card_group: string | null;
  meter_offset_wh: number;
  meter_doubt_wh: number | null;
  meter_doubt_at: Date | null;
  /** When the charger last told anything of it, by the machine's clock. */
  heard_at: Date | null;
  /** What was asked for with the start; not what an operator has set since. */
  charging_profile: Profile | null;
  created: Date;
  updated: Date;
};

export const renderSession = (row: SessionRow) => ({
  id: row.id,
  object: "charging_session" as const,
  amount_due: row.amount_due,
  amount_paid: row.amount_paid,
  charging_station: row.charging_station,
  connector: row.connector,
  country: row.country,
  created: timestamp(row.created),
  currency: row.currency,
  driver: row.driver,
  energy_consumed: row.energy_consumed,
  fleet: row.fleet,
  payment_method: row.payment_method,
  session_ended: timestampOrNull(row.session_ended),
  session_limit: row.session_limit,
  session_started: timestampOrNull(row.session_started),
  status: row.status,
  updated: timestamp(row.updated),
  vehicle: row.vehicle,
});
