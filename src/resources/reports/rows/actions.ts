// From a report's parameters to the walk over its rows.
import type { Row } from "../../../db/flight.ts";
import type { Reader } from "../../../db/statement.ts";
import { firstIdAt } from "../../../lib/id.ts";
import { isDetailed } from "../columns.ts";
import type { Grouping, Kind, ReportRow } from "../schema.ts";
import * as store from "./store.ts";

type Asked = Pick<ReportRow, "parameters" | "fleet" | "timezone">;

const prefixes: Readonly<Record<Kind, string>> = {
  ...{ charging_summary: "cs", energy: "cs", sessions: "cs" },
  ...{ transactions: "txn", reservations: "res" },
};

/** What every walk is told: the span of ids, the fleet, the filters. */
function valuesOf({ parameters, fleet }: Asked): unknown[] {
  const { type, period_start, period_end, filters } = parameters;
  const first = (at: string) => firstIdAt(prefixes[type], new Date(at).getTime());
  return [
    ...[first(period_start), first(period_end), fleet],
    ...[filters.vehicle ?? null, filters.driver ?? null],
    ...[filters.charging_station ?? null, filters.operator ?? null],
  ];
}

const details = {
  sessions: store.sessions,
  transactions: store.transactions,
  reservations: store.reservations,
} as const;

const sums = {
  charging_summary: store.summaries,
  sessions: store.summaries,
  energy: store.energy,
  transactions: store.transactionSums,
  reservations: store.reservationSums,
} as const;

/** The report's rows in lots; on a snapshot. */
export function rowsOf(reader: Reader, asked: Asked): AsyncGenerator<Row[]> {
  const { type, group_by } = asked.parameters;
  if (!isDetailed(type, group_by)) return sumsOf(reader, asked, group_by);
  return details[type as keyof typeof details](reader, valuesOf(asked));
}

/** The same things added up by another grouping, too, for charts; null: in all. */
export function sumsOf(
  reader: Reader,
  asked: Asked,
  grouping: Grouping | null,
): AsyncGenerator<Row[]> {
  const walk = sums[asked.parameters.type][grouping ?? "all"];
  const local = grouping === "day" || grouping === "month" ? [asked.timezone] : [];
  return walk(reader, [...valuesOf(asked), ...local]);
}
