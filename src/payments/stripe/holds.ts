// Holds at Stripe: PaymentIntents that are captured by hand, and raised where the card offers it.
import type { Stripe } from "stripe";
import {
  type Authorized,
  type Declined,
  type Done,
  type Processor,
  ProcessorFault,
} from "../processor.ts";
import { stripeAmount, stripeAmountUp } from "./amounts.ts";
import { StripeRefused } from "./client.ts";
import { type Gateway, inSteps, known, orRefused, type Place } from "./gateway.ts";
import {
  authenticationNeeded,
  declined,
  lastRefusal,
  metadataOf,
  noLongerOpen,
  refusal,
  type Told,
} from "./intents.ts";
import type { Begun } from "./orders.ts";
import { isStripeToken, readToken } from "./tokens.ts";

const ok: Done = { outcome: "ok" };

type TokenOrder = Parameters<Processor["debit"]>[0];

const foreignToken = declined(
  "token_unknown",
  "The payment method was made with another processor; make it anew.",
);

/** How far Stripe's clock may be from ours. */
const clockSlackS = 600;

/** The payment that was made for this order before, if one was. */
export async function findPayment(
  { client }: Gateway,
  order: TokenOrder,
  begun: Date,
): Promise<Told | null> {
  const { customer } = readToken(order.token);
  const since = Math.floor(begun.getTime() / 1000) - clockSlackS;
  const { data } = await client((stripe) =>
    stripe.paymentIntents.list({ customer, created: { gte: since }, limit: 100 }),
  );
  return data.find(({ metadata }) => metadata["charge_order"] === order.key) ?? null;
}

export function stripeHolds(gateway: Gateway): Pick<Processor, "authorize" | "raise"> {
  const { client, once, retrieve } = gateway;

  async function authorized(intent: Told): Promise<Authorized | Declined> {
    switch (intent.status) {
      case "requires_capture":
      case "succeeded":
        return { outcome: "ok", authorization: intent.id };
      case "requires_action":
        await client((stripe) => stripe.paymentIntents.cancel(intent.id));
        return authenticationNeeded;
      case "processing":
        throw new ProcessorFault(`Stripe still works on ${intent.id}`);
      default:
        return lastRefusal(intent);
    }
  }

  async function raise(
    order: Place & { readonly to: number },
    begun: Begun,
  ): Promise<Done | Declined> {
    const intent = await retrieve(order.authorization);
    if (intent.status !== "requires_capture") return noLongerOpen;
    const to = stripeAmountUp(order.to, intent.currency);
    if (intent.amount >= to) return ok;
    const answer = await orRefused(
      client((stripe) =>
        stripe.paymentIntents.incrementAuthorization(
          order.authorization,
          { amount: to },
          { idempotencyKey: begun.idempotencyKey },
        ),
      ),
    );
    if (!(answer instanceof StripeRefused)) return ok;
    if (answer.byIssuer) return refusal(answer);
    return declined("raise_unsupported", "The card's authorisations cannot be raised.");
  }

  return {
    authorize: async (order) => {
      if (!isStripeToken(order.token)) return foreignToken;
      const { amount, currency } = order;
      if (order.whole === true && stripeAmount(amount, currency) === null) return inSteps(currency);
      return once<Authorized | Declined>(order, "authorize", {
        async perform(begun) {
          const intent = await orRefused(
            client((stripe) => stripe.paymentIntents.create(...holdOf(order, begun))),
          );
          if (intent instanceof StripeRefused) return { answer: refusal(intent), intent: null };
          return { answer: await authorized(intent), intent: intent.id };
        },
        async recover({ created }) {
          const intent = await findPayment(gateway, order, created);
          return intent && { answer: await authorized(intent), intent: intent.id };
        },
      });
    },
    raise: (order) =>
      once(order, "raise", {
        perform: async (begun) => known(order, await raise(order, begun)),
        // An authorisation that is large enough already is not raised again.
        recover: async () => null,
      }),
  };
}

function holdOf(
  order: Parameters<Processor["authorize"]>[0],
  { idempotencyKey }: Begun,
): [Stripe.PaymentIntentCreateParams, Stripe.RequestOptions] {
  const { customer, method } = readToken(order.token);
  return [
    {
      amount: stripeAmountUp(order.amount, order.currency),
      currency: order.currency,
      customer,
      payment_method: method,
      allowed_payment_method_types: ["card"],
      capture_method: "manual",
      confirm: true,
      off_session: true,
      payment_method_options: { card: { request_incremental_authorization: "if_available" } },
      metadata: metadataOf(order.merchant, order.key),
    },
    { idempotencyKey },
  ];
}
