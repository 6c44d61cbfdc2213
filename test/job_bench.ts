// A queue to be tried: a migrated database, a clock that is moved by hand, and runners on it.
import assert from "node:assert/strict";
import { openDatabase } from "../src/db/database.ts";
import { applicationRole } from "../src/db/migrate.ts";
import { openPool } from "../src/db/pool.ts";
import type { Work } from "../src/db/work.ts";
import { enqueue, type NewJob } from "../src/jobs/queue.ts";
import { type Job, newNodeName, startRunner, type Task, untilDone } from "../src/jobs/runner.ts";
import { openLog } from "../src/lib/log.ts";
import { addMs, pause, systemClock } from "../src/lib/time.ts";
import { testDatabase } from "./platform.ts";

export const log = openLog("silent");
export const scope = { account: "acct_queue", livemode: false };

export type Bench = Awaited<ReturnType<typeof openBench>>;

/** A migrated database, a clock that is moved by hand, and runners on it. */
export async function openBench() {
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

export const task = (
  name: string,
  run: (job: Job) => Promise<void>,
  more: Partial<Task> = {},
): Task => ({
  ...{ name, run, concurrency: 8, retryMs: untilDone },
  ...more,
});

export const end = (job: Job): Promise<void> => job.finish(async () => undefined);

/** Something that a handler leaves behind: a job that nobody runs. */
export const leave = (work: Work, payload = {}) => enqueue(work, { task: "trace", payload });

export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await holds()) return;
    await pause(10);
  }
  assert.fail(`${what} did not come`);
}
