// Which connector a reservation gets, and when: the ideal span before a shifted one, then
// favourites of the driver, then the nearest, then the cheapest. Pure; what there is to choose
// from is gathered by take_actions.ts.
import type { ComparablePrice } from "../../pricing/quote.ts";
import type { Span } from "../charging_stations/availability.ts";

/** In milliseconds. */
export type Wish = {
  readonly start: number;
  readonly end: number;
  readonly earliest: number;
  readonly latest: number;
};

export type Option = {
  readonly station: string;
  readonly connector: string;
  readonly preferred: boolean;
  readonly distanceM: number;
  readonly busy: readonly Span[];
  /** What a kWh costs from then on, and whether policies let the span pass. */
  priceAt(start: number): ComparablePrice;
  allows(start: number): boolean;
};

export type Choice<O extends Option = Option> = {
  readonly option: O;
  readonly start: number;
  readonly ideal: boolean;
};

/** Shifts are tried in such steps, besides the moments at which something begins or ends. */
const gridMs = 15 * 60_000;

/**
 * Starts at which the span is free, the least shifted first; of two alike the later one, since a
 * driver who is early can wait.
 */
export function startsOf(wish: Wish, busy: readonly Span[]): number[] {
  const length = wish.end - wish.start;
  const last = wish.latest - length;
  const free = (start: number): boolean =>
    start >= wish.earliest &&
    start <= last &&
    busy.every((one) => one.until <= start || one.from >= start + length);
  const edges = busy.flatMap((one) => [one.until, one.from - length]);
  const grid: number[] = [];
  for (let by = gridMs; by <= last - wish.earliest + gridMs; by += gridMs) {
    grid.push(wish.start - by, wish.start + by);
  }
  const all = [...new Set([wish.start, wish.earliest, last, ...edges, ...grid])].filter(free);
  const shift = (start: number): number => Math.abs(start - wish.start);
  return all.sort((a, b) => shift(a) - shift(b) || b - a);
}

/** When this connector would be taken, or null: not at all. */
export function takenAt<O extends Option>(wish: Wish, option: O): Choice<O> | null {
  const start = startsOf(wish, option.busy).find((one) => option.allows(one));
  return start === undefined ? null : { option, start, ideal: start === wish.start };
}

/** Below zero: `a` goes before `b`. */
export function compare(wish: Wish, a: Choice, b: Choice): number {
  const shift = (one: Choice): number => Math.abs(one.start - wish.start);
  return (
    Number(b.ideal) - Number(a.ideal) ||
    Number(b.option.preferred) - Number(a.option.preferred) ||
    a.option.distanceM - b.option.distanceM ||
    comparePrices(a.option.priceAt(a.start), b.option.priceAt(b.start)) ||
    shift(a) - shift(b) ||
    byText(a.option.station, b.option.station) ||
    byText(a.option.connector, b.option.connector)
  );
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Exact, as fractions. */
function comparePrices(a: ComparablePrice, b: ComparablePrice): number {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** All that can be taken, best first. */
export const ranked = <O extends Option>(wish: Wish, options: readonly O[]): Choice<O>[] =>
  options.flatMap((option) => takenAt(wish, option) ?? []).sort((a, b) => compare(wish, a, b));
