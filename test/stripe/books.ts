// What Stripe remembers, as far as the platform uses it: customers, methods, set-ups, payments and
// refunds; what each request does to them, in Stripe's words. Objects have the keys that are read,
// and the package's types check each of them.
import { randomBytes } from "node:crypto";
import type { Stripe } from "stripe";
import { accounts, cardByNumber, cards, type Fate, refusals } from "./cards.ts";
import {
  amountOf,
  type Called,
  type Form,
  invalid,
  metadataIn,
  nested,
  StripeNo,
  textOf,
} from "./forms.ts";

type Method = Pick<Stripe.PaymentMethod, "id" | "object" | "type"> & {
  customer: string | null;
  card?: object;
  sepa_debit?: object;
  us_bank_account?: object;
};
type Customer = Pick<Stripe.Customer, "id" | "object" | "metadata">;
type Setup = Pick<Stripe.SetupIntent, "id" | "object" | "status" | "metadata" | "usage"> & {
  customer: string;
  payment_method: string;
};
export type Intent = Pick<
  Stripe.PaymentIntent,
  "id" | "object" | "amount" | "amount_capturable" | "amount_received" | "created" | "currency"
> & {
  livemode: boolean;
  status: Stripe.PaymentIntent.Status;
  customer: string;
  payment_method: string;
  metadata: Record<string, string>;
  last_payment_error: { code: string; decline_code: string; message: string } | null;
  latest_charge: {
    id: string;
    object: "charge";
    amount_refunded: number;
    disputed: boolean;
    payment_intent: string;
  } | null;
};
type Refund = Pick<Stripe.Refund, "id" | "object" | "amount" | "status" | "metadata"> & {
  payment_intent: string;
};

type Dispute = Pick<Stripe.Dispute, "id" | "object" | "amount" | "status"> & {
  payment_intent: string;
};

export type Told = { readonly type: string; readonly object: object };

/** Letters only: a run of digits could be taken for a card number, which Stripe's own ids avoid. */
const fresh = (prefix: string): string =>
  `${prefix}_${randomBytes(12)
    .toString("hex")
    .replace(/\d/g, (digit) => "ghijklmnop"[Number(digit)] as string)}`;

export class Books {
  readonly customers = new Map<string, Customer>();
  readonly methods = new Map<string, Method>();
  readonly setups = new Map<string, Setup>();
  readonly intents = new Map<string, Intent>();
  readonly refunds = new Map<string, Refund>();
  readonly disputes = new Map<string, Dispute>();
  readonly #fates = new Map<string, Fate>();
  /** Which way each event goes, in the order in which they happen. */
  readonly #tell: (told: Told) => void;
  readonly #livemode: () => boolean;

  constructor(tell: (told: Told) => void, livemode: () => boolean) {
    this.#tell = tell;
    this.#livemode = livemode;
  }

  answer({ endpoint, id }: Called, form: Form): object {
    switch (endpoint) {
      case "POST customers":
        return this.#customer(form);
      case "POST payment_methods":
        return this.#method(form);
      case "GET payment_methods/:id":
        return this.#shown(this.#find(this.methods, this.#testMethod(id)));
      case "POST payment_methods/:id/detach": {
        const method = this.#find(this.methods, id);
        if (method.customer === null) throw invalid("resource_missing", "It is nobody's.");
        method.customer = null;
        return method;
      }
      case "POST setup_intents":
        return this.#setUp(form);
      case "GET setup_intents/:id": {
        const setup = this.#find(this.setups, id);
        const method = this.#find(this.methods, setup.payment_method);
        return { ...setup, payment_method: this.#shown(method) };
      }
      case "POST payment_intents":
        return this.#pay(form);
      case "GET payment_intents": {
        const since = Number(nested(form, "created")["gte"] ?? 0);
        const data = [...this.intents.values()].filter(
          (one) => one.customer === form["customer"] && one.created >= since,
        );
        return { object: "list", data: data.reverse(), has_more: false };
      }
      case "GET payment_intents/:id":
        return this.#find(this.intents, id);
      case "POST payment_intents/:id/capture":
        return this.capture(id, amountOf(form, "amount_to_capture"), metadataIn(form));
      case "POST payment_intents/:id/cancel":
        return this.cancel(id);
      case "POST payment_intents/:id/increment_authorization":
        return this.#raise(id, amountOf(form, "amount"));
      case "POST refunds": {
        const intent = textOf(form, "payment_intent");
        return this.refund(intent, amountOf(form, "amount"), metadataIn(form));
      }
      case "GET refunds": {
        const data = [...this.refunds.values()].filter(
          (one) => one.payment_intent === form["payment_intent"],
        );
        return { object: "list", data: data.reverse(), has_more: false };
      }
      case "GET disputes": {
        const data = [...this.disputes.values()].filter(
          (one) => one.payment_intent === form["payment_intent"],
        );
        return { object: "list", data: data.reverse(), has_more: false };
      }
    }
  }

  #find<T>(all: ReadonlyMap<string, T>, id: string): T {
    const found = all.get(id);
    if (found === undefined) throw invalid("resource_missing", `No such object: '${id}'`, "id");
    return found;
  }

  #refuse(fate: Fate, intent: Intent | null): never {
    const [code, decline_code, message] = refusals[fate] ?? ["card_declined", "unknown", "No."];
    if (intent !== null) intent.last_payment_error = { code, decline_code, message };
    const payment_intent = intent === null ? {} : { payment_intent: intent };
    throw new StripeNo(402, { type: "card_error", code, decline_code, message, ...payment_intent });
  }

  #customer(form: Form): Customer {
    const made: Customer = { id: fresh("cus"), object: "customer", metadata: metadataIn(form) };
    this.customers.set(made.id, made);
    return made;
  }

  #shown(method: Method): object {
    const customer = method.customer === null ? null : this.customers.get(method.customer);
    return { ...method, customer };
  }

  /** Stripe's test methods are templates: each use is a method of its own. */
  #testMethod(id: string): string {
    const known = cards[id.replace(/^pm_card_/, "")];
    if (!id.startsWith("pm_card_") || known === undefined) return id;
    return this.#card(known.number, 12, 2040).id;
  }

  #keep(method: Omit<Method, "id" | "object" | "customer">, fate: Fate): Method {
    const made: Method = { id: fresh("pm"), object: "payment_method", customer: null, ...method };
    this.methods.set(made.id, made);
    this.#fates.set(made.id, fate);
    return made;
  }

  #card(number: string, exp_month: number, exp_year: number): Method {
    const { brand, fate } = cardByNumber(number);
    const about = { brand, exp_month, exp_year, last4: number.slice(-4) };
    const fingerprint = Buffer.from(`${brand} ${about.last4}`).toString("hex").slice(0, 16);
    return this.#keep({ type: "card", card: { ...about, fingerprint } }, fate);
  }

  #method(form: Form): Method {
    const type = textOf(form, "type");
    if (type === "card") return this.#cardMethod(nested(form, "card"));
    const { sepa_debit: sepa, us_bank_account: us } = form;
    const account = typeof sepa === "object" ? sepa["iban"] : nested(form, "us_bank_account");
    const number = typeof account === "object" ? textOf(account, "account_number") : account;
    if (number === undefined || (sepa === undefined) === (us === undefined)) {
      throw invalid("parameter_missing", `Missing required param: ${type}.`, type);
    }
    textOf(nested(form, "billing_details"), "name");
    const about = { last4: number.slice(-4), fingerprint: `bank${number.slice(-6)}` };
    const fate = accounts[number] ?? "works";
    return type === "sepa_debit"
      ? this.#keep({ type: "sepa_debit", sepa_debit: about }, fate)
      : this.#keep({ type: "us_bank_account", us_bank_account: about }, fate);
  }

  #cardMethod(form: Form): Method {
    const { token } = form;
    if (typeof token !== "string") {
      const [month, year] = [amountOf(form, "exp_month"), amountOf(form, "exp_year")];
      textOf(form, "cvc");
      return this.#card(textOf(form, "number"), month, year);
    }
    const known = cards[token.replace(/^tok_/, "")];
    if (known === undefined || !token.startsWith("tok_")) {
      throw invalid("resource_missing", `No such token: '${token}'`, "card[token]");
    }
    return this.#card(known.number, 12, 2040);
  }

  #setUp(form: Form): Setup {
    const method = this.#find(this.methods, textOf(form, "payment_method"));
    const { id: customer } = this.#find(this.customers, textOf(form, "customer"));
    const fate = this.#fates.get(method.id);
    if (fate?.startsWith("refused_at_setup")) this.#refuse(fate, null);
    const waits = fate === "authenticates_at_setup" || fate === "microdeposits";
    const setup: Setup = {
      ...{ id: fresh("seti"), object: "setup_intent", usage: "off_session" },
      ...{ customer, payment_method: method.id, metadata: metadataIn(form) },
      status: waits ? "requires_action" : "succeeded",
    };
    this.setups.set(setup.id, setup);
    if (!waits || fate === "microdeposits") method.customer = customer;
    if (!waits) this.#tell({ type: "setup_intent.succeeded", object: setup });
    return setup;
  }

  /** What the payer does in a browser, or with the sums of two small deposits. */
  confirmSetup(id: string, succeeds: boolean): void {
    const setup = this.#find(this.setups, id);
    setup.status = succeeds ? "succeeded" : "requires_payment_method";
    this.#find(this.methods, setup.payment_method).customer = setup.customer;
    const type = succeeds ? "setup_intent.succeeded" : "setup_intent.setup_failed";
    this.#tell({ type, object: setup });
  }

  #pay(form: Form): Intent {
    const method = this.#find(this.methods, textOf(form, "payment_method"));
    const customer = textOf(form, "customer");
    if (method.customer !== customer) {
      throw invalid("payment_method_invalid", "The method is not this customer's.");
    }
    const [amount, currency] = [amountOf(form, "amount"), textOf(form, "currency")];
    this.#checkSteps(amount, currency);
    if (amount < 50) throw invalid("amount_too_small", "Amount must be at least 50.", "amount");
    const types = Object.values(nested(form, "allowed_payment_method_types"));
    if (!types.includes(method.type)) {
      throw invalid("payment_method_invalid", `The method is a ${method.type}.`);
    }
    const intent: Intent = {
      ...{ id: fresh("pi"), object: "payment_intent", amount, currency, customer },
      ...{ amount_capturable: 0, amount_received: 0, livemode: this.#livemode() },
      ...{ payment_method: method.id, metadata: metadataIn(form), status: "requires_action" },
      ...{ created: Math.floor(Date.now() / 1000), last_payment_error: null, latest_charge: null },
    };
    this.intents.set(intent.id, intent);
    return method.type === "card" ? this.#authorize(intent) : this.#debit(intent);
  }

  #authorize(intent: Intent): Intent {
    const fate = this.#fateOf(intent);
    if (["declines", "no_funds", "authenticates"].includes(fate)) {
      intent.status = "requires_payment_method";
      this.#tell({ type: "payment_intent.payment_failed", object: intent });
      this.#refuse(fate, intent);
    }
    this.#charged(intent);
    intent.status = "requires_capture";
    intent.amount_capturable = intent.amount;
    this.#tell({ type: "payment_intent.amount_capturable_updated", object: intent });
    return intent;
  }

  #debit(intent: Intent): Intent {
    intent.status = "processing";
    this.#charged(intent);
    this.#tell({ type: "payment_intent.processing", object: intent });
    return intent;
  }

  /** The bank has decided. */
  decideDebit(id: string): void {
    const intent = this.#find(this.intents, id);
    if (this.#fateOf(intent) === "debit_fails") {
      intent.status = "requires_payment_method";
      const [code, message] = ["payment_intent_payment_attempt_failed", "The debit was returned."];
      intent.last_payment_error = { code, decline_code: "insufficient_funds", message };
      this.#tell({ type: "payment_intent.payment_failed", object: intent });
      return;
    }
    intent.status = "succeeded";
    intent.amount_received = intent.amount;
    this.#tell({ type: "payment_intent.succeeded", object: intent });
  }

  #fateOf = (intent: Intent): Fate => this.#fates.get(intent.payment_method) ?? "works";

  #charged(intent: Intent): void {
    const about = { amount_refunded: 0, disputed: false, payment_intent: intent.id };
    intent.latest_charge = { id: fresh("ch"), object: "charge", ...about };
  }

  #raise(id: string, amount: number): Intent {
    const intent = this.#open(id);
    const fate = this.#fateOf(intent);
    if (fate === "cannot_be_raised") {
      const message = "This PaymentIntent is not eligible for incremental authorization.";
      throw invalid("payment_intent_unexpected_state", message);
    }
    if (fate === "refuses_to_raise") this.#refuse(fate, null);
    this.#checkSteps(amount, intent.currency);
    if (amount <= intent.amount) {
      throw invalid("parameter_invalid_integer", "The amount must be greater.", "amount");
    }
    intent.amount = amount;
    intent.amount_capturable = amount;
    return intent;
  }

  #open(id: string): Intent {
    const intent = this.#find(this.intents, id);
    if (intent.status === "requires_capture") return intent;
    const message = `This PaymentIntent has the status ${intent.status}.`;
    throw invalid("payment_intent_unexpected_state", message);
  }

  /** Amounts with thousandths end in 0. */
  #checkSteps(amount: number, currency: string): void {
    if (["bhd", "jod", "kwd", "omr", "tnd"].includes(currency) && amount % 10 !== 0) {
      throw invalid("invalid_charge_amount", "The last digit of the amount must be 0.", "amount");
    }
  }

  capture(id: string, amount: number, metadata: Record<string, string> = {}): Intent {
    const intent = this.#open(id);
    this.#checkSteps(amount, intent.currency);
    if (amount > intent.amount_capturable) {
      throw invalid("amount_too_large", "Amount is too large.", "amount_to_capture");
    }
    if (this.#fateOf(intent) === "fails_at_capture") {
      intent.status = "canceled";
      intent.amount_capturable = 0;
      this.#refuse("fails_at_capture", intent);
    }
    Object.assign(intent.metadata, metadata);
    intent.status = "succeeded";
    intent.amount_received = amount;
    intent.amount_capturable = 0;
    this.#tell({ type: "payment_intent.succeeded", object: intent });
    return intent;
  }

  cancel(id: string): Intent {
    const intent = this.#find(this.intents, id);
    if (intent.status === "succeeded" || intent.status === "canceled") this.#open(id);
    intent.status = "canceled";
    intent.amount_capturable = 0;
    this.#tell({ type: "payment_intent.canceled", object: intent });
    return intent;
  }

  refund(id: string, amount: number, metadata: Record<string, string> = {}): Refund {
    const intent = this.#find(this.intents, id);
    this.#checkSteps(amount, intent.currency);
    const charge = intent.latest_charge;
    if (charge === null || charge.amount_refunded + amount > intent.amount_received) {
      throw invalid("charge_already_refunded", "Refund amount is greater than unrefunded amount.");
    }
    charge.amount_refunded += amount;
    const made: Refund = {
      ...{ id: fresh("re"), object: "refund", amount, metadata },
      ...{ payment_intent: id, status: "succeeded" },
    };
    this.refunds.set(made.id, made);
    this.#tell({ type: "charge.refunded", object: charge });
    return made;
  }

  /** Days later the payer's bank sends it back. */
  failRefund(id: string): void {
    const refund = this.#find(this.refunds, id);
    const { latest_charge: charge } = this.#find(this.intents, refund.payment_intent);
    refund.status = "failed";
    if (charge !== null) charge.amount_refunded -= refund.amount;
    this.#tell({ type: "refund.failed", object: refund });
  }

  /** The payer contests the payment at his bank, which takes back what is left of it. */
  dispute(id: string): string {
    const intent = this.#find(this.intents, id);
    const charge = intent.latest_charge;
    if (charge !== null) charge.disputed = true;
    const made: Dispute = {
      ...{ id: fresh("du"), object: "dispute", payment_intent: id, status: "needs_response" },
      amount: intent.amount_received - (charge?.amount_refunded ?? 0),
    };
    this.disputes.set(made.id, made);
    this.#tell({ type: "charge.dispute.created", object: made });
    return made.id;
  }

  decide(id: string, status: "won" | "lost"): void {
    const dispute = this.#find(this.disputes, id);
    dispute.status = status;
    this.#tell({ type: "charge.dispute.closed", object: dispute });
  }
}
