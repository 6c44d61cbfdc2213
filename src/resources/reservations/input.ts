// What a create or update says of when, checked: everything that can be refused without a
// database. Pure; times are compared with the caller's now.

import { present } from "../../lib/assert.ts";
import { refuse } from "../../lib/errors.ts";
import { parseTimestamp } from "../../lib/time.ts";

export type Times = {
  readonly ideal_start: Date;
  readonly ideal_end: Date;
  readonly earliest_start: Date | null;
  readonly latest_end: Date | null;
};

type Written = {
  readonly ideal_start: string;
  readonly ideal_end: string;
  readonly earliest_start: string | null;
  readonly latest_end: string | null;
};

const timeOf = (text: string): Date => present(parseTimestamp(text), "a time that was checked");
const timeOrNull = (text: string | null): Date | null => (text === null ? null : timeOf(text));

export const timesOf = (input: Written): Times => ({
  ideal_start: timeOf(input.ideal_start),
  ideal_end: timeOf(input.ideal_end),
  earliest_start: timeOrNull(input.earliest_start),
  latest_end: timeOrNull(input.latest_end),
});

/** From the earliest start to the latest end. */
const longestWindowMs = 24 * 3_600_000;

/** Refuses times that do not fit together, all of them in `details` (spec part 2). */
export function checkTimes(times: Times, now: Date): void {
  const { ideal_start: start, ideal_end: end, earliest_start, latest_end } = times;
  const [earliest, latest] = [earliest_start ?? start, latest_end ?? end];
  const problems: (readonly [string, string])[] = [];
  if (start <= now) problems.push(["ideal_start", "it must be in the future"]);
  if (end <= start) problems.push(["ideal_end", "it must be after ideal_start"]);
  if (earliest > start) problems.push(["earliest_start", "it must not be after ideal_start"]);
  if (latest < end) problems.push(["latest_end", "it must not be before ideal_end"]);
  if (latest.getTime() - earliest.getTime() > longestWindowMs) {
    const param = latest_end === null ? "ideal_end" : "latest_end";
    problems.push([param, "the whole window, from earliest to latest, has at most 24 hours"]);
  }
  refuseAll(problems);
}

function refuseAll(problems: readonly (readonly [string, string])[]): void {
  const details = problems.map(([param, why]) => ({
    ...{ code: "reservation_invalid_input", message: `Invalid ${param}: ${why}.`, param },
  }));
  const [first] = details;
  if (first === undefined) return;
  refuse("reservation_invalid_input", first.message, { param: first.param, details });
}
