// What the queue promises, held against a real database, with processes that die and a database
// that goes away.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { afterEach, describe, it } from "node:test";
import pg from "pg";
import { testDatabase, urlOf } from "../../test/platform.ts";
import { testServer } from "../../test/postgres.ts";
import { openDatabase } from "../db/database.ts";
import { applicationRole } from "../db/migrate.ts";
import { holdNodeLock } from "../db/node_lock.ts";
import { openPool } from "../db/pool.ts";
import type { Work } from "../db/work.ts";
import { openLog } from "../lib/log.ts";
import { addMs, pause, systemClock } from "../lib/time.ts";
import { enqueue, type NewJob } from "./queue.ts";
import { type Job, Lost, newNodeName, startRunner, type Task, untilDone } from "./runner.ts";

const log = openLog("silent");
const scope = { account: "acct_queue", livemode: false };

type Bench = Awaited<ReturnType<typeof openBench>>;

/** A migrated database, a clock that is moved by hand, and runners on it. */
async function openBench() {
  const url = await testDatabase();
  const connection = { connectionString: url };
  const options = { database: connection, role: applicationRole, shared: 1, exclusive: 8, log };
  const pool = await openPool(options);
  let aheadMs = 0;
  const clock = { ...systemClock, now: () => addMs(systemClock.now(), aheadMs) };
  const database = openDatabase({
    ...{ pool, clock },
    references: {
      load: async () => new Map(),
      firstMissing: async () => null,
      mayRead: () => true,
      readable: () => null,
    },
    announce: async () => undefined,
    dispatch: async () => undefined,
    committed: () => undefined,
  });
  const endings: (() => Promise<unknown>)[] = [];
  const gates: (() => void)[] = [];
  return {
    /** A gate that opens at the latest when the test ends, so that a failure is told at once. */
    gate() {
      const gate = Promise.withResolvers<void>();
      gates.push(gate.resolve);
      return gate;
    },
    ...{ url, database, connection },
    pass: (ms: number) => {
      aheadMs += ms;
    },
    run(tasks: readonly Task[], node = newNodeName(), lookEveryMs = 20) {
      const runner = startRunner({ ...{ database, tasks, log, node, lookEveryMs } });
      endings.push(() => runner.stop());
      return runner;
    },
    put: (job: NewJob) => database.transaction(scope, (work) => enqueue(work, job)),
    jobs: () =>
      database
        .acrossAccounts((reader) => reader.query(allJobs, []))
        .then((rows) => rows as unknown as Seen[]),
    /** Lets go of a lock when the test ends, so that a failure does not keep the process alive. */
    after(lock: { release(): Promise<void> }) {
      endings.push(() => lock.release());
    },
    async close() {
      for (const open of gates) open();
      await Promise.all(endings.map((end) => end()));
      await pool.close();
    },
  };
}

type Seen = {
  readonly id: number;
  readonly task: string;
  readonly payload: Record<string, unknown>;
  readonly run_at: Date;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly failed: boolean;
  readonly locked_by: string | null;
};

const allJobs = { name: "test.all_jobs", text: "select * from jobs order by id" };

const task = (name: string, run: (job: Job) => Promise<void>, more: Partial<Task> = {}): Task => ({
  ...{ name, run, concurrency: 8, retryMs: untilDone },
  ...more,
});

const end = (job: Job): Promise<void> => job.finish(async () => undefined);

/** Something that a handler leaves behind: a job that nobody runs. */
const leave = (work: Work, payload = {}) => enqueue(work, { task: "trace", payload });

async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await holds()) return;
    await pause(10);
  }
  assert.fail(`${what} did not come`);
}

describe("a job", () => {
  let bench: Bench;
  afterEach(() => bench.close());

  it("ends together with its effect, or neither happens", async () => {
    bench = await openBench();
    let tries = 0;
    const run = (job: Job) =>
      job.finish(async (work) => {
        await leave(work);
        if (++tries === 1) throw new Error("after the effect was written");
      });
    bench.run([task("pay", run, { retryMs: () => 0 })]);
    await bench.put({ task: "pay", payload: {} });
    await eventually("its end", async () =>
      (await bench.jobs()).every((job) => job.task !== "pay"),
    );
    assert.equal(tries, 2);
    assert.equal((await bench.jobs()).length, 1);
  });

  it("that meets a fault comes back after its wait, not before, and says why", async () => {
    bench = await openBench();
    const attempts: number[] = [];
    const run = async (job: Job) => {
      attempts.push(job.attempts);
      if (job.attempts < 3) throw new Error("no answer");
      await end(job);
    };
    bench.run([task("call", run, { retryMs: (tries) => tries * 60_000 })]);
    await bench.put({ task: "call", payload: {} });
    for (const tries of [1, 2]) {
      await eventually("its return", async () => (await bench.jobs())[0]?.locked_by === null);
      await eventually("its fault", async () => (await bench.jobs())[0]?.last_error !== null);
      await pause(60);
      const [waiting] = await bench.jobs();
      assert.deepEqual([waiting?.last_error, waiting?.attempts], ["no answer", tries]);
      assert.equal(attempts.length, tries);
      bench.pass(tries * 60_000);
      await eventually("the next try", () => attempts.length > tries);
    }
    await eventually("its end", async () => (await bench.jobs()).length === 0);
    assert.deepEqual(attempts, [1, 2, 3]);
  });

  it("that gives up stays as failed and is not tried again", async () => {
    bench = await openBench();
    let tries = 0;
    const run = async () => {
      tries++;
      throw new Error("never");
    };
    bench.run([task("call", run, { retryMs: () => null })]);
    await bench.put({ task: "call", key: "k", payload: {} });
    await eventually("its failure", async () => (await bench.jobs())[0]?.failed === true);
    await pause(60);
    assert.equal(tries, 1);
  });

  it("of a queue runs after those before it, even when one has to be tried again", async () => {
    bench = await openBench();
    const seen: unknown[] = [];
    let at = 0;
    const run = async (job: Job) => {
      assert.equal(++at, 1, "two of a queue at once");
      await pause(5);
      seen.push(job.payload["n"]);
      at--;
      if (job.payload["n"] === 2 && job.attempts === 1) throw new Error("again");
      await end(job);
    };
    bench.run([task("hold", run, { retryMs: () => 30 })]);
    for (const n of [1, 2, 3, 4]) await bench.put({ task: "hold", queue: "q", payload: { n } });
    await eventually("the end", async () => (await bench.jobs()).length === 0);
    assert.deepEqual(seen, [1, 2, 2, 3, 4]);
  });

  it("with a key moves the one that waits, to the earlier time", async () => {
    bench = await openBench();
    const now = bench.database.clock.now();
    const put = (ms: number, n: number) =>
      bench.put({ task: "later", key: "k", payload: { n }, runAt: addMs(now, ms) });
    await put(60_000, 1);
    await put(30_000, 2);
    await put(90_000, 3);
    const jobs = await bench.jobs();
    assert.deepEqual(
      jobs.map((job) => [job.payload["n"], job.run_at.getTime() - now.getTime()]),
      [[3, 30_000]],
    );
  });

  it("that was asked for while its twin ran is run after it, not lost", async () => {
    bench = await openBench();
    const seen: unknown[] = [];
    const gate = bench.gate();
    const run = async (job: Job) => {
      seen.push(`begin ${job.payload["n"]}`);
      if (job.payload["n"] === 1) await gate.promise;
      await end(job);
      seen.push(`end ${job.payload["n"]}`);
    };
    bench.run([task("tell", run)]);
    await bench.put({ task: "tell", key: "k", payload: { n: 1 } });
    await eventually("the first", () => seen.length === 1);
    await bench.put({ task: "tell", key: "k", payload: { n: 2 } });
    await bench.put({ task: "tell", key: "k", payload: { n: 3 } });
    await pause(60);
    gate.resolve();
    await eventually("the end", async () => (await bench.jobs()).length === 0 && seen.length > 3);
    assert.deepEqual(seen, ["begin 1", "end 1", "begin 3", "end 3"]);
  });

  it("that meets a fault while a newer twin waits leaves the work to the twin", async () => {
    bench = await openBench();
    const seen: unknown[] = [];
    const gate = bench.gate();
    const run = async (job: Job) => {
      seen.push(job.payload["n"]);
      if (job.payload["n"] === 2) return end(job);
      await gate.promise;
      throw new Error("too old");
    };
    bench.run([task("tell", run)]);
    await bench.put({ task: "tell", key: "k", payload: { n: 1 } });
    await eventually("the first", () => seen.length === 1);
    await bench.put({ task: "tell", key: "k", payload: { n: 2 } });
    gate.resolve();
    await eventually("the end", async () => (await bench.jobs()).length === 0);
    assert.deepEqual(seen, [1, 2]);
  });
});

describe("a task", () => {
  let bench: Bench;
  afterEach(() => bench.close());

  it("never runs more at once than it may, and captures do not wait behind orders", async () => {
    bench = await openBench();
    const gate = bench.gate();
    let orders = 0;
    let captured = 0;
    const order = async (job: Job) => {
      orders++;
      await gate.promise;
      await end(job);
    };
    const capture = async (job: Job) => {
      await end(job);
      captured++;
    };
    await bench.database.transaction(scope, async (work) => {
      for (let n = 0; n < 300; n++) await enqueue(work, { task: "order", payload: {} });
      for (let n = 0; n < 5; n++) await enqueue(work, { task: "capture", payload: {} });
    });
    const tasks = [
      task("order", order, { concurrency: 3 }),
      task("capture", capture, { concurrency: 2 }),
      task("wide", end, { concurrency: 500 }),
    ];
    bench.run(tasks);
    await eventually("the captures", () => captured === 5);
    await pause(60);
    assert.equal(orders, 3);
    const locked = (await bench.jobs()).filter((job) => job.locked_by !== null);
    assert.equal(locked.length, 3);
    gate.resolve();
  });
});

describe("a runner", () => {
  let bench: Bench;
  afterEach(() => bench.close());

  it("takes over the jobs of a process that died, and only of such a one", async () => {
    bench = await openBench();
    const [dying, heir] = [newNodeName(), newNodeName()];
    const life = await holdNodeLock(bench.connection, dying, log);
    bench.after(await holdNodeLock(bench.connection, heir, log));
    const gate = bench.gate();
    const late: unknown[] = [];
    let begun = 0;
    let taken = 0;
    const stuck = async (job: Job) => {
      begun++;
      await gate.promise;
      const lost = await job.finish((work) => leave(work)).catch((error) => error);
      late.push(lost);
      throw lost;
    };
    // One slot, which is taken: this process only seems dead, and must not take its job again.
    bench.run([task("order", stuck, { concurrency: 1 })], dying);
    await bench.put({ task: "order", payload: {} });
    await eventually("the first", () => begun === 1);
    const take = async (job: Job) => {
      taken = job.attempts;
      await job.finish((work) => leave(work));
    };
    bench.run([task("order", take)], heir);
    await pause(250);
    assert.equal(taken, 0, "a living process keeps its jobs");
    await life.release();
    await eventually("the heir", async () => (await bench.jobs())[0]?.task === "trace");
    assert.equal(taken, 2);
    gate.resolve();
    await eventually("the late end", () => late.length === 1);
    assert.ok(late[0] instanceof Lost);
    assert.equal((await bench.jobs()).length, 1, "its effect came twice");
  });

  it("puts a job back although the database was away when it met its fault", async () => {
    bench = await openBench();
    const name = new URL(bench.url.replace("@/", "@localhost/")).pathname.slice(1);
    const admin = new pg.Client({ connectionString: urlOf(await testServer(), "postgres") });
    await admin.connect();
    let tries = 0;
    const run = async (job: Job) => {
      if (++tries > 1) return end(job);
      await admin.query(`alter database ${name} allow_connections false`);
      await admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1",
        [name],
      );
      throw new Error("the database is away");
    };
    bench.run([task("order", run, { retryMs: () => 0 })]);
    await bench.put({ task: "order", payload: {} });
    await eventually("the outage", () => tries === 1);
    await pause(300);
    await admin.query(`alter database ${name} allow_connections true`);
    await admin.end();
    await eventually("the second try", () => tries === 2);
    await eventually("its end", async () => (await bench.jobs()).length === 0);
  });

  it("runs what it took without hearing of it", async () => {
    bench = await openBench();
    const node = newNodeName();
    let ran = 0;
    await bench.put({ task: "order", payload: {} });
    const taken = { name: "test.taken", text: "update jobs set locked_by = $1" };
    await bench.database.acrossAccounts((reader) => reader.query(taken, [node]));
    const run = async (job: Job) => {
      ran++;
      await end(job);
    };
    bench.run([task("order", run)], node);
    await eventually("the job", () => ran === 1);
  });

  it("that has nothing to do stops at once", { timeout: 2000 }, async () => {
    bench = await openBench();
    const runner = bench.run([task("order", end)], newNodeName(), 60_000);
    await pause(100);
    await runner.stop();
  });

  it("that is told to stop lets what runs come to its end", async () => {
    bench = await openBench();
    const gate = bench.gate();
    let begun = false;
    const run = async (job: Job) => {
      begun = true;
      await gate.promise;
      await end(job);
    };
    const runner = bench.run([task("order", run)]);
    await bench.put({ task: "order", payload: {} });
    await eventually("the job", () => begun);
    const stopped = runner.stop();
    gate.resolve();
    await stopped;
    assert.deepEqual(await bench.jobs(), []);
  });
});

describe("two processes on one queue", () => {
  let bench: Bench;
  afterEach(() => bench.close());

  it("run one of a key at a time, and each wish is seen by a run that began after it", async () => {
    bench = await openBench();
    const seed = Number(process.env.CHARGE_TEST_SEED ?? randomInt(2 ** 31));
    let state = seed;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const [wished, served] = [new Map<unknown, number>(), new Map<unknown, number>()];
    const running = new Set<unknown>();
    const wrong: string[] = [];
    const run = async (job: Job) => {
      const { key } = job.payload;
      if (running.has(key)) wrong.push(`two of ${key} at once`);
      running.add(key);
      const seen = wished.get(key) ?? 0;
      await pause(random(15));
      running.delete(key);
      if (random(4) === 0) throw new Error("a fault");
      await end(job);
      served.set(key, Math.max(served.get(key) ?? 0, seen));
    };
    const lives = [newNodeName(), newNodeName()].map(async (node) => {
      const life = await holdNodeLock(bench.connection, node, log);
      bench.run([task("tell", run, { retryMs: () => random(10) })], node, 5);
      return life;
    });
    const held = await Promise.all(lives);
    const wish = async (): Promise<void> => {
      for (let n = 0; n < 60; n++) {
        const key = `k${random(3)}`;
        const count = (wished.get(key) ?? 0) + 1;
        wished.set(key, count);
        await bench.put({ task: "tell", key, payload: { key } });
        await pause(random(8));
      }
    };
    await Promise.all([wish(), wish()]);
    await eventually("the end", async () => (await bench.jobs()).length === 0);
    await eventually("the last run", () => running.size === 0);
    await pause(50);
    assert.deepEqual(wrong, [], `seed ${seed}`);
    assert.deepEqual([...served].sort(), [...wished].sort(), `seed ${seed}`);
    for (const life of held) await life.release();
  });
});
