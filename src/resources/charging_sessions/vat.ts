// What part of a session's price is VAT. Pure; the rate is the country's (pricing/vat.ts).
import type { PriceLine } from "../../pricing/price.ts";
import { type Percent, splitGross } from "../../pricing/vat.ts";

/**
 * The tax in a price. Prices include tax where their tariff says so: lines without are left out.
 * Rounded once, on the sum of the others.
 */
export function taxInside(lines: readonly PriceLine[], percent: Percent): number {
  const taxed = lines.reduce((sum, line) => sum + (line.tax === null ? 0 : line.amountMinor), 0);
  return splitGross(taxed, percent).tax;
}

/**
 * The tax in a correction: what lies between the whole price's and what was booked before, never of
 * the other sign than the correction, nor more of it than there is.
 */
export function taxOfCorrection(amount: number, now: number, before: number): number {
  const tax = now - before;
  return amount > 0 ? Math.max(0, Math.min(tax, amount)) : Math.min(0, Math.max(tax, amount));
}
