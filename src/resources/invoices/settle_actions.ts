// What an invoice held open and is paid now: its transactions succeed, and each is told of. A long
// invoice's are told by a job, some at a time.
import type { Work } from "../../db/work.ts";
import { enqueue } from "../../jobs/queue.ts";
import { settleOwed, tellSettled } from "../transactions/owed_actions.ts";
import * as store from "./store.ts";

/** In one statement, or one event's transaction. */
const atOnce = 500;

/** `payment` is the hold that the money came by; null: nothing had to come. */
export async function settle(work: Work, invoice: string, payment: string | null): Promise<void> {
  const ids = (await store.owedIn(work, [invoice])).map(({ id }) => id);
  for (let from = 0; from < ids.length; from += atOnce) {
    const some = ids.slice(from, from + atOnce);
    await settleOwed(work, some, payment);
    if (from === 0) await tellSettled(work, some);
    else {
      const payload = { transactions: some };
      await enqueue(work, { task: "tell_settled", queue: invoice, payload });
    }
  }
}
