// Finalising: the window's transactions become the invoice's, its lines, parties and number are
// fixed, and it is owed; or it is paid at once where nothing is due, and what is due to its owner
// goes to their wallet (ruling 32). All in one transaction: a number that was taken is used.
import type { ReadWork, Work } from "../../db/work.ts";
import { post } from "../../ledger/store.ts";
import { creditGranted, receivableCollected, type Share } from "../../ledger/templates.ts";
import { lockWallet } from "../../ledger/wallet.ts";
import { present } from "../../lib/assert.ts";
import { refuse } from "../../lib/errors.ts";
import { addMs } from "../../lib/time.ts";
import type { AccountRow } from "../accounts/schema.ts";
import { settingsOf } from "../accounts/settings/actions.ts";
import * as accounts from "../accounts/store.ts";
import type { FleetRow } from "../fleets/schema.ts";
import * as fleets from "../fleets/store.ts";
import { lock, renderedOne, watchDueDate, windowOf } from "./actions.ts";
import { lineItems, total, vatLines } from "./lines.ts";
import type { InvoiceRow, Parties, Party } from "./schema.ts";
import { settle } from "./settle_actions.ts";
import * as store from "./store.ts";

const dayMs = 86_400_000;

export async function finalize(work: Work, id: string): Promise<InvoiceRow> {
  const draft = await lock(work, id);
  if (draft.status !== "draft") {
    const message = `The invoice is ${draft.status}; only a draft can be finalised.`;
    refuse("invoice_finalize_invalid_state", message);
  }
  // First: what ends between the two is claimed, and what does not is awaited.
  await store.awaitLate(work, windowOf(draft));
  await store.claim(work, [id, ...windowOf(draft)]);
  const lines = lineItems(await store.groupsOf(work, [id, draft.zone]));
  const taxed = await store.taxesOf(work, [id]);
  const due = total(lines.map(({ amount }) => amount));
  const { invoice_due_days: days } = await settingsOf(work);
  const parties = await partiesOf(work, draft);
  const { number } = present(await store.nextNumber(work), "a number");
  const row: InvoiceRow = {
    ...draft,
    ...{ status: due > 0 ? "open" : "paid", number, parties, total: due },
    ...{ line_items: lines, vat_lines: vatLines(taxed) },
    due_date: draft.due_date ?? addMs(work.now, days * dayMs),
    ...(due > 0 ? {} : { amount_paid: 0, paid_at: work.now }),
    ...{ finalized_at: work.now, updated: work.now },
  };
  await save(work, row);
  work.emit("invoice.finalized", await renderedOne(work, row));
  if (due > 0) await watchDueDate(work, row);
  else await closeWithoutPayment(work, row, due);
  return row;
}

const save = (work: Work, row: InvoiceRow) =>
  store.finalize(work, [
    ...[row.id, row.status, row.due_date, row.number, JSON.stringify(row.line_items)],
    ...[JSON.stringify(row.vat_lines), row.parties, row.total, row.amount_paid, row.paid_at],
    work.now,
  ]);

/** Debts and credits even out; what is left over is the owner's. */
async function closeWithoutPayment(work: Work, row: InvoiceRow, due: number): Promise<void> {
  const owed: readonly Share[] = await store.sharesOf(work, [row.id]);
  const { id, currency } = row;
  const owner = row.fleet ?? work.account;
  await settle(work, id, null);
  if (due < 0) {
    await refuseOtherCurrency(work, owner, currency);
    await post(work, creditGranted({ invoice: id, owner, owed, currency }));
  } else if (owed.length > 0) {
    const from = { kind: "wallet", owner } as const;
    await post(work, receivableCollected({ payment: id, from, owed, currency }));
  }
  work.emit("invoice.paid", await renderedOne(work, row));
}

async function refuseOtherCurrency(work: Work, owner: string, currency: string): Promise<void> {
  const wallet = await lockWallet(work, owner);
  if (wallet.currency === null || wallet.currency === currency) return;
  const message =
    `The invoice is a credit in ${currency}, and the wallet that it would go to holds ` +
    `${wallet.currency}.`;
  refuse("invoice_validation_error", message, { param: "currency" });
}

/** Names and addresses as they are now. */
export async function partiesOf(work: ReadWork, { fleet }: InvoiceRow): Promise<Parties> {
  const account = present(await accounts.own(work), "the account");
  const known = fleet === null ? null : await fleets.find(work, [fleet]);
  return { account: partyOfAccount(account), fleet: known === null ? null : partyOfFleet(known) };
}

type Address = FleetRow["address"];

const addressLines = (address: Address): string[] => {
  if (address === null) return [];
  const { line1, line2, postal_code, city, state, country } = address;
  const place = [postal_code, city].filter((one) => one !== null).join(" ");
  return [line1, line2, place, [state, country].filter((one) => one !== null).join(", ")].filter(
    (line): line is string => line !== null && line !== "",
  );
};

const partyOfAccount = (row: AccountRow): Party => ({
  ...{ name: row.name, email: row.email, registration: row.registration_number },
  address: addressLines(row.billing_details.billing_address),
});

const partyOfFleet = (row: FleetRow): Party => ({
  ...{ name: row.name, email: row.email, registration: null },
  address: addressLines(row.address),
});
