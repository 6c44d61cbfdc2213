// Money from a payment method outside of a session: a top-up, an invoice. A wallet pays at once, a
// card and a bank account by a job. How it ended is told as `payment.succeeded` or
// `payment.failed`; who asked for the money books where it goes.
import type { Work } from "../../../db/work.ts";
import { enqueue } from "../../../jobs/queue.ts";
import { lockWallet } from "../../../ledger/wallet.ts";
import { assert, present, safeInteger } from "../../../lib/assert.ts";
import { isExpired } from "../../../payments/numbers.ts";
import type { Declined } from "../../../payments/processor.ts";
import * as methods from "../../payment_methods/actions.ts";
import { lockHold } from "../outcome_actions.ts";
import { type HoldRow, sourceOf } from "../schema.ts";
import { endHold, saveHold } from "../settle_actions.ts";
import * as store from "../store.ts";

export type PaymentOrder = {
  /** What is paid for; its row exists already, because the outcome may be told at once. */
  readonly source: string;
  readonly method: methods.Chargeable;
  readonly amount: number;
  readonly currency: string;
  /** Whose debt it settles, or whose wallet it fills. */
  readonly payer: string;
};

/** `collecting`: a job asks the processor, and the outcome is told later. */
export type Taken = {
  readonly id: string;
  readonly status: "collecting" | "settled" | "declined";
};

/** Takes the money, all of it or nothing. One payment at a time may be under way for a source. */
export async function takePayment(work: Work, order: PaymentOrder): Promise<Taken> {
  const { source, method, currency } = order;
  const amount = safeInteger(order.amount, "the amount of a payment");
  assert(amount > 0, `a payment for ${source} of ${amount}`);
  const id = work.newId("hold");
  const refusal = await refusalOf(work, method, amount, currency);
  await store.insertHold(work, [
    ...[id, source, method.id, method.type, method.token, method.owner, order.payer, currency],
    ...[amount, 0, refusal === null ? "collecting" : "declined", refusal?.code ?? null, work.now],
  ]);
  if (refusal !== null) {
    const { code, message } = refusal;
    await work.tell("payment.failed", { hold: id, source, code, message });
    return { id, status: "declined" };
  }
  await methods.countHold(work, method.id, 1);
  if (method.type === "wallet") {
    const hold = present(await store.findHold(work, [id]), "the new payment");
    await succeed(work, hold, "none");
    return { id, status: "settled" };
  }
  await (method.type === "card"
    ? enqueue(work, { task: "take_payment", queue: id, payload: { hold: id } })
    : askDebit(work, id));
  return { id, status: "collecting" };
}

const askDebit = (work: Work, id: string): Promise<void> =>
  enqueue(work, { task: "debit_payment", queue: id, key: id, payload: { hold: id } });

/**
 * A processor's notification hints that a debit has moved: it is asked for now. Notifications come
 * twice, late and in any order, so nothing that they say is believed.
 */
export async function hinted(work: Work, authorization: string): Promise<void> {
  const hold = await store.holdByAuthorization(work, [authorization]);
  if (hold?.kind === "bank_account" && hold.status === "collecting") await askDebit(work, hold.id);
}

const declined = (code: string, message: string): Declined => ({
  outcome: "declined",
  code,
  message,
});

/** What is known at once to fail. */
async function refusalOf(
  work: Work,
  method: methods.Chargeable,
  amount: number,
  currency: string,
): Promise<Declined | null> {
  const { type, expiry } = method;
  if (type === "card") {
    const expired = expiry !== null && isExpired(expiry.month, expiry.year, work.now);
    return expired ? declined("expired_card", "The card has expired.") : null;
  }
  if (type === "bank_account") {
    const other = method.currency !== null && method.currency !== currency;
    const message = `The bank account is in ${method.currency}, not ${currency}.`;
    return other ? declined("currency_mismatch", message) : null;
  }
  const wallet = await lockWallet(work, method.owner);
  if (wallet.currency !== null && wallet.currency !== currency) {
    return declined("currency_mismatch", `The wallet holds ${wallet.currency}, not ${currency}.`);
  }
  return wallet.available < amount
    ? declined("insufficient_funds", "The wallet has insufficient funds.")
    : null;
}

/** The bank has the order; how it ends is asked for until it is known. */
export async function debitOrdered(work: Work, id: string, authorization: string): Promise<void> {
  const hold = await lockHold(work, id);
  await saveHold(work, { ...hold, authorization_id: authorization });
}

export async function paid(
  work: Work,
  id: string,
  by: { readonly authorization: string; readonly processor: string },
): Promise<void> {
  const hold = await lockHold(work, id);
  if (hold.status !== "collecting") return;
  const { authorization: authorization_id, processor } = by;
  await succeed(work, { ...hold, authorization_id, processor }, processor);
}

async function succeed(work: Work, hold: HoldRow, processor: string): Promise<void> {
  const { id, source, asked: amount, currency } = hold;
  const ended = await endHold(work, { ...hold, captured: amount }, "settled");
  const from = sourceOf(ended, processor);
  await work.tell("payment.succeeded", { hold: id, source, amount, currency, from });
  if (hold.kind === "wallet") await work.tell("wallet.lowered", { owner: hold.owner });
}

export async function failed(work: Work, id: string, refusal: Declined): Promise<void> {
  const hold = await lockHold(work, id);
  if (hold.status !== "collecting") return;
  const { code, message } = refusal;
  await endHold(work, { ...hold, decline_code: code }, "declined");
  await work.tell("payment.failed", { hold: id, source: hold.source, code, message });
}
