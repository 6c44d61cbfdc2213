// The bytes of a report, made as they are read, so that a million rows need no more memory than a
// thousand.
import type { Reader } from "../../db/statement.ts";
import { columnsOf } from "./columns.ts";
import { headerOf, rowWriter } from "./csv.ts";
import { rowsOf } from "./rows/actions.ts";
import type { ReportRow } from "./schema.ts";

export const mediaTypes = { csv: "text/csv; charset=utf-8", pdf: "application/pdf" } as const;

/** Ends with an error when the signal says so, between two lots of rows. */
export async function* csvOf(
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
