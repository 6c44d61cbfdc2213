// Stripe's notifications: verified by Stripe's package, heard once however often they come, and
// taken as a hint only. What has become of a payment is asked of Stripe, so that the order in
// which they arrive does not matter.
import type { IncomingHttpHeaders } from "node:http";
import type { Stripe } from "stripe";
import type { Database, Work } from "../../db/work.ts";
import type { Log } from "../../lib/log.ts";
import { stripePackage } from "./client.ts";
import * as store from "./store.ts";
import { tokenOf } from "./tokens.ts";

/** Who acts on what is heard; runs in the transaction that remembers the notification. */
export type Hearers = {
  /** Something happened to a payment: look what has become of it. */
  payment(work: Work, authorization: string): Promise<void>;
  /** A bank account is ready to be debited, or never will be; false: nobody has it. */
  bankAccount(work: Work, token: string, status: "verified" | "failed"): Promise<boolean>;
};

export type WebhookParts = {
  readonly secrets: readonly { readonly livemode: boolean; readonly secret: string }[];
  readonly database: Database;
  readonly log: Log;
  readonly hearers: Hearers;
};

export type Receipt = {
  readonly status: number;
  readonly type: string;
  readonly body: string;
};

export type StripeWebhook = (body: Buffer, headers: IncomingHttpHeaders) => Promise<Receipt>;

const receipt = (status: number, body: object): Receipt => ({
  ...{ status, type: "application/json", body: JSON.stringify(body) },
});

/** How old a signature may be. */
const toleranceS = 300;

/** What somebody should see, whatever becomes of it. */
const alarming: Readonly<Record<string, string>> = {
  "charge.dispute.created": "a payer contests a payment",
  "charge.dispute.closed": "a contested payment was decided",
  "refund.failed": "a refund did not reach the payer",
};

export function stripeWebhook({ secrets, database, log, hearers }: WebhookParts): StripeWebhook {
  const heardOnce = async (
    place: { readonly account: string; readonly livemode: boolean },
    event: Stripe.Event,
    intent: string | null,
    act: (work: Work) => Promise<void>,
  ): Promise<void> => {
    await database.transaction(place, async (work) => {
      const happened = new Date(event.created * 1000);
      const kept = [event.id, event.type, intent, happened, work.now];
      if ((await store.hear(work, kept)) !== null) await act(work);
    });
  };

  const hearOfPayment = async (event: Stripe.Event, intent: string): Promise<void> => {
    const { livemode, type } = event;
    const [owner] = await store.whose(database.everyone(), [intent, livemode]);
    // Other shops may take payments through the same account at Stripe.
    if (owner === undefined) return;
    const alarm = alarming[type];
    if (alarm !== undefined) log.error({ ...owner, livemode, payment: intent }, alarm);
    await heardOnce({ ...owner, livemode }, event, intent, (work) => hearers.payment(work, intent));
  };

  const hearOfSetup = async (event: Stripe.Event, setup: Stripe.SetupIntent): Promise<void> => {
    const account = setup.metadata?.["charge_account"];
    const [customer, method] = [idOf(setup.customer), idOf(setup.payment_method)];
    if (account === undefined || customer === null || method === null) return;
    const status = event.type === "setup_intent.succeeded" ? "verified" : "failed";
    const token = tokenOf({ customer, method });
    await heardOnce({ account, livemode: event.livemode }, event, null, async (work) => {
      await hearers.bankAccount(work, token, status);
    });
  };

  return async (body, headers) => {
    const signature = headers["stripe-signature"];
    const event =
      typeof signature === "string"
        ? await verified(body, signature, secrets, database.clock.now())
        : null;
    if (event === null) {
      log.warn({}, "a notification was not signed by Stripe, or too long ago");
      return receipt(400, { received: false, reason: "The signature is missing, wrong or old." });
    }
    const intent = intentOf(event);
    if (intent !== null) await hearOfPayment(event, intent);
    else if (isSetup(event)) await hearOfSetup(event, event.data.object);
    return receipt(200, { received: true });
  };
}

/** The event, if one of the secrets has signed it for its own mode. */
async function verified(
  body: Buffer,
  signature: string,
  secrets: WebhookParts["secrets"],
  now: Date,
): Promise<Stripe.Event | null> {
  const { errors, webhooks } = await stripePackage();
  const at = now.getTime();
  for (const { livemode, secret } of secrets) {
    try {
      const event = webhooks.constructEvent(body, signature, secret, toleranceS, undefined, at);
      return event.livemode === livemode ? event : null;
    } catch (error) {
      if (!(error instanceof errors.StripeSignatureVerificationError)) throw error;
    }
  }
  return null;
}

const idOf = (one: string | { readonly id: string } | null): string | null =>
  typeof one === "string" ? one : (one?.id ?? null);

/** The payment that a notification is about, if it is about one. */
function intentOf({ data, type }: Stripe.Event): string | null {
  const { object } = data;
  if (!("object" in object)) return null;
  switch (object.object) {
    case "payment_intent":
      return type.startsWith("payment_intent.") ? object.id : null;
    case "charge":
    case "dispute":
    case "refund":
      return idOf(object.payment_intent);
    default:
      return null;
  }
}

type SetupEvent = Stripe.SetupIntentSucceededEvent | Stripe.SetupIntentSetupFailedEvent;

const isSetup = (event: Stripe.Event): event is SetupEvent =>
  event.type === "setup_intent.succeeded" || event.type === "setup_intent.setup_failed";
