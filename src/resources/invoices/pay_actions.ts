// Paying an invoice: who pays, and what follows from how the payment ended. Its money is booked
// against what the payers owe, in the transaction in which the invoice becomes paid.
import type { ReadWork, Work } from "../../db/work.ts";
import { post } from "../../ledger/store.ts";
import { receivableCollected } from "../../ledger/templates.ts";
import { present } from "../../lib/assert.ts";
import { found, refuse } from "../../lib/errors.ts";
import * as accounts from "../accounts/store.ts";
import * as fleets from "../fleets/store.ts";
import * as methods from "../payment_methods/actions.ts";
import * as payments from "../transactions/payments/actions.ts";
import type { Paid } from "../transactions/schema.ts";
import * as transactions from "../transactions/store.ts";
import { get, lock, renderedOne } from "./actions.ts";
import type { InvoiceRow } from "./schema.ts";
import { settle } from "./settle_actions.ts";
import * as store from "./store.ts";

export type Asked = {
  readonly payment: string;
  /** A bank's: not worth waiting for. */
  readonly takesDays: boolean;
};

export async function pay(work: Work, id: string, given: string | undefined): Promise<Asked> {
  const row = await lock(work, id);
  refuseUnpayable(row);
  const method = await methodOf(work, row, given);
  const { currency } = row;
  const amount = present(row.total, "an amount due");
  const payer = row.fleet ?? work.account;
  const taken = await payments.takePayment(work, { source: id, method, amount, currency, payer });
  if (taken.status === "collecting") {
    await store.setPayment(work, [id, taken.id, method.id, null, work.now]);
  }
  const takesDays = method.type === "bank_account" && taken.status === "collecting";
  return { payment: taken.id, takesDays };
}

function refuseUnpayable({ status, payment }: InvoiceRow): void {
  if (status !== "open" && status !== "overdue") {
    const message = `The invoice is ${status}; only an open or overdue one can be paid.`;
    refuse("invoice_payment_invalid_state", message);
  }
  if (payment === null) return;
  const message = "A payment of the invoice is under way; wait for its end.";
  refuse("invoice_payment_invalid_state", message);
}

/** The one that was named, else the fleet's default, else the account's. */
async function methodOf(
  work: Work,
  row: InvoiceRow,
  given: string | undefined,
): Promise<methods.Chargeable> {
  const owners = row.fleet === null ? [work.account] : [row.fleet, work.account];
  const id = given ?? (await defaultMethod(work, row));
  if (id === null) {
    const message = "No payment_method: neither the invoice's fleet nor the account has a default.";
    refuse("invoice_validation_error", message, { param: "payment_method" });
  }
  const method = await methods.usable(work, id, owners);
  return found(method, "payment_method_not_found", id, "payment_method");
}

async function defaultMethod(work: ReadWork, { fleet }: InvoiceRow): Promise<string | null> {
  const known = fleet === null ? null : await fleets.find(work, [fleet]);
  if (known !== null && known.default_payment_method !== null) return known.default_payment_method;
  return present(await accounts.own(work), "the account").default_payment_method;
}

const isInvoice = (source: string): boolean => source.startsWith("inv_");

/** Whoever lays an answer over the payment locks what it is for first. */
export async function lockFor(work: Work, source: string): Promise<void> {
  if (isInvoice(source)) await store.lock(work, [source]);
}

type Told = { readonly source: string; readonly hold: string };

/** The money is there. */
export async function succeeded(work: Work, { source, hold, from }: Paid & Told): Promise<void> {
  if (!isInvoice(source)) return;
  const row = await lock(work, source);
  const { id, currency } = row;
  const owed = await store.sharesOf(work, [id]);
  await settle(work, id, hold);
  await post(work, receivableCollected({ payment: hold, from, owed, currency }));
  const { payment_method } = present(await transactions.findHold(work, [hold]), "the payment");
  await store.setPaid(work, [id, work.now, payment_method]);
  work.touches(hold);
  const paid = await lock(work, id);
  work.emit("invoice.paid", await renderedOne(work, paid));
}

/** It stays as it is, and says why. */
export async function failed(
  work: Work,
  { source, hold, code, message }: Told & { readonly code: string; readonly message: string },
): Promise<void> {
  if (!isInvoice(source)) return;
  const row = await lock(work, source);
  const failure = { hold, code, message };
  await store.setPayment(work, [row.id, null, null, failure, work.now]);
  work.touches(hold);
  work.emit("invoice.payment_failed", await renderedOne(work, row));
}

/** How a payment ended; null while it is not known, and worth waiting for. */
export async function outcomeOf(work: ReadWork, payment: string, waitedMs: number) {
  const hold = present(await transactions.findHold(work, [payment]), "the payment");
  const row = await get(work, hold.source);
  if (hold.status === "declined") {
    const said = row.failure?.hold === payment ? row.failure.message : "The payment was declined.";
    refuse("payment_authorization_failed", said, {
      param: "payment_method",
      details: { decline_code: hold.decline_code },
    });
  }
  const known = hold.status === "settled" || waitedMs >= longestWaitMs;
  return known ? renderedOne(work, row) : null;
}

/** What has not ended by then is answered as it stands; an event tells the end. */
const longestWaitMs = 20_000;
