// From a charger's readings to the usage that is priced: which energy counts, in which period, and
// whether energy flowed. Pure; rulings 23, 29 and 30.
import { mayJoin } from "../../pricing/join.ts";
import type { Tariff } from "../../pricing/tariff.ts";
import type { MeterPeriod, Reached } from "../../pricing/walk.ts";

/** Where a session's meter stands, as it is kept with the session. */
export type Meter = {
  readonly startWh: number;
  /** The highest register that was believed. */
  readonly lastWh: number;
  readonly lastAt: number;
  /** When the register last rose: short intervals without a rise are not parking yet. */
  readonly roseAt: number;
};

export type Reading = {
  /** Epoch milliseconds, already clamped (see `clamped`). */
  readonly at: number;
  readonly meterWh: number;
  readonly powerW: number | null;
};

export type Taken = {
  readonly meter: Meter;
  /** What the reading adds; null when it adds nothing. */
  readonly period: MeterPeriod | null;
  readonly flag: "falling" | "implausible" | null;
};

/**
 * A register that stands still for less than this, with no power reported, is a slow car, not a
 * parked one.
 */
const slowCarMs = 60_000;

/**
 * Power above which a reading is flagged: nothing on the road draws two megawatts more than its
 * plug.
 */
const plausibleFactor = 1.5;

/**
 * A charger's time: its own, but never before the last fact and never after we heard of it (ruling
 * 23).
 */
export const clamped = (at: number, lastFact: number, receipt: number): number =>
  Math.min(Math.max(at, lastFact), Math.max(receipt, lastFact));

/**
 * Takes a reading. A falling register is ignored; an implausibly rising one is billed and flagged.
 */
export function take(meter: Meter, reading: Reading, connectorKw: number): Taken {
  const energyWh = reading.meterWh - meter.lastWh;
  if (energyWh < 0) return { meter, period: null, flag: "falling" };
  const ms = reading.at - meter.lastAt;
  if (ms === 0 && energyWh === 0) return { meter, period: null, flag: null };
  const flowing = isFlowing(meter, reading, energyWh);
  const after: Meter = {
    ...meter,
    lastWh: reading.meterWh,
    lastAt: reading.at,
    roseAt: energyWh > 0 ? reading.at : meter.roseAt,
  };
  const most = (connectorKw * plausibleFactor * Math.max(ms, 60_000)) / 3600;
  return {
    meter: after,
    period: { from: meter.lastAt, until: reading.at, energyWh, charging: flowing },
    flag: energyWh > most ? "implausible" : null,
  };
}

function isFlowing(meter: Meter, reading: Reading, energyWh: number): boolean {
  if (energyWh > 0) return true;
  if (reading.powerW !== null) return reading.powerW > 0;
  return reading.at - meter.roseAt < slowCarMs;
}

const minuteOf = (at: number): number => Math.floor(at / 60_000);

/** What a usage is priced by. */
export type PricedBy = {
  readonly tariff: Tariff;
  readonly zone: string;
  /** What comes before the periods at hand. */
  readonly before?: Reached | null;
};

/**
 * Adds a period to a usage, in place. Periods of one minute and kind become one where that changes
 * no price: a clock changes tariffs on the minute, an amount of energy, a duration or the power
 * anywhere. So a night's session stays some hundred periods, and its price never falls.
 */
export function extend(periods: MeterPeriod[], period: MeterPeriod, by: PricedBy): void {
  const last = periods.at(-1);
  periods.push(period);
  if (last === undefined || !sameMinute(last, period)) return;
  const one = { ...last, until: period.until, energyWh: last.energyWh + period.energyWh };
  if (mayJoin(by.tariff, { periods, before: by.before ?? null }, one, by.zone))
    periods.splice(-2, 2, one);
}

const sameMinute = (last: MeterPeriod, period: MeterPeriod): boolean =>
  last.charging === period.charging &&
  last.until === period.from &&
  minuteOf(last.from) === minuteOf(Math.max(period.from, period.until - 1));
