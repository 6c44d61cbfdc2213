// From groups of transactions to the lines of an invoice, its sum, and its tax by country and rate.
// Pure; the store groups, this names and adds up.
import { safeInteger } from "../../lib/assert.ts";
import type { LineItem, VatLine } from "./schema.ts";

export const kinds = ["session", "fee", "refund", "adjustment"] as const;

/** Transactions of one kind and month. */
export type Group = {
  readonly invoice: string;
  readonly kind: (typeof kinds)[number];
  /** Local, `2026-03`. */
  readonly month: string;
  readonly count: number;
  readonly amount: number;
  readonly least: number;
  readonly most: number;
  readonly collected: number;
};

/** Transactions of one country and VAT rate; null: none. */
export type Taxed = {
  readonly country: string | null;
  readonly vat_percent: string | null;
  readonly amount: number;
  readonly tax: number;
};

/** Kinds in their order, each by month; at the end what was collected already. */
export function lineItems(groups: readonly Group[]): LineItem[] {
  const lines = kinds.flatMap((kind) => {
    const own = byMonth(groups.filter((one) => one.kind === kind));
    return own.map((line) => itemOf(line, own.length > 1));
  });
  const collected = total(groups.map((one) => one.collected));
  if (collected === 0) return lines;
  const amount = -collected;
  return [
    ...lines,
    { amount, description: "Payments already collected", quantity: 1, unit_amount: amount },
  ];
}

/** A sum that is exact, or no sum at all. */
export const total = (amounts: readonly number[]): number =>
  amounts.reduce((sum, amount) => safeInteger(sum + amount, "a sum of an invoice"), 0);

const byMonth = (groups: readonly Group[]): Group[] =>
  [...groups].sort((a, b) => (a.month < b.month ? -1 : 1));

const names = {
  session: "Charging sessions",
  fee: "Reservation fees",
  refund: "Refunds",
  adjustment: "Adjustments",
} as const;

function itemOf({ kind, month, count, amount, least, most }: Group, several: boolean): LineItem {
  const named = kind === "session" || several;
  const alike = least === most;
  return {
    amount,
    description: named ? `${names[kind]} for ${monthName(month)}` : names[kind],
    quantity: alike ? count : 1,
    unit_amount: alike ? least : amount,
  };
}

const monthNames =
  "January February March April May June July August September October November December".split(
    " ",
  );

/** `2026-03` is `March 2026`. */
const monthName = (month: string): string =>
  `${monthNames[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;

/** By country, then rate; what carries no tax is told too, so that the sums are the invoice's. */
export function vatLines(taxed: readonly Taxed[]): VatLine[] {
  const lines = new Map<string, VatLine>();
  for (const { country, vat_percent, amount, tax } of taxed) {
    const rate = vat_percent ?? "0";
    const key = `${country ?? ""} ${rate}`;
    const known = lines.get(key) ?? { country, gross: 0, net: 0, rate, tax: 0 };
    const [gross, taxed] = [total([known.gross, amount]), total([known.tax, tax])];
    lines.set(key, { country, gross, net: gross - taxed, rate, tax: taxed });
  }
  return [...lines.values()].sort(
    (a, b) => (a.country ?? "~").localeCompare(b.country ?? "~") || Number(a.rate) - Number(b.rate),
  );
}
