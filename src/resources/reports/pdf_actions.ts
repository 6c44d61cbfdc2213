// A report as a document for people: sums, charts over time, and the groups or rows, the first
// thousand of them. All of it is of the same moment, and drawn as it is read.
import type { Row } from "../../db/flight.ts";
import type { Reader } from "../../db/statement.ts";
import { barChart, lineChart } from "../../documents/chart.ts";
import { area, grey, pdfStream, type Sheet } from "../../documents/sheet.ts";
import { openTable } from "../../documents/table.ts";
import { isDetailed } from "./columns.ts";
import {
  groupName,
  groupTitles,
  keysOf,
  type Plotted,
  periodText,
  plottedOf,
  rowColumns,
  type Said,
  stepOf,
  sumColumns,
  titles,
  type Values,
} from "./figures.ts";
import { rowsOf, sumsOf } from "./rows/actions.ts";
import type { Grouping, ReportRow } from "./schema.ts";

/** Rows or groups in a document; CSV has all. */
export const mostRows = 1000;
/** Bars in a chart of groups. */
const mostBars = 20;

/** What the report is drawn from. */
export type Source = {
  readonly reader: Reader;
  readonly report: ReportRow;
  /** The fleet's name, where there is one and it may be shown. */
  readonly owner: string | null;
  readonly signal: AbortSignal;
};

export function pdfOf(source: Source): AsyncIterable<Buffer> {
  const { report, owner } = source;
  const { type } = report.parameters;
  const title = owner === null ? titles[type] : `${titles[type]} · ${owner}`;
  const furniture = {
    ...{ title, author: owner ?? "Charge", created: report.created, language: "en" },
    ...{ footer: `${title} · ${periodText(report)}`, mark: report.livemode ? null : "Test mode" },
  };
  return pdfStream(furniture, (sheet) => drawn(source, sheet));
}

async function* drawn(source: Source, sheet: Sheet): AsyncGenerator<void> {
  const { report, reader, owner } = source;
  const { type, group_by } = report.parameters;
  head(sheet, report, owner);
  const sums = await all(sumsOf(reader, report, null));
  table(sheet, "In all", sumColumns[type], sums.map(shownTo(report)));
  yield;
  if (sums.length > 0) await charts(source, sheet, sums);
  yield;
  if (group_by !== null) yield* groups(source, sheet, group_by);
  else if (isDetailed(type, group_by)) yield* rows(source, sheet, countOf(sums));
}

function head(sheet: Sheet, report: ReportRow, owner: string | null): void {
  const { type, filters } = report.parameters;
  const line = (text: string, size: number, more: object = {}) => {
    sheet.y += size * 1.5;
    sheet.line(text, { x: area.left, y: sheet.y, width: area.width }, { size, ...more });
  };
  line(titles[type], 20, { weight: "bold" });
  if (owner !== null) line(owner, 12);
  line(periodText(report), 10, { colour: grey });
  for (const [name, ids] of Object.entries(filters)) {
    const text = `Only ${name.replaceAll("_", " ")}: ${(ids as readonly string[]).join(", ")}`;
    sheet.y += 14;
    const slot = { x: area.left, y: sheet.y, width: area.width };
    // A hundred ids are no reading: one line of them.
    sheet.line(text, slot, { size: 8.5, colour: grey });
  }
  sheet.y += 10;
}

function heading(sheet: Sheet, text: string): void {
  sheet.room(70);
  sheet.y += 18;
  sheet.line(text, { x: area.left, y: sheet.y, width: area.width }, { size: 12, weight: "bold" });
  sheet.y += 4;
}

function table(
  sheet: Sheet,
  title: string,
  columns: readonly Said[],
  values: readonly Values[],
): void {
  heading(sheet, title);
  if (values.length === 0) {
    sheet.y += 12;
    const slot = { x: area.left, y: sheet.y, width: area.width };
    sheet.line("Nothing in this period.", slot, { size: 9.5, colour: grey });
    return;
  }
  const lines = openTable(sheet, columns);
  for (const row of values) lines.row(columns.map(({ say }) => say(row)));
  sheet.y += 10;
}

const all = async (lots: AsyncIterable<Row[]>): Promise<Row[]> => {
  const found: Row[] = [];
  for await (const lot of lots) found.push(...lot);
  return found;
};

const names: Readonly<Record<string, readonly string[]>> = {
  drv: ["driver_name"],
  veh: ["vin", "registration_plate"],
  flt: ["fleet_name"],
  chst: ["charging_station_name", "operator_name", "operator"],
};

/** Takes away the names that the asking key might not read. */
function shownTo({ shows }: ReportRow): (row: Row) => Values {
  const hidden = Object.keys(names).filter((prefix) => !shows.includes(prefix));
  const none = Object.fromEntries(
    hidden.flatMap((prefix) => (names[prefix] ?? []).map((name) => [name, null])),
  );
  return hidden.length === 0 ? (row) => row : (row) => ({ ...row, ...none });
}

async function charts({ reader, report }: Source, sheet: Sheet, sums: readonly Row[]) {
  const { parameters } = report;
  const step = stepOf(parameters);
  const byTime = await all(sumsOf(reader, report, step));
  const keys = keysOf(report, step);
  const currencies = sums.flatMap((row) =>
    row["currency"] === null ? [] : [`${row["currency"]}`],
  );
  for (const { title, currency, figureOf } of plottedOf(parameters.type, currencies)) {
    const found = new Map<unknown, number>();
    for (const row of byTime) {
      if (currency !== null && row["currency"] !== currency) continue;
      found.set(row["key"], (found.get(row["key"]) ?? 0) + figureOf(row));
    }
    const points = keys.map((key) => ({
      label: step === "day" ? key.slice(5) : key,
      value: found.get(key) ?? 0,
    }));
    const chart = { title: `${title}, by ${step}`, points, format: short, height: 110 };
    // Many bars are a wall; a line shows how it goes.
    if (points.length > 45) lineChart(sheet, chart);
    else barChart(sheet, chart);
  }
}

const scale = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const short = (value: number): string => scale.format(value);

async function* groups(
  { reader, report, signal }: Source,
  sheet: Sheet,
  grouping: Grouping,
): AsyncGenerator<void> {
  const { type } = report.parameters;
  const shown = shownTo(report);
  const name: Said = {
    ...{ title: groupTitles[grouping], share: 3 },
    say: (row) => groupName(grouping, row),
  };
  const columns = [name, ...sumColumns[type]];
  const isTime = grouping === "day" || grouping === "month";
  if (!isTime) await groupChart({ reader, report }, sheet, name);
  heading(sheet, `By ${groupTitles[grouping].toLowerCase()}`);
  const lines = openTable(sheet, columns);
  let count = 0;
  for await (const lot of rowsOf(reader, report)) {
    signal.throwIfAborted();
    for (const row of lot) {
      count++;
      if (count <= mostRows) lines.row(columns.map(({ say }) => say(shown(row))));
    }
    yield;
    if (count > mostRows) break;
  }
  if (count > mostRows) cut(sheet, null);
}

type Bar = { readonly key: unknown; readonly label: string; value: number };

/** The largest groups, as bars. A group that has two currencies stands in two rows, one by one. */
async function groupChart(
  { reader, report }: Pick<Source, "reader" | "report">,
  sheet: Sheet,
  name: Said,
): Promise<void> {
  const shown = shownTo(report);
  let bars: Bar[] = [];
  let plotted: Plotted | undefined;
  for await (const lot of rowsOf(reader, report)) {
    for (const row of lot) {
      const { key, currency } = row;
      plotted ??= plottedOf(report.parameters.type, currency === null ? [] : [`${currency}`])[0];
      if (plotted === undefined || (plotted.currency ?? currency) !== currency) continue;
      const last = bars.at(-1);
      const value = plotted.figureOf(row);
      if (last !== undefined && last.key === key) last.value += value;
      else bars.push({ key, value, label: name.say(shown(row)) });
    }
    // The last one may go on in the next lot.
    if (bars.length > mostRows) bars = [...largest(bars.slice(0, -1)), ...bars.slice(-1)];
  }
  if (plotted === undefined || bars.length < 2) return;
  const points = largest(bars);
  const title = `${plotted.title}, by ${name.title.toLowerCase()}: the largest ${points.length}`;
  barChart(sheet, { title, points, format: short, height: 110 });
}

const largest = (bars: readonly Bar[]): Bar[] =>
  bars.toSorted((a, b) => b.value - a.value).slice(0, mostBars);

const countOf = (sums: readonly Row[]): number =>
  sums.reduce(
    (sum, row) => sum + Number(row["sessions"] ?? row["transactions"] ?? row["reservations"]),
    0,
  );

async function* rows(
  { reader, report, signal }: Source,
  sheet: Sheet,
  total: number,
): AsyncGenerator<void> {
  const columns = rowColumns(report.parameters.type, report.timezone);
  const shown = shownTo(report);
  heading(sheet, titles[report.parameters.type]);
  const lines = openTable(sheet, columns);
  let count = 0;
  for await (const lot of rowsOf(reader, report)) {
    signal.throwIfAborted();
    for (const row of lot.slice(0, mostRows - count)) {
      lines.row(columns.map(({ say }) => say(shown(row))));
    }
    count += lot.length;
    yield;
    if (count >= mostRows) break;
  }
  if (total > mostRows) cut(sheet, total);
}

function cut(sheet: Sheet, total: number | null): void {
  sheet.room(24);
  sheet.y += 16;
  const of = total === null ? "" : ` of ${total.toLocaleString("en")}`;
  const text = `The first ${mostRows.toLocaleString("en")}${of}; the CSV of this report has all.`;
  sheet.line(text, { x: area.left, y: sheet.y, width: area.width }, { size: 8.5, colour: grey });
}
