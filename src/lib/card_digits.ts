// Card numbers where none should be: how they are told from other digits in any text. Pure.

/** Digits with at most two separators between any two. */
const digitRun = /\d(?:[\s.\-_]{0,2}\d){12,}/g;

/** The check digit of ISO/IEC 7812-1, annex B. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    const doubled = at % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** How card numbers of these lengths begin. */
const cardPrefixes: readonly (readonly [number, RegExp])[] = [
  [15, /^3[47]/],
  [16, /^(4|5[1-5]|2[2-7]|6)/],
];

/** A run that is a card number, or hides one between other digits. */
function hidesCard(run: string): boolean {
  const digits = run.replaceAll(/\D/g, "");
  if (digits.length <= 19 && luhn(digits)) return true;
  for (const [length, prefix] of cardPrefixes) {
    for (let from = 0; from + length <= digits.length; from++) {
      const part = digits.slice(from, from + length);
      if (prefix.test(part) && luhn(part)) return true;
    }
  }
  return false;
}

/** A text that shows a card number somewhere. */
export const showsCard = (text: string): boolean => (text.match(digitRun) ?? []).some(hidesCard);

/** What stands for something that must not be read. */
export const struck = "[redacted]";

export const withoutCards = (text: string): string =>
  text.replaceAll(digitRun, (run) => (hidesCard(run) ? struck : run));

/**
 * A text that is nothing but a card's number. Stricter than `showsCard`, for where long numbers
 * have their place.
 */
export function isCard(text: string): boolean {
  const digits = text.replaceAll(/[ -]/g, "");
  return cardPrefixes.some(
    ([length, prefix]) =>
      digits.length === length && /^\d+$/.test(digits) && prefix.test(digits) && luhn(digits),
  );
}
