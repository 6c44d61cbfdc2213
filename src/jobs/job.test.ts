// What the queue promises of a job and of a task, held against a real database.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import {
  type Bench,
  end,
  eventually,
  leave,
  openBench,
  scope,
  task,
} from "../../test/job_bench.ts";
import { addMs, pause } from "../lib/time.ts";
import { enqueue } from "./queue.ts";
import type { Job } from "./runner.ts";

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
