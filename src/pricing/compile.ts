// A tariff made ready for pricing: prices as integers, restrictions as numbers, and the points at
// which another element may come to apply. Compiled once per tariff object, which nobody changes.

import type { Dimension, Restrictions, Tariff, TariffElement } from "./tariff.ts";
import { parsePrice, weekdays } from "./tariff.ts";

/** A component of an element, in the order of the tariff; lines of a price refer to it. */
export type Component = {
  readonly index: number;
  readonly element: number;
  readonly type: Dimension;
  readonly price: string;
  /** Ten-thousandths of a minor unit. */
  readonly price4: number;
  /** Wh or milliseconds, at least one of the tariff's unit; without meaning for FLAT. */
  readonly step: number;
  readonly tax: string | null;
  /** The element waits for an amount of energy or time: its FLAT is due when that is reached. */
  readonly threshold: boolean;
};

/** Restrictions of one element; open ends are infinite. Minima included, maxima excluded. */
export type Condition = {
  readonly startMinute: number;
  readonly endMinute: number;
  /** Days since 1970-01-01, local. */
  readonly startDay: number;
  readonly endDay: number;
  readonly days: readonly boolean[] | null;
  readonly minWh: number;
  readonly maxWh: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly minW: number;
  readonly maxW: number;
  readonly minMilliamps: number;
  readonly maxMilliamps: number;
};

export type Element = {
  readonly condition: Condition | null;
  readonly components: readonly Component[];
};

export type Compiled = {
  readonly components: readonly Component[];
  /** Elements of a session, of a kept reservation, of an expired one, each first match first. */
  readonly session: Rules;
  readonly reservation: Rules;
  readonly expired: Rules;
  readonly min4: number | null;
  readonly max4: number | null;
};

export type Rules = {
  readonly elements: readonly Element[];
  /** Minutes of the day at which a window opens or closes; midnight if a date or day counts. */
  readonly minutes: readonly number[];
  /** Wh and milliseconds at which an element opens or closes, ascending. */
  readonly thresholdsWh: readonly number[];
  readonly thresholdsMs: readonly number[];
  /** True when power or current decides, so that each meter period is looked at anew. */
  readonly byPower: boolean;
};

const known = new WeakMap<Tariff, Compiled>();

/** A tariff that `checkTariff` accepted; others throw here. */
export function compile(tariff: Tariff): Compiled {
  let compiled = known.get(tariff);
  if (compiled === undefined) {
    compiled = compileAnew(tariff);
    known.set(tariff, compiled);
  }
  return compiled;
}

function compileAnew(tariff: Tariff): Compiled {
  const components: Component[] = [];
  const all = tariff.elements.map((element, index) => ({
    kind: element.restrictions?.reservation ?? "SESSION",
    element: compileElement(element, index, components),
  }));
  const of = (kind: string): Element[] =>
    all.filter((entry) => entry.kind === kind).map((entry) => entry.element);
  return {
    components,
    session: rules(of("SESSION")),
    reservation: rules(of("RESERVATION")),
    // An expired reservation is priced by its own elements before those of any reservation.
    expired: rules([...of("RESERVATION_EXPIRES"), ...of("RESERVATION")]),
    min4: tariff.min_price == null ? null : exact(tariff.min_price),
    max4: tariff.max_price == null ? null : exact(tariff.max_price),
  };
}

function compileElement(element: TariffElement, index: number, list: Component[]): Element {
  const r = element.restrictions ?? {};
  const components = element.price_components.map((component) => {
    const timed = component.type === "TIME" || component.type === "PARKING_TIME";
    const compiled: Component = {
      index: list.length,
      element: index,
      type: component.type,
      price: component.price,
      price4: exact(component.price),
      step: Math.max(component.step_size, 1) * (timed ? 1000 : 1),
      tax: component.tax ?? null,
      threshold: (r.min_kwh ?? 0) > 0 || (r.min_duration ?? 0) > 0,
    };
    list.push(compiled);
    return compiled;
  });
  return { condition: conditionOf(r), components };
}

function conditionOf(r: Restrictions): Condition | null {
  const { reservation: _, ...limits } = r;
  if (Object.values(limits).every((value) => value == null)) return null;
  const end = minutes(r.end_time ?? "00:00");
  const days = r.day_of_week ?? [];
  return {
    startMinute: minutes(r.start_time ?? "00:00"),
    endMinute: end === 0 ? 1440 : end,
    startDay: r.start_date == null ? -Infinity : day(r.start_date),
    endDay: r.end_date == null ? Infinity : day(r.end_date),
    days: days.length === 0 ? null : weekdays.map((name) => days.includes(name)),
    minWh: scaled(r.min_kwh, 1000, 0),
    maxWh: scaled(r.max_kwh, 1000, Infinity),
    minMs: scaled(r.min_duration, 1000, 0),
    maxMs: scaled(r.max_duration, 1000, Infinity),
    minW: scaled(r.min_power, 1000, 0),
    maxW: scaled(r.max_power, 1000, Infinity),
    minMilliamps: scaled(r.min_current, 1000, 0),
    maxMilliamps: scaled(r.max_current, 1000, Infinity),
  };
}

function rules(elements: readonly Element[]): Rules {
  const conditions = elements.flatMap((element) => element.condition ?? []);
  const byDay = (c: Condition): boolean =>
    c.days !== null || c.startDay !== -Infinity || c.endDay !== Infinity;
  const byTime = (c: Condition): boolean => c.startMinute !== 0 || c.endMinute !== 1440;
  return {
    elements,
    minutes: points([
      ...conditions.filter(byTime).flatMap((c) => [c.startMinute, c.endMinute % 1440]),
      ...(conditions.some(byDay) ? [0] : []),
    ]),
    thresholdsWh: points(conditions.flatMap((c) => [c.minWh, c.maxWh])).filter((wh) => wh > 0),
    thresholdsMs: points(conditions.flatMap((c) => [c.minMs, c.maxMs])).filter((ms) => ms > 0),
    byPower: conditions.some(
      (c) => c.minW > 0 || c.maxW < Infinity || c.minMilliamps > 0 || c.maxMilliamps < Infinity,
    ),
  };
}

function points(values: readonly number[]): number[] {
  return [...new Set(values)].filter(Number.isFinite).sort((a, b) => a - b);
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function day(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

function scaled(value: number | null | undefined, scale: number, open: number): number {
  return value == null ? open : Math.round(value * scale);
}

function exact(price: string): number {
  const price4 = parsePrice(price);
  if (price4 === null) throw new RangeError(`not a price: ${price}`);
  return price4;
}
