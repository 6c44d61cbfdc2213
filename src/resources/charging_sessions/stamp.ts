// What a charger's timestamp means: its own, less what its clock is ahead (ruling 23). Pure.

/** Below this a difference is the line's, not the clock's. */
const noSkewMs = 2_000;
/** A clock that was never set says 1970, or the day of its firmware: that is no time at all. */
const longestAwayMs = 31 * 24 * 3_600_000;

/** `skewMs`: how far the clock is ahead. `receipt`: when we heard of it. */
export function corrected(at: Date, skewMs: number, receipt: Date): Date {
  const ms = at.getTime() - (Math.abs(skewMs) < noSkewMs ? 0 : skewMs);
  return Math.abs(ms - receipt.getTime()) > longestAwayMs ? receipt : new Date(ms);
}
