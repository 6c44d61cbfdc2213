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
  charging_station: "chst_none",
};
const transaction = { livemode: false, type: "charge", status: "succeeded", currency: "eur" };

async function insert(platform: TestPlatform, table: string, row: Json): Promise<void> {
  const names = Object.keys(row);
  const places = names.map((_, at) => `$${at + 1}`);
  await platform.sql(
    `insert into ${table} (${names.join(", ")}) values (${places.join(", ")})`,
    Object.values(row),
  );
}

/** Writes sessions down, each at its time; their ids. */
export async function addSessions(
  platform: TestPlatform,
  account: string,
  sessions: readonly Fields[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const { at, ...more } of sessions) {
    const id = newId("cs", new Date(at));
    ids.push(id);
    const row = { ...session, account_id: account, id, created: at, updated: at, ...more };
    await insert(platform, "charging_sessions", row);
  }
  return ids;
}

/** The same of transactions. */
export async function addTransactions(
  platform: TestPlatform,
  account: string,
  transactions: readonly Fields[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const { at, ...more } of transactions) {
    const id = newId("txn", new Date(at));
    ids.push(id);
    const row = { ...transaction, account_id: account, id, created: at, ...more };
    await insert(platform, "transactions", row);
  }
  return ids;
}

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
