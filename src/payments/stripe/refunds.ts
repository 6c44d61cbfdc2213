// Refunds at Stripe, of what was captured by hand or debited.
import type { Stripe } from "stripe";
import type { Declined, Done, Processor } from "../processor.ts";
import { stripeAmount } from "./amounts.ts";
import { StripeRefused } from "./client.ts";
import { type Gateway, inSteps, known, orRefused, type Sum } from "./gateway.ts";
import { declined, metadataOf, refusal } from "./intents.ts";
import type { Begun } from "./orders.ts";

const ok: Done = { outcome: "ok" };

export function stripeRefunds({ client, once, retrieve }: Gateway): Pick<Processor, "refund"> {
  async function refund(order: Sum, begun: Begun): Promise<Done | Declined> {
    const { currency } = await retrieve(order.authorization);
    const written = stripeAmount(order.amount, currency);
    if (written === null) return inSteps(currency);
    const answer = await orRefused(
      client((stripe) =>
        stripe.refunds.create(
          {
            payment_intent: order.authorization,
            amount: written,
            metadata: metadataOf(order.merchant, order.key),
          },
          { idempotencyKey: begun.idempotencyKey },
        ),
      ),
    );
    return answer instanceof StripeRefused ? refundRefused(answer) : refundAnswer(answer);
  }

  return {
    refund: (order) =>
      once<Done | Declined>(order, "refund", {
        perform: async (begun) => known(order, await refund(order, begun)),
        async recover() {
          const { data } = await client((stripe) =>
            stripe.refunds.list({ payment_intent: order.authorization, limit: 100 }),
          );
          const before = data.find((one) => one.metadata?.["charge_order"] === order.key);
          return before === undefined ? null : known(order, refundAnswer(before));
        },
      }),
  };
}

/** One that is under way counts as done: a bank's refund takes days. */
function refundAnswer({ status, failure_reason: why }: Stripe.Refund): Done | Declined {
  if (status !== "failed" && status !== "canceled") return ok;
  return declined(why ?? "refund_failed", "The refund did not reach the payer.");
}

const refundRefused = (answer: StripeRefused): Declined => {
  const tooLarge = ["charge_already_refunded", "amount_too_large"].includes(answer.code);
  if (!tooLarge && answer.param !== "amount") return refusal(answer);
  return declined("refund_too_large", "More than was captured cannot be given back.");
};
