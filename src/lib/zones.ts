// Local time in IANA zones with real daylight saving, on Intl alone (this Node has no Temporal),
// fast enough for pricing: the offset of a zone is asked of Intl once per 25 days and kept.
// Which zone applies to a fleet or a station is the callers' affair.
import lookUp from "@photostructure/tz-lookup";
import type { Place } from "./geo.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

export type LocalParts = {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 0 is Monday, 6 is Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
};

/** A wall time; what is absent is 0. */
export type WallTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
};

/** A span of instants with one offset: local time = instant + offset. Ends where it may change. */
export type OffsetSpan = {
  readonly from: number;
  readonly until: number;
  readonly offsetMs: number;
};

/** About 25 days: an offset is looked up by one shift and one map access. */
const chunkMs = 2 ** 31;
/** Sampling step inside a chunk, 19 hours. No zone has moved its clock twice in one day. */
const sampleMs = chunkMs / 32;
/** A zone keeps this many chunks (34 years) and then starts over, so memory stays bounded. */
const keptChunks = 512;

type Zone = { readonly format: Intl.DateTimeFormat; readonly chunks: Map<number, OffsetSpan[]> };
const zones = new Map<string, Zone>();

/** True for names of the IANA database, aliases included; an offset such as `+02:00` is none. */
/** The zone that a place lies in, coarse at borders as the map is. */
export const zoneAt = ({ latitude, longitude }: Place): string => lookUp(latitude, longitude);

export function isZone(name: string): boolean {
  if (zones.has(name)) return true;
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The offset at an instant, and how long it is known to hold. */
export function offsetSpan(zone: string, at: number): OffsetSpan {
  const { format, chunks } = zoneOf(zone);
  const index = Math.floor(at / chunkMs);
  let spans = chunks.get(index);
  if (spans === undefined) {
    if (chunks.size >= keptChunks) chunks.clear();
    spans = spansOf(format, index * chunkMs);
    chunks.set(index, spans);
  }
  for (const span of spans) if (at < span.until) return span;
  throw new RangeError(`not an instant: ${at}`);
}

export function localParts(zone: string, at: number): LocalParts {
  const local = at + offsetSpan(zone, at).offsetMs;
  const date = new Date(local);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: (date.getUTCDay() + 6) % 7,
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/**
 * The instant of a wall time. A time that occurs twice (clock set back) is its first occurrence;
 * one that does not occur (clock set forward) is as much later as the clock jumped: 02:30 is 03:30.
 */
export function instantOf(zone: string, wall: WallTime): number {
  const { year, month, day, hour = 0, minute = 0, second = 0 } = wall;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const before = offsetSpan(zone, local - dayMs).offsetMs;
  const after = offsetSpan(zone, local + dayMs).offsetMs;
  if (offsetSpan(zone, local - before).offsetMs === before) return local - before;
  if (offsetSpan(zone, local - after).offsetMs === after) return local - after;
  return local - before;
}

/**
 * The first instant after `after` at which the local clock shows, or jumps over, the given minute
 * of the day (0 to 1440; 1440 is the next midnight, as 0 is).
 */
export function nextLocalTime(zone: string, after: number, minuteOfDay: number): number {
  const wanted = (minuteOfDay % 1440) * minuteMs;
  let at = after;
  for (;;) {
    const { until, offsetMs } = offsetSpan(zone, at);
    const local = at + offsetMs;
    const midnight = local - modulo(local, dayMs);
    let target = midnight + wanted;
    if (target <= local) target += dayMs;
    if (target - offsetMs < until) return target - offsetMs;
    const shown = until + offsetSpan(zone, until).offsetMs;
    // The clock jumps forward over the wanted minute, or is set to exactly that.
    if (target <= shown || modulo(shown, dayMs) === wanted) return until;
    at = until;
  }
}

function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  const zone = { format, chunks: new Map<number, OffsetSpan[]>() };
  zones.set(name, zone);
  return zone;
}

function spansOf(format: Intl.DateTimeFormat, start: number): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  let from = start;
  let offsetMs = askOffset(format, start);
  for (let at = start + sampleMs; at <= start + chunkMs; at += sampleMs) {
    const next = askOffset(format, at);
    if (next === offsetMs) continue;
    const moved = transition(format, at - sampleMs, at, offsetMs);
    spans.push({ from, until: moved, offsetMs });
    from = moved;
    offsetMs = next;
  }
  if (from < start + chunkMs) spans.push({ from, until: start + chunkMs, offsetMs });
  return spans;
}

/** The first instant in (low, high] whose offset is not the old one any more. */
function transition(format: Intl.DateTimeFormat, low: number, high: number, old: number): number {
  let [before, since] = [low, high];
  while (since - before > 1) {
    const middle = Math.floor((before + since) / 2);
    if (askOffset(format, middle) === old) before = middle;
    else since = middle;
  }
  return since;
}

/** Intl writes `6/1/2026, GMT+05:30`, seconds only where a zone once had them. */
function askOffset(format: Intl.DateTimeFormat, at: number): number {
  const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/.exec(format.format(at));
  if (match === null) throw new RangeError(`no offset at ${at}`);
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -size : size;
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
