// Who follows events live, in this process: one look at the database for all of them, a few times a
// second and right after a commit of this process, so that a stream asks only when there is news.
import type { Reader } from "../../db/statement.ts";
import { elapsedMs, pause } from "../../lib/time.ts";
import * as store from "./store.ts";

type Everyone = Pick<Reader, "query">;

export type Seat = {
  /**
   * Resolves with the position up to which there is news after `from` for this account and mode,
   * all of it committed; with null when `signal` aborts. Rejects when the database is away.
   */
  next(from: number, signal: AbortSignal): Promise<number | null>;
};

export type Feed = {
  /** All events up to here are there, or never will be. */
  settled(everyone: Everyone): Promise<number>;
  seat(everyone: Everyone, account: string, livemode: boolean): Seat;
};

/** What other nodes commit is seen after this long at the latest. */
const lookEveryMs = 250;
/** Many commits in a row make one look. */
const restMs = 20;

type Waiting = {
  readonly everyone: Everyone;
  readonly account: string;
  readonly livemode: boolean;
  /** Nothing new up to here. */
  from: number;
  readonly settle: (upTo: number) => void;
  readonly fail: (error: unknown) => void;
};

const wakers = new Set<() => void>();

/** This process has committed events. */
export function wakeFeeds(): void {
  for (const wake of wakers) wake();
}

const settledPosition = async (everyone: Everyone): Promise<number> =>
  (await store.settled(everyone))[0]?.position ?? 0;

export function openFeed(): Feed {
  const waiting = new Set<Waiting>();
  let looking = false;

  /** Ends the waits of those for whom there is news. The two reads stay in this order. */
  async function look(everyone: Everyone): Promise<void> {
    const asked = [...waiting];
    const upTo = await settledPosition(everyone);
    const behind = asked.filter(({ from }) => from < upTo);
    if (behind.length === 0) return;
    const found = await store.news(everyone, [
      behind.map(({ account }) => account),
      behind.map(({ livemode }) => livemode),
      behind.map(({ from }) => from),
      upTo,
    ]);
    const fresh = new Set(found.map(({ place }) => behind[place - 1]));
    for (const one of behind) {
      if (fresh.has(one)) one.settle(upTo);
      else one.from = upTo;
    }
  }

  let lookedAt = -restMs;

  async function lookWhileWaited(everyone: Everyone): Promise<void> {
    let woken = false;
    let wake: () => void = () => undefined;
    const waker = (): void => {
      woken = true;
      wake();
    };
    wakers.add(waker);
    try {
      while (waiting.size > 0) {
        await pause(Math.max(0, lookedAt + restMs - elapsedMs()));
        lookedAt = elapsedMs();
        woken = false;
        await look(everyone);
        if (woken) continue;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, lookEveryMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    } catch (error) {
      for (const one of waiting) one.fail(error);
    } finally {
      wakers.delete(waker);
    }
  }

  const start = (everyone: Everyone): void => {
    if (looking) return;
    looking = true;
    lookWhileWaited(everyone).finally(() => {
      looking = false;
      const [late] = waiting;
      if (late !== undefined) start(late.everyone);
    });
  };

  return {
    settled: settledPosition,
    seat: (everyone, account, livemode) => ({
      next(from, signal) {
        if (signal.aborted) return Promise.resolve(null);
        const { promise, resolve, reject } = Promise.withResolvers<number | null>();
        const one = { everyone, account, livemode, from, settle: resolve, fail: reject };
        const stop = (): void => resolve(null);
        waiting.add(one);
        signal.addEventListener("abort", stop, { once: true });
        start(everyone);
        return promise.finally(() => {
          waiting.delete(one);
          signal.removeEventListener("abort", stop);
        });
      },
    }),
  };
}
