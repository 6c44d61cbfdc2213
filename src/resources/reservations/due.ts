// What a reservation waits for, and when: its one timer. Pure. Each step makes the next one due, so
// that a clock that jumps over several of them meets them in order.
import { addMs } from "../../lib/time.ts";
import type { ReservationRow } from "./schema.ts";

export type DueStep = "choose" | "order" | "begin" | "end";
export type Due = { readonly step: DueStep; readonly at: Date };

/** A station is chosen so long before the ideal start (spec part 2). */
export const chooseLeadMs = 30 * 60_000;
/**
 * One that is made or changed later than that is left to its client for so long, who may be about
 * to confirm it: a 409 because time was quicker would be a matter of luck.
 */
export const ownConfirmMs = 2000;
/** The charger is told so long before the reserved start (ruling 33). */
export const orderLeadMs = 15 * 60_000;
/** A confirmation that was just made may be cancelled free for so long (ruling 33). */
const graceMs = 5 * 60_000;
/** No connector is promised further ahead (ruling 33). */
export const aheadMs = 7 * 24 * 3_600_000;

/** Null: nothing that time alone brings. */
export function dueOf(row: ReservationRow): Due | null {
  const { state, reserved_start: start, reserved_end: end } = row;
  if (state === "pending") {
    const at = later(addMs(row.ideal_start, -chooseLeadMs), addMs(row.updated, ownConfirmMs));
    return { step: "choose", at };
  }
  if (start === null || end === null) return null;
  if (state === "confirmed" || state === "ordering") {
    return { step: "order", at: row.order_at ?? addMs(start, -orderLeadMs) };
  }
  if (state === "kept") return { step: "begin", at: start };
  if (state === "open" || state === "doubtful") return { step: "end", at: end };
  return null;
}

const later = (a: Date, b: Date): Date => (a.getTime() >= b.getTime() ? a : b);

export const earlier = (a: Date, b: Date): Date => (a.getTime() <= b.getTime() ? a : b);

/**
 * Whether cancelling costs nothing now: before it is confirmed, until so many seconds before the
 * start, and in the first five minutes after the confirmation.
 */
export function isFree(row: ReservationRow, now: Date): boolean {
  const { confirmed_at: confirmed, reserved_start: start } = row;
  if (confirmed === null || start === null) return true;
  const limit = start.getTime() - row.free_until_before * 1000;
  return now.getTime() <= Math.max(limit, confirmed.getTime() + graceMs);
}
