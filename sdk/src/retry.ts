// Which failures are worth another attempt, and when. Pure.
//
// A POST always carries an idempotency key, so any of them may be repeated: the platform has the
// effect once and replays its answer. What it has decided (402, 403, 404, 409, and 504 of a
// charger) is stored under the key and would come again, so it is final. DELETE is repeated as
// well: nothing can be deleted twice, but an attempt whose answer was lost can make the next one
// answer 404 (`error.attempts` tells).

export type Failure = {
  /** Null: no answer came, or not all of it. */
  readonly status: number | null;
  /** The API's code; null where the answer is a proxy's. */
  readonly code: string | null;
};

const passing: ReadonlySet<number> = new Set([408, 429, 500, 502, 503]);

export function isPassing({ status, code }: Failure): boolean {
  if (status === null || passing.has(status)) return true;
  // The API's own 504 is a charger's silence: final. A proxy's is not.
  if (status === 504) return code === null;
  return code === "idempotency_key_in_use";
}

const firstMs = 500;
const mostMs = 8000;
/** A platform that asks for more patience than this is not waited for. */
const longestAskedMs = 60_000;

/** Exponential with full jitter: many clients that failed together do not come back together. */
const spreadMs = (failures: number, random: number, most: number): number =>
  random * Math.min(most, firstMs * 2 ** (failures - 1));

/** Milliseconds to wait after so many failures; null: not to be waited for. */
export function pauseMs(
  failures: number,
  askedMs: number | null,
  random: number,
  most: number = mostMs,
): number | null {
  if (askedMs === null) return spreadMs(failures, random, most);
  if (askedMs > longestAskedMs) return null;
  return askedMs + random * firstMs;
}

/** Milliseconds that `Retry-After` asks for: seconds, or a date. */
export function askedMs(headers: Headers | null, now: Date): number | null {
  const text = headers?.get("retry-after")?.trim();
  if (text === undefined || text === "") return null;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
