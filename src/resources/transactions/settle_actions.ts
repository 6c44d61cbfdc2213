// How money that was asked for ends up: what came in, what is owed, as transactions, ledger
// postings and events. Shared by what is decided at once (wallets) and what a processor answered
// later. Locks are taken in one order: the session (or whatever the hold is for), the hold, the
// payment method, and last the ledger.
import type { Work } from "../../db/work.ts";
import { post, postAll } from "../../ledger/store.ts";
import type { Posting } from "../../ledger/templates.ts";
import * as templates from "../../ledger/templates.ts";
import { assert } from "../../lib/assert.ts";
import * as methods from "../payment_methods/actions.ts";
import {
  type HoldRow,
  heldOf,
  renderTransaction,
  type Settled,
  sourceOf,
  type TransactionRow,
  taxWithin,
} from "./schema.ts";
import * as store from "./store.ts";

export const saveHold = (work: Work, hold: HoldRow) =>
  store.saveHold(work, [
    ...[hold.id, hold.held, hold.captured, hold.refunded, hold.status, hold.authorization_id],
    ...[hold.decline_code, work.now, hold.processor],
  ]);

export async function insertTransaction(work: Work, row: TransactionRow): Promise<TransactionRow> {
  await store.insert(work, [
    ...[row.id, row.type, row.status, row.amount, row.currency, row.description],
    ...[row.charging_session, row.driver, row.fleet, row.vehicle, row.payment_method, row.created],
    ...[row.hold_id, row.refund_of, row.returned, row.wallet_movement, row.vat_percent],
    row.vat_amount,
  ]);
  return row;
}

async function end(
  work: Work,
  row: TransactionRow,
  status: TransactionRow["status"],
  { amount = row.amount, returned = null as number | null } = {},
): Promise<TransactionRow> {
  const vat_amount = taxWithin(row, amount);
  await store.settle(work, [row.id, status, amount, returned, vat_amount]);
  return { ...row, status, amount, returned, vat_amount };
}

/** Books that a hold is under way, or how much it grew. */
export async function bookHold(work: Work, hold: HoldRow, by: number): Promise<void> {
  if (by === 0 || hold.kind === "bank_account") return;
  const { id, currency, held } = hold;
  const move = { hold: id, held: heldOf(hold), amount: by, currency };
  const grown = held > by;
  await post(
    work,
    grown ? templates.holdRaised({ ...move, to: held }) : templates.holdPlaced(move),
  );
}

/** Ends a hold: nothing is spoken for any more, and the method may be deleted. */
export async function endHold(
  work: Work,
  hold: HoldRow,
  status: "declined" | "released" | "settled",
): Promise<HoldRow> {
  const ended: HoldRow = { ...hold, status, held: 0 };
  await Promise.all([
    // Before the ledger: a start locks its payment method first, too.
    methods.countHold(work, hold.payment_method, -1),
    saveHold(work, ended),
    postAll(work, releasedOf(hold)),
  ]);
  return ended;
}

/** What books that a hold is over. */
const releasedOf = (hold: HoldRow): Posting[] => {
  if (hold.held === 0 || hold.kind === "bank_account") return [];
  const { id, currency, held: amount } = hold;
  return [templates.holdEnded({ hold: id, held: heldOf(hold), amount, currency })];
};

/**
 * Ends a hold that covers all that is due, and takes it: what is written needs no answers, so that
 * the ledger's lock, for which others wait, is held for one round trip and the commit.
 */
export function takeHeld(work: Work, hold: HoldRow, row: TransactionRow): Promise<Settled> {
  assert(hold.kind === "wallet" && row.amount <= hold.held, `${hold.id} does not cover ${row.id}`);
  const paid: TransactionRow = { ...row, status: "succeeded" };
  return take(work, { hold, paid, from: sourceOf(hold, "none"), write: insertTransaction });
}

/** Ends a hold whose capture brought all that was due, likewise. */
export function takeCaptured(
  work: Work,
  hold: HoldRow,
  row: TransactionRow,
  processor: string,
): Promise<Settled> {
  const paid: TransactionRow = { ...row, status: "succeeded" };
  const write = () => store.settle(work, [row.id, "succeeded", row.amount, null, row.vat_amount]);
  return take(work, { hold, paid, from: sourceOf(hold, processor), write });
}

type Whole = {
  readonly hold: HoldRow;
  readonly paid: TransactionRow;
  readonly from: templates.Source;
  readonly write: (work: Work, paid: TransactionRow) => Promise<unknown>;
};

async function take(work: Work, { hold, paid, from, write }: Whole): Promise<Settled> {
  const captured = hold.captured + paid.amount;
  await Promise.all([
    write(work, paid),
    methods.countHold(work, hold.payment_method, -1),
    saveHold(work, { ...hold, status: "settled", held: 0, captured }),
    postAll(work, [...releasedOf(hold), templates.chargeCollected({ ...saleOf(paid), from })]),
  ]);
  work.emit("charge.succeeded", renderTransaction(paid));
  return { transaction: paid.id, captured: paid.amount, rest: 0 };
}

const saleOf = (row: TransactionRow) => ({
  transaction: row.id,
  ...{ gross: Math.abs(row.amount), tax: Math.abs(row.vat_amount), currency: row.currency },
});

/**
 * Ends a pending transaction of which `captured` came in. The rest is owed (ruling 28): a `pending`
 * transaction of its own where part came in, else this one, `failed`. `processor` names who took
 * the money.
 */
export async function conclude(
  work: Work,
  hold: HoldRow,
  row: TransactionRow,
  captured: number,
  processor: string,
): Promise<Settled> {
  const rest = row.amount - captured;
  assert(captured >= 0 && rest >= 0, `${row.id} cannot take ${captured} of ${row.amount}`);
  if (captured > 0) {
    const paid = await end(work, row, "succeeded", { amount: captured });
    const from = sourceOf(hold, processor);
    await post(work, templates.chargeCollected({ ...saleOf(paid), from }));
    work.emit("charge.succeeded", renderTransaction(paid));
  }
  if (rest > 0) {
    const owed = captured > 0 ? await insertRest(work, row, rest) : await end(work, row, "failed");
    await post(work, templates.chargeOwed({ ...saleOf(owed), payer: hold.payer }));
    await store.setOwed(work, [owed.id, rest, hold.payer]);
    work.emit("charge.failed", renderTransaction(owed));
  }
  await saveHold(work, { ...hold, captured: hold.captured + captured });
  return { transaction: row.id, captured, rest };
}

const insertRest = (work: Work, row: TransactionRow, amount: number) =>
  insertTransaction(work, {
    ...row,
    id: work.newId("txn"),
    status: "pending",
    amount,
    // What is left of the whole's tax, so that its parts add up to it.
    vat_amount: row.vat_amount - taxWithin(row, row.amount - amount),
    description: row.description === null ? null : `${row.description}, not collected`,
  });

/** A charge that the next invoice collects: earned now, owed by the payer. */
export async function owe(work: Work, hold: HoldRow, row: TransactionRow): Promise<Settled> {
  const payer = hold.payer;
  const sale = saleOf(row);
  const from = sourceOf(hold, "none");
  await post(
    work,
    row.amount > 0
      ? templates.chargeOwed({ ...sale, payer })
      : templates.chargeLowered({ ...sale, payer, from, returned: 0 }),
  );
  await store.setOwed(work, [row.id, row.amount, payer]);
  return { transaction: row.id, captured: 0, rest: row.amount };
}

/** What a charge can still give back: no more than was collected. */
export const returnable = (hold: HoldRow, amount: number): number =>
  Math.min(amount, hold.captured - hold.refunded);

/**
 * Sets aside what can go back of what a pending transaction lowers, before a processor is asked; a
 * second time answers the same. No refund takes it meanwhile.
 */
export async function setAside(work: Work, hold: HoldRow, row: TransactionRow): Promise<number> {
  if (row.returned !== null) return row.returned;
  const amount = returnable(hold, -row.amount);
  await store.settle(work, [row.id, row.status, row.amount, amount, row.vat_amount]);
  await saveHold(work, { ...hold, refunded: hold.refunded + amount });
  return amount;
}

/**
 * Ends a pending transaction that lowers a charge, of which `returned` goes back; what was set
 * aside for it and does not go back is the hold's again. If the processor refused to give it back
 * it is `failed`: owed to the payer, whose next invoice gives it.
 */
export async function giveBack(
  work: Work,
  hold: HoldRow,
  row: TransactionRow,
  returned: number,
  processor: string,
): Promise<Settled> {
  const refused = (row.returned ?? 0) > returned;
  const done = await end(work, row, refused ? "failed" : "succeeded", { returned });
  const parts = { from: sourceOf(hold, processor), returned, payer: hold.payer };
  await post(work, templates.chargeLowered({ ...saleOf(done), ...parts }));
  const forgiven = row.amount + returned;
  if (forgiven !== 0) await store.setOwed(work, [row.id, forgiven, hold.payer]);
  if (refused) work.emit("charge.failed", renderTransaction(done));
  else if (returned > 0) work.emit("charge.refunded", renderTransaction(done));
  const refunded = hold.refunded - (row.returned ?? 0) + returned;
  await saveHold(work, { ...hold, refunded });
  return {
    transaction: row.id,
    captured: returned === 0 ? 0 : -returned,
    rest: row.amount + returned,
  };
}
