// The end of a hold at Stripe: captured or cancelled, once, also where somebody was there before by
// hand.
import { assert } from "../../lib/assert.ts";
import {
  type Captured,
  type Declined,
  type Done,
  type Processor,
  ProcessorFault,
} from "../processor.ts";
import { stripeAmountDown } from "./amounts.ts";
import { StripeRefused } from "./client.ts";
import { type Gateway, known, orRefused, type Place, type Sum } from "./gateway.ts";
import { capturedOf, declined, leftOf, noLongerOpen, refusal } from "./intents.ts";
import type { Begun } from "./orders.ts";
import { stripeRefunds } from "./refunds.ts";

const ok: Done = { outcome: "ok" };

export function stripeCaptures(gateway: Gateway): Pick<Processor, "capture" | "cancel"> {
  const { client, once, retrieve, loudly } = gateway;
  const { refund } = stripeRefunds(gateway);

  /** What was paid although nobody is to pay it goes back. */
  async function giveBack({ merchant, key, authorization }: Place, amount: number): Promise<void> {
    const order = { merchant, key: `${key}:surplus`, authorization, amount };
    const answer = await refund(order);
    if (answer.outcome === "declined") loudly(order, "what is nobody's due could not go back");
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
    if (by === order.key) return taken(order, capturedOf(intent));
    assert(by === undefined, `${intent.id} is captured: it cannot be captured again`);
    loudly(order, "a payment was captured at Stripe by somebody else");
    const due = stripeAmountDown(order.amount, intent.currency).amount;
    const there = leftOf(intent);
    if (there > due) await giveBack(order, there - due);
    return taken(order, Math.min(there, due));
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
      await giveBack(order, leftOf(intent));
    }
    return ok;
  }

  return {
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
  };
}

/** What came in is told where it is not what was asked for. */
const taken = (order: Sum, amount: number): Captured =>
  amount === order.amount ? ok : { outcome: "ok", captured: amount };
