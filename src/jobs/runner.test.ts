// What runners promise, with processes that die and a database that goes away.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { afterEach, describe, it } from "node:test";
import pg from "pg";
import { type Bench, end, eventually, leave, log, openBench, task } from "../../test/job_bench.ts";
import { urlOf } from "../../test/platform.ts";
import { testServer } from "../../test/postgres.ts";
import { holdNodeLock } from "../db/node_lock.ts";
import { pause } from "../lib/time.ts";
import { type Job, Lost, newNodeName } from "./runner.ts";

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
