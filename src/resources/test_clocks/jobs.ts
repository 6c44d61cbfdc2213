// Advancing: from one due job of the account to the next, each done before the time goes on, so
// that a month passes in the order in which it would have. A crash in between changes nothing: the
// next process goes on from the time that was reached.
import type { Times } from "../../db/times.ts";
import * as ownTime from "../../jobs/own_time.ts";
import { type Job, type Task, untilDone } from "../../jobs/runner.ts";
import { elapsedMs, pause } from "../../lib/time.ts";
import * as actions from "./actions.ts";
import * as store from "./store.ts";

export type Dependencies = {
  readonly times: Times;
  /** Makes the months of the tables that are partitioned by time, for a time so far ahead. */
  readonly makePartitions: (aheadMs: number) => Promise<void>;
};

/** Then it makes room, so that a process that ends need not wait for a year to pass. */
const turnMs = 2000;

async function advance(deps: Dependencies, job: Job): Promise<void> {
  const started = elapsedMs();
  const work = job.read();
  const clock = await store.find(work, [String(job.payload["clock"])]);
  if (clock === null || clock.advancing_to === null) return job.finish(async () => undefined);
  await deps.makePartitions(clock.advancing_to.getTime() - work.realNow.getTime());
  while (elapsedMs() - started < turnMs) {
    if (!(await caughtUp(job, started))) continue;
    if (await job.step((step) => actions.step(step, clock, deps.times))) continue;
    return job.finish((last) => actions.arrive(last, clock));
  }
  await job.repeatAt(job.read().now);
}

/** Waits for what is due, until the turn is over. */
async function caughtUp(job: Job, started: number): Promise<boolean> {
  for (let waitMs = 2; ; waitMs = Math.min(100, 1.5 * waitMs)) {
    if (!(await ownTime.isBehind(job.read()))) return true;
    if (elapsedMs() - started >= turnMs) return false;
    await pause(waitMs);
  }
}

export const tasks = (deps: Dependencies): Task[] => [
  {
    name: actions.advanceTask,
    retryMs: untilDone,
    concurrency: 50,
    run: (job) => advance(deps, job),
  },
];
