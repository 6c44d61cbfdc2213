// The one pricing function: estimate, running price, final price, invoice line and roaming record
// all come from here (spec part 2 charging_session, ruling 30). Exact integers throughout; one
// rounding per line; the total is the sum of the lines.

import { multiplyHalfUp } from "../lib/money.ts";
import type { Compiled, Component, Rules } from "./compile.ts";
import { compile } from "./compile.ts";
import type { Dimension, Tariff } from "./tariff.ts";
import { priceScale } from "./tariff.ts";
import type { MeterPeriod, Reached, Volumes } from "./walk.ts";
import { reach, walk } from "./walk.ts";

/** Time that a connector was held before the session, or in vain; epoch milliseconds. */
export type HeldTime = {
  readonly from: number;
  readonly until: number;
  /** True when no session followed before the reservation ran out. */
  readonly expired: boolean;
};

export type Usage = {
  readonly periods: readonly MeterPeriod[];
  /** What was used before these periods (`reached`), by the same tariff object and zone. */
  readonly before?: Reached | null;
  readonly reservation?: HeldTime | null;
};

export type PriceLine = {
  /** MIN_PRICE and MAX_PRICE lift or cut the sum to the tariff's limits. */
  readonly component: Dimension | "MIN_PRICE" | "MAX_PRICE";
  /** Position of the tariff element; null for the limits. */
  readonly element: number | null;
  readonly reservation: boolean;
  readonly unit: "Wh" | "ms" | "session";
  /** As used, and as billed after the step. */
  readonly quantity: number;
  readonly billed: number;
  /** The tariff's own decimal, minor units per kWh, hour or session; null for the limits. */
  readonly unitPrice: string | null;
  readonly amountMinor: number;
  readonly tax: string | null;
};

export type Priced = {
  readonly currency: string;
  readonly totalMinor: number;
  readonly lines: readonly PriceLine[];
};

/** Prices a usage by a tariff in the station's time zone. An empty usage costs nothing. */
export function price(tariff: Tariff, usage: Usage, zone: string): Priced {
  const compiled = compile(tariff);
  const lines: PriceLine[] = [];
  const held = usage.reservation ?? null;
  if (held !== null) {
    const rules = held.expired ? compiled.expired : compiled.reservation;
    const period = { from: held.from, until: held.until, energyWh: 0, charging: true };
    addLines(lines, compiled, walked(compiled, rules, { periods: [period] }, zone), true);
  }
  addLines(lines, compiled, walked(compiled, compiled.session, usage, zone), false);
  // The limits are those of a charging session; a reservation that ran out is none.
  if (usage.periods.length > 0 || usage.before) addLimits(lines, compiled);
  return { currency: tariff.currency, totalMinor: sum(lines), lines };
}

/** A session's usage up to here, so that what comes after it can be priced without it. */
export function reached(tariff: Tariff, usage: Usage, zone: string): Reached | null {
  const { components, session } = compile(tariff);
  const { periods, before = null } = usage;
  return reach(session, { componentCount: components.length, periods, before, zone });
}

type Billed = { readonly volumes: Volumes; readonly billed: readonly number[] };

function walked(
  compiled: Compiled,
  rules: Rules,
  { periods, before = null }: Usage,
  zone: string,
): Billed {
  const componentCount = compiled.components.length;
  const volumes = walk(rules, { componentCount, periods, before, zone });
  return { volumes, billed: stepped(compiled, volumes) };
}

/**
 * Steps as OCPI 2.2.1 mod_cdrs has them: once per session for ENERGY, once for TIME and
 * PARKING_TIME together, on the whole volume of the dimension, with the step and at the price of
 * the component used last. Where parking was priced at all, only parking is rounded up.
 */
function stepped(compiled: Compiled, { quantity, last }: Volumes): number[] {
  const billed = [...quantity];
  for (const used of [last.ENERGY, last.PARKING_TIME ?? last.TIME]) {
    if (used === null) continue;
    let total = 0;
    for (const { type, index } of compiled.components) {
      if (type === used.type) total += quantity[index] ?? 0;
    }
    const rest = total % used.step;
    if (rest > 0) billed[used.index] = (billed[used.index] ?? 0) + used.step - rest;
  }
  return billed;
}

function addLines(
  lines: PriceLine[],
  compiled: Compiled,
  { volumes, billed }: Billed,
  reservation: boolean,
): void {
  for (const component of compiled.components) {
    const count = billed[component.index] ?? 0;
    if (count === 0) continue;
    lines.push({
      component: component.type,
      element: component.element,
      reservation,
      unit: units[component.type],
      quantity: volumes.quantity[component.index] ?? 0,
      billed: count,
      unitPrice: component.price,
      amountMinor: amountOf(component, count),
      tax: component.tax,
    });
  }
}

const units = { ENERGY: "Wh", TIME: "ms", PARKING_TIME: "ms", FLAT: "session" } as const;
const perUnit = { ENERGY: 1000, TIME: 3_600_000, PARKING_TIME: 3_600_000, FLAT: 1 } as const;

/** The one rounding of a line. */
function amountOf({ type, price4 }: Component, billed: number): number {
  return multiplyHalfUp(billed, price4, perUnit[type] * priceScale);
}

function addLimits(lines: PriceLine[], { min4, max4, components }: Compiled): void {
  const total = sum(lines);
  const least = min4 === null ? total : multiplyHalfUp(min4, 1, priceScale);
  const most = max4 === null ? total : multiplyHalfUp(max4, 1, priceScale);
  if (total < least) lines.push(limitLine("MIN_PRICE", least - total, components));
  else if (total > most) lines.push(limitLine("MAX_PRICE", most - total, components));
}

function limitLine(
  component: "MIN_PRICE" | "MAX_PRICE",
  amountMinor: number,
  components: readonly Component[],
): PriceLine {
  return {
    component,
    element: null,
    reservation: false,
    unit: "session",
    quantity: 1,
    billed: 1,
    unitPrice: null,
    amountMinor,
    tax: components.find((entry) => entry.tax !== null)?.tax ?? null,
  };
}

function sum(lines: readonly PriceLine[]): number {
  let total = 0;
  for (const line of lines) total += line.amountMinor;
  if (!Number.isSafeInteger(total)) throw new RangeError("a price beyond 2^53");
  return total;
}
