// How a payment stands at Stripe, with all that goes back of it: refunds, whoever made them, and
// disputes that took the money.
import type { Stripe } from "stripe";
import { type Return, type Standing, standingWith } from "../processor.ts";
import { fromStripe } from "./amounts.ts";
import type { Gateway } from "./gateway.ts";
import { capturedOf, chargeOf, statusOf } from "./intents.ts";

const refundStatuses: Readonly<Partial<Record<string, Return["status"]>>> = {
  succeeded: "done",
  failed: "failed",
  canceled: "failed",
};

const refundOf = (refund: Stripe.Refund, currency: string): Return => ({
  id: refund.id,
  key: refund.metadata?.["charge_order"] ?? null,
  amount: fromStripe(refund.amount, currency),
  status: refundStatuses[refund.status ?? ""] ?? "pending",
  disputed: false,
});

/** An inquiry (`warning_…`) takes nothing. What is appealed against is lost until that is won. */
const disputeStatuses: Readonly<Partial<Record<string, Return["status"]>>> = {
  ...{ lost: "done", appeal_needs_response: "done", appeal_under_review: "done" },
  ...{ won: "failed", prevented: "failed", warning_closed: "failed" },
  ...{ warning_needs_response: "failed", warning_under_review: "failed" },
};

const disputeOf = ({ id, amount, status }: Stripe.Dispute, currency: string): Return => ({
  ...{ id, key: null, amount: fromStripe(amount, currency) },
  ...{ status: disputeStatuses[status] ?? "pending", disputed: true },
});

const limit = 100;

export async function standingAt(gateway: Gateway, payment_intent: string): Promise<Standing> {
  const { client, retrieve } = gateway;
  const intent = await retrieve(payment_intent);
  const { currency } = intent;
  const charge = chargeOf(intent);
  const refunds =
    charge === null
      ? []
      : (await client((stripe) => stripe.refunds.list({ payment_intent, limit }))).data;
  const disputes =
    charge?.disputed === true
      ? (await client((stripe) => stripe.disputes.list({ payment_intent, limit }))).data
      : [];
  return standingWith({ status: statusOf(intent), captured: capturedOf(intent) }, [
    ...refunds.map((one) => refundOf(one, currency)),
    ...disputes.map((one) => disputeOf(one, currency)),
  ]);
}
