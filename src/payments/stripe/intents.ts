// What a PaymentIntent says, in the terms of the processor interface. Pure.
import type { Stripe } from "stripe";
import { assert } from "../../lib/assert.ts";
import type { Declined, Merchant, Standing } from "../processor.ts";
import { fromStripe } from "./amounts.ts";
import { type StripeRefused, scrubbed } from "./client.ts";

/** Whose an object at Stripe is, for people who read it there and for ourselves. */
export const metadataOf = ({ account, livemode }: Merchant, key: string) => ({
  charge_account: account,
  charge_mode: livemode ? "live" : "test",
  charge_order: key,
});

export type Told = Stripe.PaymentIntent;

export const declined = (code: string, message: string): Declined => ({
  outcome: "declined",
  code,
  message: scrubbed(message),
});

export const refusal = ({ code, message }: StripeRefused): Declined => declined(code, message);

export const authenticationNeeded = declined(
  "authentication_required",
  "The card's issuer asks for an authentication that nobody is there to give.",
);

export const noLongerOpen = declined(
  "authorization_closed",
  "The authorisation is no longer open.",
);

/** Why the last try to pay failed, as far as Stripe says. */
export function lastRefusal({ last_payment_error: error }: Told): Declined {
  if (error === null) return noLongerOpen;
  const code = error.decline_code ?? error.code ?? "declined";
  return declined(code, error.message ?? "The payment was declined.");
}

export const capturedOf = (intent: Told): number =>
  fromStripe(intent.amount_received, intent.currency);

/** `intent` was retrieved with its charge. */
export const chargeOf = ({ latest_charge: charge }: Told): Stripe.Charge | null => {
  assert(typeof charge !== "string", "the charge of a payment was asked for whole");
  return charge;
};

const statuses: Readonly<Partial<Record<string, Standing["status"]>>> = {
  requires_capture: "open",
  succeeded: "captured",
  processing: "pending",
};

export const statusOf = ({ status }: Told): Standing["status"] => statuses[status] ?? "closed";

/** What came in and has not gone back, by whoever's hand. */
export const leftOf = (intent: Told): number =>
  capturedOf(intent) - fromStripe(chargeOf(intent)?.amount_refunded ?? 0, intent.currency);
