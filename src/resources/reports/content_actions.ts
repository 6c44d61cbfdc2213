// The bytes of a report, made as they are read, so that a million rows need no more memory than a
// thousand.
import type { Reader } from "../../db/statement.ts";
import * as fleets from "../fleets/store.ts";
import { columnsOf } from "./columns.ts";
import { headerOf, rowWriter } from "./csv.ts";
import { pdfOf } from "./pdf_actions.ts";
import { rowsOf } from "./rows/actions.ts";
import type { ReportRow } from "./schema.ts";

export const mediaTypes = { csv: "text/csv; charset=utf-8", pdf: "application/pdf" } as const;

/** Ends with an error when the signal says so. */
export async function* contentOf(
  reader: Reader,
  report: ReportRow,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  if (report.type === "csv") return yield* csvOf(reader, report, signal);
  const shown = report.fleet !== null && report.shows.includes("flt");
  const fleet = shown ? await fleets.find(reader, [report.fleet as string]) : null;
  yield* pdfOf({ reader, report, owner: fleet?.name ?? null, signal });
}

/** Ends with an error when the signal says so, between two lots of rows. */
async function* csvOf(
  reader: Reader,
  report: ReportRow,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const columns = columnsOf(report.parameters.type, report.parameters.group_by);
  const write = rowWriter(columns, report.shows);
  yield Buffer.from(headerOf(columns));
  for await (const lot of rowsOf(reader, report)) {
    signal.throwIfAborted();
    yield Buffer.from(write(lot));
  }
}
