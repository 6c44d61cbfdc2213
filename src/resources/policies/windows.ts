// Weekly time windows of policies in local time with real daylight saving (spec part 2 policy):
// start included, end excluded; an end at or before the start runs past midnight and belongs to
// the day it started; `24:00` is an end.

import { localParts, nextLocalTime, offsetSpan } from "../../lib/zones.ts";

export type PolicyDay =
  | "monday"
  | "tuesday"
  | "wednesday"
  | "thursday"
  | "friday"
  | "saturday"
  | "sunday";

export type TimeWindow = {
  readonly days_of_week: readonly PolicyDay[];
  /** `HH:MM`. */
  readonly start_time: string;
  readonly end_time: string;
};

const days: readonly PolicyDay[] = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
];

/** The window is open when the local clock shows a time inside it, in a doubled hour both times. */
export function isOpen(window: TimeWindow, at: number, zone: string): boolean {
  const { weekday, hour, minute } = localParts(zone, at);
  const now = hour * 60 + minute;
  const [start, end] = [minuteOf(window.start_time), minuteOf(window.end_time)];
  const on = (day: number): boolean => window.days_of_week.includes(days[day] as PolicyDay);
  if (start < end) return on(weekday) && now >= start && now < end;
  return (on(weekday) && now >= start) || (on((weekday + 6) % 7) && now < end);
}

/**
 * How far from `at` on the windows together stay open without a break, looked at up to `until`;
 * null when none is open at `at`.
 */
export function coveredUntil(
  windows: readonly TimeWindow[],
  at: number,
  until: number,
  zone: string,
): number | null {
  let covered: number | null = null;
  for (let now = at; covered === null || covered < until; now = covered) {
    const open = windows.filter((window) => isOpen(window, now, zone));
    if (open.length === 0) return covered;
    const ends = open.map((window) => nextLocalTime(zone, now, minuteOf(window.end_time)));
    // A clock that is set back may leave a window before its end: look again there.
    covered = Math.min(Math.max(...ends), offsetSpan(zone, now).until);
  }
  return covered;
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
