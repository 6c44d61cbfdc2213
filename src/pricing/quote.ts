// What a tariff costs before or while somebody charges: the prices now in force, the price per
// kWh that policies compare, and upper bounds for holds (rulings 20, 28). Bounds are built on
// `price`, never beside it.

import { multiplyHalfUp } from "../lib/money.ts";
import type { Component } from "./compile.ts";
import { compile } from "./compile.ts";
import type { Active } from "./match.ts";
import { match } from "./match.ts";
import type { Usage } from "./price.ts";
import { price } from "./price.ts";
import type { Dimension, Tariff } from "./tariff.ts";
import { priceScale } from "./tariff.ts";

/** A price component as `pricing[]` of a charging station shows it. */
export type UnitPrice = {
  readonly currency: string;
  /** Minor units, rounded half up; amounts use the exact price. */
  readonly price: number;
  readonly step_size: number;
  readonly tax: string | null;
  readonly type: Dimension;
};

/** A price per kWh as an exact fraction of minor units: numerator ÷ denominator. */
export type ComparablePrice = {
  readonly numerator: bigint;
  readonly denominator: bigint;
  /** `flat` has nothing per kWh or hour: policies let it pass and record it. */
  readonly basis: "energy" | "time" | "energy_and_time" | "flat" | "free";
};

/** The components that a session starting now at full power would be priced by. */
export function unitPrices(tariff: Tariff, at: number, powerKw: number, zone: string): UnitPrice[] {
  const charging = activeAt(tariff, at, wattsOf(powerKw), zone);
  const parking = activeAt(tariff, at, 0, zone);
  const shown = [charging.ENERGY, charging.TIME, parking.PARKING_TIME, charging.FLAT];
  return shown.flatMap((component) =>
    component === null ? [] : [unitPrice(tariff.currency, component)],
  );
}

function unitPrice(currency: string, component: Component): UnitPrice {
  const timed = component.type === "TIME" || component.type === "PARKING_TIME";
  return {
    currency,
    price: multiplyHalfUp(component.price4, 1, priceScale),
    step_size: timed ? component.step / 1000 : component.step,
    tax: component.tax,
    type: component.type,
  };
}

/** ENERGY plus TIME ÷ connector kW (ruling 20), with the components in force at the moment. */
export function comparablePricePerKwh(
  tariff: Tariff,
  at: number,
  powerKw: number,
  zone: string,
): ComparablePrice {
  const watts = wattsOf(powerKw);
  const { ENERGY: energy, TIME: time, FLAT: flat } = activeAt(tariff, at, watts, zone);
  if (energy !== null && time === null) {
    return { numerator: BigInt(energy.price4), denominator: BigInt(priceScale), basis: "energy" };
  }
  // ENERGY + TIME ÷ (watts ÷ 1000); of high prices at strong connectors more than 2^53.
  const parts = {
    numerator: BigInt(energy?.price4 ?? 0) * BigInt(watts) + BigInt(time?.price4 ?? 0) * 1000n,
    denominator: BigInt(priceScale) * BigInt(watts),
  };
  if (energy !== null) return { ...parts, basis: "energy_and_time" };
  if (time !== null) return { ...parts, basis: "time" };
  return { ...parts, basis: flat === null || flat.price4 === 0 ? "free" : "flat" };
}

/**
 * The most that the session will have cost after `extraMs` more: at full power, or only parked,
 * or as it stands. A hold below this is raised, or the session is stopped (ruling 28).
 */
export function priceBound(
  tariff: Tariff,
  usage: Usage,
  extraMs: number,
  powerKw: number,
  zone: string,
): number {
  const from = usage.periods.at(-1)?.until;
  const now = price(tariff, usage, zone).totalMinor;
  if (from === undefined) return now;
  const powerW = wattsOf(powerKw);
  const energyWh = Math.ceil((powerW * extraMs) / 3_600_000);
  const span = { from, until: from + extraMs };
  const charging = { ...span, energyWh, charging: true, powerW };
  const parked = { ...span, energyWh: 0, charging: false };
  const after = [charging, parked].map(
    (period) => price(tariff, { ...usage, periods: [...usage.periods, period] }, zone).totalMinor,
  );
  return Math.max(now, ...after);
}

/**
 * An upper bound of what a session limited to so much energy can cost, or null when time has a
 * price and no `max_price` ends it. Every kWh counts at the dearest ENERGY price, up to a whole
 * step of it; every fee of a session counts once. The last reading may lie one meter interval
 * over a session's limit: the caller adds that to `limitWh`.
 */
export function capForEnergy(tariff: Tariff, limitWh: number): number | null {
  const { session, min4, max4 } = compile(tariff);
  const components = session.elements.flatMap((element) => element.components);
  const most = max4 === null ? null : multiplyHalfUp(max4, 1, priceScale);
  const timed = components.some(
    ({ type, price4 }) => (type === "TIME" || type === "PARKING_TIME") && price4 > 0,
  );
  if (timed) return most;
  const energy = components.filter((component) => component.type === "ENERGY");
  const step = Math.max(1, ...energy.map((component) => component.step));
  const dearest = Math.max(0, ...energy.map((component) => component.price4));
  // A line may round up by half a minor unit, so each energy element may add one.
  let cap = multiplyHalfUp(limitWh + step, dearest, 1000 * priceScale) + energy.length;
  for (const { type, price4 } of components) {
    if (type === "FLAT") cap += multiplyHalfUp(price4, 1, priceScale);
  }
  const least = min4 === null ? 0 : multiplyHalfUp(min4, 1, priceScale);
  return Math.min(Math.max(cap, least), most ?? Infinity);
}

function activeAt(tariff: Tariff, at: number, powerW: number, zone: string): Active {
  const milliamps = Math.floor((powerW * 1000) / 230);
  return match(compile(tariff).session, { at, wh: 0, ms: 0, powerW, milliamps }, zone);
}

/** Connector power is a number of kW with at most three decimals; zero is no connector. */
function wattsOf(powerKw: number): number {
  const watts = Math.round(powerKw * 1000);
  if (!(watts > 0)) throw new RangeError(`not a connector power: ${powerKw} kW`);
  return watts;
}
