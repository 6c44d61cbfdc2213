// How much is authorised before a session, and when it no longer suffices. Pure; ruling 28.
import { worthOf } from "../../lib/worth.ts";
import { price, type Usage } from "../../pricing/price.ts";
import { capForEnergy, priceBound } from "../../pricing/quote.ts";
import type { Tariff } from "../../pricing/tariff.ts";

/** In euro, and as much in other currencies. */
const standardEuros = 50;

/** `own` are the account's amounts by currency, which go before the built-in ones. */
export const standardHold = (
  currency: string,
  own: Readonly<Record<string, number>> = {},
): number => own[currency] ?? worthOf(standardEuros, currency);

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

export type Beginning = {
  readonly powerKw: number;
  readonly at: number;
  readonly zone: string;
  /** What the account holds in this currency. */
  readonly standard: number;
};

/**
 * What to authorise: the standard, or what the first interval costs where that is more, or less
 * where `session_limit` caps the price.
 */
export function holdFor(
  tariff: Tariff,
  sessionLimitWh: number | null,
  { powerKw, at, zone, standard }: Beginning,
): number {
  const least = firstInterval(tariff, powerKw, at, zone);
  const usual = Math.max(standard, least);
  if (sessionLimitWh === null) return usual;
  const cap = capForEnergy(tariff, sessionLimitWh + overshootWh(powerKw));
  return cap === null ? usual : Math.max(1, Math.min(usual, cap));
}

export type Running = {
  readonly held: number;
  readonly tariff: Tariff;
  readonly usage: Usage;
  readonly powerKw: number;
  readonly zone: string;
};

/**
 * What a hold that is outgrown must cover, or null while it suffices: one more meter interval at
 * full power.
 */
export function outgrown({ held, tariff, usage, powerKw, zone }: Running): number | null {
  const bound = priceBound(tariff, usage, meterIntervalMs, powerKw, zone);
  return bound > held ? bound : null;
}

/** A hold grows by the standard at least, so that nobody is asked every minute. */
export const raisedHold = (held: number, bound: number, standard: number): number =>
  Math.max(bound, held + standard);
