// The invoice as the contract shows it (spec/samples/invoice.json), what it has beside that, and
// what a create or update may say.
import type { Metadata } from "../../lib/metadata.ts";
import * as s from "../../lib/schema.ts";
import { timestamp, timestampOrNull } from "../../lib/time.ts";

export const statuses = ["draft", "open", "paid", "overdue", "void"] as const;

const minor = (about: string, example: number) =>
  s.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, { about, example });

const description = () =>
  s.nullable(s.text(500, { about: "Stands on the invoice.", example: "Northern depot, March" }));

export const InvoiceCreate = s.object({
  period_start: s.timestamp({ about: "Transactions from then on are on the invoice." }),
  period_end: s.timestamp({
    about: "Transactions before that are on the invoice; at most 366 days after the start.",
  }),
  fleet: s.optional(
    s.nullable(
      s.id("flt", { about: "Only this fleet's transactions; else all of the account's." }),
    ),
  ),
  currency: s.optional(
    s.currency({ about: "Only transactions in this currency. Default: the account's." }),
  ),
  description: s.defaulted(description(), null),
  metadata: s.optional(s.metadataInput()),
});

export const InvoiceUpdate = s.object({
  description: s.optional(description()),
  due_date: s.optional(
    s.timestamp({ about: "When it is to be paid, in the future. A draft's default is set then." }),
  ),
  metadata: s.optional(s.metadataInput()),
});

export const InvoicePay = s.object({
  payment_method: s.optional(
    s.id("pm", {
      about:
        "Of the invoice's fleet, or the account's own. Default: the fleet's default method, else " +
        "the account's.",
    }),
  ),
});

const LineItem = s.object({
  amount: minor("What the line adds, smallest currency unit; negative takes away.", 1842),
  description: s.text(200, { about: "What for.", example: "Charging sessions for March 2026" }),
  quantity: s.integer(1, Number.MAX_SAFE_INTEGER, {
    about: "How many of them where all cost the same, else 1; times `unit_amount`: `amount`.",
    example: 1,
  }),
  unit_amount: minor("What one of them costs.", 1842),
});

export const Invoice = s.object({
  id: s.id("inv", { about: "Unique identifier." }),
  object: s.literal("invoice"),
  amount_due: minor("What is to be paid: the sum of the lines, 0 once it is paid.", 2500),
  amount_paid: s.nullable(minor("What was paid; null before.", 2500)),
  created: s.timestamp(),
  currency: s.currency({ about: "Currency of all its amounts." }),
  description: s.nullable(s.text(500)),
  due_date: s.nullable(
    s.timestamp({ about: "Open after that it is overdue. Null: set when it is finalised." }),
  ),
  fleet: s.nullable(s.id("flt", { about: "Whose transactions it is about; null: all." })),
  line_items: s.list(LineItem, {
    about:
      "One per kind and month, in the fleet's time zone, else UTC. A draft's are computed when " +
      "it is read; finalising fixes them.",
  }),
  metadata: s.metadata(),
  paid_at: s.nullable(s.timestamp({ about: "When it was paid, or null." })),
  payment_method: s.nullable(s.id("pm", { about: "What paid, or null." })),
  period_end: s.timestamp(),
  period_start: s.timestamp(),
  status: s.choice(statuses, {
    about:
      "`draft` follows its period; `open` is to be paid; `overdue`: its due date has passed; " +
      "`paid` and `void` are final.",
  }),
});

const VatLine = s.object({
  country: s.nullable(s.country({ about: "Where the energy was charged; null for fees." })),
  gross: minor("With tax, smallest currency unit.", 11_900),
  net: minor("Without tax.", 10_000),
  rate: s.text(10, { about: "Percent as a decimal; `0`: no tax.", example: "19" }),
  tax: minor("The tax.", 1900),
});

export const InvoiceDetails = s.object({
  id: s.id("inv", { about: "The invoice." }),
  object: s.literal("invoice_details"),
  automatic: s.boolean({ about: "Whether it was drafted at the end of a billing cycle." }),
  finalized_at: s.nullable(s.timestamp({ about: "When its lines were fixed; null for a draft." })),
  number: s.nullable(
    s.integer(1, Number.MAX_SAFE_INTEGER, {
      about: "Of the account and mode, without gaps, given at finalisation; null for a draft.",
      example: 17,
    }),
  ),
  payment_pending: s.boolean({
    about: "A payment is under way; a bank account's takes days.",
  }),
  transactions: s.integer(0, Number.MAX_SAFE_INTEGER, {
    about: "How many transactions it holds.",
    example: 186,
  }),
  vat_lines: s.list(VatLine, { about: "Tax by country and rate, of all that was charged." }),
  voided_at: s.nullable(s.timestamp({ about: "When it was voided, or null." })),
});

export type LineItem = s.Static<typeof LineItem>;
export type VatLine = s.Static<typeof VatLine>;

export type Party = {
  readonly name: string;
  readonly email: string | null;
  readonly registration: string | null;
  /** Lines of the address, as they are written. */
  readonly address: readonly string[];
};

/** `to` is the fleet; an invoice about the whole account is the account's. */
export type Parties = { readonly account: Party; readonly fleet: Party | null };

export type InvoiceRow = {
  id: string;
  status: (typeof statuses)[number];
  fleet: string | null;
  currency: string;
  description: string | null;
  metadata: Metadata;
  period_start: Date;
  period_end: Date;
  due_date: Date | null;
  automatic: boolean;
  number: number | null;
  line_items: readonly LineItem[] | null;
  vat_lines: readonly VatLine[] | null;
  parties: Parties | null;
  total: number | null;
  amount_paid: number | null;
  paid_at: Date | null;
  payment_method: string | null;
  finalized_at: Date | null;
  voided_at: Date | null;
  payment: string | null;
  payment_asked: string | null;
  failure: { readonly hold: string; readonly code: string; readonly message: string } | null;
  created: Date;
  updated: Date;
  /** The fleet's, else UTC; of months and dates. */
  zone: string;
};

/** A row with its lines, wherever they came from. */
export type Lined = { readonly row: InvoiceRow; readonly lines: readonly LineItem[] };

const sumOf = (lines: readonly LineItem[]): number =>
  lines.reduce((sum, { amount }) => sum + amount, 0);

export const amountDue = ({ row, lines }: Lined): number =>
  row.status === "paid" ? 0 : sumOf(lines);

export const renderInvoice = (lined: Lined) => {
  const { row } = lined;
  return {
    id: row.id,
    object: "invoice" as const,
    amount_due: amountDue(lined),
    amount_paid: row.amount_paid,
    created: timestamp(row.created),
    currency: row.currency,
    description: row.description,
    due_date: timestampOrNull(row.due_date),
    fleet: row.fleet,
    line_items: lined.lines.map((line) => ({
      amount: line.amount,
      description: line.description,
      quantity: line.quantity,
      unit_amount: line.unit_amount,
    })),
    metadata: row.metadata,
    paid_at: timestampOrNull(row.paid_at),
    payment_method: row.payment_method,
    period_end: timestamp(row.period_end),
    period_start: timestamp(row.period_start),
    status: row.status,
  };
};

export const renderDetails = (row: InvoiceRow, held: number, vat: readonly VatLine[]) => ({
  id: row.id,
  object: "invoice_details" as const,
  automatic: row.automatic,
  finalized_at: timestampOrNull(row.finalized_at),
  number: row.number,
  payment_pending: row.payment !== null,
  transactions: held,
  vat_lines: vat.map(({ country, gross, net, rate, tax }) => ({ country, gross, net, rate, tax })),
  voided_at: timestampOrNull(row.voided_at),
});
