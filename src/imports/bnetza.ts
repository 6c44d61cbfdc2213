// Brings in the register of public charging points of the German Federal Network Agency
// (Bundesnetzagentur): streaming, in batches, each a transaction. Doing it again changes nothing.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse";
import type { Database } from "../db/work.ts";
import type { Log } from "../lib/log.ts";
import { sha256 } from "../lib/secret.ts";
import { elapsedMs } from "../lib/time.ts";
import { zoneAt } from "../lib/zones.ts";
import {
  type ImportedStation,
  importStations,
} from "../resources/charging_stations/imports/actions.ts";
import * as networks from "../resources/networks/store.ts";
import { type Cells, columns, isInGermany, pointColumns, understand } from "./bnetza_row.ts";

export type Warning = { readonly line: number; readonly reason: string };

export type Summary = {
  readonly network: string;
  /** Rows of the file, its heading aside. */
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Rows without a place that can be read. */
  readonly leftOut: number;
  readonly warnings: readonly Warning[];
  readonly tookMs: number;
};

export type Progress = {
  readonly rows: number;
  readonly bytes: number;
  readonly totalBytes: number;
};

export type ImportOptions = {
  readonly database: Database;
  readonly log: Log;
  readonly file: string;
  /** Default: the installation's simulator network. */
  readonly network?: string;
  readonly onProgress?: (progress: Progress) => void;
};

/** The cut of the register that ships with the code. */
export const registerCut = join(import.meta.dirname, "register/bnetza-2019-07-19-cut.csv");

/** Stations for a new installation to charge at. */
export const seedStations = (database: Database, log: Log): Promise<Summary> =>
  importBnetza({ database, log, file: registerCut });

const source = "bnetza";
const batchSize = 500;

type Row = {
  readonly record: Cells;
  readonly info: { readonly records: number; readonly bytes: number };
};

export async function importBnetza(options: ImportOptions): Promise<Summary> {
  const { database, log, file, onProgress } = options;
  const began = elapsedMs();
  const network = await networkOf(database, options.network);
  const scope = { account: network.account_id, livemode: network.livemode };
  const { size: totalBytes } = await stat(file);
  const warnings: Warning[] = [];
  const equals = new Map<string, number>();
  const total = { rows: 0, added: 0, changed: 0, unchanged: 0, leftOut: 0 };
  let batch: ImportedStation[] = [];

  const write = async (bytes: number): Promise<void> => {
    const stations = batch;
    batch = [];
    if (stations.length > 0) {
      const from = { network: network.id, source };
      const done = await database.transaction(scope, (work) =>
        importStations(work, from, stations),
      );
      total.added += done.added;
      total.changed += done.changed;
      total.unchanged += done.unchanged;
    }
    onProgress?.({ rows: total.rows, bytes, totalBytes });
  };

  for await (const { record, info } of rowsOf(file)) {
    total.rows += 1;
    const { station, odd } = understand(record);
    for (const reason of odd) {
      // As a spreadsheet counts: the heading is line 1, a line break inside a cell makes no new
      // line.
      const warning = { line: info.records + 1, reason };
      warnings.push(warning);
      log.warn(warning, "a row of the register is odd");
    }
    if (station === null) {
      total.leftOut += 1;
      continue;
    }
    const timezone = isInGermany(station) ? "Europe/Berlin" : zoneAt(station);
    batch.push({ ...station, timezone, sourceId: sourceIdOf(record, equals) });
    if (batch.length >= batchSize) await write(info.bytes);
  }
  await write(totalBytes);
  return { network: network.id, ...total, warnings, tookMs: elapsedMs() - began };
}

async function networkOf(database: Database, wanted: string | undefined) {
  const everyone = database.everyone();
  const [network] =
    wanted === undefined
      ? await networks.installation(everyone)
      : await networks.findAnywhere(everyone, [wanted]);
  if (network !== undefined) return network;
  throw new Error(
    wanted === undefined
      ? "There is no installation yet to import into: start the server once."
      : `There is no network ${wanted}.`,
  );
}

async function* rowsOf(file: string): AsyncGenerator<Row> {
  const input = createReadStream(file);
  const parser = parse({
    ...{ delimiter: ";", bom: true, info: true, relax_column_count: true, skip_empty_lines: true },
    columns: (heading: string[]) => checkedHeading(heading, file),
  });
  input.on("error", (error) => parser.destroy(error));
  yield* input.pipe(parser) as AsyncIterable<Row>;
}

function checkedHeading(heading: string[], file: string): string[] {
  const names = heading.map((name) => name.trim());
  const needed = [
    ...Object.values(columns),
    ...pointColumns.slice(0, 1).flatMap(({ plugs, power }) => [plugs, power]),
  ];
  const missing = needed.find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new Error(
      `${file} is not the register's CSV (separator ';'): the column '${missing}' is missing.`,
    );
  }
  return names;
}

/**
 * The register numbers nothing, and equal rows are devices side by side: a row is known by all its
 * cells and its ordinal among its equals.
 */
function sourceIdOf(record: Cells, equals: Map<string, number>): string {
  const digest = sha256(JSON.stringify(Object.values(record))).slice(0, 32);
  const ordinal = (equals.get(digest) ?? 0) + 1;
  equals.set(digest, ordinal);
  return `${digest}-${ordinal}`;
}
