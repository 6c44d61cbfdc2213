// Money that becomes a wallet's, as the transaction that tells of it (ruling 31: an adjustment that
// invoices do not speak of).
import type { Work } from "../../db/work.ts";
import { post } from "../../ledger/store.ts";
import { type Source, walletCredited } from "../../ledger/templates.ts";
import { insertTransaction } from "./settle_actions.ts";

export type Credit = {
  readonly owner: string;
  readonly amount: number;
  readonly currency: string;
  readonly payment_method: string;
  readonly description: string;
  /** The payment that brought it. */
  readonly hold: string;
  readonly from: Source;
};

/** Books a top-up; the id of its transaction. */
export async function creditWallet(work: Work, credit: Credit): Promise<string> {
  const { owner, amount, currency, description, payment_method } = credit;
  const row = await insertTransaction(work, {
    ...{ id: work.newId("txn"), type: "adjustment", status: "succeeded", amount, currency },
    ...{ description, payment_method, charging_session: null, vehicle: null, created: work.now },
    driver: owner.startsWith("drv_") ? owner : null,
    fleet: owner.startsWith("flt_") ? owner : null,
    ...{ hold_id: credit.hold, refunded: 0, refund_of: null, returned: null },
    ...{ wallet_movement: true, vat_percent: null, vat_amount: 0 },
  });
  const { from } = credit;
  await post(work, walletCredited({ transaction: row.id, owner, from, amount, currency }));
  return row.id;
}
