// How much is authorised before a session, and when it no longer suffices. Pure; ruling 28.
import { currencyExponent } from "../../lib/money.ts";
import type { Usage } from "../../pricing/price.ts";
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

/** What to authorise: the standard, or less where `session_limit` caps the price. */
export function holdFor(tariff: Tariff, sessionLimitWh: number | null, powerKw: number): number {
  const standard = standardHold(tariff.currency);
  if (sessionLimitWh === null) return standard;
  const cap = capForEnergy(tariff, sessionLimitWh + overshootWh(powerKw));
  return cap === null ? standard : Math.max(1, Math.min(standard, cap));
}

/** Whether one more meter interval at full power could cost more than is held. */
export const outgrows = (
  held: number,
  tariff: Tariff,
  usage: Usage,
  powerKw: number,
  zone: string,
): boolean => priceBound(tariff, usage, meterIntervalMs, powerKw, zone) > held;
