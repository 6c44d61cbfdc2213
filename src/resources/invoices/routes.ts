// The endpoints of invoices. Paying by card is waited for; a bank account's invoice stays open
// until the bank has decided.
import { cutPage } from "../../http/paging.ts";
import { Awaited, file, get, list, post, remove, resource } from "../../http/resource.ts";
import { present } from "../../lib/assert.ts";
import * as s from "../../lib/schema.ts";
import * as actions from "./actions.ts";
import { finalize } from "./finalize_actions.ts";
import * as payments from "./pay_actions.ts";
import { pdfOf } from "./pdf_actions.ts";
import {
  Invoice,
  InvoiceCreate,
  InvoiceDetails,
  InvoicePay,
  type InvoiceRow,
  InvoiceUpdate,
  renderDetails,
  statuses,
} from "./schema.ts";
import * as store from "./store.ts";

export default resource("invoices", {
  about:
    "What a fleet, or the whole account, has charged in a period: sessions, fees, refunds and " +
    "corrections, less what was collected already. Finalising fixes it and gives it a number.",
  renders: [
    {
      prefix: "inv",
      object: "invoice",
      expandable: { fleet: "flt", payment_method: "pm" },
      load: (work, ids) =>
        work.inOneState(async (still) => actions.rendered(still, await store.load(still, [ids]))),
    },
  ],
  waits: { invoice_payment: payments.outcomeOf },
  listens: {
    "hold.deciding": (work, { source }) => payments.lockFor(work, source),
    "payment.succeeded": payments.succeeded,
    "payment.failed": payments.failed,
  },
  routes: {
    create: post(
      "/v1/invoices",
      {
        summary: "Create an invoice",
        about:
          "A draft about the transactions of a period. Its lines are computed when it is read, " +
          "until it is finalised. Account and fleets also get drafts by themselves, at the end " +
          "of each `billing_cycle` in which there was something to invoice.",
        body: InvoiceCreate,
        answer: Invoice,
        example: { period_start: "2026-03-01T00:00:00Z", period_end: "2026-04-01T00:00:00Z" },
        refuses: ["fleet_not_found", "invoice_validation_error"],
      },
      async (work, input) => actions.renderedOne(work, await actions.create(work, input)),
    ),
    list: list(
      "/v1/invoices",
      {
        summary: "List invoices",
        query: s.object({
          fleet: s.optional(s.id("flt", { about: "Only those about this fleet." })),
          status: s.optional(s.choice(statuses, { about: "Only those with this status." })),
        }),
        answer: Invoice,
      },
      async (work, filters, page) => {
        const [rows, all] = await work.inOneState(async (still) => {
          const found = await store.list(still, page, filters);
          return [found, await actions.rendered(still, found)];
        });
        const shown = new Map(all.map((one) => [one.id, one]));
        const render = ({ id }: InvoiceRow) => present(shown.get(id), "a rendered invoice");
        return cutPage(rows, page, ({ id }) => id, render);
      },
    ),
    retrieve: get(
      "/v1/invoices/:invoice",
      { summary: "Retrieve an invoice", answer: Invoice },
      (work, { invoice: id }) =>
        work.inOneState(async (still) => actions.renderedOne(still, await actions.get(still, id))),
    ),
    update: post(
      "/v1/invoices/:invoice",
      {
        summary: "Update an invoice",
        about: "While it is a draft or open. Parameters you omit keep their current values.",
        body: InvoiceUpdate,
        answer: Invoice,
        refuses: ["invoice_update_invalid_state", "invoice_validation_error"],
      },
      async (work, { invoice: id, ...input }) =>
        actions.renderedOne(work, await actions.update(work, id, input)),
    ),
    remove: remove(
      "/v1/invoices/:invoice",
      {
        summary: "Delete an invoice",
        about: "Only a draft; what is finalised has a number and can be voided.",
        object: "invoice",
        refuses: ["invoice_update_invalid_state"],
      },
      (work, { invoice: id }) => actions.remove(work, id),
    ),
    finalize: post(
      "/v1/invoices/:invoice/finalize",
      {
        summary: "Finalize an invoice",
        about:
          "Fixes its lines, gives it the next number and a due date, and makes it `open`; `paid` " +
          "at once where nothing is due. Where it comes out negative, the owner's wallet gets " +
          "the credit.",
        answer: Invoice,
        refuses: ["invoice_finalize_invalid_state", "invoice_validation_error"],
      },
      async (work, { invoice: id }) => actions.renderedOne(work, await finalize(work, id)),
    ),
    pay: post(
      "/v1/invoices/:invoice/pay",
      {
        summary: "Pay an invoice",
        about:
          "Collects the amount due. A card answers within seconds, `paid` or 402; with a bank " +
          "account the invoice stays open until `invoice.paid` or `invoice.payment_failed`. What " +
          "it held open, of bank accounts and failed captures, succeeds with it.",
        body: InvoicePay,
        answer: Invoice,
        refuses: [
          "invoice_payment_invalid_state",
          "invoice_validation_error",
          "payment_method_not_found",
          "payment_method_scope_invalid",
          "payment_authorization_failed",
        ],
      },
      async (work, { invoice: id, payment_method }) => {
        const { payment, takesDays } = await payments.pay(work, id, payment_method);
        if (!takesDays) return new Awaited({ wait: "invoice_payment", id: payment });
        return actions.renderedOne(work, await actions.get(work, id));
      },
    ),
    void: post(
      "/v1/invoices/:invoice/void",
      {
        summary: "Void an invoice",
        about: "It is owed no longer and keeps its number; its transactions are free for another.",
        answer: Invoice,
        refuses: ["invoice_void_invalid_state"],
      },
      async (work, { invoice: id }) => actions.renderedOne(work, await actions.voidIt(work, id)),
    ),
    details: get(
      "/v1/invoices/:invoice/details",
      {
        summary: "Retrieve an invoice's details",
        about: "Its number, and the tax in it by country and rate.",
        answer: InvoiceDetails,
      },
      (work, { invoice: id }) =>
        work.inOneState(async (still) => {
          const row = await actions.get(still, id);
          const [claimed, vat] = await Promise.all([
            store.countClaimed(still, [id]),
            actions.vatLinesOf(still, row),
          ]);
          return renderDetails(row, present(claimed, "a count").count, vat);
        }),
    ),
    pdf: file(
      "/v1/invoices/:invoice/pdf",
      {
        summary: "Download an invoice as PDF",
        about:
          "With number, parties, lines, tax by country and rate, and a list of the sessions. Of " +
          "accounts, fleets, drivers and stations that a restricted key may not read only the " +
          "ids show, and without the right to read sessions their list is left out.",
        type: "application/pdf",
      },
      (work, { invoice: id }) => pdfOf(work, id),
    ),
  },
});
