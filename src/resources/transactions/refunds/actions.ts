// Giving back what was collected: checked and set aside at once, so that no two refunds give the
// same money back, then returned to where it came from. A wallet has it at once; a processor is
// asked by a job.
import type { Work } from "../../../db/work.ts";
import { enqueue } from "../../../jobs/queue.ts";
import { post } from "../../../ledger/store.ts";
import * as templates from "../../../ledger/templates.ts";
import { lockWallet } from "../../../ledger/wallet.ts";
import { assert, present } from "../../../lib/assert.ts";
import { found, refuse } from "../../../lib/errors.ts";
import type { Declined, Done } from "../../../payments/processor.ts";
import * as drivers from "../../drivers/store.ts";
import * as fleets from "../../fleets/store.ts";
import * as walletStore from "../../wallets/store.ts";
import { lockHold } from "../outcome_actions.ts";
import {
  type HoldRow,
  renderTransaction,
  sourceOf,
  type TransactionRow,
  taxWithin,
} from "../schema.ts";
import { insertTransaction, saveHold } from "../settle_actions.ts";
import * as store from "../store.ts";

export type RefundInput = { readonly amount?: number; readonly reason?: string };

const refuseState = (message: string): never => refuse("transaction_state_conflict", message);

/** Charges, and top-ups, which are adjustments that came from outside (rulings 27 and 31). */
function refuseOther({ type, status, amount, wallet_movement, hold_id }: TransactionRow): void {
  const refundable = type === "charge" || (type === "adjustment" && wallet_movement && amount > 0);
  if (!refundable) refuseState("Only a charge or a top-up can be refunded.");
  if (status !== "succeeded") {
    refuseState(`The transaction is ${status}: only what was collected can be refunded.`);
  }
  if (hold_id === null) refuseState("It is not known where this money came from.");
}

/** Refunds part of a transaction, or all that is left of it; the refund's own transaction. */
export async function refund(work: Work, id: string, input: RefundInput): Promise<TransactionRow> {
  const seen = found(await store.find(work, [id]), "transaction_not_found", id);
  refuseOther(seen);
  const holdId = present(seen.hold_id, "the hold of what is refunded");
  const paidBy = present(await store.findHold(work, [holdId]), "the hold of what is refunded");
  if (paidBy.kind === "wallet") await refuseGone(work, paidBy.owner);
  const hold = await lockHold(work, holdId);
  const charge = present(await store.lock(work, [id]), "the transaction");
  const amount = await amountOf(work, charge, hold, input.amount);
  const row = await setAside(work, {
    ...{ charge, hold, amount, description: input.reason ?? descriptionOf(charge) },
  });
  return begin(work, row, hold);
}

export type Part = {
  readonly charge: TransactionRow;
  readonly hold: HoldRow;
  readonly amount: number;
  readonly description: string;
};

/** Part of a charge is on its way back, and nobody gives it back a second time. */
export async function setAside(work: Work, part: Part): Promise<TransactionRow> {
  const { charge, hold, amount, description } = part;
  // The tax of refunds in parts adds up to the charge's, whatever each is rounded to.
  const { refunded } = charge;
  const tax = taxWithin(charge, refunded + amount) - taxWithin(charge, refunded);
  await store.addRefunded(work, [charge.id, amount]);
  await saveHold(work, { ...hold, refunded: hold.refunded + amount });
  const row = await insertTransaction(work, {
    ...{ ...charge, id: work.newId("txn"), type: "refund", status: "pending", amount: -amount },
    ...{ description, refund_of: charge.id, returned: amount, refunded: 0, created: work.now },
    vat_amount: -tax,
  });
  const owner = walletOf(row, hold);
  if (owner !== null) {
    // At once, so that nobody spends it meanwhile.
    await post(work, templates.walletDebited(withdrawal(row, hold, owner)));
    await work.tell("wallet.lowered", { owner });
  }
  return row;
}

const longestText = 500;

const descriptionOf = ({ description }: TransactionRow): string =>
  description === null ? "Refund" : `Refund: ${description}`.slice(0, longestText).toWellFormed();

/** Nobody could spend what goes back to the wallet of a deleted owner. */
async function refuseGone(work: Work, owner: string): Promise<void> {
  if (owner.startsWith("drv_")) await drivers.lock(work, [owner]);
  if (owner.startsWith("flt_")) await fleets.lock(work, [owner]);
  const wallet = await walletStore.ofOwner(work, [owner]);
  if (wallet?.gone !== false) refuseState("The wallet that paid is its owner's no longer.");
}

/** What is asked for, or all that can go back: never more than was collected in all. */
async function amountOf(
  work: Work,
  charge: TransactionRow,
  hold: HoldRow,
  asked: number | undefined,
): Promise<number> {
  const left = Math.max(0, await leftOf(work, charge, hold));
  const owner = walletOf(charge, hold);
  const available = owner === null ? left : (await lockWallet(work, owner)).available;
  const most = Math.min(left, available);
  const amount = asked ?? most;
  if (amount > most || most === 0) {
    const why = available < left ? "the wallet has available" : "is left to refund";
    const message = `Invalid amount: no more than ${most} ${charge.currency} ${why}.`;
    refuse("parameter_invalid", message, { param: "amount" });
  }
  return amount;
}

/** What of a charge can go back, whoever has the money. */
async function leftOf(work: Work, charge: TransactionRow, hold: HoldRow): Promise<number> {
  const left = Math.min(charge.amount - charge.refunded, hold.captured - hold.refunded);
  const session = charge.charging_session;
  const said = session === null ? null : await store.netOfSession(work, [session]);
  // What corrections give back, by the processor or the payer's next invoice, is theirs already.
  return said === null ? left : Math.min(left, said.net);
}

/** The wallet that a top-up filled; null of charges. */
export const walletOf = (row: TransactionRow, hold: HoldRow): string | null =>
  row.wallet_movement ? hold.payer : null;

/** Where the money goes back to: by the processor that took it, or into the wallet. */
const cameFrom = (hold: HoldRow): templates.Source =>
  sourceOf(hold, hold.kind === "wallet" ? "none" : present(hold.processor, "who has the money"));

const withdrawal = (row: TransactionRow, hold: HoldRow, owner: string) => ({
  ...{ transaction: row.id, owner, to: cameFrom(hold) },
  ...{ amount: -row.amount, currency: row.currency },
});

async function begin(work: Work, row: TransactionRow, hold: HoldRow): Promise<TransactionRow> {
  if (hold.kind === "wallet") return succeed(work, row, hold);
  await enqueue(work, {
    ...{ task: "refund_payment", queue: hold.id },
    payload: { hold: hold.id, transaction: row.id },
  });
  return row;
}

const saleOf = ({ id: transaction, amount, vat_amount, currency }: TransactionRow) => ({
  ...{ transaction, gross: -amount, tax: -vat_amount, currency },
});

/** It went back, or nobody can stop it any more. */
export async function succeed(
  work: Work,
  row: TransactionRow,
  hold: HoldRow,
): Promise<TransactionRow> {
  const done: TransactionRow = { ...row, status: "succeeded" };
  if (!row.wallet_movement) {
    await post(work, templates.chargeRefunded({ ...saleOf(row), to: cameFrom(hold) }));
  }
  await store.settle(work, [row.id, "succeeded", row.amount, -row.amount, row.vat_amount]);
  work.touches(row.id);
  work.emit("charge.refunded", renderTransaction(done));
  return done;
}

/** The processor has answered: the money is on its way back, or stays where it is. */
export async function refunded(
  work: Work,
  ids: { readonly hold: string; readonly transaction: string },
  answer: Done | Declined,
): Promise<void> {
  const hold = await lockHold(work, ids.hold);
  const row = present(await store.lock(work, [ids.transaction]), "the refund");
  assert(row.status === "pending", `the refund ${row.id} is ${row.status} already`);
  if (answer.outcome === "ok") {
    await succeed(work, row, hold);
    return;
  }
  await fail(work, row, hold);
}

/** The money is still ours, or again: a bank may send back days later what was accepted. */
export async function fail(work: Work, row: TransactionRow, hold: HoldRow): Promise<void> {
  assert(row.status !== "failed", `the refund ${row.id} has failed already`);
  const kept = -row.amount;
  const charge = present(row.refund_of, "what the refund is of");
  await store.settle(work, [row.id, "failed", row.amount, 0, row.vat_amount]);
  await store.addRefunded(work, [charge, -kept]);
  await saveHold(work, { ...hold, refunded: hold.refunded - kept });
  const owner = walletOf(row, hold);
  if (owner !== null) {
    await post(work, templates.walletDebitUndone(withdrawal(row, hold, owner)));
  } else if (row.status === "succeeded") {
    await post(work, templates.chargeRefundUndone({ ...saleOf(row), to: cameFrom(hold) }));
  }
  work.touches(row.id);
  work.emit("charge.failed", renderTransaction({ ...row, status: "failed" }));
}
