// What was earned and is paid later, by an invoice: transactions that were `pending` or `failed`
// succeed. Where the money is booked is the invoice's affair.
import type { Work } from "../../db/work.ts";
import { renderTransaction } from "./schema.ts";
import * as store from "./store.ts";

/** `payment` is the hold that the money came by, which a refund gives back to. */
export const settleOwed = (work: Work, ids: readonly string[], payment: string | null) =>
  store.settleOwed(work, [ids, payment]);

/** Says of each that it was collected after all. */
export async function tellSettled(work: Work, ids: readonly string[]): Promise<void> {
  for (const row of await store.load(work, [ids])) {
    if (row.status === "succeeded" && row.type === "charge") {
      work.emit("charge.succeeded", renderTransaction(row));
    }
  }
}
