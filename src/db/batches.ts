// Gathers what comes at the same time and has the same line, so that it can be done together: one
// look-up, one transaction, one flush of the log for all of it. Keeps in memory only what somebody
// waits for.
import { isRefused } from "./lane.ts";
import type { Database, Place, Work } from "./work.ts";

export type BatchesOptions<T, R> = {
  /** Only what has one line is done together. */
  readonly lineOf: (one: T) => string;
  /** Of these there is one at a time: the next waits until the one before is answered. */
  readonly turnOf: (one: T) => string;
  /** So that nobody waits long for the others. */
  readonly most: number;
  /** Batches of a line at once: while one is being flushed the next one works. */
  readonly underWay: number;
  /** The outcomes in their order, each on its own: one that fails is nobody else's. */
  readonly run: (all: readonly T[]) => Promise<readonly Promise<R>[]>;
};

type Waiting<T, R> = {
  readonly one: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
};

type Line<T, R> = {
  waiting: Waiting<T, R>[];
  underWay: number;
  readonly busy: Set<string>;
  called: boolean;
};

export function openBatches<T, R>(options: BatchesOptions<T, R>): (one: T) => Promise<R> {
  const { lineOf, turnOf, most, run } = options;
  const lines = new Map<string, Line<T, R>>();

  /** The first of those whose turn it is; the others keep their order. */
  const taken = (line: Line<T, R>): Waiting<T, R>[] => {
    const members: Waiting<T, R>[] = [];
    const later: Waiting<T, R>[] = [];
    for (const each of line.waiting) {
      const turn = turnOf(each.one);
      if (members.length === most || line.busy.has(turn)) later.push(each);
      else {
        line.busy.add(turn);
        members.push(each);
      }
    }
    line.waiting = later;
    return members;
  };

  const answered = (key: string, line: Line<T, R>, one: T): void => {
    line.busy.delete(turnOf(one));
    if (line.waiting.length > 0) call(key, line);
    else if (line.busy.size === 0 && line.underWay === 0) lines.delete(key);
  };

  const perform = async (key: string, line: Line<T, R>, members: Waiting<T, R>[]) => {
    let outcomes: readonly Promise<R>[];
    try {
      outcomes = await run(members.map(({ one }) => one));
    } catch (error) {
      outcomes = members.map(() => Promise.reject(error));
    }
    line.underWay--;
    for (const [at, { one, resolve, reject }] of members.entries()) {
      (outcomes[at] as Promise<R>).then(resolve, reject).finally(() => answered(key, line, one));
    }
  };

  const depart = (key: string, line: Line<T, R>): void => {
    line.called = false;
    while (line.waiting.length > 0 && line.underWay < options.underWay) {
      const members = taken(line);
      if (members.length === 0) return;
      line.underWay++;
      void perform(key, line, members);
    }
  };

  /** After everything that the sockets have brought in this turn of the event loop. */
  const call = (key: string, line: Line<T, R>): void => {
    if (line.called) return;
    line.called = true;
    setImmediate(() => depart(key, line));
  };

  return (one) =>
    new Promise<R>((resolve, reject) => {
      const key = lineOf(one);
      const line = lines.get(key) ?? { waiting: [], underWay: 0, busy: new Set(), called: false };
      lines.set(key, line);
      line.waiting.push({ one, resolve, reject });
      call(key, line);
    });
}

export type Sharing<T, R> = {
  /** In one transaction for all; null for those that are not for it: of these it writes nothing. */
  readonly take: (work: Work, all: readonly T[]) => Promise<readonly (R | null)[]>;
  readonly alone: (one: T) => Promise<R>;
};

/**
 * Does in one transaction what can be, and each of the others alone after it. A transaction that
 * fails keeps nothing: then each is done alone.
 */
export async function shareTransaction<T, R>(
  { database, place }: { readonly database: Database; readonly place: Place },
  all: readonly T[],
  { take, alone }: Sharing<T, R>,
): Promise<readonly Promise<R>[]> {
  let hasRun = false;
  const shared = async (work: Work) => {
    hasRun = false;
    const results = await take(work, all);
    hasRun = true;
    return results;
  };
  const results = await database.transaction(place, shared).catch((error): (R | null)[] => {
    // Whether it was kept nobody knows: whoever told it tells it again.
    if (hasRun && !isRefused(error)) throw error;
    return [];
  });
  return all.map(async (one, at) => results[at] ?? (await alone(one)));
}
