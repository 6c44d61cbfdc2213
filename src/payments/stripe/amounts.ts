// Amounts as Stripe writes them. It counts most currencies as ISO 4217 does; some without a minor
// unit are written with two zeros all the same, one is written without its minor unit, and amounts
// with thousandths must end in 0 (docs.stripe.com/currencies, "Special cases"). Pure.
import { currencyExponent } from "../../lib/money.ts";

/** Our exponent is 0, Stripe's amounts have two decimals that are always 00. */
const writtenWithZeros: ReadonlySet<string> = new Set(["isk", "ugx"]);
/** Our exponent is 2, Stripe knows whole units only. */
const wholeUnits: ReadonlySet<string> = new Set(["mga"]);

/** Of our minor units: what one step of Stripe's amounts is, and how it is written. */
type Scale = { readonly step: number; readonly times: number };

function scaleOf(currency: string): Scale {
  if (writtenWithZeros.has(currency)) return { step: 1, times: 100 };
  if (wholeUnits.has(currency)) return { step: 100, times: 0.01 };
  return currencyExponent(currency) === 3 ? { step: 10, times: 1 } : { step: 1, times: 1 };
}

const written = (amount: number, { step, times }: Scale): number =>
  times < 1 ? amount / step : amount * times;

/** What is held must cover what is asked for. */
export function stripeAmountUp(amount: number, currency: string): number {
  const scale = scaleOf(currency);
  return written(Math.ceil(amount / scale.step) * scale.step, scale);
}

/** What is taken or given back must not be more; `amount` is what it comes to in minor units. */
export function stripeAmountDown(
  amount: number,
  currency: string,
): { readonly written: number; readonly amount: number } {
  const scale = scaleOf(currency);
  const whole = Math.floor(amount / scale.step) * scale.step;
  return { written: written(whole, scale), amount: whole };
}

/** The very amount; null where Stripe cannot write it. */
export function stripeAmount(amount: number, currency: string): number | null {
  const down = stripeAmountDown(amount, currency);
  return down.amount === amount ? down.written : null;
}

/** An amount that Stripe tells, in our minor units. */
export function fromStripe(amount: number, currency: string): number {
  const scale = scaleOf(currency);
  return scale.times < 1 ? amount * scale.step : Math.floor(amount / scale.times);
}
