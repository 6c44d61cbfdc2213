// Value-added tax: the standard rate of each country at a moment, and what part of a price it is.
// Rates come from the package `sales-tax`, which also says what they were before; an account's own
// settings go first. Who charges whom which rate is the callers' affair.
import table from "sales-tax/res/sales_tax_rates.json" with { type: "json" };
import { multiplyHalfUp } from "../lib/money.ts";

type Rate = { readonly type: string; readonly rate: number };
type Country = Rate & { readonly before?: Readonly<Record<string, Rate>> };

const countries = table as unknown as Readonly<Record<string, Country>>;

/** One VAT territory each (the package still lists the Swiss rate of 2023 for Liechtenstein). */
const partOf: Readonly<Record<string, string>> = { LI: "CH", MC: "FR", IM: "GB" };

/** Percent as an exact decimal, `25.5`; `0` where there is no such tax. */
export type Percent = string;

/**
 * The standard rate of a country (ISO 3166-1 alpha-2) at a moment in milliseconds; what the
 * account has set holds at any time. A country that nobody knows a rate of has none.
 */
export function vatRate(
  country: string,
  overrides: Readonly<Record<string, Percent>>,
  at: number,
): Percent {
  const own = Object.hasOwn(overrides, country) ? overrides[country] : undefined;
  if (own !== undefined) return plain(own);
  const name = partOf[country] ?? country;
  const known = Object.hasOwn(countries, name) ? countries[name] : undefined;
  return known === undefined ? "0" : percentOf(inForce(known, at));
}

/** Each earlier rate stands under the moment until which it held. */
function inForce(country: Country, at: number): number {
  const ended = Object.entries(country.before ?? {})
    .map(([until, { rate }]) => ({ until: Date.parse(until), rate }))
    .filter(({ until }) => at < until)
    .sort((a, b) => a.until - b.until);
  return ended[0]?.rate ?? country.rate;
}

/** A fraction as the decimal it was written as, times a hundred: 0.255 is `25.5`. */
function percentOf(rate: number): Percent {
  const [whole = "0", decimals = ""] = String(rate).split(".");
  const digits = decimals.padEnd(2, "0");
  return plain(`${whole}${digits.slice(0, 2)}.${digits.slice(2)}`);
}

/** Without leading zeros, and without trailing ones behind the point: `08.10` is `8.1`. */
const plain = (percent: string): Percent =>
  percent
    .replace(/^0+(?=\d)/, "")
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");

/** Thousandths of a percent: what an account may set has three places. */
const scale = 1000;

function thousandths(percent: Percent): number {
  const match = /^(\d{1,3})(?:\.(\d{1,3}))?$/.exec(percent);
  if (match === null) throw new RangeError(`not a percentage: ${percent}`);
  return Number(match[1]) * scale + Number((match[2] ?? "").padEnd(3, "0"));
}

export type Split = { readonly net: number; readonly tax: number };

/**
 * The tax inside an amount that includes it, rounded half up once; what is given back mirrors
 * what was charged. Net and tax always sum to the gross.
 */
export function splitGross(gross: number, rate: Percent): Split {
  const part = thousandths(rate);
  const magnitude = multiplyHalfUp(Math.abs(gross), part, 100 * scale + part);
  const tax = gross < 0 ? 0 - magnitude : magnitude;
  return { net: gross - tax, tax };
}
