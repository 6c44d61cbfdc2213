// The jobs of one account by its own time, for what moves that time: what comes next, what is not
// done yet, and how they come sooner.
import type { ReadWork, Work } from "../db/work.ts";
import { wake } from "./queue.ts";
import * as store from "./store.ts";

/** Until the account's next job falls due; below zero: it is due. Null: nothing waits. */
export async function nextInMs(work: Work): Promise<number | null> {
  const next = (await store.nextOwn(work))?.run_at ?? null;
  return next === null ? null : next.getTime() - work.realNow.getTime();
}

/** The account's time moves ahead by so much at the commit of this work. */
export async function bringForward(work: Work, ms: number): Promise<void> {
  await store.bringForward(work, [ms]);
  wake(work, work.realNow);
}

/** A job that has met so many faults is not waited for any more: that would be half a minute. */
const mostFaults = 5;

/** Whether something that is due by the account's time is not done. */
export const isBehind = async (work: ReadWork): Promise<boolean> =>
  (await store.ownDue(work, [work.realNow, mostFaults])) !== null;
