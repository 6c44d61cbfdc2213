// What a processor's answers do to holds and transactions. Each runs in the last transaction of its
// job, so the effect and the job's end commit together; the facts told here are told once.
import type { Work } from "../../db/work.ts";
import { lockWallet } from "../../ledger/wallet.ts";
import { present } from "../../lib/assert.ts";
import type { Authorized, Declined, Done } from "../../payments/processor.ts";
import type { HoldRow, Settled, TransactionRow } from "./schema.ts";
import {
  bookHold,
  conclude,
  endHold,
  giveBack,
  saveHold,
  setAside,
  takeCaptured,
} from "./settle_actions.ts";
import * as store from "./store.ts";

/** The hold, locked after what it is for: sessions lock themselves first and their hold then. */
export async function lockHold(work: Work, id: string): Promise<HoldRow> {
  const seen = present(await store.findHold(work, [id]), `the hold ${id}`);
  await work.tell("hold.deciding", { hold: id, source: seen.source });
  return present(await store.lockHold(work, [id]), `the hold ${id}`);
}

export async function authorized(
  work: Work,
  id: string,
  answer: Authorized | Declined,
): Promise<void> {
  const hold = await lockHold(work, id);
  const { source } = hold;
  if (answer.outcome === "declined") {
    const after = { ...hold, decline_code: answer.code };
    // Released or collecting meanwhile: the job behind this one meets a hold without authorisation.
    if (hold.status === "pending") await endHold(work, after, "declined");
    else await saveHold(work, after);
    if (hold.status === "released") return;
    await work.tell("hold.declined", {
      hold: id,
      source,
      code: answer.code,
      message: answer.message,
    });
    return;
  }
  const known = { ...hold, authorization_id: answer.authorization };
  if (hold.status === "released") {
    await saveHold(work, known);
    return;
  }
  const status = hold.status === "pending" ? "authorized" : hold.status;
  const after: HoldRow = { ...known, status, held: hold.asked };
  await saveHold(work, after);
  await work.tell("hold.authorized", { hold: id, source, held: after.held });
  await bookHold(work, after, hold.asked);
}

export async function raised(
  work: Work,
  id: string,
  to: number,
  answer: Done | Declined,
): Promise<void> {
  const hold = await lockHold(work, id);
  if (hold.status !== "authorized" && hold.status !== "collecting") return;
  if (answer.outcome === "declined") {
    const { code, message } = answer;
    await work.tell("hold.raise_declined", { hold: id, source: hold.source, code, message });
    return;
  }
  if (to <= hold.held) return;
  const after = { ...hold, held: to };
  await saveHold(work, after);
  await work.tell("hold.raised", { hold: id, source: hold.source, held: to });
  await bookHold(work, after, to - hold.held);
}

/** A wallet grows its hold by what is left in it. */
export async function raisedFromWallet(work: Work, id: string, to: number): Promise<void> {
  const hold = await lockHold(work, id);
  if (hold.status !== "authorized") return;
  const { available } = await lockWallet(work, hold.owner);
  const grown = Math.min(to, hold.held + available);
  const none = "The wallet has nothing left to hold.";
  const empty = { outcome: "declined", code: "insufficient_funds", message: none } as const;
  await raised(work, id, grown, grown > hold.held ? { outcome: "ok" } : empty);
  await work.tell("wallet.lowered", { owner: hold.owner });
}

const settledFact = (work: Work, hold: HoldRow, settled: Settled) =>
  work.tell("charge.settled", { hold: hold.id, source: hold.source, ...settled });

const pending = async (work: Work, id: string): Promise<TransactionRow> =>
  present(await store.find(work, [id]), `the transaction ${id}`);

/** The capture ended: `amount` came in, or nothing where it was declined. */
export async function captured(
  work: Work,
  id: string,
  transaction: string,
  outcome: {
    readonly amount: number;
    readonly declineCode: string | null;
    readonly processor: string;
  },
): Promise<void> {
  const hold = await lockHold(work, id);
  const { declineCode: decline_code, processor } = outcome;
  const known = { ...hold, decline_code: decline_code ?? hold.decline_code, processor };
  const row = await pending(work, transaction);
  if (outcome.amount === row.amount) {
    await settledFact(work, known, await takeCaptured(work, known, row, processor));
    return;
  }
  const ended = await endHold(work, known, "settled");
  await settledFact(work, ended, await conclude(work, ended, row, outcome.amount, processor));
}

/** A late correction was collected, or was declined and is owed (`amount` 0). */
export async function adjustmentCollected(
  work: Work,
  id: string,
  transaction: string,
  outcome: { readonly amount: number; readonly processor: string },
): Promise<void> {
  const hold = await lockHold(work, id);
  const row = await pending(work, transaction);
  // It is no part of the first capture, so a later refund of that one must not count it.
  const settled = await conclude(work, hold, row, outcome.amount, outcome.processor);
  await saveHold(work, hold);
  await settledFact(work, hold, settled);
}

/** What a late correction may give back, set aside before the processor is asked. */
export async function adjustmentSetAside(
  work: Work,
  id: string,
  transaction: string,
): Promise<number> {
  const hold = await lockHold(work, id);
  return setAside(work, hold, await pending(work, transaction));
}

/** A late correction went back, as far as anything had come in. */
export async function adjustmentReturned(
  work: Work,
  id: string,
  transaction: string,
  outcome: { readonly amount: number; readonly processor: string },
): Promise<void> {
  const hold = await lockHold(work, id);
  const row = await pending(work, transaction);
  await settledFact(work, hold, await giveBack(work, hold, row, outcome.amount, outcome.processor));
}
