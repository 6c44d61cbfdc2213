// The database as a child process: started until ready, watched, ended.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openFolder, serverArguments } from "./embedded_cluster.ts";
import { disarmLocks, isRunning } from "./embedded_remains.ts";
import type { Account } from "./embedded_user.ts";

export type LaunchOrder = {
  readonly cluster: string;
  readonly binaries: string;
  readonly account: Account;
  readonly log: (line: string) => void;
  readonly settings?: Record<string, string>;
};

/** Recovery after a crash replays up to a gigabyte, on a slow disk for minutes. */
const startTimeoutMs = 600_000;
const stopTimeoutMs = 30_000;

/** A second attempt is for locks that outlived their process and name a stranger's. */
export async function launch(order: LaunchOrder): Promise<ChildProcess> {
  let outcome = await spawnServer(order);
  if (typeof outcome !== "string") return outcome;
  if (isRunning(order.cluster)) {
    throw new Error(`Another server has just started on ${order.cluster}. Stop it first.`);
  }
  if (disarmLocks(order.cluster)) outcome = await spawnServer(order);
  if (typeof outcome !== "string") return outcome;
  throw new Error(`PostgreSQL did not start:\n${outcome}`);
}

/**
 * The server when it is ready, or its last words. It is detached, so that a Ctrl-C in the terminal
 * reaches us alone and we end our work before the database goes. Its environment is all but empty:
 * our secrets are not its.
 */
async function spawnServer(order: LaunchOrder): Promise<ChildProcess | string> {
  const { cluster, binaries, account } = order;
  const folder = await openFolder(cluster, account);
  const args = ["-D", folder.path, ...serverArguments(cluster, order.settings)];
  const child = spawn(join(binaries, "bin/postgres"), args, {
    cwd: "/",
    env: { LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", "ignore", "pipe", folder.fd],
    detached: true,
    ...account.ids,
  });
  endWithUs(child, account);
  const lastWords = listen(child, order.log);
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

/**
 * A shell that waits for the end of its input, which is ours, and then ends the database: so it
 * does not outlive a server that was killed. It goes first when the database goes.
 */
function endWithUs(child: ChildProcess, account: Account): void {
  if (child.pid === undefined) return;
  const watch = spawn("/bin/sh", ["-c", 'read -r line; kill -INT "$0"', String(child.pid)], {
    cwd: "/",
    env: {},
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    ...account.ids,
  });
  // Without it a killed server's database is ended by the next server.
  watch.on("error", () => {});
  child.once("exit", () => watch.kill("SIGKILL"));
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
export async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "exit");
  child.kill("SIGINT");
  const impatience = setTimeout(() => child.kill("SIGQUIT"), stopTimeoutMs);
  await ended;
  clearTimeout(impatience);
}
