// What happens to invoices before and after they are owed: drafted, read, updated, deleted, voided,
// overdue. Finalising and paying have files of their own.
import type { ReadWork, Work } from "../../db/work.ts";
import { enqueue } from "../../jobs/queue.ts";
import { present } from "../../lib/assert.ts";
import { found, refuse } from "../../lib/errors.ts";
import { firstIdAt } from "../../lib/id.ts";
import { same } from "../../lib/merge.ts";
import { mergeMetadata } from "../../lib/metadata.ts";
import type { Static } from "../../lib/schema.ts";
import * as accounts from "../accounts/store.ts";
import * as fleets from "../fleets/store.ts";
import { type Group, lineItems, vatLines } from "./lines.ts";
import { refuseOdd } from "./period.ts";
import {
  type InvoiceCreate,
  type InvoiceRow,
  type InvoiceUpdate,
  type Lined,
  renderInvoice,
} from "./schema.ts";
import * as store from "./store.ts";

export const notFound = "invoice_not_found";

/** Fleet, currency, first id, id after the last: the transactions that a draft is about. */
export const windowOf = (row: InvoiceRow) =>
  [
    row.fleet,
    row.currency,
    firstIdAt("txn", row.period_start.getTime()),
    firstIdAt("txn", row.period_end.getTime()),
  ] as const;

/** What drafts hold just now, in one statement for all of them. */
async function groupsOfDrafts(work: ReadWork, drafts: readonly InvoiceRow[]): Promise<Group[]> {
  if (drafts.length === 0) return [];
  const windows = drafts.map(windowOf);
  return store.groupsOfDrafts(work, [
    drafts.map(({ id }) => id),
    ...[0, 1, 2, 3].map((at) => windows.map((window) => window[at])),
    drafts.map(({ zone }) => zone),
  ]);
}

/** Rows with their lines: a draft's as its window is now. */
export async function lined(work: ReadWork, rows: readonly InvoiceRow[]): Promise<Lined[]> {
  const drafts = rows.filter(({ status }) => status === "draft");
  const groups = await groupsOfDrafts(work, drafts);
  return rows.map((row) => ({
    row,
    lines: row.line_items ?? lineItems(groups.filter(({ invoice }) => invoice === row.id)),
  }));
}

export const rendered = async (work: ReadWork, rows: readonly InvoiceRow[]) =>
  (await lined(work, rows)).map(renderInvoice);

export async function renderedOne(work: ReadWork, row: InvoiceRow) {
  return present((await rendered(work, [row]))[0], "the invoice");
}

/** Tax by country and rate, of a draft as it is now. */
export const vatLinesOf = async (work: ReadWork, row: InvoiceRow) =>
  row.vat_lines ?? vatLines(await store.taxesOfDraft(work, windowOf(row)));

export const get = async (work: ReadWork, id: string): Promise<InvoiceRow> =>
  found(await store.find(work, [id]), notFound, id);

export const lock = async (work: Work, id: string): Promise<InvoiceRow> =>
  found(await store.lock(work, [id]), notFound, id);

export async function create(work: Work, input: Static<typeof InvoiceCreate>): Promise<InvoiceRow> {
  const { fleet = null, description, metadata } = input;
  const [start, end] = [new Date(input.period_start), new Date(input.period_end)];
  refuseOdd(start, end);
  if (fleet !== null) await refuseFleet(work, fleet);
  const own = present(await accounts.currency(work), "the account");
  const currency = input.currency ?? own.default_currency;
  const kept = mergeMetadata({}, metadata);
  return draft(work, { fleet, currency, description, metadata: kept, start, end });
}

async function refuseFleet(work: Work, id: string): Promise<void> {
  const fleet = found(await fleets.lock(work, [id]), "fleet_not_found", id, "fleet");
  if (fleet.status !== "archived") return;
  const message = "Invalid fleet: it is archived. An invoice of the account holds what it owes.";
  refuse("invoice_validation_error", message, { param: "fleet" });
}

export type Draft = {
  readonly fleet: string | null;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly start: Date;
  readonly end: Date;
  readonly automatic?: boolean;
};

export async function draft(work: Work, given: Draft): Promise<InvoiceRow> {
  const id = work.newId("inv");
  const { fleet, currency, description, metadata, start, end, automatic = false } = given;
  await store.insert(work, [
    ...[id, fleet, currency, description, JSON.stringify(metadata), start, end, automatic],
    work.now,
  ]);
  const row = await get(work, id);
  work.emit("invoice.created", await renderedOne(work, row));
  return row;
}

export async function update(
  work: Work,
  id: string,
  input: Static<typeof InvoiceUpdate>,
): Promise<InvoiceRow> {
  const before = await lock(work, id);
  if (before.status !== "draft" && before.status !== "open") {
    const message = `The invoice is ${before.status}; only a draft or an open one can be updated.`;
    refuse("invoice_update_invalid_state", message);
  }
  const due = input.due_date === undefined ? before.due_date : new Date(input.due_date);
  if (input.due_date !== undefined && due !== null && due <= work.now) {
    refuse("invoice_validation_error", "Invalid due_date: it must be in the future.", {
      param: "due_date",
    });
  }
  const after: InvoiceRow = {
    ...before,
    description: input.description === undefined ? before.description : input.description,
    due_date: due,
    metadata: mergeMetadata(before.metadata, input.metadata),
  };
  if (same(before, after)) return before;
  after.updated = work.now;
  await store.update(work, [
    ...[id, after.description, after.due_date, JSON.stringify(after.metadata), work.now],
  ]);
  if (after.status === "open") await watchDueDate(work, after);
  const [was, is] = await rendered(work, [before, after]);
  work.emit("invoice.updated", present(is, "the invoice"), was);
  return after;
}

/** A draft leaves nothing behind: nobody has got it, and no number was given. */
export async function remove(work: Work, id: string): Promise<string> {
  const row = await lock(work, id);
  if (row.status !== "draft") {
    const message = `The invoice is ${row.status}; only a draft can be deleted, others are voided.`;
    refuse("invoice_update_invalid_state", message);
  }
  await store.remove(work, [id]);
  return row.id;
}

export async function voidIt(work: Work, id: string): Promise<InvoiceRow> {
  const row = await lock(work, id);
  if (row.status !== "open" && row.status !== "overdue") {
    const message = `The invoice is ${row.status}; only an open or overdue one can be voided.`;
    refuse("invoice_void_invalid_state", message);
  }
  if (row.payment !== null) {
    const message = "A payment of the invoice is under way; wait for its end.";
    refuse("invoice_void_invalid_state", message);
  }
  await store.free(work, [id]);
  await store.move(work, [id, "void", work.now, work.now]);
  const after = { ...row, status: "void" as const, voided_at: work.now, updated: work.now };
  work.emit("invoice.voided", await renderedOne(work, after));
  return after;
}

/** Has it looked at again once its due date has passed. */
export const watchDueDate = (work: Work, { id, due_date }: InvoiceRow): Promise<void> =>
  enqueue(work, {
    ...{ task: "invoice_due", payload: { invoice: id } },
    runAt: present(due_date, "a due date"),
  });

/** Its due date may have been moved, or it was paid meanwhile. */
export async function becomeOverdue(work: Work, id: string): Promise<void> {
  const row = await store.lock(work, [id]);
  if (row?.status !== "open" || row.due_date === null || row.due_date > work.now) return;
  await store.move(work, [id, "overdue", null, work.now]);
  const after = { ...row, status: "overdue" as const, updated: work.now };
  work.emit("invoice.overdue", await renderedOne(work, after));
}
