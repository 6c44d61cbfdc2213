// The way of a usage through its tariff, as a roaming record (an OCPI 2.2.1 CDR) tells it: a
// charging period for each stretch on which other price components applied, exact volumes, and the
// price by kinds. Wh and milliseconds here; kWh, hours and prices without tax are the protocol's
// affair.

import type { Component } from "./compile.ts";
import { compile } from "./compile.ts";
import type { Priced, PriceLine, Usage } from "./price.ts";
import { price } from "./price.ts";
import type { Dimension, Tariff } from "./tariff.ts";
import type { Stretch } from "./walk.ts";
import { walk } from "./walk.ts";

/** Ends where the next one begins, the last with the usage. */
export type ChargingPeriod = {
  readonly from: number;
  readonly until: number;
  readonly kind: "charging" | "parking" | "reservation";
  readonly energyWh: number;
  /** Positions of the tariff's elements whose components applied; none: free of charge. */
  readonly elements: Readonly<Partial<Record<Dimension, number>>>;
};

export type UsageRecord = Priced & {
  readonly periods: readonly ChargingPeriod[];
  /** Sums of lines by kind; minimum and maximum price stand in the total only. */
  readonly totals: Readonly<
    Record<"fixed" | "energy" | "time" | "parking" | "reservation", number>
  >;
};

/** The same price as `price` gives, with the periods that it comes from. */
export function record(tariff: Tariff, usage: Usage, zone: string): UsageRecord {
  const { components, ...rules } = compile(tariff);
  const periods: ChargingPeriod[] = [];
  const held = usage.reservation ?? null;
  const way = { componentCount: components.length, zone };
  if (held !== null) {
    const whole = { from: held.from, until: held.until, energyWh: 0, charging: true };
    const see = (stretch: Stretch): void => add(periods, stretch, "reservation");
    walk(held.expired ? rules.expired : rules.reservation, { ...way, periods: [whole], see });
  }
  const see = (stretch: Stretch): void =>
    add(periods, stretch, stretch.charging ? "charging" : "parking");
  walk(rules.session, { ...way, periods: usage.periods, see });
  const priced = price(tariff, usage, zone);
  return { ...priced, periods, totals: totalsOf(priced.lines) };
}

function add(list: ChargingPeriod[], stretch: Stretch, kind: ChargingPeriod["kind"]): void {
  const { from, until, energyWh, active } = stretch;
  const elements = {
    ...(kind === "charging" ? elementOf(active.ENERGY) : {}),
    ...(kind === "parking" ? elementOf(active.PARKING_TIME) : elementOf(active.TIME)),
    ...elementOf(active.FLAT),
  };
  const last = list.at(-1);
  const goesOn =
    last !== undefined &&
    last.until === from &&
    last.kind === kind &&
    (["ENERGY", "TIME", "PARKING_TIME", "FLAT"] as const).every(
      (type) => last.elements[type] === elements[type],
    );
  if (!goesOn) list.push({ from, until, kind, energyWh, elements });
  else list[list.length - 1] = { ...last, until, energyWh: last.energyWh + energyWh };
}

const elementOf = (component: Component | null): Partial<Record<Dimension, number>> =>
  component === null ? {} : { [component.type]: component.element };

const kinds = { FLAT: "fixed", ENERGY: "energy", TIME: "time", PARKING_TIME: "parking" } as const;

function totalsOf(lines: readonly PriceLine[]): UsageRecord["totals"] {
  const totals = { fixed: 0, energy: 0, time: 0, parking: 0, reservation: 0 };
  for (const { component, reservation, amountMinor } of lines) {
    if (component === "MIN_PRICE" || component === "MAX_PRICE") continue;
    totals[reservation ? "reservation" : kinds[component]] += amountMinor;
  }
  return totals;
}
