// Laws of an advance, over seeded random jobs: each that falls due runs once, in the order of its
// time, at its time; none runs early; the time never goes back; a process that ends on the way
// changes nothing.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Work } from "../../src/db/work.ts";
import { enqueue } from "../../src/jobs/queue.ts";
import { newNodeName, type Runner, startRunner, untilDone } from "../../src/jobs/runner.ts";
import { openLog } from "../../src/lib/log.ts";
import { addMs } from "../../src/lib/time.ts";
import { advance, nowOf } from "../clock.ts";
import { until } from "../fleet.ts";
import { type Client, type TestPlatform, testDatabase, testPlatform } from "../platform.ts";

const seed = Number(process.env["CHARGE_SEED"] ?? Math.floor(performance.timeOrigin) % 100_000);
function random(state = seed) {
  let s = state;
  return () => {
    s = (s * 1_103_515_245 + 12_345) % 2_147_483_648;
    return s / 2_147_483_648;
  };
}

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const lastDay = 45;

type Ran = { readonly due: number; readonly now: number; readonly attempts: number };

describe(`the jobs of an account with a test clock (seed ${seed})`, () => {
  const next = random();
  let platform: TestPlatform;
  let runner: Runner;
  let ran: Ran[] = [];
  before(async () => {
    platform = await testPlatform({ databaseUrl: await testDatabase() });
    runner = run(platform);
  });
  after(async () => {
    await runner.stop();
    await platform.close();
  });

  const put = (work: Work, due: Date): Promise<void> =>
    enqueue(work, { task: "probe", payload: { due: due.getTime() }, runAt: due });

  /** Some jobs fail at first, some want another one later on, at any time. */
  function run({ database }: TestPlatform): Runner {
    return startRunner({
      ...{ database, log: openLog("silent"), node: newNodeName(), lookEveryMs: 50 },
      tasks: [
        {
          ...{ name: "probe", concurrency: 8, retryMs: () => 100 },
          async run(job) {
            const due = Number(job.payload["due"]);
            if (job.attempts === 1 && (due / minuteMs) % 7 === 0) throw new Error("at first");
            await job.finish(async (work) => {
              ran.push({ due, now: work.now.getTime(), attempts: job.attempts });
              if (next() < 0.3) await put(work, new Date(due + someMinutes(10)));
            });
          },
        },
        // What deals with the outside: comes when it comes, and holds nothing up.
        {
          ...{ name: "outside", concurrency: 8, retryMs: untilDone },
          run: (job) => job.repeatAt(addMs(job.read().now, 50)),
        },
      ],
    });
  }

  const someMinutes = (days: number): number => minuteMs * (1 + Math.floor(next() * 1440 * days));

  async function scene(jobs: number) {
    ran = [];
    const owner = await platform.openAccount();
    const api = platform.client(owner.testKey);
    const clock = await api.make("/v1/test_clocks");
    const place = { account: owner.account, livemode: false };
    const dues = Array.from({ length: jobs }, () => someMinutes(lastDay));
    await platform.database.transaction(place, async (work) => {
      const start = Math.ceil(work.now.getTime() / minuteMs) * minuteMs;
      for (const due of dues) await put(work, new Date(start + due));
      await enqueue(work, { task: "outside", payload: {}, realAt: work.realNow });
    });
    return { api, clock: clock.id, account: owner.account };
  }

  const waiting = async (account: string): Promise<number> =>
    (await platform.sql("select id from jobs where account_id = $1 and task = 'probe'", [account]))
      .length;

  function assertLaws(all: readonly Ran[], end: number, awayMs = 0): void {
    let last = 0;
    for (const [index, { due, now, attempts }] of all.entries()) {
      assert.ok(now >= due, `job ${index} ran ${due - now} ms early`);
      // Time ticks while jobs run and, at first, fail.
      assert.ok(
        now - due < 30_000 + awayMs,
        `job ${index} ran ${now - due} ms late (try ${attempts})`,
      );
      assert.ok(due >= last, `job ${index} ran after one that was due ${last - due} ms later`);
      assert.ok(due <= end, "none beyond the end has run");
      last = due;
    }
  }

  async function advanceAll(api: Client, clock: string): Promise<number> {
    let now = 0;
    for (let left = lastDay; left > 0; ) {
      const days = Math.min(left, 1 + Math.floor(next() * 20));
      const moved = await advance(api, clock, { by: `P${days}D` });
      assert.ok(nowOf(moved) >= now + days * dayMs, "the clock arrives, and goes on");
      now = nowOf(moved);
      left -= days;
    }
    return now;
  }

  it("run once each, in the order of their time, whatever the steps of the clock", async () => {
    const { api, clock, account } = await scene(60);
    const end = await advanceAll(api, clock);
    assertLaws(ran, end);
    assert.ok(ran.length >= 40, `${ran.length} have run`);
    const left = await platform.sql(
      "select (payload->>'due')::float8 as due from jobs where account_id = $1 and task = 'probe'",
      [account],
    );
    for (const { due } of left) assert.ok(Number(due) > end - 5000, "what is left comes later");
  });

  it("go on in their order when the process that advances ends on the way", async () => {
    const { api, clock, account } = await scene(80);
    const before = await waiting(account);
    const told = api.post(`/v1/test_clocks/${clock}/advance`, { by: `P${lastDay}D` });
    await until(
      async () => ran.length,
      (count) => count >= 10,
    );
    const stopped = performance.now();
    const closing = Promise.all([runner.stop(), platform.close()]);
    await told.catch(() => undefined);
    await closing;
    const halfway = ran.length;
    assert.ok(halfway < before, "it ended on the way");
    const { databaseUrl } = platform;
    platform = await testPlatform({ databaseUrl });
    runner = run(platform);
    const awayMs = performance.now() - stopped;
    const again = platform.client(api.key);
    const arrived = await until(
      () => again.read(`/v1/test_clocks/${clock}`),
      (one) => one["status"] === "ready",
      60_000,
    );
    assert.ok(ran.length > halfway);
    assertLaws(ran, nowOf(arrived), awayMs);
  });

  it("that nobody does hold the time up no longer than a minute", async () => {
    const { api, clock, account } = await scene(1);
    const place = { account, livemode: false };
    await platform.database.transaction(place, (work) =>
      enqueue(work, { task: "nobody's", payload: {}, runAt: addMs(work.now, 5 * dayMs) }),
    );
    const told = await api.make(`/v1/test_clocks/${clock}/advance`, { by: "P10D" });
    assert.equal(told["status"], "advancing");
    // As if that minute had passed.
    await platform.sql(
      `update jobs set run_at = run_at - interval '61 seconds'
       where account_id = $1 and task = 'nobody''s'`,
      [account],
    );
    const there = await until(
      () => api.read(`/v1/test_clocks/${clock}`),
      (one) => one["status"] === "ready",
      20_000,
    );
    assert.ok(nowOf(there) > 0);
  });
});
