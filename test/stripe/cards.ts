// The cards and accounts of Stripe's test mode, and what becomes of a payment with them.
export type Fate =
  | "works"
  /** Refused when it is set up, as most of Stripe's declining cards are. */
  | "refused_at_setup"
  | "refused_at_setup_aloud"
  /** Can be set up; every payment is declined. */
  | "declines"
  | "no_funds"
  /** Asks its holder for 3-D Secure at each payment. */
  | "authenticates"
  | "authenticates_at_setup"
  /** Authorisations of its brand cannot be raised. */
  | "cannot_be_raised"
  /** The issuer refuses to raise. */
  | "refuses_to_raise"
  | "fails_at_capture"
  | "debit_fails"
  | "microdeposits";

type Known = { readonly number: string; readonly brand: string; readonly fate: Fate };

const card = (number: string, brand: string, fate: Fate = "works"): Known => ({
  ...{ number, brand, fate },
});

/** By the name after `tok_` or `pm_card_`. */
export const cards: Readonly<Record<string, Known>> = {
  visa: card("4242424242424242", "visa"),
  mastercard: card("5555555555554444", "mastercard"),
  amex: card("378282246310005", "amex"),
  unionpay: card("6200000000000005", "unionpay", "cannot_be_raised"),
  chargeDeclined: card("4000000000000002", "visa", "refused_at_setup"),
  chargeCustomerFail: card("4000000000000341", "visa", "declines"),
  chargeCustomerFailInsufficientFunds: card("4000000000009995", "visa", "no_funds"),
  authenticationRequired: card("4000002760003184", "visa", "authenticates"),
  threeDSecureRequired: card("4000000000003220", "visa", "authenticates_at_setup"),
  refusesToRaise: card("4000000000001000", "visa", "refuses_to_raise"),
  /** A refusal that repeats the number, as no processor should. */
  echoes: card("4000000000000069", "visa", "refused_at_setup_aloud"),
  failsAtCapture: card("4000000000001018", "visa", "fails_at_capture"),
};

export const cardByNumber = (number: string): Known =>
  Object.values(cards).find((one) => one.number === number) ?? card(number, "visa");

/** IBANs and account numbers by what becomes of a debit. */
export const accounts: Readonly<Record<string, Fate>> = {
  DE62370400440532013001: "debit_fails",
  "000111111116": "debit_fails",
  "000123456789": "microdeposits",
};

/** Per refusal: Stripe's code, and the issuer's. */
export const refusals: Readonly<Partial<Record<Fate, readonly [string, string, string]>>> = {
  refused_at_setup: ["card_declined", "generic_decline", "Your card was declined."],
  refused_at_setup_aloud: [
    "card_declined",
    "expired_card",
    "Your card 4000 0000 0000 0069 (4000000000000069) has expired.",
  ],
  declines: ["card_declined", "generic_decline", "Your card was declined."],
  no_funds: ["card_declined", "insufficient_funds", "Your card has insufficient funds."],
  authenticates: [
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
  ],
  refuses_to_raise: ["card_declined", "generic_decline", "Your card was declined."],
  fails_at_capture: ["card_declined", "generic_decline", "Your card was declined."],
};
