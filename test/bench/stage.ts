// What every figure is measured on: a durable PostgreSQL, the real server as a process of its own
// on a core of its own, the bare server on the same core and database, and the load beside them.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbedded } from "../../src/db/embedded.ts";
import type { Connection } from "../../src/db/embedded_socket.ts";
import type { Order as BareOrder } from "./bare.ts";
import { ask, leaveServerCore, pinned, startBeside } from "./core.ts";
import type { Load, Order as LoadOrder } from "./load.ts";

export type Server = { readonly pid: number; readonly port: number };

export type Json = Record<string, unknown> & { readonly id: string };

export type Stage = {
  readonly server: Server;
  readonly bare: Server;
  readonly key: string;
  readonly account: string;
  readonly databaseUrl: string;
  /** `CHARGE_SECRET` of the server. */
  readonly secret: string;
  readonly databasePid: number;
  readonly databaseVersion: string;
  /** A POST to the real server that must succeed. */
  make(path: string, body?: object): Promise<Json>;
  read(path: string): Promise<Json & { readonly data: Json[] }>;
  /** A load on one of the two; everything must be answered with 200. */
  load(on: Server, order: Omit<LoadOrder, "port" | "key">): Promise<Load>;
  readonly quick: boolean;
  close(): Promise<void>;
};

/** Of the bare server: more of them made it slower, and creates no faster. */
const connections = 4;

const root = join(import.meta.dirname, "../..");
const main = join(root, "src/main.ts");

/** What `npm start` tells Node: the figures are of a server as it is run. */
async function startFlags(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return String(scripts.start)
    .split(" ")
    .filter((word) => word.startsWith("--"));
}

const secret = "benchmarks-are-run-on-a-throwaway-database";

async function startServer(databaseUrl: string, dataDir: string, args: readonly string[]) {
  const flags = [...(await startFlags()), ...args];
  const [command, rest] = pinned(process.execPath, [...flags, main, "serve"]);
  const child = spawn(command, rest, {
    env: {
      ...process.env,
      ...{ CHARGE_DATABASE_URL: databaseUrl, CHARGE_SECRET: secret, CHARGE_DATA_DIR: dataDir },
      ...{ CHARGE_PORT: "0", CHARGE_LOG_LEVEL: "warn", CHARGE_RATE_LIMIT: "off" },
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  // A run that breaks off leaves no server behind.
  process.once("exit", () => child.kill("SIGKILL"));
  let printed = "";
  const greeted = (async () => {
    for await (const part of child.stdout) {
      printed += part;
      if (printed.includes("Try it:")) return;
    }
    throw new Error(`the server did not start:\n${printed}`);
  })();
  await greeted;
  child.stdout.resume();
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

function clientOf(url: string, key: string) {
  const send = async (path: string, init: RequestInit): Promise<Json & { data: Json[] }> => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const response = await fetch(`${url}${path}`, { ...init, headers });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${text}`);
    return JSON.parse(text) as Json & { data: Json[] };
  };
  return {
    make: (path: string, body: object = {}) =>
      send(path, { method: "POST", body: JSON.stringify(body) }),
    read: (path: string) => send(path, {}),
  };
}

const urlOf = ({ host, port, user, database }: Connection): string =>
  `postgres://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;

async function versionOf(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query("show server_version");
  await client.end();
  return String(rows[0]?.server_version);
}

const postmasterOf = async (dataDir: string): Promise<number> =>
  Number.parseInt(await readFile(join(dataDir, "postgres/postmaster.pid"), "utf8"), 10);

/** Given a profile folder, the server writes its processor profile there when it ends. */
export async function openStage(quick: boolean, profile: string | null): Promise<Stage> {
  leaveServerCore();
  const dataDir = await mkdtemp(join(tmpdir(), "charge-bench-"));
  const database = await startEmbedded({ dataDir, log: () => undefined });
  const databaseUrl = urlOf(database.connection);
  const args = profile === null ? [] : ["--cpu-prof", "--cpu-prof-dir", profile];
  const server = await startServer(databaseUrl, dataDir, args);
  const credentials = JSON.parse(await readFile(join(dataDir, "credentials.json"), "utf8"));
  const { base_url: url, test_key: key, account } = credentials as Record<string, string>;
  const bare = startBeside("bare.ts", "server core");
  const order: BareOrder = { databaseUrl, account: account as string, connections };
  const { port: barePort } = await ask<{ port: number }>(bare, order);
  const load = startBeside("load.ts", "other cores");
  return {
    server: { pid: server.pid as number, port: Number(new URL(url as string).port) },
    bare: { pid: bare.pid as number, port: barePort },
    key: key as string,
    account: account as string,
    ...{ databaseUrl, secret },
    ...{ databasePid: await postmasterOf(dataDir), databaseVersion: await versionOf(databaseUrl) },
    ...clientOf(url as string, key as string),
    async load(on, given) {
      const result = await ask<Load>(load, { ...given, port: on.port, key: key as string });
      if (result.failed > 0) throw new Error(`${result.failed} failed, as:\n${result.complaint}`);
      return result;
    },
    quick,
    async close() {
      await Promise.all([server, bare, load].map(stop));
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
