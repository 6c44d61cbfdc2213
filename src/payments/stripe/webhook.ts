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

/**
 * Who acts on what is heard, in the transaction that remembers it. Told twice, or late, it has one
 * effect all the same: stripe_events is for people who look, and spares the asking.
 */
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
  const remember = (work: Work, event: Stripe.Event, intent: string | null) =>
    store.hear(work, [
      ...[event.id, event.type, intent, new Date(event.created * 1000), work.realNow],
    ]);

  const hearOfPayment = async (event: Stripe.Event, intent: string): Promise<void> => {
    const { livemode, type } = event;
    const [owner] = await store.whose(database.everyone(), [intent, livemode]);
    // Other shops may take payments through the same account at Stripe.
    if (owner === undefined) return;
    const alarm = alarming[type];
    if (alarm !== undefined) log.error({ ...owner, livemode, payment: intent }, alarm);
    await database.transaction({ ...owner, livemode }, async (work) => {
      if ((await remember(work, event, intent)) !== null) await hearers.payment(work, intent);
    });
  };

  const hearOfSetup = async (event: Stripe.Event, setup: Stripe.SetupIntent): Promise<void> => {
    const account = setup.metadata?.["charge_account"];
    const [customer, method] = [idOf(setup.customer), idOf(setup.payment_method)];
    if (account === undefined || customer === null || method === null) return;
    const status = event.type === "setup_intent.succeeded" ? "verified" : "failed";
    const token = tokenOf({ customer, method });
    await database.transaction({ account, livemode: event.livemode }, async (work) => {
      if (await hearers.bankAccount(work, token, status)) await remember(work, event, null);
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
  const { webhooks } = await stripePackage();
  const at = now.getTime();
  for (const { livemode, secret } of secrets) {
    try {
      const event = webhooks.constructEvent(body, signature, secret, toleranceS, undefined, at);
      return isEvent(event) && event.livemode === livemode ? event : null;
    } catch {
      // Signed by somebody else, too long ago, or no event at all: the next secret may know it.
    }
  }
  return null;
}

/** The package promises its type and looks at the signature only. */
const isEvent = ({ id, type, created, data }: Partial<Stripe.Event>): boolean =>
  [typeof id, typeof type, typeof created, typeof data?.object].join() ===
  "string,string,number,object";

const idOf = (one: string | { readonly id: string } | null): string | null =>
  typeof one === "string" ? one : (one?.id ?? null);

/** The payment that a notification is about, if it is about one. */
function intentOf({ data, type }: Stripe.Event): string | null {
  const { object } = data;
  if (object === null || !("object" in object)) return null;
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
