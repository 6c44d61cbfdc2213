// The cards and tokens that the test processor knows, and how it turns either into what we keep.
// Stateless: a token says what will happen, and no number can be found from it.
import type { Vault } from "../../lib/secret.ts";
import type { CardBrand, CardToken, Tokenizer } from "../processor.ts";

/** What becomes of a card's orders. */
export type Behaviour =
  | "works"
  | "declines"
  | "no_funds"
  | "fails_at_capture"
  | "cannot_be_raised"
  | "refuses_refunds";

type TestCard = {
  readonly number: string;
  readonly token: string;
  readonly brand: CardBrand;
  readonly behaviour: Behaviour;
};

const card = (
  number: string,
  token: string,
  brand: CardBrand,
  behaviour: Behaviour = "works",
): TestCard => ({ number, token, brand, behaviour });

/**
 * The published numbers (spec part 2, payment_method) and the well-known ones of the other brands.
 */
export const testCards: readonly TestCard[] = [
  card("4242424242424242", "tok_visa", "visa"),
  card("4000056655665556", "tok_visa_debit", "visa"),
  card("5555555555554444", "tok_mastercard", "mastercard"),
  card("2223003122003222", "tok_mastercard_2_series", "mastercard"),
  card("5200828282828210", "tok_mastercard_debit", "mastercard"),
  card("5105105105105100", "tok_mastercard_prepaid", "mastercard"),
  card("378282246310005", "tok_amex", "amex"),
  card("6011111111111117", "tok_discover", "discover"),
  card("3056930009020004", "tok_diners", "diners"),
  card("3566002020360505", "tok_jcb", "jcb"),
  card("6200000000000005", "tok_unionpay", "unionpay", "cannot_be_raised"),
  card("4000000000000002", "tok_chargeDeclined", "visa", "declines"),
  card("4000000000009995", "tok_chargeDeclinedInsufficientFunds", "visa", "no_funds"),
  card("4000000000005126", "tok_refundFail", "visa", "refuses_refunds"),
  card("4000000000000341", "tok_chargeCustomerFail", "visa", "fails_at_capture"),
];

/** Any other card that can exist works; its token names the brand. */
const brandToken = (brand: CardBrand): string => `tok_any_${brand}`;

const byToken = new Map(testCards.map((one) => [one.token, one]));
const byNumber = new Map(testCards.map((one) => [one.number, one]));

export const behaviourOf = (token: string): Behaviour => byToken.get(token)?.behaviour ?? "works";

const unknownToken = { unusable: "the processor knows no such token", param: "card.token" };

/** Account numbers (the last part, where a routing number stands before) that do not pay. */
const bankTokens: Readonly<Record<string, string>> = {
  DE62370400440532013001: "ba_test_fails",
  "000111111113": "ba_test_closed",
  "000222222227": "ba_test_no_funds",
};

const bankTokenOf = (number: string): string =>
  bankTokens[number.slice(number.indexOf(":") + 1)] ?? "ba_test";

/** What becomes of a debit of a bank account, once it is decided. */
export type DebitEnd = "arrives" | "fails" | "closed" | "no_funds";

const debitEnds: Readonly<Record<string, DebitEnd>> = {
  ba_test_fails: "fails",
  ba_test_closed: "closed",
  ba_test_no_funds: "no_funds",
};

export const debitEndOf = (token: string): DebitEnd => debitEnds[token] ?? "arrives";

/** A test token stands for a card that is good for long. */
const tokenExpiry = { month: 12, year: 2040 } as const;

export function testTokenizer(vault: Vault): Tokenizer {
  const known = (one: TestCard): CardToken => ({
    token: one.token,
    brand: one.brand,
    last4: one.number.slice(-4),
    fingerprint: fingerprint("card", one.number),
    expiry: tokenExpiry,
  });
  const fingerprint = (kind: string, number: string): string =>
    `fp_${kind}_${vault.digest(`${kind} fingerprint`, number).slice(0, 24)}`;
  return {
    async cardByNumber({ number, brand }) {
      const one = byNumber.get(number);
      if (one !== undefined) return { ...known(one), expiry: null };
      return {
        token: brandToken(brand),
        brand,
        last4: number.slice(-4),
        fingerprint: fingerprint("card", number),
        expiry: null,
      };
    },
    async cardByToken({ token }) {
      const one = byToken.get(token);
      return one === undefined ? unknownToken : known(one);
    },
    async bankAccount({ number }) {
      return {
        token: bankTokenOf(number),
        last4: number.slice(-4),
        fingerprint: fingerprint("bank", number),
        status: "verified",
      };
    },
  };
}
