// When a delivery is tried again, and when an endpoint that has only failed is given up. Pure.

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * Spec part 2, "event and webhook_endpoint": the waits after the first, second … failed attempt.
 */
export const retryWaitsMs: readonly number[] = [
  ...[5 * second, 30 * second, 2 * minute, 10 * minute],
  ...[1 * hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour, 24 * hour],
];

/**
 * How long to wait after so many failed attempts, or null when that was the last. `spread` of 0 to
 * 1 moves the wait by up to a fifth either way, so that what failed together does not come back
 * together.
 */
export function retryWaitMs(attempts: number, spread: number): number | null {
  const wait = retryWaitsMs[attempts - 1];
  return wait === undefined ? null : Math.round(wait * (0.8 + 0.4 * spread));
}

const patienceMs = 5 * 24 * hour;

/** Whether an endpoint that failed at `now` once more has only failed for five days. */
export const isGivenUp = (failingSince: Date | null, now: Date): boolean =>
  failingSince !== null && now.getTime() - failingSince.getTime() >= patienceMs;
