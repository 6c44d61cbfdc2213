// When a station is closed, by the opening hours that it gives in its local time. Pure. Nothing is
// known of one that gives none: it counts as open.
import { nextLocalTime } from "../../lib/zones.ts";
import { coveredUntil, type PolicyDay, type TimeWindow } from "../policies/windows.ts";
import type { Span } from "./availability.ts";
import type { OpeningHours } from "./schema.ts";

const dayNames: Readonly<Record<OpeningHours["day"], PolicyDay>> = {
  ...{ mon: "monday", tue: "tuesday", wed: "wednesday", thu: "thursday", fri: "friday" },
  ...{ sat: "saturday", sun: "sunday" },
};

export type Opening = {
  readonly hours: readonly OpeningHours[];
  /** Open at all times, whatever the hours say. */
  readonly always: boolean;
  readonly zone: string;
};

/** The parts of a span in which the station is closed, in order; an end past the span's is cut. */
export function closedSpans({ hours, always, zone }: Opening, { from, until }: Span): Span[] {
  if (always || hours.length === 0) return [];
  const windows = hours.map(
    (one): TimeWindow => ({
      ...{ days_of_week: [dayNames[one.day]], start_time: one.from, end_time: one.until },
    }),
  );
  const starts = [...new Set(windows.map(({ start_time }) => minuteOf(start_time)))];
  const spans: Span[] = [];
  let closed: number | null = null;
  for (let at = from; at < until; ) {
    const covered = coveredUntil(windows, at, until, zone);
    if (covered === null) {
      closed ??= at;
      // Whether that is a day on which it opens is asked there.
      at = Math.min(...starts.map((minute) => nextLocalTime(zone, at, minute)));
    } else {
      if (closed !== null) spans.push({ from: closed, until: at });
      closed = null;
      at = covered;
    }
  }
  return closed === null ? spans : [...spans, { from: closed, until }];
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
