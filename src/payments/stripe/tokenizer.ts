// Cards and bank accounts at Stripe: each becomes the method of a customer of its own, set up to
// be charged while nobody is there. What a payer must do himself (3-D Secure) is done in the
// browser before: whoever confirmed a SetupIntent there hands us its id.
import type { Stripe } from "stripe";
import type { Vault } from "../../lib/secret.ts";
import type {
  Asked,
  BankDigits,
  BankToken,
  CardBrand,
  CardToken,
  Tokenizer,
  Unusable,
} from "../processor.ts";
import { debitForm } from "./bank_forms.ts";
import { type Client, StripeRefused } from "./client.ts";
import { metadataOf } from "./intents.ts";
import { tokenOf } from "./tokens.ts";

const brands: ReadonlySet<string> = new Set<CardBrand>([
  ...(["visa", "mastercard", "amex", "discover", "diners", "jcb", "unionpay", "maestro"] as const),
]);

const brandOf = (text: string): CardBrand => (brands.has(text) ? (text as CardBrand) : "unknown");

const unknownToken: Unusable = {
  unusable: "the processor knows no such token",
  param: "card.token",
};
const usedToken: Unusable = { unusable: "this token has been used", param: "card.token" };
const needsPayer: Unusable = {
  unusable:
    "the card's issuer asks its holder for an authentication; confirm a SetupIntent in the " +
    "browser and give its id (seti_…) as the token",
};

const unusable = ({ message }: StripeRefused): Unusable => ({
  unusable: `the processor refused it: ${message.replace(/\.$/, "")}`,
});

/** Stripe's names, and nothing that could be a number that was put in the wrong place. */
const tokenForm = /^(tok|pm|seti)_(?!\w*\d{12})\w{1,200}$/;

type Method = Stripe.PaymentMethod;
type Ours = { readonly account: string | undefined; readonly order: string | undefined };

/** Whose a customer is, as far as we made it. */
function oursOf(customer: Stripe.Customer | Stripe.DeletedCustomer): Ours {
  const metadata = customer.deleted === true ? {} : customer.metadata;
  return { account: metadata["charge_account"], order: metadata["charge_order"] };
}

type Steps = {
  readonly asked: Asked;
  /** What is made, so that the same request makes it once. */
  readonly subject: string;
};

export function stripeTokenizer(client: Client, vault: Vault): Tokenizer {
  const digest = (text: string): string => vault.digest("stripe token", text).slice(0, 32);
  const once = ({ asked, subject }: Steps, step: string): Stripe.RequestOptions => {
    const { merchant, key } = asked;
    if (key === null) return {};
    const parts = [merchant.account, merchant.livemode, key, subject, step];
    return { idempotencyKey: `token:${digest(parts.join(" "))}` };
  };
  const orderOf = ({ asked, subject }: Steps): string =>
    asked.key === null ? "token" : `token:${digest(`${asked.key} ${subject}`)}`;

  const makeCustomer = (steps: Steps, holder: Partial<BankDigits["holder"]>) =>
    client((stripe) =>
      stripe.customers.create(
        {
          metadata: metadataOf(steps.asked.merchant, orderOf(steps)),
          ...(typeof holder.name === "string" ? { name: holder.name } : {}),
          ...(typeof holder.email === "string" ? { email: holder.email } : {}),
        },
        once(steps, "customer"),
      ),
    );

  /** Makes the method a new customer's, ready to be charged off session. */
  async function setUp(
    steps: Steps,
    method: Method,
    more: Partial<Stripe.SetupIntentCreateParams> & { readonly holder?: BankDigits["holder"] },
  ): Promise<{ readonly customer: string; readonly intent: Stripe.SetupIntent }> {
    const { holder = {}, ...params } = more;
    const { id: customer } = await makeCustomer(steps, holder);
    const intent = await client((stripe) =>
      stripe.setupIntents.create(
        {
          customer,
          payment_method: method.id,
          allowed_payment_method_types: [method.type],
          confirm: true,
          usage: "off_session",
          metadata: metadataOf(steps.asked.merchant, orderOf(steps)),
          ...params,
        },
        once(steps, "setup"),
      ),
    );
    return { customer, intent };
  }

  /** A method that Stripe has: of somebody's, or nobody's yet. */
  async function cardOf(steps: Steps, method: Method): Promise<CardToken | Unusable> {
    const { card, customer } = method;
    if (card === undefined) {
      return { unusable: "the token is not a card's", param: "card.token" };
    }
    if (customer !== null && typeof customer !== "string") {
      const ours = oursOf(customer);
      const foreign = ours.account !== undefined && ours.account !== steps.asked.merchant.account;
      if (foreign) return unknownToken;
      const again = steps.asked.key !== null && ours.order === orderOf(steps);
      if (ours.account !== undefined && !again) return usedToken;
      return cardToken(method, card, customer.id);
    }
    const { customer: made, intent } = await setUp(steps, method, {});
    return intent.status === "succeeded" ? cardToken(method, card, made) : needsPayer;
  }

  async function methodOf(steps: Steps, token: string): Promise<Method | null> {
    if (token.startsWith("pm_")) {
      return client((stripe) => stripe.paymentMethods.retrieve(token, { expand: ["customer"] }));
    }
    if (token.startsWith("tok_")) {
      return client((stripe) =>
        stripe.paymentMethods.create({ type: "card", card: { token } }, once(steps, "method")),
      );
    }
    const expand = ["payment_method.customer"];
    const intent = await client((stripe) => stripe.setupIntents.retrieve(token, { expand }));
    const { payment_method: method, status } = intent;
    // Only a confirmed one that was set up for a customer can be charged later.
    const ready = status === "succeeded" && intent.customer !== null;
    return ready && typeof method === "object" ? method : null;
  }

  return {
    async cardByNumber({ number, month, year, cvc, ...asked }) {
      const steps = { asked, subject: `${number} ${month} ${year}` };
      return orUnusable(async () => {
        const card = { number, exp_month: month, exp_year: year, cvc };
        const method = await client((stripe) =>
          stripe.paymentMethods.create({ type: "card", card }, once(steps, "method")),
        );
        return cardOf(steps, method);
      });
    },
    async cardByToken({ token, ...asked }) {
      if (!tokenForm.test(token)) return unknownToken;
      const steps = { asked, subject: token };
      return orUnusable(async () => {
        const method = await methodOf(steps, token);
        return method === null ? unknownToken : cardOf(steps, method);
      });
    },
    async bankAccount({ number, country, holder, ...asked }) {
      const form = debitForm(number, country, holder);
      if ("unusable" in form) return form;
      const steps = { asked, subject: number };
      return orUnusable(async () => {
        const method = await client((stripe) =>
          stripe.paymentMethods.create(form.method, once(steps, "method")),
        );
        const { customer, intent } = await setUp(steps, method, { holder, ...form.setup });
        return bankToken(method, customer, intent.status);
      });
    },
  };
}

/** Stripe's no is about the card or account, or about what its owner has not allowed. */
async function orUnusable<T>(run: () => Promise<T | Unusable>): Promise<T | Unusable> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof StripeRefused)) throw error;
    return error.code === "resource_missing" ? unknownToken : unusable(error);
  }
}

const cardToken = (
  { id }: Method,
  card: NonNullable<Method["card"]>,
  customer: string,
): CardToken => ({
  token: tokenOf({ customer, method: id }),
  brand: brandOf(card.brand),
  last4: card.last4,
  fingerprint: `fp_card_${card.fingerprint ?? id}`,
  expiry: { month: card.exp_month, year: card.exp_year },
});

const bankToken = (method: Method, customer: string, status: string): BankToken => {
  const { fingerprint, last4 } = method.sepa_debit ?? method.us_bank_account ?? {};
  return {
    token: tokenOf({ customer, method: method.id }),
    last4: last4 ?? "",
    fingerprint: `fp_bank_${fingerprint ?? method.id}`,
    status: status === "succeeded" ? "verified" : "pending",
  };
};
