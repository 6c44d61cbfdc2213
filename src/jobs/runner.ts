// Runs jobs: takes what is due, hands it to its task's handler, and lets the handler finish in
// the same transaction as its effect, so that a crash between the two leaves either both or
// neither.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database, ReadWork, Work } from "../db/work.ts";
import { Bug } from "../lib/assert.ts";
import type { Log } from "../lib/log.ts";
import { addMs, elapsedMs, pause, toReal } from "../lib/time.ts";
import { onEnqueued } from "./queue.ts";
import * as store from "./store.ts";

export type Job = {
  readonly payload: Record<string, unknown>;
  /** How often it has been tried, this time included. */
  readonly attempts: number;
  readonly account: string;
  readonly livemode: boolean;
  /** Aborts when the process is stopping: what takes long should break off, to be tried again. */
  readonly signal: AbortSignal;
  /** All places of its task are taken in this process: one that may go on should make room. */
  crowded(): boolean;
  /** Reads without a transaction, for what the handler needs before it goes outside. */
  read(): ReadWork;
  /** A transaction on the way, which leaves the job in place (a recovery point). */
  step<T>(run: (work: Work) => Promise<T>): Promise<T>;
  /** The last transaction: the effect and the job's end commit together. */
  finish<T>(run: (work: Work) => Promise<T>): Promise<T>;
  /** The last transaction of something that runs again at `next`, in the account's time. */
  repeatAt(next: Date, run?: (work: Work) => Promise<void>): Promise<void>;
};

export type Task = {
  readonly name: string;
  /** How long to wait after a fault, by the number of tries so far; null gives up. */
  readonly retryMs: (attempts: number) => number | null;
  /** How many of it run at once in one process. */
  readonly concurrency: number;
  run(job: Job): Promise<void>;
};

/** 1 s, 2 s, 4 s … up to ten minutes; never gives up: for what must happen. */
export const untilDone = (attempts: number): number =>
  Math.min(600_000, 500 * 2 ** Math.min(attempts, 12));

/** The lease was lost: another process has the job. Nothing of this try was written. */
export class Lost extends Error {}

export type Runner = { stop(): Promise<void>; idle(): Promise<void> };

export type RunnerOptions = {
  readonly database: Database;
  readonly tasks: readonly Task[];
  readonly log: Log;
  /** Holds an advisory lock for as long as this process lives; see `nodeLock`. */
  readonly node: string;
  readonly lookEveryMs: number;
};

/** Of one task in one look, so that a long queue is not locked by whoever comes first. */
const mostAtOnce = 50;

export const newNodeName = (): string => randomUUID();

export function startRunner(options: RunnerOptions): Runner {
  const { database, log, node } = options;
  const tasks = new Map(options.tasks.map((task) => [task.name, task]));
  const running = new Map<string, number>();
  const inFlight = new Map<number, Promise<void>>();
  const stopping = new AbortController();
  let wake: () => void = () => undefined;
  let woken = false;
  const unsubscribe = onEnqueued(() => {
    woken = true;
    wake();
  });

  const free = (task: Task) => task.concurrency - (running.get(task.name) ?? 0);

  const look = async (): Promise<number> => {
    const able = options.tasks.filter((task) => free(task) > 0);
    if (able.length === 0) return 0;
    const names = able.map((task) => task.name);
    const rooms = able.map((task) => Math.min(mostAtOnce, free(task)));
    const taken = await database.acrossAccounts((reader) =>
      store.take(reader, [node, database.clock.now(), names, rooms]),
    );
    for (const row of taken) start(row);
    return taken.length;
  };

  const start = (row: store.JobRow): void => {
    running.set(row.task, (running.get(row.task) ?? 0) + 1);
    const done = runOne(row).finally(() => {
      running.set(row.task, (running.get(row.task) ?? 1) - 1);
      // It may have been taken again already.
      if (inFlight.get(row.id) === done) inFlight.delete(row.id);
      woken = true;
      wake();
    });
    inFlight.set(row.id, done);
  };

  const runOne = async (row: store.JobRow): Promise<void> => {
    const task = tasks.get(row.task) as Task;
    let ended = false;
    const scope = { account: row.account_id, livemode: row.livemode };
    const job: Job = {
      payload: row.payload,
      attempts: row.attempts,
      ...scope,
      signal: stopping.signal,
      crowded: () => free(task) <= 0,
      read: () => database.reader(scope),
      step: (run) => database.transaction(scope, run),
      async finish(run) {
        const result = await database.transaction(scope, async (work) => {
          const [mine] = await store.finish(work, [row.id, node]);
          if (mine === undefined) throw new Lost(`job ${row.id} was taken over`);
          return run(work);
        });
        ended = true;
        return result;
      },
      async repeatAt(next, run) {
        await database.transaction(scope, async (work) => {
          await run?.(work);
          const [mine] = await store.repeat(work, [row.id, node, toReal(work, next)]);
          if (mine === undefined) throw new Lost(`job ${row.id} was taken over`);
        });
        ended = true;
      },
    };
    try {
      await task.run(job);
      if (!ended) throw new Bug(`the task ${row.task} ended without finishing its job`);
    } catch (error) {
      if (!(error instanceof Lost)) await putBack(row, task, error);
    }
  };

  const putBack = async (row: store.JobRow, task: Task, error: unknown): Promise<void> => {
    const wait = task.retryMs(row.attempts);
    const reason =
      error instanceof Error ? error.message.slice(0, 500) : String(error).slice(0, 500);
    log[wait === null ? "error" : "warn"](
      { err: error, task: row.task, attempts: row.attempts },
      "a job met a fault",
    );
    const again = addMs(database.clock.now(), wait ?? 0);
    await untilWritten(() =>
      database.acrossAccounts((reader) =>
        store.putBack(reader, [row.id, node, again, reason, wait === null]),
      ),
    );
  };

  /** Nobody else may free the job while this process lives, so only its end ends the trying. */
  const untilWritten = async (write: () => Promise<unknown>): Promise<void> => {
    for (let waitMs = 100; ; waitMs = Math.min(5000, 2 * waitMs)) {
      try {
        await write();
        return;
      } catch (error) {
        log.warn({ err: error }, "a job could not be put back");
      }
      const ended = await sleep(waitMs, false, { signal: stopping.signal }).catch(() => true);
      if (ended) return;
    }
  };

  const loop = async (): Promise<void> => {
    let freedAt = Number.NEGATIVE_INFINITY;
    while (!stopping.signal.aborted) {
      woken = false;
      try {
        if (elapsedMs() - freedAt >= 5 * options.lookEveryMs) {
          await database.acrossAccounts((reader) =>
            store.freeDead(reader, [node, [...inFlight.keys()]]),
          );
          freedAt = elapsedMs();
        }
        if ((await look()) > 0) continue;
      } catch (error) {
        log.warn({ err: error }, "the queue could not be read");
        await pause(500);
      }
      if (woken || stopping.signal.aborted) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, options.lookEveryMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const looping = loop();

  return {
    async stop() {
      stopping.abort();
      unsubscribe();
      wake();
      await looping;
      await Promise.allSettled(inFlight.values());
    },
    async idle() {
      while (inFlight.size > 0) await Promise.allSettled(inFlight.values());
    },
  };
}
