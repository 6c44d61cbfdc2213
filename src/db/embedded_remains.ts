// What a killed server can leave behind: a database that still runs, backends without one, lock
// files that name a process id which now belongs to somebody else. Ends and clears only what
// provably belongs to this cluster; whether a server still lives is embedded_claim's to say.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { ClaimedError, claim } from "./embedded_claim.ts";
import { type Connection, knock, socketName } from "./embedded_socket.ts";

const deadlineMs = 60_000;
/** After this long we stop asking nicely. Recovery from an immediate stop takes under a second. */
const patienceMs = 1500;
/** A server claims the database it starts within milliseconds; until then it is not an orphan. */
const youngMs = 5000;
const claimGraceMs = 500;

/** Returns when no process works on this cluster; refuses when a living server does. */
export async function clearRemains(
  dataDir: string,
  cluster: string,
  connection: Connection,
): Promise<void> {
  const begin = performance.now();
  while (performance.now() - begin < deadlineMs) {
    const answer = await knock(connection);
    const { postmasters, backends } = processesOf(cluster);
    if (answer === "open") await endOrphan(dataDir, cluster, connection);
    else if (answer === "closed" && postmasters.length === 0) {
      if (backends.length === 0) return;
      // PostgreSQL refuses to start beside them: they could still write.
      signal(backends, performance.now() - begin < patienceMs ? "SIGQUIT" : "SIGKILL");
    }
    await sleep(20);
  }
  throw new Error(`A database is running in ${cluster} but does not answer; end it by hand.`);
}

async function endOrphan(dataDir: string, cluster: string, connection: Connection): Promise<void> {
  const client = await claimOrphan(dataDir, connection);
  if (client === null) return;
  // The claim is held until the orphan is gone: of several newcomers only one ends it.
  const { postmasters } = processesOf(cluster);
  if (postmasters.length === 0) {
    await client.end().catch(() => {});
    if ((await knock(connection)) !== "open") return;
    throw new Error(
      `A database without a server is running in ${cluster}, started from another container or ` +
        "host, and cannot be ended from here.",
    );
  }
  signal(postmasters, "SIGINT");
  const begin = performance.now();
  let pressed = false;
  while (isRunning(cluster)) {
    if (performance.now() - begin > deadlineMs) break;
    if (!pressed && performance.now() - begin > patienceMs) {
      signal(postmasters, "SIGQUIT");
      pressed = true;
    }
    await sleep(20);
  }
  await client.end().catch(() => {});
}

/** Null when the orphan went away while we asked. */
async function claimOrphan(dataDir: string, connection: Connection): Promise<pg.Client | null> {
  try {
    if ((await ageMs(connection)) < youngMs) await sleep(claimGraceMs);
    return await claim(dataDir, connection);
  } catch (error) {
    if (error instanceof ClaimedError) throw error;
    return null;
  }
}

async function ageMs(connection: Connection): Promise<number> {
  const client = new pg.Client(connection);
  client.on("error", () => {});
  await client.connect();
  try {
    const answer = await client.query<{ age: number }>(
      `SELECT (1000 * extract(epoch FROM clock_timestamp() - pg_postmaster_start_time()))::float8
         AS age`,
    );
    return answer.rows[0]?.age ?? 0;
  } finally {
    await client.end();
  }
}

/**
 * PostgreSQL takes a lock file for live when its process id is in use by anyone of the same user,
 * which after a restart of the machine or in a container is likely. When that process is none of
 * ours, the lock is made to name us, the new database's parent, whom PostgreSQL overlooks; its
 * second guard, the shared memory named further down in the file, stays in force. True when there
 * was such a lock.
 */
export function disarmLocks(cluster: string): boolean {
  let disarmed = false;
  for (const name of ["postmaster.pid", `${socketName}.lock`]) {
    const path = join(cluster, name);
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch {
      continue;
    }
    if (Number.parseInt(text, 10) === process.pid || isRunning(cluster)) continue;
    writeFileSync(path, text.replace(/^.*/, String(process.pid)));
    disarmed = true;
  }
  return disarmed;
}

/** Starting, serving or ending. */
export const isRunning = (cluster: string): boolean => processesOf(cluster).postmasters.length > 0;

type Processes = { postmasters: number[]; backends: number[] };

/**
 * Every process of a cluster carries the cluster's name in its command line: the postmaster as an
 * argument, the others in their title. Reading that needs no privilege, unlike a working folder.
 */
function processesOf(cluster: string): Processes {
  const found: Processes = { postmasters: [], backends: [] };
  const name = clusterName(cluster);
  for (const [pid, command] of commandLines()) {
    if (command.startsWith(`postgres: ${name}: `)) found.backends.push(pid);
    else if (command.includes(`cluster_name=${name} `)) found.postmasters.push(pid);
  }
  return found;
}

/** The folder's identity, which it keeps when it is moved. */
export function clusterName(cluster: string): string {
  const { dev, ino } = statSync(cluster);
  return `charge_${dev}_${ino}`;
}

function* commandLines(): Generator<[pid: number, command: string]> {
  if (process.platform !== "linux") {
    const list = execFileSync("/bin/ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" });
    for (const [, pid, command] of list.matchAll(/^ *(\d+) (.*)$/gm)) {
      yield [Number(pid), `${command} `];
    }
    return;
  }
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      yield [Number(pid), `${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")} `];
    } catch {
      // It ended between the listing and the reading.
    }
  }
}

function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
