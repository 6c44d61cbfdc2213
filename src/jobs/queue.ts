// Enqueuing: a job row is written in the transaction that wants it, so it exists exactly if its
// cause does.
import type { Reader } from "../db/statement.ts";
import type { Work } from "../db/work.ts";
import { toReal } from "../lib/time.ts";
import * as store from "./store.ts";

export type NewJob = {
  readonly task: string;
  readonly payload: Record<string, unknown>;
  /** In the account's time, and moved with it. Default: at once. */
  readonly runAt?: Date;
  /**
   * Instead of `runAt`, for what deals with the outside (chargers, receivers of webhooks): in real
   * time, and never moved.
   */
  readonly realAt?: Date;
  /** Jobs of one queue run one after another, in the order they were written. */
  readonly queue?: string;
  /**
   * At most one waiting job per task and key; the earlier time wins. While one runs, another may
   * wait for its end: what the running one has read may be old.
   */
  readonly key?: string;
};

let wakers: (() => void)[] = [];

/**
 * Called by a runner of this process: what it enqueues is taken without waiting for the next
 * look.
 */
export function onEnqueued(wake: () => void): () => void {
  wakers.push(wake);
  return () => {
    wakers = wakers.filter((one) => one !== wake);
  };
}

export async function enqueue(work: Work, job: NewJob): Promise<void> {
  const at = timeOf(work, job);
  await store.insert(work, [
    job.task,
    job.queue ?? null,
    job.key ?? null,
    JSON.stringify(job.payload),
    at,
    job.realAt !== undefined,
  ]);
  wake(work, at);
}

/**
 * The first job of what repeats itself, written where no unit of work is: for a new account, whose
 * time is the real one.
 */
export const plant = (reader: Reader, job: NewJob & { readonly runAt: Date }): Promise<unknown> =>
  store.insert(reader, [
    ...[job.task, job.queue ?? null, job.key ?? null, JSON.stringify(job.payload), job.runAt],
    false,
  ]);

export async function enqueueMany(work: Work, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await store.insertMany(work, [
    jobs.map((job) => job.task),
    jobs.map((job) => job.queue ?? null),
    jobs.map((job) => job.key ?? null),
    jobs.map((job) => JSON.stringify(job.payload)),
    jobs.map((job) => timeOf(work, job)),
    jobs.map((job) => job.realAt !== undefined),
  ]);
  wake(work, work.realNow);
}

const timeOf = (work: Work, { runAt, realAt }: NewJob): Date =>
  realAt ?? (runAt === undefined ? work.realNow : toReal(work, runAt));

/** Has this process look at the queue once the work has committed, if `at` has come. */
export function wake(work: Work, at: Date): void {
  if (at.getTime() <= work.realNow.getTime()) {
    work.afterCommit(() => {
      for (const one of wakers) one();
    });
  }
}

/** Takes a waiting job back; one that runs already is left to its handler. */
export const cancelJob = (work: Work, task: string, key: string) => store.cancel(work, [task, key]);
