// How much is authorised before a session, and when it no longer suffices. Pure; ruling 28.
import { currencyExponent } from "../../lib/money.ts";
import { price, type Usage } from "../../pricing/price.ts";
import { capForEnergy, priceBound } from "../../pricing/quote.ts";
import type { Tariff } from "../../pricing/tariff.ts";

/** In currencies that are worth about a euro: 50.00. Others are given by name. */
const standardMinor = 5000;
const byCurrency: Readonly<Record<string, number>> = {
  jpy: 8000,
  huf: 2_000_000,
  czk: 125_000,
  dkk: 37_500,
  nok: 60_000,
  sek: 60_000,
  pln: 22_000,
  ron: 25_000,
  isk: 7500,
  inr: 450_000,
  krw: 75_000,
};

export function standardHold(currency: string): number {
  const named = byCurrency[currency];
  if (named !== undefined) return named;
  const exponent = currencyExponent(currency);
  return Math.round((standardMinor / 100) * 10 ** exponent);
}

/** Readings come at least this often; what flows between two of them may pass a limit. */
export const meterIntervalMs = 60_000;

const overshootWh = (powerKw: number): number =>
  Math.ceil((powerKw * 1000 * meterIntervalMs) / 3_600_000);

/** The price after the first meter interval at full power, fees of the start included. */
function firstInterval(tariff: Tariff, powerKw: number, at: number, zone: string): number {
  const energyWh = overshootWh(powerKw);
  const period = { from: at, until: at + meterIntervalMs, energyWh, charging: true };
  return price(tariff, { periods: [period] }, zone).totalMinor;
}

export type Beginning = { readonly powerKw: number; readonly at: number; readonly zone: string };

/**
 * What to authorise: the standard, or what the first interval costs where that is more, or less
 * where `session_limit` caps the price.
 */
export function holdFor(
  tariff: Tariff,
  sessionLimitWh: number | null,
  { powerKw, at, zone }: Beginning,
): number {
  const least = firstInterval(tariff, powerKw, at, zone);
  const standard = Math.max(standardHold(tariff.currency), least);
  if (sessionLimitWh === null) return standard;
  const cap = capForEnergy(tariff, sessionLimitWh + overshootWh(powerKw));
  return cap === null ? standard : Math.max(1, Math.min(standard, cap));
}

/**
 * What to raise a hold to, or null while it suffices: it must cover one more meter interval at full
 * power, and grows by the standard at least, so that nobody is asked every minute.
 */
export function raisedHold(
  held: number,
  tariff: Tariff,
  usage: Usage,
  powerKw: number,
  zone: string,
): number | null {
  const bound = priceBound(tariff, usage, meterIntervalMs, powerKw, zone);
  return bound > held ? Math.max(bound, held + standardHold(tariff.currency)) : null;
}
