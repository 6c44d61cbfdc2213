// What goes back of a payment without an order of ours: refunded at the processor by hand, or
// fetched back by the payer's bank. It is booked as refunds of what the payment paid for, once, and
// follows what the processor says later. What we gave back and did not arrive is undone.
import type { Work } from "../../../db/work.ts";
import { lockWallet } from "../../../ledger/wallet.ts";
import { present } from "../../../lib/assert.ts";
import type { Return, Standing } from "../../../payments/processor.ts";
import type { HoldRow, TransactionRow } from "../schema.ts";
import * as store from "../store.ts";
import { fail, setAside, succeed, walletOf } from "./actions.ts";
import { notReturned } from "./correction_actions.ts";

/** Who ordered it: one of our refunds or corrections, by its transaction; else nobody we know. */
const orderOf = ({ key }: Return): string | null =>
  /^(txn_[0-9A-Za-z]+):refund$/.exec(key ?? "")?.[1] ?? null;

/** What came in by another hand than ours goes back under the key of our capture or cancel. */
const isSurplus = ({ key }: Return): boolean => key?.endsWith(":surplus") === true;

const sumOf = (returns: readonly Return[]): number =>
  returns.reduce((sum, { amount, status }) => sum + (status === "failed" ? 0 : amount), 0);

const freshHold = async (work: Work, { id }: HoldRow): Promise<HoldRow> =>
  present(await store.lockHold(work, [id]), `the hold ${id}`);

/** Lays what the processor says over the books. Answers whether something new was found. */
export async function bookReturns(
  work: Work,
  hold: HoldRow,
  { captured, returns }: Standing,
): Promise<boolean> {
  if (returns.length === 0) return false;
  for (const one of returns) if (one.status === "failed") await undoOurs(work, hold, one);
  const outside = returns.filter((one) => orderOf(one) === null && !isSurplus(one));
  if (outside.length === 0) return false;
  const known = Map.groupBy(await store.outsideOf(work, [hold.id]), (row) => row.outside);
  // Somebody took more there than was due here: that may go back without concerning anybody.
  const surplus = Math.max(0, captured - hold.captured) - sumOf(returns.filter(isSurplus));
  let left = sumOf(outside.filter(({ id }) => !known.has(id))) - Math.max(0, surplus);
  let found = false;
  for (const one of outside) {
    const rows = known.get(one.id);
    for (const row of rows ?? []) await follow(work, hold, row, one);
    if (rows !== undefined || one.status === "failed" || left <= 0) continue;
    left -= await book(work, hold, one, Math.min(left, one.amount));
    found = true;
  }
  return found;
}

/** A refund or correction that the processor had accepted, and that did not reach the payer. */
async function undoOurs(work: Work, hold: HoldRow, one: Return): Promise<void> {
  const id = orderOf(one);
  const row = id === null ? null : await store.lock(work, [id]);
  if (row?.status !== "succeeded" || row.hold_id !== hold.id) return;
  const undo = row.type === "refund" ? fail : notReturned;
  await undo(work, row, await freshHold(work, hold));
}

async function follow(work: Work, hold: HoldRow, seen: TransactionRow, one: Return): Promise<void> {
  const row = present(await store.lock(work, [seen.id]), "the refund");
  if (row.status === "failed") return;
  if (one.status === "failed") await fail(work, row, await freshHold(work, hold));
  else if (one.status === "done" && row.status === "pending") {
    await succeed(work, row, await freshHold(work, hold));
  }
}

/** Over what the payment paid for, as far as it goes. */
async function book(work: Work, of: HoldRow, one: Return, amount: number): Promise<number> {
  let left = amount;
  for (const charge of await store.paidBy(work, [of.id, of.source])) {
    const hold = await freshHold(work, of);
    const there = Math.min(charge.amount - charge.refunded, hold.captured - hold.refunded);
    const part = Math.min(left, there, await spendable(work, charge, hold));
    if (part <= 0) continue;
    const description = one.disputed ? "Disputed by the payer" : "Refunded at the processor";
    const row = await setAside(work, { charge, hold, amount: part, description });
    await store.nameOutside(work, [row.id, one.id]);
    if (one.status === "done") await succeed(work, row, await freshHold(work, hold));
    left -= part;
  }
  return amount - left;
}

/** A top-up goes back out of the wallet that it filled; what was spent is not there any more. */
async function spendable(work: Work, charge: TransactionRow, hold: HoldRow): Promise<number> {
  const owner = walletOf(charge, hold);
  return owner === null ? Number.MAX_SAFE_INTEGER : (await lockWallet(work, owner)).available;
}
