// A tariff in one line, for the display of a charger: what is charged as of a moment, in the
// currency's own unit. Which line is shown to whom is the callers' affair.

import { currencyExponent } from "../lib/money.ts";
import { type PriceLine, price } from "./price.ts";
import { parsePrice, priceScale, type Tariff } from "./tariff.ts";

/** Where and when somebody is about to charge. */
export type Place = { readonly powerKw: number; readonly zone: string };

const minuteMs = 60_000;

/** `59.5` cents are `0.595 EUR`: exact, with as many decimals as the currency has or more. */
const amountText = (minor: string, currency: string): string => {
  const exponent = currencyExponent(currency);
  const decimals = exponent + Math.log10(priceScale);
  const digits = String(parsePrice(minor) ?? 0).padStart(decimals + 1, "0");
  const [whole, rest] = [digits.slice(0, -decimals), digits.slice(-decimals)];
  const fraction = rest.slice(0, exponent) + rest.slice(exponent).replace(/0+$/, "");
  return `${fraction === "" ? whole : `${whole}.${fraction}`} ${currency.toUpperCase()}`;
};

const words: Readonly<Record<string, (amount: string) => string>> = {
  ENERGY: (amount) => `${amount}/kWh`,
  TIME: (amount) => `${amount}/h`,
  PARKING_TIME: (amount) => `${amount}/h when not charging`,
  FLAT: (amount) => `${amount} per session`,
};

/** The prices in force: those of a first minute that charges, and of one that does not. */
const firstLines = (tariff: Tariff, at: number, { powerKw, zone }: Place): PriceLine[] => {
  const [charged, rested] = [at + minuteMs, at + 2 * minuteMs];
  const energyWh = Math.max(1, Math.floor((powerKw * 1000) / 60));
  const periods = [
    { from: at, until: charged, energyWh, charging: true },
    { from: charged, until: rested, energyWh: 0, charging: false },
  ];
  const { lines } = price({ ...tariff, min_price: null, max_price: null }, { periods }, zone);
  const seen = new Set<string>();
  return lines.filter(({ component }) => !seen.has(component) && seen.add(component));
};

const isFree = ({ unitPrice }: PriceLine): boolean => (parsePrice(unitPrice ?? "0") ?? 0) === 0;

/** `0.59 EUR/kWh, 1.00 EUR per session, incl. VAT`. */
export const priceText = (tariff: Tariff, at: number, place: Place): string => {
  const { currency, min_price: least, max_price: most } = tariff;
  const paid = firstLines(tariff, at, place).filter((line) => !isFree(line));
  const limits = [
    ...(least == null || parsePrice(least) === 0
      ? []
      : [`at least ${amountText(least, currency)}`]),
    ...(most == null ? [] : [`at most ${amountText(most, currency)}`]),
  ];
  const varies = tariff.elements.some(
    ({ restrictions: r }) => r != null && r.reservation == null && Object.values(r).some(isGiven),
  );
  const change = varies ? ["later or larger amounts may cost otherwise"] : [];
  if (paid.length === 0) return ["free of charge", ...limits, ...change].join(", ");
  const prices = paid.map(({ component, unitPrice }) =>
    (words[component] ?? String)(amountText(unitPrice ?? "0", currency)),
  );
  const tax = paid.every((line) => line.tax === "vat") ? ["incl. VAT"] : [];
  return [...prices, ...limits, ...tax, ...change].join(", ");
};

const isGiven = (value: unknown): boolean => value !== null && value !== undefined;
