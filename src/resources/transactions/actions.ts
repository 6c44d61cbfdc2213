// The verbs that sessions (and later reservations) use on money: place a hold, raise it, release
// it, collect what is due, correct it once. What is known at once is answered; what a processor
// must say is a job, told by a fact.
import type { Work } from "../../db/work.ts";
import { enqueue } from "../../jobs/queue.ts";
import { lockWallet } from "../../ledger/wallet.ts";
import { assert, present, safeInteger } from "../../lib/assert.ts";
import { isExpired } from "../../payments/numbers.ts";
import * as methods from "../payment_methods/actions.ts";
import {
  type HoldRow,
  type HoldStatus,
  type Settled,
  type TransactionRow,
  taxWithin,
  type Vat,
} from "./schema.ts";
import {
  bookHold,
  conclude,
  endHold,
  giveBack,
  insertTransaction,
  owe,
  returnable,
  saveHold,
  takeHeld,
} from "./settle_actions.ts";
import * as store from "./store.ts";

/** A wallet must have at least this much, or all that is asked for (ruling 28). */
const leastHeldMinor = 100;

export type HoldOrder = {
  /** The session that pays; its row exists already, because facts may be told at once. */
  readonly source: string;
  readonly method: methods.Chargeable;
  readonly amount: number;
  readonly currency: string;
  readonly payer: { readonly driver: string; readonly fleet: string | null };
  /** What a wallet must have; left out: a hundred minor units, or all that is asked for. */
  readonly least?: number;
};

export type Placed = { readonly id: string; readonly status: HoldStatus; readonly held: number };

type Decision =
  | { readonly status: "pending" }
  | { readonly status: "authorized"; readonly held: number }
  | { readonly status: "declined"; readonly code: string; readonly message: string };

const declined = (code: string, message: string): Decision => ({
  status: "declined",
  code,
  message,
});

/**
 * Places a hold. A card's is decided by a job; a wallet's, a bank account's and an expired card's
 * at once, and `hold.authorized` or `hold.declined` is told before this answers.
 */
export async function placeHold(work: Work, order: HoldOrder): Promise<Placed> {
  const { source, method, currency } = order;
  const asked = safeInteger(order.amount, "the amount of a hold");
  const id = work.newId("hold");
  const decision = await decide(work, order, asked);
  const held = decision.status === "authorized" ? decision.held : 0;
  const code = decision.status === "declined" ? decision.code : null;
  await store.insertHold(work, [
    ...[id, source, method.id, method.type, method.token, method.owner],
    ...[
      order.payer.fleet ?? order.payer.driver,
      currency,
      asked,
      held,
      decision.status,
      code,
      work.now,
    ],
  ]);
  if (decision.status === "declined") {
    await work.tell("hold.declined", {
      hold: id,
      source,
      code: decision.code,
      message: decision.message,
    });
    return { id, status: "declined", held };
  }
  await methods.countHold(work, method.id, 1);
  if (decision.status === "pending") {
    await enqueue(work, { task: "authorize_hold", queue: id, payload: { hold: id } });
  } else {
    await bookHold(work, present(await store.findHold(work, [id]), "the new hold"), held);
    await work.tell("hold.authorized", { hold: id, source, held });
    if (method.type === "wallet") await work.tell("wallet.lowered", { owner: method.owner });
  }
  return { id, status: decision.status, held };
}

async function decide(work: Work, order: HoldOrder, asked: number): Promise<Decision> {
  const { method, currency, least = leastHeldMinor } = order;
  // Nothing to hold (a free tariff), or a debit that is collected by invoice: no limit either.
  if (asked === 0 || method.type === "bank_account") return { status: "authorized", held: 0 };
  if (method.type === "card") {
    const { expiry } = method;
    const expired = expiry !== null && isExpired(expiry.month, expiry.year, work.now);
    return expired ? declined("expired_card", "The card has expired.") : { status: "pending" };
  }
  const wallet = await lockWallet(work, method.owner);
  if (wallet.currency !== null && wallet.currency !== currency) {
    return declined("currency_mismatch", `The wallet holds ${wallet.currency}, not ${currency}.`);
  }
  if (wallet.available < Math.min(asked, least)) {
    return declined("insufficient_funds", "The wallet has insufficient funds.");
  }
  return { status: "authorized", held: Math.min(asked, wallet.available) };
}

const lockHold = async (work: Work, id: string): Promise<HoldRow> =>
  present(await store.lockHold(work, [id]), `the hold ${id}`);

/** Asks for a larger hold; `hold.raised` or `hold.raise_declined` tells the outcome. */
export async function raiseHold(work: Work, id: string, to: number): Promise<void> {
  const hold = await lockHold(work, id);
  if (hold.status !== "authorized" || hold.kind === "bank_account" || to <= hold.held) return;
  const payload = { hold: id, to: safeInteger(to, "the amount of a hold") };
  await enqueue(work, { task: "raise_hold", queue: id, payload });
}

/** Gives up a hold that is not collected; again changes nothing. */
export async function releaseHold(work: Work, id: string): Promise<void> {
  const hold = await lockHold(work, id);
  if (hold.status !== "pending" && hold.status !== "authorized") return;
  await endHold(work, hold, "released");
  // Behind the authorisation in its queue: also one that is still on its way is cancelled.
  if (hold.kind === "card")
    await enqueue(work, { task: "cancel_hold", queue: id, payload: { hold: id } });
}

/** What is charged, or corrected, and for whom. */
export type Charge = {
  readonly hold: string;
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
  readonly session: string | null;
  readonly driver: string | null;
  readonly fleet: string | null;
  readonly vehicle: string | null;
  /** The tax inside; null: none. */
  readonly vat: Vat | null;
};

const newTransaction = (
  work: Work,
  hold: HoldRow,
  charge: Charge,
  type: TransactionRow["type"],
): TransactionRow => ({
  ...{ id: work.newId("txn"), type, status: "pending" },
  amount: safeInteger(charge.amount, "an amount"),
  ...{ currency: charge.currency, description: charge.description },
  ...{ charging_session: charge.session, driver: charge.driver, fleet: charge.fleet },
  ...{ vehicle: charge.vehicle, payment_method: hold.payment_method, created: work.now },
  ...{ hold_id: hold.id, refunded: 0, refund_of: null, returned: null },
  ...{ wallet_movement: false, vat_percent: charge.vat?.percent ?? null },
  vat_amount: safeInteger(charge.vat?.amount ?? 0, "a tax"),
});

/**
 * Collects what is due: up to the hold from a card, up to what it has from a wallet, by invoice
 * from a bank account. Answers null where a processor must be asked: `charge.settled` follows.
 */
export async function collect(work: Work, charge: Charge): Promise<Settled | null> {
  const hold = await lockHold(work, charge.hold);
  assert(
    charge.amount >= 0 && charge.currency === hold.currency,
    `${hold.id} cannot be charged like this`,
  );
  if (charge.amount === 0) {
    await releaseHold(work, hold.id);
    return { transaction: null, captured: 0, rest: 0 };
  }
  const born = newTransaction(work, hold, charge, "charge");
  if (hold.kind === "wallet" && hold.status === "authorized" && charge.amount <= hold.held) {
    // No less is available afterwards: it was held.
    return takeHeld(work, hold, born);
  }
  const row = await insertTransaction(work, born);
  const open = hold.status === "pending" || hold.status === "authorized";
  // Declined or released before: used all the same (a start at the charger), so it is owed.
  if (!open) return conclude(work, hold, row, 0, "none");
  if (hold.kind === "card") {
    await saveHold(work, { ...hold, status: "collecting" });
    const payload = { hold: hold.id, transaction: row.id };
    await enqueue(work, { task: "capture_hold", queue: hold.id, payload });
    return null;
  }
  const ended = await endHold(work, hold, "settled");
  return hold.kind === "bank_account" ? owe(work, ended, row) : takeFromWallet(work, ended, row);
}

/** All that is due, if the wallet has it; the hold made sure of its part. */
async function takeFromWallet(work: Work, hold: HoldRow, row: TransactionRow): Promise<Settled> {
  const wallet = await lockWallet(work, hold.owner);
  const usable = wallet.currency === row.currency ? wallet.available : 0;
  const settled = await conclude(work, hold, row, Math.min(row.amount, usable), "none");
  await work.tell("wallet.lowered", { owner: hold.owner });
  return settled;
}

/** What was refunded meanwhile cannot be corrected downwards once more. */
async function withinSession(work: Work, { session, amount }: Charge): Promise<number> {
  if (session === null || amount >= 0) return amount;
  const net = (await store.netOfSession(work, [session]))?.net ?? 0;
  return 0 - Math.min(-amount, Math.max(0, net));
}

/**
 * Corrects a charge by the difference that a late reading made (ruling 29): collects more, or gives
 * back what was collected and forgives what was not. Answers as `collect` does.
 */
export async function adjust(work: Work, charge: Charge): Promise<Settled | null> {
  const hold = await lockHold(work, charge.hold);
  assert(charge.currency === hold.currency, `${hold.id} cannot be adjusted in ${charge.currency}`);
  const amount = await withinSession(work, charge);
  if (amount === 0) return { transaction: null, captured: 0, rest: 0 };
  const whole = newTransaction(work, hold, charge, "adjustment");
  const vat_amount = taxWithin(whole, amount);
  const row = await insertTransaction(work, { ...whole, amount, vat_amount });
  if (hold.kind === "bank_account") return owe(work, hold, row);
  if (hold.kind === "card") {
    const payload = { hold: hold.id, transaction: row.id };
    const task = row.amount > 0 ? "charge_adjustment" : "return_adjustment";
    // Behind the capture in its queue: what can be given back is known by then.
    await enqueue(work, { task, queue: hold.id, payload });
    return null;
  }
  return row.amount > 0
    ? takeFromWallet(work, hold, row)
    : giveBack(work, hold, row, returnable(hold, -row.amount), "none");
}
