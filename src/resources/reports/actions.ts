// Asking for reports, ending them, and removing files that are old. Making one is jobs.ts.
import type { Database, ReadWork, Rendered, Work } from "../../db/work.ts";
import type { Files } from "../../files/files.ts";
import type { Links } from "../../files/links.ts";
import { checkRight } from "../../http/auth.ts";
import { cancelJob, enqueue } from "../../jobs/queue.ts";
import { present } from "../../lib/assert.ts";
import { found, refuse } from "../../lib/errors.ts";
import type { Static } from "../../lib/schema.ts";
import { operatorId } from "../../lib/slug.ts";
import { addMs, parseTimestamp, timestamp } from "../../lib/time.ts";
import * as fleets from "../fleets/store.ts";
import { neededNouns, shownOf } from "./needs.ts";
import {
  type Filters,
  fileOf,
  keptSince,
  longestDays,
  type Parameters,
  type ReportCreate,
  type ReportRow,
  renderReport,
} from "./schema.ts";
import * as store from "./store.ts";

export const makeTask = "make_report";
export const removeTask = "remove_report_file";

const dayMs = 24 * 3_600_000;

/** In the contract's form: times in UTC, operators by their ids, nothing left out. */
function parametersOf(given: Static<typeof ReportCreate>["parameters"]): Parameters {
  const time = (text: string) => timestamp(present(parseTimestamp(text), "a checked time"));
  const { vehicle, driver, charging_station, operator } = given.filters ?? {};
  const filters: Filters = {
    ...(vehicle === undefined ? {} : { vehicle }),
    ...(driver === undefined ? {} : { driver }),
    ...(charging_station === undefined ? {} : { charging_station }),
    ...(operator === undefined ? {} : { operator: operator.map(operatorId) }),
  };
  return {
    ...{ filters, group_by: given.group_by ?? null, type: given.type },
    ...{ period_end: time(given.period_end), period_start: time(given.period_start) },
  };
}

function refusePeriod({ period_start, period_end }: Parameters, now: Date): void {
  const [from, until] = [Date.parse(period_start), Date.parse(period_end)];
  const wrong = (name: string, why: string): never =>
    refuse("report_validation_error", `Invalid parameters.${name}: ${why}`, {
      param: `parameters.${name}`,
    });
  if (until <= from) wrong("period_end", "the period must end after it began.");
  if (until - from > longestDays * dayMs) {
    wrong("period_end", `a period has at most ${longestDays} days.`);
  }
  if (from > now.getTime()) wrong("period_start", "the period has not begun yet.");
}

export async function create(work: Work, input: Static<typeof ReportCreate>): Promise<ReportRow> {
  const parameters = parametersOf(input.parameters);
  refusePeriod(parameters, work.now);
  const { permissions } = work.caller;
  for (const noun of neededNouns(parameters)) checkRight(permissions, noun, "read");
  const shows = shownOf(parameters, (prefix) => work.references.mayRead(work.caller, prefix));
  const fleet = input.fleet ?? null;
  const known = fleet === null ? null : await fleets.find(work, [fleet]);
  const timezone =
    fleet === null ? "UTC" : found(known, "fleet_not_found", fleet, "fleet").timezone;
  return insert(work, { type: input.type, parameters, fleet, timezone, shows });
}

type NewReport = Pick<ReportRow, "type" | "parameters" | "fleet" | "timezone" | "shows">;

/** Writes a report down and has it made. */
export async function insert(work: Work, report: NewReport): Promise<ReportRow> {
  const { type, parameters, fleet, timezone, shows } = report;
  const id = work.newId("rpt");
  const written = await store.insert(work, [
    ...[id, type, JSON.stringify(parameters), fleet, timezone, shows, work.now],
  ]);
  await enqueue(work, { task: makeTask, key: id, payload: { report: id } });
  return present(written, "the new report");
}

/** As this caller may see it: the link only where they may read what the file shows (ruling 6). */
export function shown(work: ReadWork, links: Links, row: ReportRow): Rendered {
  const file = fileOf(row, work.now);
  const may = row.shows.every((prefix) => work.references.mayRead(work.caller, prefix));
  return renderReport(row, file !== null && may ? links.urlOf(file) : null);
}

/** Where the file of a report is kept. */
export const fileNameOf = ({ id, type }: Pick<ReportRow, "id" | "type">): string =>
  `reports/${id}.${type}`;

/** The report and, right after it, its file: links that were given out end with it. */
export async function remove(work: Work, id: string): Promise<string> {
  const row = found(await store.remove(work, [id]), "report_not_found", id);
  await cancelJob(work, makeTask, id);
  await removeFile(work, row);
  return row.id;
}

const removeFile = (work: Work, row: Pick<ReportRow, "id" | "type">): Promise<void> =>
  enqueue(work, { task: removeTask, key: row.id, payload: { file: fileNameOf(row) } });

/**
 * The file is complete. What ended otherwise meanwhile stays as it is; of what was deleted
 * meanwhile nothing stays.
 */
export async function succeed(
  work: Work,
  links: Links,
  { report, size }: { readonly report: ReportRow; readonly size: number },
): Promise<void> {
  const row = await store.succeed(work, [report.id, size, work.now, fileNameOf(report)]);
  if (row !== null) work.emit("report.succeeded", shown(work, links, row));
  else if ((await store.find(work, [report.id])) === null) await removeFile(work, report);
}

export async function fail(work: Work, links: Links, id: string): Promise<void> {
  const row = await store.fail(work, [id]);
  if (row !== null) work.emit("report.failed", shown(work, links, row));
}

/** A link is good for as long as this after its file has ceased to be linked to. */
const linkedMs = 7 * dayMs;

/** Removes the files of old reports, those whose last links have ended. The reports stay. */
export async function removeOldFiles(database: Database, files: Files): Promise<void> {
  const before = addMs(keptSince(database.clock.now()), -linkedMs);
  for (;;) {
    const old = await store.oldFiles(database.everyone(), [before]);
    for (const { account_id, livemode, id, file } of old) {
      await files.remove(file);
      await store.forgetFile(database.everyone(), [account_id, livemode, id, file]);
    }
    if (old.length === 0) return;
  }
}
