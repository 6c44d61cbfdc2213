// What the charger calls the transaction of a session: commands that are about one ask for it.
import type { ReadWork } from "../../db/work.ts";
import * as store from "./store.ts";

export async function transactionOf(
  work: ReadWork,
  session: string,
): Promise<{ readonly id: number; readonly reference: string | null } | null> {
  const row = await store.findAny(work, [session]);
  if (row === null || row.state !== "charging" || row.transaction_id === null) return null;
  return { id: row.transaction_id, reference: null };
}
