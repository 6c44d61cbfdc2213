// How far a charger's clock is ahead of ours, from what it says live. What waited while the line
// was down says nothing of the clock, and must not count; pure.

import { isTimestamp, toDate } from "./schema.ts";

/** What the charger's clock said, and what ours said when that arrived; epoch milliseconds. */
type Observation = { readonly aheadMs: number; readonly heardMs: number };

/**
 * Live messages agree with one another over time. What comes out of a queue does not: it comes
 * faster than it was written. So as many must agree, so closely, over so long.
 */
const agreements = [
  { count: 2, spanMs: 10_000, spreadMs: 3_000 },
  { count: 3, spanMs: 2_000, spreadMs: 1_000 },
] as const;

const mostKept = 15;
/** Told again when it has moved by so much: clocks drift, and lines have their delays. */
const newsMs = 1_000;

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : Math.round(((sorted[middle - 1] ?? 0) + upper) / 2);
};

/** Those that agree with the newest one, or none. */
function liveOf(heard: readonly Observation[]): readonly Observation[] {
  const newest = heard.at(-1);
  if (newest === undefined) return [];
  for (const { count, spanMs, spreadMs } of agreements) {
    const close = heard.filter((one) => Math.abs(one.aheadMs - newest.aheadMs) <= spreadMs);
    const spans = newest.heardMs - (close[0]?.heardMs ?? newest.heardMs) >= spanMs;
    if (close.length >= count && spans) return close;
  }
  return [];
}

/** The clock of one charger, for as long as its line holds and it does not boot. */
export class ClockSkew {
  #heard: Observation[] = [];
  #toldMs: number | null = null;

  /** A booting charger sets its clock. */
  forget(): void {
    this.#heard = [];
  }

  /** Answers how far the clock is ahead, where that is news. */
  hear(said: Date, heard: Date): number | null {
    const heardMs = heard.getTime();
    this.#heard.push({ aheadMs: said.getTime() - heardMs, heardMs });
    if (this.#heard.length > mostKept) this.#heard.shift();
    const live = liveOf(this.#heard);
    if (live.length === 0) return null;
    const skewMs = median(live.map((one) => one.aheadMs));
    if (this.#toldMs !== null && Math.abs(skewMs - this.#toldMs) < newsMs) return null;
    this.#toldMs = skewMs;
    return skewMs;
  }
}

type Payload = {
  readonly timestamp?: unknown;
  readonly generatedAt?: unknown;
  readonly offline?: unknown;
  readonly meterValue?: unknown;
};

/** What the charger's clock said when it wrote this; null where it says that that was long ago. */
export function saidIn(payload: unknown): Date | null {
  if (typeof payload !== "object" || payload === null) return null;
  const { timestamp, generatedAt, offline, meterValue } = payload as Payload;
  if (offline === true) return null;
  const values: unknown[] = Array.isArray(meterValue) ? meterValue : [];
  const last = values.at(-1) as Payload | null | undefined;
  for (const text of [timestamp, generatedAt, last?.timestamp]) {
    if (typeof text === "string" && isTimestamp(text)) return toDate(text);
  }
  return null;
}
