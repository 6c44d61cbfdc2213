// The one reader of the machine's clock. Everything else is handed a time: a request or a job has
// `work.now`, a network has a Clock, so that a test moves a month in one line.

/** A clock with timers; `after` answers a function that cancels. */
export type Clock = {
  now(): Date;
  after(ms: number, run: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => new Date(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Milliseconds that only go forward, for durations. */
export const elapsedMs = (): number => performance.now();

/** Waits in wall time; for polling loops, never for behaviour that a test clock should move. */
export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** RFC 3339 in UTC with three decimals (spec part 1, "times"). */
export const timestamp = (at: Date): string => at.toISOString();

export const timestampOrNull = (at: Date | null): string | null =>
  at === null ? null : at.toISOString();

export const addMs = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d|60)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** An RFC 3339 time with any offset, or null. Fractions past milliseconds are cut. */
export function parseTimestamp(text: string): Date | null {
  const match = rfc3339.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > days) return null;
  if (Number(hour) > 23 || Number(minute) > 59) return null;
  if (zone !== undefined && zone.length === 6) {
    if (Number(zone.slice(1, 3)) > 23 || Number(zone.slice(4)) > 59) return null;
  }
  const millis = (fraction ?? ".").slice(1, 4).padEnd(3, "0");
  const leap = second === "60" ? "59" : second;
  const at = new Date(
    `${year}-${month}-${day}T${hour}:${minute}:${leap}.${millis}${zone?.toUpperCase()}`,
  );
  return Number.isNaN(at.getTime()) ? null : at;
}

type Moment = { readonly now: Date; readonly realNow: Date };

/** A time of the outside (a charger's) as it is for an account whose time may be ahead. */
export const fromReal = ({ now, realNow }: Moment, at: Date): Date =>
  now === realNow ? at : addMs(at, now.getTime() - realNow.getTime());

/** A time of the account as the machine will have it, if the account's time goes on as it is. */
export const toReal = ({ now, realNow }: Moment, at: Date): Date =>
  now === realNow ? at : addMs(at, realNow.getTime() - now.getTime());
