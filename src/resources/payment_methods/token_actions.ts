// Numbers and tokens of a create, given to the processor before the transaction begins (ruling 14):
// what comes back is all that goes further.
import type { Asker } from "../../http/resource.ts";
import { refuse } from "../../lib/errors.ts";
import { ProcessorFault, type Tokenizer, type Unusable } from "../../payments/processor.ts";
import type { Tokenised } from "./actions.ts";
import {
  bankSource,
  type Create,
  cardSource,
  checkForm,
  checkTexts,
  refuseInput,
} from "./source.ts";

export type Dependencies = {
  /** Who tokenises in test and in live mode; null: nobody does. */
  readonly tokenizers: { readonly test: Tokenizer; readonly live: Tokenizer | null };
  /** Whether raw card numbers are taken in live mode: only by a PCI-assessed operator. */
  readonly cardNumbersLive: boolean;
};

const tokenizerOf = ({ tokenizers }: Dependencies, livemode: boolean, param: string): Tokenizer => {
  const tokenizer = livemode ? tokenizers.live : tokenizers.test;
  return tokenizer ?? refuseInput(param, "no payment processor is connected for live mode");
};

const askedBy = ({ account, livemode, idempotencyKey: key }: Asker) => ({
  merchant: { account, livemode },
  key,
});

/** The processor's token; or a refusal in its words, or of ours where it does not answer. */
async function usable<T extends object>(asked: Promise<T | Unusable>, param: string): Promise<T> {
  let answer: T | Unusable;
  try {
    answer = await asked;
  } catch (error) {
    if (!(error instanceof ProcessorFault)) throw error;
    return refuse("service_unavailable", "The card processor does not answer. Try again shortly.");
  }
  if (!("unusable" in answer)) return answer;
  return refuseInput(answer.param ?? param, answer.unusable);
}

async function tokenisedCard(
  deps: Dependencies,
  card: NonNullable<Create["card"]>,
  asker: Asker,
): Promise<Tokenised> {
  const { livemode } = asker;
  if (livemode && card.number !== undefined && !deps.cardNumbersLive) {
    refuseInput("card.number", "live mode takes the processor's token, not a raw card number");
  }
  const source = cardSource(card);
  const asked = askedBy(asker);
  if ("token" in source) {
    const tokenizer = tokenizerOf(deps, livemode, "card.token");
    const token = await usable(tokenizer.cardByToken({ ...asked, ...source }), "card.token");
    const expiry =
      token.expiry ??
      refuseInput("card.token", "the processor does not know when this card expires");
    return { type: "card", card: token, ...expiry };
  }
  const tokenizer = tokenizerOf(deps, livemode, "card.number");
  const token = await usable(tokenizer.cardByNumber({ ...asked, ...source }), "card.number");
  return { type: "card", card: token, month: source.month, year: source.year };
}

/** What is left of a create: tokens, no numbers. */
export async function tokenised(
  deps: Dependencies,
  input: Create,
  asker: Asker,
): Promise<Tokenised> {
  checkForm(input);
  checkTexts(input);
  if (input.card !== undefined) return tokenisedCard(deps, input.card, asker);
  if (input.bank_account === undefined) return { type: "wallet" };
  const { number, country } = bankSource(input.bank_account);
  const { bank_name: bankName = null, currency = null } = input.bank_account;
  const { name = null, email = null } = input.billing_details ?? {};
  const tokenizer = tokenizerOf(deps, asker.livemode, "bank_account");
  const account = { ...askedBy(asker), number, country, holder: { name, email } };
  const bank = await usable(tokenizer.bankAccount(account), "bank_account");
  return { type: "bank_account", bank, bankName, country, currency };
}
