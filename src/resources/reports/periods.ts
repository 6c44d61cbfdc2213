// When reports that are made by themselves begin and end: days, weeks from Monday on, and months of
// a time zone, with its daylight saving.
import { instantOf, localParts, nextLocalTime } from "../../lib/zones.ts";

export type Frequency = "daily" | "weekly" | "monthly";

export type Period = { readonly from: Date; readonly until: Date };

type Day = { readonly year: number; readonly month: number; readonly day: number };

/** The day that lies so many days (or months) after another one. */
const moved = ({ year, month, day }: Day, days: number, months = 0): Day => {
  const at = new Date(Date.UTC(year, month - 1 + months, day + days));
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
};

/** The first day of the period that an instant lies in. */
function firstDay(frequency: Frequency, zone: string, at: number): Day {
  const local = localParts(zone, at);
  if (frequency === "daily") return local;
  return frequency === "weekly" ? moved(local, -local.weekday) : { ...local, day: 1 };
}

const after = (frequency: Frequency, first: Day): Day =>
  frequency === "monthly" ? moved(first, 0, 1) : moved(first, frequency === "weekly" ? 7 : 1);

const instant = (zone: string, { year, month, day }: Day): number =>
  instantOf(zone, { year, month, day });

/** So many are made up for after a long sleep: the newest of what was missed. */
const mostPeriods = 62;

/** The periods that ended after `since`, up to and with `now`, oldest first. */
export function endedPeriods(frequency: Frequency, zone: string, since: Date, now: Date): Period[] {
  const periods: Period[] = [];
  let first = firstDay(frequency, zone, since.getTime());
  for (;;) {
    const next = after(frequency, first);
    const until = instant(zone, next);
    if (until > now.getTime()) return periods.slice(-mostPeriods);
    const period = { from: new Date(instant(zone, first)), until: new Date(until) };
    if (until > since.getTime()) periods.push(period);
    first = next;
  }
}

/** The next midnight in any of these zones. */
export const nextMidnight = (zones: Iterable<string>, now: Date): Date =>
  new Date(Math.min(...[...zones].map((zone) => nextLocalTime(zone, now.getTime(), 0))));
