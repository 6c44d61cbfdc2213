// Debits of bank accounts through Stripe: ordered at once, known after days. The payer allowed them
// when the account was set up.
import { type Debit, type Declined, type Processor, ProcessorFault } from "../processor.ts";
import { stripeAmount } from "./amounts.ts";
import { StripeRefused } from "./client.ts";
import type { Gateway } from "./gateway.ts";
import { findPayment } from "./holds.ts";
import { declined, lastRefusal, metadataOf, refusal, type Told } from "./intents.ts";
import { readToken } from "./tokens.ts";

type DebitOrder = Parameters<Processor["debit"]>[0];

/** A scheme debits one currency. */
const schemes: Readonly<Record<string, "sepa_debit" | "us_bank_account">> = {
  eur: "sepa_debit",
  usd: "us_bank_account",
};

const noScheme = (currency: string): Declined =>
  declined("currency_unsupported", `No bank debits are made in ${currency}.`);

function standing(intent: Told): Debit {
  switch (intent.status) {
    case "processing":
      return { outcome: "pending", authorization: intent.id };
    case "succeeded":
      return { outcome: "ok", authorization: intent.id };
    case "requires_confirmation":
      throw new ProcessorFault(`Stripe has not begun with ${intent.id}`);
    default:
      return lastRefusal(intent);
  }
}

export function stripeDebits(gateway: Gateway): Pick<Processor, "debit" | "debited"> {
  const { client, once, retrieve } = gateway;

  async function order(asked: DebitOrder, idempotencyKey: string): Promise<Told | Declined> {
    const { currency } = asked;
    const [scheme, amount] = [schemes[currency], stripeAmount(asked.amount, currency)];
    if (scheme === undefined || amount === null) return noScheme(currency);
    const { customer, method } = readToken(asked.token);
    try {
      return await client((stripe) =>
        stripe.paymentIntents.create(
          {
            amount,
            currency,
            customer,
            payment_method: method,
            allowed_payment_method_types: [scheme],
            confirm: true,
            off_session: true,
            metadata: metadataOf(asked.merchant, asked.key),
          },
          { idempotencyKey },
        ),
      );
    } catch (error) {
      if (error instanceof StripeRefused) return refusal(error);
      throw error;
    }
  }

  const reached = (told: Told | Declined) =>
    "outcome" in told
      ? { answer: told, intent: null }
      : { answer: standing(told), intent: told.id };

  return {
    debit: (asked) =>
      once<Debit>(asked, "debit", {
        perform: async ({ idempotencyKey }) => reached(await order(asked, idempotencyKey)),
        async recover({ created }) {
          const before = await findPayment(gateway, asked, created);
          return before && reached(before);
        },
      }),
    debited: async ({ authorization }) => standing(await retrieve(authorization)),
  };
}
