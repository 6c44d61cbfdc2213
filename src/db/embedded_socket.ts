// How a client reaches the embedded database: a unix socket in its own folder, through a short
// private link when that path is too long for the kernel.
import { rmSync } from "node:fs";
import { mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

export type Connection = {
  /** Folder of the unix socket. */
  readonly host: string;
  /** Only part of the socket's name; no TCP port is opened. */
  readonly port: number;
  readonly user: string;
  readonly database: string;
};

export const owner = "charge_owner";
export const database = "charge";
const port = 5432;
export const socketName = `.s.PGSQL.${port}`;
/** Bytes that Linux (108) and macOS (104) both take, less the closing zero. */
const longestSocketPath = 103;

/** `connection` leads to the maintenance database, which exists before ours does. */
export type Socket = { readonly connection: Connection; remove(): void };

export async function socketTo(cluster: string): Promise<Socket> {
  const { host, remove } = await shortPath(cluster);
  return { connection: { host, port, user: owner, database: "postgres" }, remove };
}

async function shortPath(cluster: string): Promise<{ host: string; remove(): void }> {
  const path = join(cluster, socketName);
  if (Buffer.byteLength(path) <= longestSocketPath) return { host: cluster, remove: () => {} };
  const folder = await privateFolder();
  const host = join(folder, "d");
  await symlink(cluster, host);
  const remove = (): void => {
    process.off("exit", remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", remove);
  return { host, remove };
}

/** Made with mode 0700 by mkdtemp. The temporary folder itself may be too deep: then /tmp. */
async function privateFolder(): Promise<string> {
  const folder = tmpdir().length <= 60 ? tmpdir() : "/tmp";
  return mkdtemp(join(folder, "charge-"));
}

/** `busy`: a server is there and starts, ends or is full. `closed`: nobody listens. */
export type Answer = "open" | "busy" | "closed";

export async function knock(connection: Connection): Promise<Answer> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.end();
    return "open";
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === "ECONNREFUSED" || code === "ENOENT") return "closed";
    if (code === "EACCES")
      throw new Error(`No permission to reach the database in ${connection.host}.`);
    return "busy";
  }
}

/** The database is made from template0 so that nobody who looks at template1 can block it. */
export async function ensureDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${database} TEMPLATE template0`);
  } finally {
    await client.end();
  }
}
