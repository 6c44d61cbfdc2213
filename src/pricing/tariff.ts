// The shape of a tariff (OCPI 2.2.1 tariff elements, prices in minor units with tax, ruling 30)
// and what must hold of it beyond its shape. Who has which tariff is the resource's affair.

import { isCurrency } from "../lib/money.ts";
import { worthOf } from "../lib/worth.ts";

export type Dimension = "ENERGY" | "TIME" | "PARKING_TIME" | "FLAT";

export type PriceComponent = {
  readonly type: Dimension;
  /** Minor units, up to four decimals: per kWh, per hour, or flat. Tax is included. */
  readonly price: string;
  /** Wh or seconds; 0 and 1 are the same. Without meaning for FLAT. */
  readonly step_size: number;
  readonly tax?: string | null | undefined;
};

export type Weekday =
  | "MONDAY"
  | "TUESDAY"
  | "WEDNESDAY"
  | "THURSDAY"
  | "FRIDAY"
  | "SATURDAY"
  | "SUNDAY";

/** From Monday, as `localParts` counts them. */
export const weekdays: readonly Weekday[] = [
  "MONDAY",
  "TUESDAY",
  "WEDNESDAY",
  "THURSDAY",
  "FRIDAY",
  "SATURDAY",
  "SUNDAY",
];

/** All that are given must hold. Minima are included, maxima excluded; times are station-local. */
export type Restrictions = {
  readonly start_time?: string | null | undefined;
  /** At or before `start_time` it is reached on the next day; `00:00` is the end of the day. */
  readonly end_time?: string | null | undefined;
  readonly start_date?: string | null | undefined;
  readonly end_date?: string | null | undefined;
  readonly min_kwh?: number | null | undefined;
  readonly max_kwh?: number | null | undefined;
  /** Ampere, summed over the phases. */
  readonly min_current?: number | null | undefined;
  readonly max_current?: number | null | undefined;
  /** Kilowatt. */
  readonly min_power?: number | null | undefined;
  readonly max_power?: number | null | undefined;
  /** Seconds since the session's start. */
  readonly min_duration?: number | null | undefined;
  readonly max_duration?: number | null | undefined;
  readonly day_of_week?: readonly Weekday[] | null | undefined;
  readonly reservation?: "RESERVATION" | "RESERVATION_EXPIRES" | null | undefined;
};

export type TariffElement = {
  readonly price_components: readonly PriceComponent[];
  readonly restrictions?: Restrictions | null | undefined;
};

export type Tariff = {
  /** Lower case, `eur`. */
  readonly currency: string;
  readonly elements: readonly TariffElement[];
  /** Minor units as `price`: the least and the most that a session costs. */
  readonly min_price?: string | null | undefined;
  readonly max_price?: string | null | undefined;
};

/** What is wrong with a tariff, at a path as error answers name it. */
export type TariffProblem = { readonly param: string; readonly message: string };

/** Prices are held in ten-thousandths of a minor unit: `42.5` is 425 000. */
export const priceScale = 10_000;

/** The most minor units that are exact with four decimals. */
const highestExact = 900_000_000_000;

/** Ten thousand euros' worth a kWh or an hour: beyond, somebody mixed up units. */
const highestPrice = (currency: string): number => worthOf(10_000, currency);
/** A limit is the price of a whole session. */
const highestLimit = (currency: string): number =>
  Math.min(highestExact, worthOf(10_000_000, currency));

/** The exact price in ten-thousandths of a minor unit; null when the text is no such price. */
export function parsePrice(text: string): number | null {
  const match = /^(\d{1,12})(?:\.(\d{1,4}))?$/.exec(text);
  if (match === null) return null;
  return Number(match[1]) * priceScale + Number((match[2] ?? "").padEnd(4, "0"));
}

/** The first thing that makes a well-formed tariff impossible to price by, or null. */
export function checkTariff(tariff: Tariff): TariffProblem | null {
  if (!isCurrency(tariff.currency)) {
    return problem("currency", "must be an active ISO 4217 currency in lower case");
  }
  if (tariff.elements.length === 0) return problem("elements", "must not be empty");
  for (const [index, element] of tariff.elements.entries()) {
    const found = checkElement(element, `elements.${index}`, highestPrice(tariff.currency));
    if (found !== null) return found;
  }
  if (tariff.elements.every((element) => element.restrictions?.reservation != null)) {
    // Else a session would cost nothing, and nobody has said so.
    return problem("elements", "must hold one for sessions; what is free has a FLAT price of 0");
  }
  return checkLimits(tariff);
}

function checkLimits(tariff: Tariff): TariffProblem | null {
  const least = tariff.min_price == null ? 0 : parsePrice(tariff.min_price);
  const most = tariff.max_price == null ? Infinity : parsePrice(tariff.max_price);
  if (least === null) return problem("min_price", priceRule);
  if (most === null) return problem("max_price", priceRule);
  const highest = highestLimit(tariff.currency);
  if (least > highest * priceScale) return problem("min_price", tooHigh(highest));
  if (most !== Infinity && most > highest * priceScale) {
    return problem("max_price", tooHigh(highest));
  }
  if (least > most) return problem("max_price", "must not be below min_price");
  return null;
}

const tooHigh = (highest: number): string => `must be at most ${highest} in this currency`;

function checkElement(element: TariffElement, path: string, highest: number): TariffProblem | null {
  const seen = new Set<Dimension>();
  if (element.price_components.length === 0) {
    return problem(`${path}.price_components`, "must not be empty");
  }
  for (const [index, component] of element.price_components.entries()) {
    const at = `${path}.price_components.${index}`;
    const price = parsePrice(component.price);
    if (price === null) return problem(`${at}.price`, priceRule);
    if (price > highest * priceScale) return problem(`${at}.price`, tooHigh(highest));
    if (!Number.isSafeInteger(component.step_size) || component.step_size < 0) {
      return problem(`${at}.step_size`, "must be an integer, not negative");
    }
    if (seen.has(component.type)) return problem(`${at}.type`, "occurs twice");
    seen.add(component.type);
  }
  const reserves = element.restrictions?.reservation != null;
  if (reserves && (seen.has("ENERGY") || seen.has("PARKING_TIME"))) {
    return problem(`${path}.price_components`, "a reservation has only FLAT and TIME prices");
  }
  return checkRestrictions(element.restrictions ?? {}, `${path}.restrictions`);
}

function checkRestrictions(r: Restrictions, path: string): TariffProblem | null {
  for (const key of ["start_time", "end_time"] as const) {
    const time = r[key];
    if (time != null && !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) {
      return problem(`${path}.${key}`, "must be a time of day from 00:00 to 23:59");
    }
  }
  for (const key of ["start_date", "end_date"] as const) {
    const date = r[key];
    if (date != null && !isDate(date)) return problem(`${path}.${key}`, "must be a date");
  }
  if (r.start_date != null && r.end_date != null && r.end_date <= r.start_date) {
    return problem(`${path}.end_date`, "must be after start_date");
  }
  if (r.day_of_week != null && new Set(r.day_of_week).size !== r.day_of_week.length) {
    return problem(`${path}.day_of_week`, "names a day twice");
  }
  return checkRanges(r, path);
}

function checkRanges(r: Restrictions, path: string): TariffProblem | null {
  // Thousandths (Wh, W, mA) are the finest that is priced by; durations are whole seconds.
  for (const [name, scale] of [
    ["kwh", 1000],
    ["current", 1000],
    ["power", 1000],
    ["duration", 1],
  ] as const) {
    const [least, most] = [r[`min_${name}`], r[`max_${name}`]];
    for (const [key, value] of [
      [`min_${name}`, least],
      [`max_${name}`, most],
    ] as const) {
      if (value == null) continue;
      const units = value * scale;
      if (!(value >= 0) || Math.abs(units - Math.round(units)) > 1e-6) {
        return problem(`${path}.${key}`, `must be a multiple of ${1 / scale}, not negative`);
      }
    }
    if (least != null && most != null && most <= least) {
      return problem(`${path}.max_${name}`, `must be above min_${name}`);
    }
  }
  return null;
}

const priceRule = "must be a decimal in minor units with at most four decimals, not negative";

/** True for a day of the calendar: 2026-02-30 is none. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function problem(param: string, message: string): TariffProblem {
  return { param, message };
}
