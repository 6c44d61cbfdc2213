// What the charger calls the transaction of a session: commands that are about one ask for it.

import type { ReadWork } from "../../db/work.ts";
import * as stationTransactions from "./station_transactions/store.ts";
import * as store from "./store.ts";

type Transaction = {
  readonly id: number;
  readonly reference: string | null;
  /** Where it is. */
  readonly connector: string;
};

export async function transactionOf(work: ReadWork, session: string): Promise<Transaction | null> {
  const row = await store.findAny(work, [session]);
  if (row === null || row.state !== "charging" || row.transaction_id === null) return null;
  const told = await stationTransactions.find(work, [row.transaction_id]);
  const reference = told?.reference ?? null;
  return { id: row.transaction_id, reference, connector: row.connector };
}
