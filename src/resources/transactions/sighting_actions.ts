// What happens to a payment at the processor without an order of ours: somebody cancels, captures
// or gives back by hand, an authorisation runs out, a payer contests. A notification makes us
// look; what went back is booked, what is seen is kept beside it, and checkMoney compares the two.
import type { Work } from "../../db/work.ts";
import { enqueue } from "../../jobs/queue.ts";
import { post } from "../../ledger/store.ts";
import * as templates from "../../ledger/templates.ts";
import { present } from "../../lib/assert.ts";
import type { Standing } from "../../payments/processor.ts";
import * as payments from "./payments/actions.ts";
import { bookReturns } from "./refunds/outside_actions.ts";
import { type HoldRow, heldOf } from "./schema.ts";
import { saveHold } from "./settle_actions.ts";
import * as store from "./store.ts";

/**
 * A notification hints that something happened to a payment. A debit under way is asked for; of
 * everything else it is looked what has become of it, behind what is ordered of it already.
 */
export async function hinted(work: Work, authorization: string): Promise<void> {
  const hold = await store.holdByAuthorization(work, [authorization]);
  // The answer to the order itself is still on its way, and will say the same.
  if (hold === null) return;
  if (hold.kind === "bank_account" && hold.status === "collecting") {
    await payments.hinted(work, authorization);
    return;
  }
  const { id } = hold;
  await enqueue(work, { task: "look_at_payment", queue: id, key: id, payload: { hold: id } });
}

/** Keeps what was seen. Answers what somebody should know of it, or null. */
export async function saw(work: Work, id: string, standing: Standing): Promise<string | null> {
  const seen = present(await store.findHold(work, [id]), `the hold ${id}`);
  await work.tell("hold.deciding", { hold: id, source: seen.source });
  const hold = present(await store.lockHold(work, [id]), `the hold ${id}`);
  const { status, captured, refunded, disputed } = standing;
  await store.saveSighting(work, [id, status, captured, refunded, disputed, work.now]);
  if (status === "closed" && hold.status === "authorized" && hold.held > 0) {
    await lose(work, hold);
    return "an authorisation was closed at the processor before its time";
  }
  const isNew = await bookReturns(work, hold, standing);
  if (disputed && isNew) return "a payer contests a payment";
  if (status === "captured" && hold.status === "authorized") {
    return "a payment was captured at the processor by somebody else";
  }
  return isNew ? "a payment was given back at the processor by somebody else" : null;
}

const gone = {
  code: "authorization_closed",
  message: "The authorisation was closed at the processor.",
} as const;

/**
 * Nothing is held any more. Whoever relies on it hears what it would if the hold could not be
 * raised; what is due by then is collected as far as nothing, and owed.
 */
async function lose(work: Work, hold: HoldRow): Promise<void> {
  const { id, source, currency, held: amount } = hold;
  await post(work, templates.holdEnded({ hold: id, held: heldOf(hold), amount, currency }));
  await saveHold(work, { ...hold, held: 0, decline_code: gone.code });
  await work.tell("hold.raise_declined", { hold: id, source, ...gone });
}
