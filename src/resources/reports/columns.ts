// The columns of each report: their names in order, what kind of cell, and which right shows them.
// They are part of the contract with whoever reads the files: a name never changes its meaning, and
// new columns come at the end. docs/guides/reports.md prints them; a test compares.
import type { Grouping, Kind } from "./schema.ts";

/** `text` was written by people, who may have written a formula; the others are the platform's. */
export type CellKind = "text" | "plain" | "number" | "kwh";

export type Column = {
  readonly name: string;
  readonly kind: CellKind;
  /** Key in the row that the database gives; the same as the name but for group keys and kWh. */
  readonly from: string;
  /** Prefix of the ids of what it shows beyond an id; null: what the report is about. */
  readonly shows: string | null;
};

const column =
  (kind: CellKind) =>
  (name: string): Column => ({
    ...{ name, kind, from: name, shows: null },
  });
const plain = column("plain");
const number = column("number");
const kwh = (name: string, from: string): Column => ({ name, kind: "kwh", from, shows: null });
const of = (shows: string, one: Column): Column => ({ ...one, shows });
const named = (shows: string, name: string): Column => of(shows, column("text")(name));

const driver = [plain("driver"), named("drv", "driver_name")];
const vehicle = [plain("vehicle"), of("veh", plain("vin")), named("veh", "registration_plate")];
const fleet = [plain("fleet"), named("flt", "fleet_name")];
const energy = [number("energy_wh"), kwh("energy_kwh", "energy_wh")];

const rows = {
  sessions: [
    ...[plain("id"), plain("created"), plain("status")],
    ...[plain("session_started"), plain("session_ended"), number("duration_seconds")],
    ...[plain("charging_station"), named("chst", "charging_station_name")],
    ...[of("chst", plain("operator")), column("text")("connector"), plain("country")],
    ...[...driver, ...vehicle, ...fleet, plain("payment_method"), ...energy],
    ...[plain("currency"), number("amount_due"), number("amount_paid")],
  ],
  transactions: [
    ...[plain("id"), plain("created"), plain("type"), plain("status"), plain("currency")],
    ...[number("amount"), column("text")("description"), plain("charging_session")],
    ...[...driver, ...vehicle, ...fleet, plain("payment_method")],
  ],
  reservations: [
    ...[plain("id"), plain("created"), plain("status"), plain("failed_reason")],
    ...[plain("ideal_start"), plain("ideal_end"), plain("reserved_start"), plain("reserved_end")],
    ...[plain("charging_station"), named("chst", "charging_station_name")],
    ...[of("chst", plain("operator")), column("text")("connector"), ...driver, ...vehicle],
    ...[plain("payment_method"), plain("currency"), number("reservation_fee")],
  ],
} as const;

const sums = {
  charging_summary: [
    ...[plain("currency"), number("sessions"), number("completed"), number("cancelled")],
    ...[number("failed"), number("active"), ...energy, number("duration_seconds")],
    ...[number("amount_due"), number("amount_paid")],
  ],
  energy: [
    ...[number("sessions"), ...energy],
    ...[number("largest_session_wh"), number("duration_seconds")],
  ],
  transactions: [
    ...[plain("currency"), number("transactions"), number("charged"), number("refunded")],
    ...[number("adjusted"), number("succeeded"), number("pending"), number("failed")],
  ],
  reservations: [
    ...[plain("currency"), number("reservations"), number("pending"), number("confirmed")],
    ...[number("completed"), number("cancelled"), number("failed"), number("expired")],
    number("reservation_fees"),
  ],
} as const;

/** The first column of a grouping is its key. */
const groups: Readonly<Record<Grouping, readonly Column[]>> = {
  ...{ vehicle, driver, fleet },
  charging_station: [plain("charging_station"), named("chst", "charging_station_name")],
  operator: [of("chst", plain("operator")), named("chst", "operator_name")],
  day: [plain("day")],
  month: [plain("month")],
};

const keyed = ([key, ...labels]: readonly Column[]): readonly Column[] => [
  { ...(key as Column), from: "key" },
  ...labels,
];

/** Whether a report lists its rows one by one; the others are sums. */
export const isDetailed = (kind: Kind, grouping: Grouping | null): boolean =>
  grouping === null && kind !== "charging_summary" && kind !== "energy";

export function columnsOf(kind: Kind, grouping: Grouping | null): readonly Column[] {
  if (isDetailed(kind, grouping)) return rows[kind as keyof typeof rows];
  // Sessions added up are a summary.
  const added = sums[kind === "sessions" ? "charging_summary" : kind];
  return grouping === null ? added : [...keyed(groups[grouping]), ...added];
}
