// Card and bank account numbers: who issued them, whether they can exist. Pure; nothing here keeps
// a number.
import { luhn } from "../lib/card_digits.ts";
import type { CardBrand } from "./processor.ts";

type Range = {
  readonly brand: CardBrand;
  readonly starts: RegExp;
  readonly lengths: readonly number[];
};

/** By issuer identification number, the narrower ranges first (ISO/IEC 7812). */
const ranges: readonly Range[] = [
  { brand: "amex", starts: /^3[47]/, lengths: [15] },
  { brand: "diners", starts: /^3(0[0-5]|095|[689])/, lengths: [14, 15, 16, 17, 18, 19] },
  { brand: "jcb", starts: /^35(2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { brand: "discover", starts: /^(6011|64[4-9]|65)/, lengths: [16, 17, 18, 19] },
  { brand: "unionpay", starts: /^(62|81)/, lengths: [16, 17, 18, 19] },
  { brand: "mastercard", starts: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { brand: "maestro", starts: /^(5[06-8]|6)/, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { brand: "visa", starts: /^4/, lengths: [13, 16, 19] },
];

/** Why a number cannot be a card's, in words for the caller; never the number itself. */
export type NumberCheck =
  | { readonly ok: true; readonly digits: string; readonly brand: CardBrand }
  | { readonly ok: false; readonly why: string };

/** Takes spaces and dashes as people type them. */
export function checkCardNumber(text: string): NumberCheck {
  const digits = text.replaceAll(/[ -]/g, "");
  if (!/^\d{12,19}$/.test(digits)) return { ok: false, why: "a card number has 12 to 19 digits" };
  const range = ranges.find(({ starts }) => starts.test(digits));
  if (range === undefined)
    return { ok: false, why: "no card brand has numbers that begin like this" };
  if (!range.lengths.includes(digits.length)) {
    return { ok: false, why: `the number has the wrong length for ${range.brand}` };
  }
  if (!luhn(digits)) return { ok: false, why: "the number's check digit is wrong" };
  return { ok: true, digits, brand: range.brand };
}

/** American Express prints four digits, the others three. */
export const isCvc = (text: string, brand: CardBrand): boolean =>
  brand === "amex" ? /^\d{3,4}$/.test(text) : /^\d{3}$/.test(text);

/**
 * A card is good through the last day of its month, in the last time zone that still has that day
 * (UTC-12).
 */
export function isExpired(month: number, year: number, at: Date): boolean {
  return at.getTime() >= Date.UTC(year, month, 1, 12);
}

/** ISO 13616: the country, or null for what is not an IBAN. */
export function ibanCountry(
  text: string,
): { readonly iban: string; readonly country: string } | null {
  const iban = text.replaceAll(" ", "").toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return null;
  const rotated = iban.slice(4) + iban.slice(0, 4);
  const digits = rotated.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n ? { iban, country: iban.slice(0, 2) } : null;
}
