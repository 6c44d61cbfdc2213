// Who takes the payments of each mode: Stripe where its keys are set; else the built-in test
// processor in test mode, and nobody in live mode.
import type { Database } from "../db/work.ts";
import type { Log } from "../lib/log.ts";
import type { Vault } from "../lib/secret.ts";
import type { Processor, Tokenizer } from "./processor.ts";
import { openStripe } from "./stripe/client.ts";
import { stripeProcessor } from "./stripe/processor.ts";
import { stripeTokenizer } from "./stripe/tokenizer.ts";
import { testCards, testTokenizer } from "./test/cards.ts";
import { testProcessor } from "./test/processor.ts";

type Access = { readonly secretKey: string };

export type PaymentSettings = {
  readonly stripe: Access | null;
  readonly stripeTest: Access | null;
  readonly stripeApiBase: string | null;
  readonly stripeTimeoutMs: number;
};

export type ByMode<T> = { readonly test: T; readonly live: T | null };

const clientOf = (settings: PaymentSettings, { secretKey }: Access) =>
  openStripe({
    ...{ secretKey, apiBase: settings.stripeApiBase, timeoutMs: settings.stripeTimeoutMs },
  });

/**
 * Stripe takes no raw numbers, in its test mode either; the published ones go as the tokens that
 * stand for them.
 */
const byPublishedNumber = (tokenizer: Tokenizer): Tokenizer => ({
  ...tokenizer,
  async cardByNumber(card) {
    const { merchant, key, month, year } = card;
    const known = testCards.find((one) => one.number === card.number);
    if (known === undefined) return tokenizer.cardByNumber(card);
    const answer = await tokenizer.cardByToken({ merchant, key, token: known.token });
    return "unusable" in answer ? answer : { ...answer, expiry: { month, year } };
  },
});

export function tokenizers(settings: PaymentSettings, vault: Vault): ByMode<Tokenizer> {
  const { stripe, stripeTest } = settings;
  const at = (access: Access) => stripeTokenizer(clientOf(settings, access), vault);
  return {
    test: stripeTest === null ? testTokenizer(vault) : byPublishedNumber(at(stripeTest)),
    live: stripe === null ? null : at(stripe),
  };
}

export function openProcessors(
  settings: PaymentSettings,
  database: Database,
  log: Log,
): ByMode<Processor> {
  const { stripe, stripeTest } = settings;
  const at = (access: Access) =>
    stripeProcessor({ client: clientOf(settings, access), database, log });
  return {
    test: stripeTest === null ? testProcessor(database) : at(stripeTest),
    live: stripe === null ? null : at(stripe),
  };
}
