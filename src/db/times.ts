// The time at a place: the machine's, or where an account has moved its test mode ahead, its own.
// What this process knows of it is right after its own commits and half a second old otherwise;
// a transaction asks the database, so that no two processes write out of step.
import { addMs, type Clock } from "../lib/time.ts";
import type { Reader } from "./statement.ts";
import * as store from "./store.ts";

/** `now` is the account's time; for what concerns the world outside, `realNow` is the machine's. */
export type Moment = { readonly now: Date; readonly realNow: Date };

type Place = { readonly account: string; readonly livemode: boolean };

export type Times = {
  /** As this process knows it, for reads. */
  at(place: Place): Moment;
  /** Exactly, for a transaction: it stays so until the transaction ends. */
  hold(reader: Reader): Moment | Promise<Moment>;
  /** It has been read, or committed. */
  note(account: string, aheadMs: number): void;
  /** Learns what other processes have moved. */
  refresh(everyone: Pick<Reader, "query">): Promise<void>;
};

/** Processes' clocks may differ by so much; what is read again does no harm. */
const overlapMs = 60_000;

/** A new time of an account is known to every process after so long (see `refresh` in app.ts). */
const knownAfterMs = 1500;

export function openTimes(clock: Clock): Times {
  const ahead = new Map<string, number>();
  let since = new Date(0);
  const aheadOf = ({ account, livemode }: Place): number | undefined =>
    livemode || ahead.size === 0 ? undefined : ahead.get(account);
  const moment = (aheadMs: number): Moment => {
    const realNow = clock.now();
    return { realNow, now: aheadMs === 0 ? realNow : addMs(realNow, aheadMs) };
  };
  const note = (account: string, aheadMs: number): void => {
    ahead.set(account, Math.max(aheadMs, ahead.get(account) ?? 0));
  };
  const held = async (reader: Reader): Promise<Moment> => {
    // Two statements: one that waits sees the world as it was before it waited.
    const [, row] = await Promise.all([store.stay(reader), store.find(reader)]);
    const aheadMs = row?.ahead_ms ?? 0;
    note(reader.account, aheadMs);
    return moment(aheadMs);
  };
  return {
    note,
    at: (place) => moment(aheadOf(place) ?? 0),
    hold: (reader) => (aheadOf(reader) === undefined ? moment(0) : held(reader)),
    async refresh(everyone) {
      const asked = clock.now();
      for (const row of await store.movedSince(everyone, [since])) {
        note(row.account_id, row.ahead_ms);
      }
      since = addMs(asked, -overlapMs);
    },
  };
}

type Moving = Reader & Moment & { afterCommit(run: () => void): void };

/** From now on the account has a time of its own. */
export const beginOwn = (work: Reader & Moment): Promise<unknown> =>
  store.begin(work, [work.realNow]);

/** When every process knows that the account has a time of its own. */
export async function knownSince(work: Reader & Moment): Promise<Date> {
  const row = await store.find(work);
  // Once moved it had been known.
  return row === null || row.ahead_ms > 0 ? work.realNow : addMs(row.moved, knownAfterMs);
}

/** Waits for the account's works that are under way; none begins before this one has ended. */
export const stopWorks = (work: Reader): Promise<unknown> => store.move(work);

/** Moves the account's time, after `stopWorks`. */
export function moveAhead(work: Moving, times: Times, byMs: number): Promise<unknown> {
  const aheadMs = work.now.getTime() - work.realNow.getTime() + byMs;
  work.afterCommit(() => times.note(work.account, aheadMs));
  return store.put(work, [aheadMs, work.realNow]);
}
