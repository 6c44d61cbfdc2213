// What a PDF says in figures and words: columns for people, local times, money in major units.
// Texts are English; what they are drawn with is pdf_actions.ts.
import type { Column as Drawn } from "../../documents/table.ts";
import { majorUnits } from "../../lib/money.ts";
import { localParts } from "../../lib/zones.ts";
import { kwhOf } from "./csv.ts";
import type { Grouping, Kind, ReportRow } from "./schema.ts";

export type Values = Readonly<Record<string, unknown>>;

/** One column of a table: its heading, its place, and what it says of a row. */
export type Said = Drawn & { readonly say: (row: Values) => string };

export const titles: Readonly<Record<Kind, string>> = {
  charging_summary: "Charging summary",
  sessions: "Charging sessions",
  transactions: "Transactions",
  energy: "Energy",
  reservations: "Reservations",
};

export const groupTitles: Readonly<Record<Grouping, string>> = {
  vehicle: "Vehicle",
  driver: "Driver",
  fleet: "Fleet",
  charging_station: "Station",
  operator: "Operator",
  day: "Day",
  month: "Month",
};

const two = (value: number): string => String(value).padStart(2, "0");

/** `2026-04-01 09:30`, in the report's time zone. */
export function localTime(at: Date, zone: string): string {
  const { year, month, day, hour, minute } = localParts(zone, at.getTime());
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

/** `2026-04-01 00:00 to 2026-05-01 00:00 (Europe/Berlin)`. */
export const periodText = ({ parameters, timezone }: ReportRow): string => {
  const [from, until] = [parameters.period_start, parameters.period_end].map((one) =>
    localTime(new Date(one), timezone),
  );
  return `${from} to ${until} (${timezone})`;
};

const text = (value: unknown): string => (value === null || value === undefined ? "" : `${value}`);
/** Digits before the point in threes. */
const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(\.|$))(?<!\.\d*)/g, " ");
const money = (value: unknown, row: Values): string =>
  grouped(majorUnits(BigInt(text(value) || "0"), text(row["currency"])));

const said = (title: string, share: number, say: Said["say"]): Said => ({ title, share, say });
const right = (title: string, share: number, say: Said["say"]): Said => ({
  ...{ title, share, say },
  align: "right",
});

const energy = right("kWh", 2, (row) => grouped(kwhOf(text(row["energy_wh"]) || "0")));
const currency = said("Currency", 1.6, (row) => text(row["currency"]).toUpperCase());
const count = (title: string, name: string) => right(title, 1.4, (row) => grouped(text(row[name])));
const amount = (title: string, name: string) => right(title, 2, (row) => money(row[name], row));

const sessionSums = [
  ...[currency, count("Sessions", "sessions"), count("Failed", "failed"), energy],
  ...[amount("Due", "amount_due"), amount("Paid", "amount_paid")],
];

/** Of sums; a group's name goes before them. */
export const sumColumns: Readonly<Record<Kind, readonly Said[]>> = {
  charging_summary: sessionSums,
  sessions: sessionSums,
  energy: [count("Sessions", "sessions"), energy],
  transactions: [
    ...[currency, count("Number", "transactions"), amount("Charged", "charged")],
    ...[amount("Refunded", "refunded"), amount("Adjusted", "adjusted")],
    ...[amount("Pending", "pending"), amount("Failed", "failed")],
  ],
  reservations: [
    ...[currency, count("Number", "reservations"), count("Completed", "completed")],
    ...[count("Cancelled", "cancelled"), count("Failed", "failed")],
    ...[count("Expired", "expired"), amount("Fees", "reservation_fees")],
  ],
};

/** Names where they may be shown, ids where not; what has neither is a dash. */
function named(row: Values, id: unknown, names: readonly string[]): string {
  const name = names.map((one) => text(row[one])).find((one) => one !== "");
  return name ?? (text(id) || "–");
}

const labels: Readonly<Record<string, readonly string[]>> = {
  vehicle: ["registration_plate", "vin"],
  driver: ["driver_name"],
  fleet: ["fleet_name"],
  charging_station: ["charging_station_name"],
  operator: ["operator_name"],
};

/** What a group is called. */
export const groupName = (grouping: Grouping, row: Values): string =>
  named(row, row["key"], labels[grouping] ?? []);

/** Of single rows; times are local. */
export function rowColumns(kind: Kind, zone: string): readonly Said[] {
  const at = said("Time", 3.1, (row) => localTime(row["created"] as Date, zone));
  const who = (title: string, name: string) =>
    said(title, 2.4, (row) => named(row, row[name], labels[name] ?? []));
  const status = said("Status", 1.8, (row) => text(row["status"]));
  const [driver, vehicle] = [who("Driver", "driver"), who("Vehicle", "vehicle")];
  const station = who("Station", "charging_station");
  if (kind === "sessions") {
    return [at, status, driver, vehicle, station, energy, amount("Due", "amount_due"), currency];
  }
  if (kind === "reservations") {
    return [at, status, driver, vehicle, station, amount("Fee", "reservation_fee"), currency];
  }
  const type = said("Type", 1.8, (row) => text(row["type"]));
  return [at, type, status, driver, vehicle, amount("Amount", "amount"), currency];
}

/** What charts show: a figure of the sums by day or month, in the unit that it is written in. */
export type Plotted = {
  readonly title: string;
  readonly currency: string | null;
  readonly figureOf: (row: Values) => number;
};

const major =
  (name: string, code: string): Plotted["figureOf"] =>
  (row) =>
    Number(majorUnits(BigInt(text(row[name]) || "0"), code));

/** The charts of a report, given the currencies in it, the first of them. */
export function plottedOf(kind: Kind, currencies: readonly string[]): readonly Plotted[] {
  const inMoney = (title: string, name: string): Plotted[] =>
    currencies.slice(0, 3).map((code) => ({
      ...{ title: `${title}, ${code.toUpperCase()}`, currency: code },
      figureOf: major(name, code),
    }));
  if (kind === "transactions") return inMoney("Collected and given back", "succeeded");
  if (kind === "reservations") {
    const figureOf = (row: Values) => Number(row["reservations"]);
    return [{ title: "Reservations", currency: null, figureOf }];
  }
  const kwh: Plotted = {
    ...{ title: "Energy, kWh", currency: null },
    figureOf: (row) => Number(row["energy_wh"]) / 1000,
  };
  return kind === "energy" ? [kwh] : [kwh, ...inMoney("Price of sessions", "amount_due")];
}

/** Days while there are few of them, else months. */
export const stepOf = ({ period_start, period_end }: ReportRow["parameters"]): "day" | "month" =>
  Date.parse(period_end) - Date.parse(period_start) > 93 * 24 * 3_600_000 ? "month" : "day";

/** Every day or month of the period by its key, also those in which nothing was. */
export function keysOf({ parameters, timezone }: ReportRow, step: "day" | "month"): string[] {
  const last = Date.parse(parameters.period_end) - 1;
  const keyAt = (at: number): string => {
    const { year, month, day } = localParts(timezone, at);
    const key = `${String(year).padStart(4, "0")}-${two(month)}`;
    return step === "day" ? `${key}-${two(day)}` : key;
  };
  const keys = new Set<string>();
  // Half days: none is passed over when clocks are set.
  for (let at = Date.parse(parameters.period_start); at <= last; at += 12 * 3_600_000) {
    keys.add(keyAt(at));
  }
  return [...keys.add(keyAt(last))];
}
