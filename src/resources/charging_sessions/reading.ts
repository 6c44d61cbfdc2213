// What a charger's samples make of a session: energy, periods, running price. Pure; the same for
// live and late readings, for one and for many at once. usage.ts decides what a reading counts for.
import { newId } from "../../lib/id.ts";
import { fromReal } from "../../lib/time.ts";
import type { Sample } from "../../networks/fact.ts";
import { price, type Usage } from "../../pricing/price.ts";
import type { MeterPeriod, Reached } from "../../pricing/walk.ts";
import { type Frame, understand } from "./register.ts";
import type { SessionRow } from "./schema.ts";
import { corrected } from "./stamp.ts";
import { clamped, extend, type Meter, take } from "./usage.ts";

type Moment = { readonly now: Date; readonly realNow: Date };

const meterOf = (session: SessionRow): Meter | null =>
  session.meter_start_wh === null ||
  session.meter_last_wh === null ||
  session.meter_last_at === null
    ? null
    : {
        startWh: session.meter_start_wh,
        lastWh: session.meter_last_wh,
        lastAt: session.meter_last_at.getTime(),
        roseAt: (session.meter_rose_at ?? session.meter_last_at).getTime(),
      };

/** Of a charger that did not say where its meter stood: from the first register that it tells. */
function begunMeter(session: SessionRow, samples: readonly Sample[]): Meter | null {
  const { session_started: started } = session;
  const told = samples.filter((one) => one.meterWh !== null);
  const first = told.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0]?.meterWh;
  if (started === null || first === undefined || first === null) return null;
  const at = started.getTime();
  return { startWh: first, lastWh: first, lastAt: at, roseAt: at };
}

const frameOf = (session: SessionRow): Frame => ({
  offsetWh: session.meter_offset_wh,
  doubtWh: session.meter_doubt_wh,
  doubtAt: session.meter_doubt_at?.getTime() ?? null,
});

/** What hardly a reading changes of a session. */
export const frameKeys = [
  ...(["meter_start_wh", "meter_offset_wh", "meter_doubt_wh", "meter_doubt_at"] as const),
  "flags" as const,
];
type ReadKey =
  | (typeof frameKeys)[number]
  | ("meter_last_wh" | "meter_last_at" | "meter_rose_at" | "energy_consumed");

/** A session's usage; the first of its periods at hand may stand behind others. */
export type SoFar = Usage & { readonly before: Reached | null; readonly first: number };

/** From its beginning. */
export const whole = (periods: readonly MeterPeriod[]): SoFar => ({
  ...{ before: null, periods, first: 0 },
});

/** A session after its samples, not saved yet. */
export type Read = {
  readonly session: SessionRow;
  readonly usage: SoFar;
  /** Positions of those that are new, or have grown. */
  readonly changed: readonly number[];
  readonly values: readonly StoredValue[];
};

/** A sample as it is kept. */
export type StoredValue = {
  readonly id: string;
  readonly session: string;
  readonly at: Date;
  readonly sample: Sample;
  /** The register as a meter that never fell would have shown it; null where it was not read. */
  readonly totalWh: number | null;
};

/** What is known of the charger that told the samples. */
export type Telling = {
  /** How far its clock is ahead. */
  readonly skewMs: number;
  /** Nothing above this register can be this session's: another one began there. */
  readonly mostWh?: number | null;
};

/** The charger's time as the account's. */
export const timeOf = (moment: Moment, at: Date, skewMs: number): Date =>
  fromReal(moment, corrected(at, skewMs, moment.realNow));

/** What was told of a session. */
export type Taking = {
  readonly session: SessionRow;
  readonly samples: readonly Sample[];
  readonly telling: Telling;
};

const begunOrSo = ({ session, samples }: Taking): Meter | null =>
  samples.length === 0 ? null : (meterOf(session) ?? begunMeter(session, samples));

/** Whether its meter runs, or begins with these. */
export const isMetered = (taking: Taking): boolean => begunOrSo(taking) !== null;

/** `soFar` holds the session's last period at least. */
export function readingOf(moment: Moment, taking: Taking, soFar: SoFar): Read {
  const { session } = taking;
  const meter = begunOrSo(taking);
  if (meter === null) return { session, usage: soFar, changed: [], values: [] };
  const { before, first } = soFar;
  const { tariff, zone } = session;
  const periods = [...soFar.periods];
  const changed = new Set<number>();
  const add = (period: MeterPeriod): void => {
    extend(periods, period, { tariff, zone, before });
    changed.add(first + periods.length - 1);
  };
  const totals = new Map<Sample, number>();
  const read = takeAll(moment, { ...taking, meter, totals }, add);
  const usage = { before, periods, first };
  const { totalMinor: amount_due, lines: price_lines } = price(tariff, usage, zone);
  const after = { ...session, ...read, amount_due, price_lines };
  return { session: after, usage, changed: [...changed], values: valuesOf(moment, taking, totals) };
}

/** Evidence, and the time series: the charger's own time beside the one that counts. */
export function valuesOf(
  moment: Moment,
  { session, samples, telling }: Taking,
  totals: ReadonlyMap<Sample, number> = new Map(),
): StoredValue[] {
  const last = (session.meter_last_at ?? session.created).getTime();
  return samples.map((sample) => {
    const told = timeOf(moment, sample.at, telling.skewMs).getTime();
    const at = new Date(clamped(told, last, moment.now.getTime()));
    const totalWh = totals.get(sample) ?? null;
    return { id: newId("mtv", at), session: session.id, at, sample, totalWh };
  });
}

type Metering = Taking & { readonly meter: Meter; readonly totals: Map<Sample, number> };

/** The samples' registers one after another, by their times; what they came to is in `totals`. */
function takeAll(
  moment: Moment,
  { session, meter, samples, telling, totals }: Metering,
  add: (period: MeterPeriod) => void,
): Partial<Pick<SessionRow, ReadKey>> {
  const flags = new Set(session.flags);
  const bounds = { connectorKw: session.connector_kw, batteryWh: session.battery_wh };
  let now = meter;
  let frame = frameOf(session);
  const inOrder = [...samples].sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const sample of inOrder) {
    if (sample.meterWh === null) continue;
    const told = timeOf(moment, sample.at, telling.skewMs).getTime();
    const wh = Math.min(sample.meterWh, telling.mostWh ?? sample.meterWh);
    // Told late, or again: a newer one has been read.
    if (told <= now.lastAt && wh + frame.offsetWh <= now.lastWh) continue;
    const at = clamped(told, now.lastAt, moment.now.getTime());
    const milliWh = wh < sample.meterWh ? wh * 1000 : (sample.meterMilliWh ?? wh * 1000);
    const understood = understand(now, frame, { at, wh, milliWh }, bounds);
    frame = understood.frame;
    if (understood.flag !== null) flags.add(understood.flag);
    totals.set(sample, now.lastWh);
    if (understood.totalWh === null) continue;
    const reading = { at, meterWh: understood.totalWh, powerW: sample.powerW };
    const taken = take(now, reading, session.connector_kw);
    now = taken.meter;
    totals.set(sample, now.lastWh);
    if (taken.flag !== null) flags.add(taken.flag);
    if (taken.period !== null) add(taken.period);
  }
  return {
    meter_start_wh: now.startWh,
    meter_last_wh: now.lastWh,
    meter_last_at: new Date(now.lastAt),
    meter_rose_at: new Date(now.roseAt),
    meter_offset_wh: frame.offsetWh,
    meter_doubt_wh: frame.doubtWh,
    meter_doubt_at: frame.doubtAt === null ? null : new Date(frame.doubtAt),
    energy_consumed: now.lastWh - now.startWh,
    flags: [...flags],
  };
}
