// The spans that invoices are about: what may be asked for, and where billing cycles begin and end
// in an owner's time zone.
import { refuse } from "../../lib/errors.ts";
import { instantOf, localParts } from "../../lib/zones.ts";

const longestMs = 366 * 86_400_000;

/** Refuses spans that are empty, reversed or years long. */
export function refuseOdd(start: Date, end: Date): void {
  const ms = end.getTime() - start.getTime();
  const param = "period_end";
  if (ms <= 0) {
    refuse("invoice_validation_error", "Invalid period_end: it must be after period_start.", {
      param,
    });
  }
  if (ms > longestMs) {
    refuse("invoice_validation_error", "Invalid period_end: a period has at most 366 days.", {
      param,
    });
  }
}

export type Cycle = "weekly" | "monthly" | "quarterly";

/** The local midnight at which the cycle that a moment lies in began. */
export function cycleStart(cycle: Cycle, zone: string, at: Date): Date {
  const { year, month, day, weekday } = localParts(zone, at.getTime());
  // Days before the first of a month are the last ones of the month before.
  if (cycle === "weekly") return midnight(zone, year, month, day - weekday);
  return midnight(zone, year, cycle === "monthly" ? month : month - ((month - 1) % 3), 1);
}

/** The first beginning of a cycle after a moment. */
export function cycleEnd(cycle: Cycle, zone: string, at: Date): Date {
  const start = localParts(zone, cycleStart(cycle, zone, at).getTime());
  const { year, month, day } = start;
  if (cycle === "weekly") return midnight(zone, year, month, day + 7);
  return midnight(zone, year, month + (cycle === "monthly" ? 1 : 3), 1);
}

/** Months and days may run over; the calendar sorts them out. */
function midnight(zone: string, year: number, month: number, day: number): Date {
  const date = new Date(Date.UTC(year, month - 1, day));
  return new Date(
    instantOf(zone, {
      ...{ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
    }),
  );
}
