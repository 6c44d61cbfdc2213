// A correction downwards whose money came back: the processor had accepted it, and it did not reach
// the payer. What was booked stays; two corrections more say that the money is here again, and that
// it is owed to the payer. Their next invoice gives it (ruling 29), as where a processor refuses at
// once.
import type { Work } from "../../../db/work.ts";
import { post } from "../../../ledger/store.ts";
import * as templates from "../../../ledger/templates.ts";
import { present } from "../../../lib/assert.ts";
import {
  type HoldRow,
  renderTransaction,
  sourceOf,
  type TransactionRow,
  taxWithin,
} from "../schema.ts";
import { insertTransaction, saveHold } from "../settle_actions.ts";
import * as store from "../store.ts";

/** `row`: the correction, of which something went back. Told again, nothing of it is left. */
export async function notReturned(work: Work, row: TransactionRow, hold: HoldRow): Promise<void> {
  const back = row.returned ?? 0;
  if (back === 0) return;
  await store.settle(work, [row.id, row.status, row.amount, 0, row.vat_amount]);
  await saveHold(work, { ...hold, refunded: hold.refunded - back });
  const parts = { tax: 0 - taxWithin(row, -back), currency: row.currency, gross: back };
  const from = sourceOf(hold, present(hold.processor, "who has the money"));

  const again = await insert(work, row, { status: "succeeded", amount: back, vat: parts.tax });
  await post(work, templates.chargeCollected({ ...parts, transaction: again.id, from }));

  const owed = await insert(work, row, { status: "failed", amount: -back, vat: -parts.tax });
  const sale = { ...parts, transaction: owed.id, from, payer: hold.payer };
  await post(work, templates.chargeLowered({ ...sale, returned: 0 }));
  await store.setOwed(work, [owed.id, -back, hold.payer]);
  work.emit("charge.failed", renderTransaction(owed));

  await work.tell("charge.settled", {
    ...{ hold: hold.id, source: hold.source, transaction: owed.id, captured: back, rest: -back },
  });
}

type Part = Pick<TransactionRow, "status" | "amount"> & { readonly vat: number };

const insert = (work: Work, row: TransactionRow, { status, amount, vat }: Part) =>
  insertTransaction(work, {
    ...{ ...row, id: work.newId("txn"), status, amount, created: work.now },
    ...{ returned: null, vat_amount: vat === 0 ? 0 : vat, description: describe(row, status) },
  });

const longestText = 500;

/** The bank's answer, in the words of the correction. */
const describe = ({ description }: TransactionRow, status: TransactionRow["status"]) => {
  const what = status === "failed" ? "owed to the payer" : "did not reach the payer";
  return (description === null ? what : `${description}: ${what}`)
    .slice(0, longestText)
    .toWellFormed();
};
