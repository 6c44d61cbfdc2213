// The jobs of one account by its own time, for what moves that time: what comes next, what is not
// done yet, and how they come sooner.
import type { ReadWork, Work } from "../db/work.ts";
import { addMs } from "../lib/time.ts";
import { wake } from "./queue.ts";
import * as store from "./store.ts";

/** What is overdue by more than this is not waited for: nobody takes it, or it takes its time. */
const patienceMs = 60_000;
/** Nor is a job that has met so many faults: the waits between them are half a minute in all. */
const mostFaults = 5;

const givenUpAt = ({ realNow }: ReadWork): Date => addMs(realNow, -patienceMs);

/** Until the account's next job falls due; below zero: it is due. Null: nothing waits. */
export async function nextInMs(work: Work): Promise<number | null> {
  const next = (await store.nextOwn(work, [givenUpAt(work)]))?.run_at ?? null;
  return next === null ? null : next.getTime() - work.realNow.getTime();
}

/** The account's time moves ahead by so much at the commit of this work. */
export function bringForward(work: Work, ms: number): Promise<unknown> {
  wake(work, work.realNow);
  return store.bringForward(work, [ms]);
}

/** Whether something that is due by the account's time is not done. */
export const isBehind = async (work: ReadWork): Promise<boolean> =>
  (await store.ownDue(work, [work.realNow, givenUpAt(work), mostFaults])) !== null;
