// Stripe as a processor: a hold is a PaymentIntent that is captured by hand. What the issuer or
// Stripe refuses is a decline; what is not known is thrown, and asked again.
import type { Stripe } from "stripe";
import type { Database } from "../../db/work.ts";
import { assert } from "../../lib/assert.ts";
import type { Log } from "../../lib/log.ts";
import {
  type Authorized,
  type Captured,
  type Declined,
  type Done,
  type Order,
  type Processor,
  ProcessorFault,
} from "../processor.ts";
import { stripeAmount, stripeAmountDown, stripeAmountUp } from "./amounts.ts";
import { type Client, StripeRefused } from "./client.ts";
import { stripeDebits } from "./debits.ts";
import {
  authenticationNeeded,
  capturedOf,
  declined,
  lastRefusal,
  metadataOf,
  noLongerOpen,
  refusal,
  standingOf,
  type Told,
} from "./intents.ts";
import { type Begun, openOrders } from "./orders.ts";
import { isStripeToken, readToken } from "./tokens.ts";

export type StripeParts = {
  readonly client: Client;
  readonly database: Database;
  readonly log: Log;
};

type Place = Parameters<Processor["cancel"]>[0];
type Sum = Place & { readonly amount: number };

const ok: Done = { outcome: "ok" };

/** The answer, or what Stripe says no to. */
async function orRefused<T>(run: Promise<T>): Promise<T | StripeRefused> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof StripeRefused) return error;
    throw error;
  }
}

export function stripeProcessor({ client, database, log }: StripeParts): Processor {
  const once = openOrders(database);
  const retrieve = (id: string): Promise<Told> =>
    client((stripe) => stripe.paymentIntents.retrieve(id, { expand: ["latest_charge"] }));
  const loudly = (order: Place, what: string): void =>
    log.error({ ...order.merchant, payment: order.authorization }, what);

  /** What was paid although nobody is to pay it goes back whole. */
  const giveBack = (intent: Told, { merchant, key }: Order, amount: number): Promise<unknown> =>
    client((stripe) =>
      stripe.refunds.create(
        {
          payment_intent: intent.id,
          amount: stripeAmountDown(amount, intent.currency).written,
          metadata: metadataOf(merchant, key),
        },
        { idempotencyKey: `${merchant.account}:${intent.id}:surplus` },
      ),
    );

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

  /** A capture that Stripe refuses, or that was begun before. */
  async function captureOf(order: Sum, why: Declined | null): Promise<Captured | Declined | null> {
    const intent = await retrieve(order.authorization);
    const by = intent.metadata["charge_capture"];
    if (intent.status === "requires_capture") {
      const held = intent.amount_capturable;
      const wanted = stripeAmountDown(order.amount, intent.currency).written;
      assert(wanted <= held, `${intent.id} does not hold ${order.amount}`);
      return why;
    }
    if (intent.status !== "succeeded") {
      loudly(order, "a payment was closed at Stripe before it was captured");
      return why ?? noLongerOpen;
    }
    const captured = capturedOf(intent);
    if (by === order.key) return taken(order, captured);
    assert(by === undefined, `${intent.id} is captured: it cannot be captured again`);
    loudly(order, "a payment was captured at Stripe by somebody else");
    if (captured > order.amount) await giveBack(intent, order, captured - order.amount);
    return taken(order, Math.min(captured, order.amount));
  }

  async function capture(order: Sum, begun: Begun): Promise<Captured | Declined> {
    const { currency } = await retrieve(order.authorization);
    const { written, amount } = stripeAmountDown(order.amount, currency);
    if (written === 0)
      return declined("amount_too_small", "The amount is below what can be taken.");
    const answer = await orRefused(
      client((stripe) =>
        stripe.paymentIntents.capture(
          order.authorization,
          { amount_to_capture: written, metadata: { charge_capture: order.key } },
          { idempotencyKey: begun.idempotencyKey },
        ),
      ),
    );
    if (!(answer instanceof StripeRefused)) return taken(order, amount);
    return (await captureOf(order, refusal(answer))) ?? refusal(answer);
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

  async function cancel(order: Place, begun: Begun): Promise<Done> {
    const answer = await orRefused(
      client((stripe) =>
        stripe.paymentIntents.cancel(
          order.authorization,
          {},
          { idempotencyKey: begun.idempotencyKey },
        ),
      ),
    );
    if (!(answer instanceof StripeRefused)) return ok;
    const intent = await retrieve(order.authorization);
    if (intent.status === "canceled") return ok;
    if (intent.status !== "succeeded") {
      throw new ProcessorFault(`Stripe does not cancel ${intent.id}: ${answer.code}`);
    }
    // What we captured ourselves is ours; what somebody captured there is nobody's due.
    if (intent.metadata["charge_capture"] === undefined) {
      loudly(order, "a payment that was to be released had been captured at Stripe; it goes back");
      await giveBack(intent, order, capturedOf(intent));
    }
    return ok;
  }

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

  const find = async (
    order: Order & { readonly token: string },
    begun: Date,
  ): Promise<Told | null> => {
    const { customer } = readToken(order.token);
    const since = Math.floor(begun.getTime() / 1000) - clockSlackS;
    const { data } = await client((stripe) =>
      stripe.paymentIntents.list({ customer, created: { gte: since }, limit: 100 }),
    );
    return data.find(({ metadata }) => metadata["charge_order"] === order.key) ?? null;
  };

  const debits = stripeDebits({ client, once, find, retrieve });
  return {
    name: "stripe",
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
          const intent = await find(order, created);
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
    capture: (order) =>
      once<Captured | Declined>(order, "capture", {
        perform: async (begun) => known(order, await capture(order, begun)),
        async recover() {
          const answer = await captureOf(order, null);
          return answer && known(order, answer);
        },
      }),
    cancel: (order) =>
      once(order, "cancel", {
        perform: async (begun) => known(order, await cancel(order, begun)),
        recover: async () => null,
      }),
    ...debits,
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
    async forget({ token }) {
      if (!isStripeToken(token)) return ok;
      const { method } = readToken(token);
      const answer = await orRefused(client((stripe) => stripe.paymentMethods.detach(method)));
      // Refused: nobody has it any more.
      if (answer instanceof StripeRefused) log.info({ code: answer.code }, "a method was gone");
      return ok;
    },
    look: async ({ authorization }) => standingOf(await retrieve(authorization)),
  };
}

const inSteps = (currency: string): Declined =>
  declined("amount_unsupported", `Amounts in ${currency} are taken in larger steps only.`);

const foreignToken = declined(
  "token_unknown",
  "The payment method was made with another processor; make it anew.",
);

/** How far Stripe's clock may be from ours. */
const clockSlackS = 600;

const known = <A>({ authorization }: Place, answer: A) => ({ answer, intent: authorization });

/** What came in is told where it is not what was asked for. */
const taken = (order: Sum, amount: number): Captured =>
  amount === order.amount ? ok : { outcome: "ok", captured: amount };

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
