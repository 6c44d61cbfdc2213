// Gathers works that only add rows and come at the same time, in one account and mode, into shared
// transactions: one begin, one commit, one flush of the log for all of them (docs/benchmarks.md).
import type { Database, Work, WorkScope } from "./work.ts";

/** One of those who share. */
export type Member = {
  readonly scope: WorkScope;
  readonly run: (work: Work) => Promise<unknown>;
};

/** Nothing was committed, for one of them failed: each runs again alone. */
export class Parted extends Error {}

type Waiting = Member & {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type Line = { waiting: Waiting[]; underWay: number };

/** So that nobody waits long for the others. */
const mostTogether = 16;
/** While one is being flushed the next one works; others gather meanwhile. */
const mostUnderWay = 2;

export type TogetherOptions = {
  readonly alone: Database["transaction"];
  /** The results of all in their order; fails with Parted before anything is committed. */
  readonly shared: (members: readonly Member[]) => Promise<unknown[]>;
};

export function openTogether({ alone, shared }: TogetherOptions): Database["together"] {
  const lines = new Map<string, Line>();

  const oneByOne = (members: readonly Waiting[]): Promise<unknown> =>
    Promise.all(
      members.map(({ scope, run, resolve, reject }) => alone(scope, run).then(resolve, reject)),
    );

  const perform = async (members: readonly Waiting[]): Promise<void> => {
    if (members.length === 1) return void (await oneByOne(members));
    try {
      const results = await shared(members);
      for (const [at, one] of members.entries()) one.resolve(results[at]);
    } catch (error) {
      if (error instanceof Parted) await oneByOne(members);
      else for (const one of members) one.reject(error);
    }
  };

  const depart = (key: string, line: Line): void => {
    while (line.waiting.length > 0 && line.underWay < mostUnderWay) {
      const members = line.waiting.splice(0, mostTogether);
      line.underWay++;
      perform(members).finally(() => {
        line.underWay--;
        if (line.waiting.length > 0) depart(key, line);
        else if (line.underWay === 0) lines.delete(key);
      });
    }
  };

  return <T>(scope: WorkScope, run: (work: Work) => Promise<T>) =>
    new Promise<T>((done, reject) => {
      const key = `${scope.account} ${scope.livemode}`;
      const line = lines.get(key) ?? { waiting: [], underWay: 0 };
      lines.set(key, line);
      const resolve = done as (result: unknown) => void;
      line.waiting.push({ scope, run, resolve, reject });
      // After everything that the sockets have brought in this turn of the event loop.
      if (line.waiting.length === 1) setImmediate(() => depart(key, line));
    });
}
