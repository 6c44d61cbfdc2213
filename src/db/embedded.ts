// Runs a real PostgreSQL as a child process whose files and only socket lie in the data folder, so
// that a fresh machine needs no database. Where the binaries come from, who runs them and what an
// earlier server left behind are in the other embedded_* files; roles and tables are migrate's.
import type { ChildProcess } from "node:child_process";
import { access, constants, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { findBinaries } from "./embedded_binaries.ts";
import { holdClaim, isClaimed } from "./embedded_claim.ts";
import { ensureCluster } from "./embedded_cluster.ts";
import { end, launch } from "./embedded_process.ts";
import { clearRemains } from "./embedded_remains.ts";
import {
  type Connection,
  database,
  ensureDatabase,
  knock,
  type Socket,
  socketTo,
} from "./embedded_socket.ts";
import { chooseAccount } from "./embedded_user.ts";

export type Embedded = Connection & {
  /** What a `pg` pool or client needs. */
  readonly connection: Connection;
  /** Resolves when the database ended although nobody stopped it; never otherwise. */
  readonly died: Promise<Error>;
  stop(): Promise<void>;
};

export type EmbeddedOptions = {
  dataDir: string;
  /** Gets PostgreSQL's own messages, line by line; they hold no statements and no values. */
  log: (line: string) => void;
  settings?: Record<string, string>;
};

/** Starts the database of a data folder; refuses when a server already runs on it. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const dataDir = resolve(options.dataDir);
  const cluster = clusterIn(dataDir);
  await makeFolder(dataDir);
  const account = await chooseAccount(cluster);
  const binaries = await findBinaries(account, dataDir);
  await ensureCluster(cluster, binaries, account, options.settings);
  const socket = await socketTo(cluster);
  try {
    await clearRemains(dataDir, cluster, socket.connection);
    const child = await launch({ ...options, cluster, binaries, account });
    try {
      const release = await holdClaim(dataDir, socket.connection);
      await ensureDatabase(socket.connection);
      return running(child, socket, release);
    } catch (error) {
      await end(child);
      throw error;
    }
  } catch (error) {
    socket.remove();
    throw error;
  }
}

/** The database of a server that runs on this data folder, for a second command; else null. */
export async function joinEmbedded(dataDir: string): Promise<Connection | null> {
  const socket = await socketTo(clusterIn(resolve(dataDir)));
  if ((await knock(socket.connection)) === "open" && (await isClaimed(socket.connection))) {
    return { ...socket.connection, database };
  }
  socket.remove();
  return null;
}

const clusterIn = (dataDir: string): string => join(dataDir, "postgres");

async function makeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Error(`Cannot write the data folder ${dataDir}: ${(error as Error).message}`);
  }
}

function running(child: ChildProcess, socket: Socket, release: () => void): Embedded {
  let stopped: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    release();
    await end(child);
    socket.remove();
  };
  const connection = { ...socket.connection, database };
  const died = new Promise<Error>((tell) => {
    child.once("exit", (code, signal) => {
      if (stopped === null) tell(new Error(`The database ended (${signal ?? `code ${code}`}).`));
    });
  });
  return {
    ...connection,
    connection,
    died,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
