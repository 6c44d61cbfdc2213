import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Embedded, joinEmbedded, startEmbedded } from "./embedded.ts";
import { findBinaries } from "./embedded_binaries.ts";
import { openFolder, serverArguments } from "./embedded_cluster.ts";
import { socketTo } from "./embedded_socket.ts";
import { chooseAccount } from "./embedded_user.ts";

// One data folder through every accident; each test starts from what the one before left.
const dataDir = mkdtempSync(join(tmpdir(), "charge-remains-"));
const cluster = join(dataDir, "postgres");
const pidFile = join(cluster, "postmaster.pid");
const settings = { fsync: "off" };
const log = (): void => {};
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
after(async () => {
  // Ends what the last accident left, which would still write into the folder.
  await (await startEmbedded({ dataDir, log, settings })).stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Starts, must be serving within three seconds, and stops again. */
async function startsWithinThreeSeconds(check?: (server: Embedded) => Promise<void>) {
  const begin = performance.now();
  const server = await startEmbedded({ dataDir, log, settings });
  const startMs = performance.now() - begin;
  try {
    assert.ok(startMs < 3000, `${startMs} ms`);
    await check?.(server);
  } finally {
    await server.stop();
  }
}

/** A server in a process of its own, which can be killed. */
async function startElsewhere(): Promise<ChildProcess> {
  const module = new URL("embedded.ts", import.meta.url).href;
  const program = `
    import { startEmbedded } from ${JSON.stringify(module)};
    const options = ${JSON.stringify({ dataDir, settings })};
    startEmbedded({ ...options, log: () => {} }).then(
      () => console.log("up"),
      (error) => { console.log(error.message); process.exitCode = 1; },
    );`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [text] = await once(child.stdout!.setEncoding("utf8"), "data");
  return String(text).trim();
}

const postmasterPid = (): number => Number.parseInt(readFileSync(pidFile, "utf8"), 10);

async function query(text: string): Promise<pg.QueryResult> {
  const { connection, remove } = await socketTo(cluster);
  const client = new pg.Client({ ...connection, database: "charge" });
  client.on("error", () => {});
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
    remove();
  }
}

test("of two first starts at once exactly one serves, the other says why not", async () => {
  const both = await Promise.all([startElsewhere(), startElsewhere()]);
  const answers = await Promise.all(both.map(firstLine));
  assert.equal(answers.filter((answer) => answer === "up").length, 1, answers.join("\n"));
  const refusal = answers.find((answer) => answer !== "up");
  assert.match(refusal ?? "", /^Another server .*(is running|has just started)/);
  await query("CREATE TABLE kept AS SELECT 42 AS answer");
});

test("a server killed with -9 is followed by the next within three seconds", async () => {
  const killed = await startElsewhere();
  assert.equal(await firstLine(killed), "up");
  await query("INSERT INTO kept VALUES (43)");
  killed.kill("SIGKILL");
  await once(killed, "exit");
  await startsWithinThreeSeconds(async () => {
    const { rows } = await query("SELECT answer FROM kept ORDER BY 1");
    assert.deepEqual(rows, [{ answer: 42 }, { answer: 43 }]);
  });
});

test("the database of a server killed with -9 does not outlive it", async () => {
  const killed = await startElsewhere();
  assert.equal(await firstLine(killed), "up");
  killed.kill("SIGKILL");
  await once(killed, "exit");
  const begin = performance.now();
  while (await query("SELECT 1").catch(() => null)) {
    assert.ok(performance.now() - begin < 5000, "still answers");
    await sleep(20);
  }
});

test("a second server is refused by name and does not disturb the first", async () => {
  await startsWithinThreeSeconds(async (server) => {
    const refusal = new RegExp(`process ${process.pid}\\) is running on the data folder`);
    await assert.rejects(startEmbedded({ dataDir, log, settings }), { message: refusal });
    await query("SELECT 1");
    // The claim outlives a broken connection.
    await query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted`,
    );
    await sleep(600);
    await assert.rejects(startEmbedded({ dataDir, log, settings }), { message: refusal });
    assert.deepEqual(await joinEmbedded(dataDir), server.connection);
  });
});

/** A database that nobody claims, as after a kill of its server and of what watches it. */
async function startOrphan(): Promise<ChildProcess> {
  const account = await chooseAccount(cluster);
  const folder = await openFolder(cluster, account);
  const program = join(await findBinaries(account, dataDir), "bin/postgres");
  const args = ["-D", folder.path, ...serverArguments(cluster, settings)];
  const child = spawn(program, args, {
    cwd: "/",
    stdio: ["ignore", "ignore", "ignore", folder.fd],
    ...account.ids,
  });
  await folder.close();
  children.push(child);
  for (let i = 0; i < 200; i++) {
    if (await query("SELECT 1").catch(() => null)) return child;
    await sleep(10);
  }
  throw new Error("The orphan did not start.");
}

test("a database without a server is ended and replaced, and nobody joins it before", async () => {
  const orphan = await startOrphan();
  assert.equal(await joinEmbedded(dataDir), null);
  await startsWithinThreeSeconds(async () => {
    assert.ok(orphan.exitCode !== null || orphan.signalCode !== null);
    assert.notEqual(postmasterPid(), orphan.pid);
  });
});

test("a busy backend that lost its database is ended before a new database starts", async () => {
  const orphan = await startOrphan();
  const busy = query("SELECT count(*) FROM generate_series(1, 1000000000000)");
  const lost = assert.rejects(busy);
  await sleep(300);
  orphan.kill("SIGKILL");
  await once(orphan, "exit");
  await startsWithinThreeSeconds();
  await lost;
});

test("lock files that name a stranger's process do not keep the database down", async () => {
  const orphan = await startOrphan();
  orphan.kill("SIGKILL");
  await once(orphan, "exit");
  // PostgreSQL only minds processes of its own user.
  const { ids } = await chooseAccount(cluster);
  const stranger = spawn("sleep", ["60"], { cwd: "/", ...ids });
  children.push(stranger);
  for (const path of [pidFile, join(cluster, ".s.PGSQL.5432.lock")]) {
    writeFileSync(path, readFileSync(path, "utf8").replace(/^\d+/, String(stranger.pid)));
  }
  await startsWithinThreeSeconds();
  assert.equal(stranger.signalCode, null);
  assert.equal(stranger.exitCode, null);
});

test("a lock file that a power cut left empty does not keep the database down", async () => {
  writeFileSync(pidFile, "");
  const { uid, gid } = statSync(cluster);
  chownSync(pidFile, uid, gid);
  await startsWithinThreeSeconds();
});
