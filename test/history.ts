// A past for reports: sessions and transactions as they would stand after months of charging, and a
// report's file as its reader has it.
import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { newId } from "../src/lib/id.ts";
import { until } from "./fleet.ts";
import type { Client, Json, TestPlatform } from "./platform.ts";

type At = { readonly at: string };
type Fields = Readonly<Record<string, unknown>> & At;

/** Columns that no report looks at. */
const session = {
  ...{ livemode: false, state: "completed", status: "completed", trigger: "api", evse: 1 },
  ...{ connector: "a1", network_kind: "simulator", connector_type: "CCS", connector_kw: 150 },
  ...{ battery_wh: 82_000, country: "FR", currency: "eur", tariff: "{}", zone: "Europe/Paris" },
  ...{ id_tag: "TAG", payment_method: "pm_none", driver: "drv_none", vehicle: "veh_none" },
  ...{ charging_station: "chst_none", energy_consumed: 0, amount_due: 0, amount_paid: 0 },
};
const transaction = { livemode: false, type: "charge", status: "succeeded", currency: "eur" };

/** Writes rows down, all in one statement; their ids. */
async function insert(
  { platform, table, prefix }: { platform: TestPlatform; table: string; prefix: string },
  fixed: Json,
  rows: readonly Fields[],
): Promise<string[]> {
  const full: Json[] = rows.map(({ at, ...more }) => ({
    ...{ ...fixed, id: newId(prefix, new Date(at)), created: at },
    ...more,
  }));
  const names = [...new Set(full.flatMap((row) => Object.keys(row)))].join(", ");
  await platform.sql(
    `insert into ${table} (${names})
     select ${names} from json_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(full)],
  );
  return full.map((row) => String(row["id"]));
}

/** Sessions, each at its time. */
export const addSessions = (
  platform: TestPlatform,
  account: string,
  sessions: readonly Fields[],
): Promise<string[]> =>
  insert(
    { platform, table: "charging_sessions", prefix: "cs" },
    { ...session, account_id: account },
    sessions.map((one) => ({ ...one, updated: one.at })),
  );

/** The same of transactions. */
export const addTransactions = (
  platform: TestPlatform,
  account: string,
  transactions: readonly Fields[],
): Promise<string[]> =>
  insert(
    { platform, table: "transactions", prefix: "txn" },
    { ...transaction, account_id: account },
    transactions,
  );

/** Reservations, each wanted an hour after it was made. */
export const addReservations = (
  platform: TestPlatform,
  account: string,
  reservations: readonly Fields[],
): Promise<string[]> =>
  insert(
    { platform, table: "reservations", prefix: "res" },
    {
      ...{ livemode: false, account_id: account, state: "pending", status: "pending" },
      ...{ connector_types: ["CCS"], latitude: 48.8, longitude: 2.3, radius: 1500, fee: 0 },
      ...{ currency: "eur", free_until_before: 1800, metadata: {} },
      ...{ driver: "drv_none", vehicle: "veh_none" },
    },
    reservations.map((one) => ({
      ...{ ...one, updated: one.at, refused: [] },
      ideal_start: new Date(Date.parse(one.at) + 3_600_000).toISOString(),
      ideal_end: new Date(Date.parse(one.at) + 7_200_000).toISOString(),
    })),
  );

export const spring = {
  period_start: "2026-03-01T00:00:00.000Z",
  period_end: "2026-06-01T00:00:00.000Z",
};

const isOver = (one: Json): boolean => one["status"] === "succeeded" || one["status"] === "failed";

/** Asks for a report and waits for its end. */
export async function reportOf(api: Client, body: Json): Promise<Json & { id: string }> {
  const { id } = await api.make("/v1/reports", body);
  return until(() => api.read(`/v1/reports/${id}`), isOver);
}

/** The bytes behind a report's link, fetched as anybody would: without a key. */
export async function fileOf(report: Json): Promise<Buffer> {
  assert.equal(report["status"], "succeeded");
  const response = await fetch(String(report["url"]));
  assert.equal(response.status, 200);
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.equal(bytes.length, report["size"]);
  return bytes;
}

export type Table = { readonly header: string[]; readonly rows: string[][] };

/** The cells of a CSV file, read by a reader that is not ours. */
export function tableOf(bytes: Buffer): Table {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  assert.ok(text.endsWith("\r\n"));
  const [header = [], ...rows] = parse(text, { record_delimiter: "\r\n" }) as string[][];
  return { header, rows };
}

/** A report of spring 2026 as a table. */
export async function springTable(api: Client, parameters: Json, more: Json = {}): Promise<Table> {
  const body = { parameters: { ...spring, ...parameters }, ...more };
  return tableOf(await fileOf(await reportOf(api, body)));
}
