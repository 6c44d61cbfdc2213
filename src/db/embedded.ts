// Runs a real PostgreSQL as a child process whose files and only socket lie in the data folder, so
// that a fresh machine needs no database. Where the binaries come from, who runs them and what an
// earlier server left behind are in the other embedded_* files; roles and tables are migrate's.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access, constants, mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findBinaries } from "./embedded_binaries.ts";
import { holdClaim, isClaimed } from "./embedded_claim.ts";
import { ensureCluster, openFolder, serverArguments } from "./embedded_cluster.ts";
import { clearRemains, disarmLocks } from "./embedded_remains.ts";
import {
  type Connection,
  database,
  ensureDatabase,
  knock,
  type Socket,
  socketTo,
} from "./embedded_socket.ts";
import { type Account, chooseAccount } from "./embedded_user.ts";

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

const startTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;

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
    const child = await launch({ options, cluster, binaries, account });
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
  const died = once(child, "exit").then(([code, signal]) =>
    stopped === null
      ? new Error(`The database ended by itself (${signal ?? `code ${code}`}).`)
      : new Promise<never>(() => {}),
  );
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

type Launch = { options: EmbeddedOptions; cluster: string; binaries: string; account: Account };

/** A second attempt is for locks that outlived their process and name a stranger's. */
async function launch(parts: Launch): Promise<ChildProcess> {
  const first = await spawnServer(parts);
  if (typeof first !== "string") return first;
  if (disarmLocks(parts.cluster)) {
    const second = await spawnServer(parts);
    if (typeof second !== "string") return second;
    throw new Error(`PostgreSQL did not start:\n${second}`);
  }
  throw new Error(`PostgreSQL did not start:\n${first}`);
}

/**
 * The server when it is ready, or its last words. It is detached, so that a Ctrl-C in the terminal
 * reaches us alone and we end our work before the database goes. Its environment is all but empty:
 * our secrets are not its.
 */
async function spawnServer(parts: Launch): Promise<ChildProcess | string> {
  const { options, cluster, binaries, account } = parts;
  const folder = await openFolder(cluster, account);
  const args = ["-D", folder.path, ...serverArguments(cluster, options.settings)];
  const child = spawn(join(binaries, "bin/postgres"), args, {
    cwd: "/",
    env: { LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", "ignore", "pipe", folder.fd],
    detached: true,
    ...account.ids,
  });
  const lastWords = listen(child, options.log);
  try {
    const begin = performance.now();
    while (performance.now() - begin < startTimeoutMs) {
      if (hasEnded(child)) return lastWords();
      if (await isReady(child, cluster)) return child;
      await sleep(10);
    }
    await end(child);
    return `${lastWords()}\nNot ready after ${startTimeoutMs / 1000} seconds.`;
  } finally {
    await folder.close();
  }
}

/** PostgreSQL's own word for it; asking over the socket would fill its log with refusals. */
async function isReady(child: ChildProcess, cluster: string): Promise<boolean> {
  const lines = await readFile(join(cluster, "postmaster.pid"), "utf8").then(
    (text) => text.split("\n"),
    () => [],
  );
  return lines[0] === String(child.pid) && lines[7]?.trim() === "ready";
}

function listen(child: ChildProcess, log: (line: string) => void): () => string {
  const last: string[] = [];
  const take = (line: string): void => {
    last.push(line);
    if (last.length > 8) last.shift();
  };
  child.on("error", (error) => take(error.message));
  let rest = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      take(line);
      log(line);
    }
  });
  return () => last.join("\n");
}

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

/** SIGINT ends open transactions and shuts down cleanly; SIGQUIT leaves the rest to recovery. */
async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "exit");
  child.kill("SIGINT");
  const impatience = setTimeout(() => child.kill("SIGQUIT"), stopTimeoutMs);
  await ended;
  clearTimeout(impatience);
}
