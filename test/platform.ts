// A whole platform in one line: its own database (cloned from a migrated template), its own port,
// an account and a small client that speaks HTTP to it.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type Platform, startPlatform } from "../src/app.ts";
import { type Config, readConfig } from "../src/config.ts";
import { migrate, readMigrations } from "../src/db/migrate.ts";
import { type FreshAccount, openAccount } from "../src/first_start.ts";
import { type Change, newestVersion, publishedChanges } from "../src/http/versions.ts";
import { type Log, openLog } from "../src/lib/log.ts";
import { type Clock, systemClock } from "../src/lib/time.ts";
import { assertDocumented } from "./documented.ts";
import { testServer } from "./postgres.ts";

export type Json = Record<string, unknown>;

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body. */
  readonly body: Json & { id: string; data: Json[] };
};

/**
 * One key's view of the API. Answers come back whatever their status, but they must be as
 * the OpenAPI document has them.
 */
export type Client = {
  readonly key: string;
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** POST that must succeed; the object. */
  make(path: string, body?: unknown): Promise<Answer["body"]>;
  /** GET that must succeed; the object. */
  read(path: string): Promise<Answer["body"]>;
};

export type TestPlatform = Platform & {
  readonly first: FreshAccount;
  /** The first account's test key. */
  readonly api: Client;
  client(key: string): Client;
  /** Another account with its own keys. */
  openAccount(): Promise<FreshAccount>;
  /** SQL as the owner of the database, past row-level security: for looking, not for arranging. */
  sql(text: string, values?: unknown[]): Promise<Json[]>;
  readonly databaseUrl: string;
};

export const urlOf = (
  server: { host: string; port: number; user: string },
  database: string,
): string =>
  `postgres://${server.user}@/${database}` +
  `?host=${encodeURIComponent(server.host)}&port=${server.port}`;

async function asOwner<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

/** One statement as the owner of a database, past row-level security. */
export const sqlAt = (url: string, text: string, values: unknown[] = []): Promise<Json[]> =>
  asOwner(url, async (client) => (await client.query(text, values)).rows);

/** The migrated template of this state of the migrations; made once per cluster. */
async function template(server: Awaited<ReturnType<typeof testServer>>): Promise<string> {
  const digest = createHash("sha256");
  for (const { sql } of readMigrations()) digest.update(sql);
  const name = `template_${digest.digest("hex").slice(0, 12)}`;
  await asOwner(urlOf(server, "postgres"), async (client) => {
    await client.query("select pg_advisory_lock(4300)");
    const known = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (known.rowCount !== 0) return;
    const raw = `${name}_raw`;
    await client.query(`drop database if exists ${raw}`);
    await client.query(`create database ${raw}`);
    await migrate({ connectionString: urlOf(server, raw) });
    await client.query(`alter database ${raw} rename to ${name}`);
  });
  return name;
}

/** A fresh, migrated database of one's own; its URL. */
export async function testDatabase(): Promise<string> {
  const server = await testServer();
  const from = await template(server);
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asOwner(urlOf(server, "postgres"), async (client) => {
    await client.query("select pg_advisory_lock_shared(4301)");
    await client.query(`create database ${name} template ${from} strategy file_copy`);
  });
  return urlOf(server, name);
}

export function clientOf(url: string, key: string): Client {
  const send: Client["send"] = async (method, path, body, headers = {}) => {
    const response = await fetch(path.startsWith("http") ? path : `${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    // A stream has no end of its own; what it says is test/follower.ts's affair.
    const streamed = response.headers.get("content-type")?.startsWith("text/event-stream");
    if (streamed === true) await response.body?.cancel();
    const text = streamed === true ? "" : await response.text();
    let parsed: unknown = {};
    try {
      parsed = JSON.parse(text);
    } catch {
      parsed = {};
    }
    // The document tells of the newest version.
    if (streamed !== true && response.headers.get("charge-version") === newestVersion) {
      assertDocumented({ method, url: path, status: response.status, body: parsed as Json });
    }
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: parsed as Answer["body"],
    };
  };
  const mustWork = (answer: Answer): Answer["body"] => {
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  return {
    key,
    send,
    get: (path) => send("GET", path),
    post: (path, body, headers) => send("POST", path, body ?? {}, headers),
    delete: (path) => send("DELETE", path),
    make: async (path, body) => mustWork(await send("POST", path, body ?? {})),
    read: async (path) => mustWork(await send("GET", path)),
  };
}

export type TestOptions = {
  readonly config?: Partial<Config>;
  readonly clock?: Clock;
  readonly databaseUrl?: string;
  /** Who is told what the platform logs; default: standard output, by CHARGE_LOG_LEVEL. */
  readonly log?: Log;
  /** Versions of the API; default: the published ones. */
  readonly changes?: readonly Change[];
};

let accountNumber = 0;
const nextAccount = () => ({
  name: `Test account ${++accountNumber}`,
  email: "owner@example.com",
  type: "business" as const,
});

export async function testPlatform(options: TestOptions = {}): Promise<TestPlatform> {
  const databaseUrl = options.databaseUrl ?? (await testDatabase());
  const folder = join(tmpdir(), `charge-files-${randomBytes(6).toString("hex")}`);
  const config: Config = {
    ...readConfig({
      CHARGE_DATABASE_URL: databaseUrl,
      CHARGE_SECRET: "s".repeat(32),
      CHARGE_PORT: "0",
      CHARGE_RATE_LIMIT: "off",
    }),
    logLevel: process.env["CHARGE_LOG_LEVEL"] ?? "silent",
    files: { kind: "folder", folder },
    ...options.config,
  };
  const log = options.log ?? openLog(config.logLevel);
  const platform = await startPlatform({
    ...{ config, clock: options.clock ?? systemClock, log },
    changes: options.changes ?? publishedChanges,
  });
  const first = await openAccount(platform.database, nextAccount());
  platform.markReady();
  return {
    ...platform,
    async close() {
      await platform.close();
      await rm(folder, { recursive: true, force: true });
    },
    first,
    databaseUrl,
    api: clientOf(platform.url, first.testKey),
    client: (key) => clientOf(platform.url, key),
    openAccount: () => openAccount(platform.database, nextAccount()),
    sql: (text, values) =>
      asOwner(databaseUrl, async (client) => (await client.query(text, values)).rows as Json[]),
  };
}
