// The sessions that an invoice is about, at the end of its document: a chart by day and a row for
// each, read some at a time as the client takes the pages.
import type { ReadWork } from "../../db/work.ts";
import { barChart } from "../../documents/chart.ts";
import type { Sheet } from "../../documents/sheet.ts";
import { openTable } from "../../documents/table.ts";
import { windowOf } from "./actions.ts";
import type { InvoiceRow } from "./schema.ts";
import * as store from "./store.ts";
import { minuteOf, money, titled } from "./writing.ts";

/** Of what the key may not read (ruling 6) only the ids show, and of sessions nothing. */
export const may = (work: ReadWork, kind: string): boolean =>
  work.references.mayRead(work.caller, kind);

/** What its sums are made of. The rest of a session is read as its row is drawn. */
export type Annex = {
  /** Transactions of its sessions, oldest first. */
  readonly charges: readonly store.Charge[];
  /** In their order. */
  readonly days: readonly store.Day[];
};

export async function annexOf(work: ReadWork, row: InvoiceRow): Promise<Annex> {
  const { id, zone } = row;
  const draft = row.status === "draft";
  const [charges, days] = await Promise.all(
    draft
      ? [
          store.chargesOfDraft(work, windowOf(row)),
          store.daysOfDraft(work, [...windowOf(row), zone]),
        ]
      : [store.chargesOf(work, [id]), store.daysOf(work, [id, zone])],
  );
  return { charges, days };
}

const atOnce = 500;

export async function* drawSessions(
  work: ReadWork,
  row: InvoiceRow,
  { charges, days }: Annex,
  sheet: Sheet,
): AsyncGenerator<void> {
  sheet.newPage();
  drawDays(sheet, row, days);
  titled(sheet, `Sessions (${charges.length})`);
  const table = openTable(sheet, [
    { title: "Date", share: 6 },
    { title: "Station", share: 9 },
    { title: "Driver", share: 8 },
    { title: "kWh", share: 4, align: "right" },
    { title: "Price", share: 6, align: "right" },
  ]);
  const names = openNames(work);
  for (let from = 0; from < charges.length; from += atOnce) {
    const some = charges.slice(from, from + atOnce);
    const sessions = await store.sessionsIn(work, [some.map(({ id }) => id)]);
    const named = await names(sessions);
    const amounts = new Map(some.map(({ id, amount }) => [id, amount]));
    for (const [at, one] of sessions.entries()) {
      const charged = one.type === "charge";
      table.row([
        minuteOf(one.started ?? one.created, row.zone),
        named(one.charging_station),
        named(one.driver),
        charged ? (one.energy_wh / 1000).toFixed(3) : one.type,
        money(amounts.get(one.transaction) ?? 0, row),
      ]);
      if (at % 25 === 24) yield;
    }
    yield;
  }
}

/** Every day from the first to the last, also those without a session. */
function drawDays(sheet: Sheet, row: InvoiceRow, days: readonly store.Day[]): void {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined || first.day === last.day) return;
  const amounts = new Map(days.map(({ day, amount }) => [day, amount]));
  const points: { label: string; value: number }[] = [];
  for (let at = Date.parse(first.day); at <= Date.parse(last.day); at += dayMs) {
    const day = new Date(at).toISOString().slice(0, 10);
    points.push({ label: day.slice(5), value: amounts.get(day) ?? 0 });
  }
  barChart(sheet, {
    title: "Charged per day",
    ...{ points, height: 90, format: (value) => money(Math.round(value), row) },
  });
}

const dayMs = 86_400_000;

/** Names of stations and drivers that come again and again; of who is gone, the id. */
function openNames(work: ReadWork) {
  const known = new Map<string, string>();
  return async (sessions: readonly store.Session[]) => {
    if (known.size > 10_000) known.clear();
    for (const key of ["charging_station", "driver"] as const) {
      const ids = [...new Set(sessions.map((one) => one[key]))].filter((id) => !known.has(id));
      if (ids.length === 0) continue;
      const prefix = key === "driver" ? "drv" : "chst";
      const loaded = may(work, key)
        ? await work.references.load(work, prefix, ids)
        : new Map<string, Record<string, unknown>>();
      for (const id of ids) known.set(id, String(loaded.get(id)?.["name"] ?? id));
    }
    return (id: string): string => known.get(id) ?? id;
  };
}
