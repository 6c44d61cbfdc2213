// What an account sets for its business, once per mode (spec part 3; ruling 9, because money stands
// in it).
import type { Place } from "../../../db/work.ts";
import * as s from "../../../lib/schema.ts";

/** More than a session, a reservation or a fee can sensibly be, in any currency. */
const mostMinor = 1_000_000_000;

const holds = <T extends s.TSchema>(amount: T) =>
  s.map("^[a-z]{3}$", amount, {
    about:
      "What a session authorises before it starts, by currency, in its smallest unit; a currency " +
      "left out has the built-in amount, 50.00 in `eur`. Less is held where `session_limit` caps " +
      "the price, more where the start alone costs more.",
    example: { eur: 8000 },
  });

const rates = <T extends s.TSchema>(rate: T) =>
  s.map("^[A-Z]{2}$", rate, {
    about:
      "Value-added tax in percent by country (ISO 3166-1 alpha-2), where it is not the built-in " +
      "rate. Applies to what is invoiced.",
    example: { DE: "19" },
  });

const percent = () =>
  s.text(6, {
    pattern: "^(100|\\d{1,2}(\\.\\d{1,3})?)$",
    about: "Percent as a decimal, up to three places.",
    example: "8.1",
  });
const amount = () => s.integer(1, mostMinor, { about: "Smallest currency unit." });

const fields = {
  invoice_due_days: s.integer(0, 365, {
    about: "Days from an invoice's finalisation to its due date.",
    example: 30,
  }),
  reservation_fee: s.integer(0, mostMinor, {
    about:
      "What a reservation costs that is not cancelled in time, smallest currency unit; 0: " +
      "nothing. Applies to reservations made from then on.",
    example: 500,
  }),
  reservation_free_cancellation_seconds: s.integer(0, 604_800, {
    about: "Until how long before its start a confirmed reservation may be cancelled free.",
    example: 1800,
  }),
  webhook_http_allowed: s.boolean({
    about:
      "Whether webhook endpoints may have `http` URLs; test mode only. Private addresses stay " +
      "the operator's to allow.",
  }),
};
const feeCurrency = s.currency({ about: "Currency of the fee." });

export const Settings = s.object({
  id: s.id("acct", { about: "The account." }),
  object: s.literal("settings"),
  invoice_due_days: fields.invoice_due_days,
  livemode: s.boolean({ about: "Whose settings these are: those of test or of live mode." }),
  reservation_fee: fields.reservation_fee,
  reservation_fee_currency: feeCurrency,
  reservation_free_cancellation_seconds: fields.reservation_free_cancellation_seconds,
  session_hold_amounts: holds(amount()),
  vat_rates: rates(percent()),
  webhook_http_allowed: fields.webhook_http_allowed,
});

export const SettingsUpdate = s.object({
  invoice_due_days: s.optional(fields.invoice_due_days),
  reservation_fee: s.optional(fields.reservation_fee),
  reservation_fee_currency: s.optional(
    s.nullable(s.currency({ about: "Currency of the fee; null: the account's default currency." })),
  ),
  reservation_free_cancellation_seconds: s.optional(fields.reservation_free_cancellation_seconds),
  session_hold_amounts: s.optional(holds(s.nullable(amount()))),
  vat_rates: s.optional(rates(s.nullable(percent()))),
  webhook_http_allowed: s.optional(fields.webhook_http_allowed),
});

export type SettingsRow = {
  invoice_due_days: number;
  reservation_fee: number;
  /** Null: the account's default currency. */
  reservation_fee_currency: string | null;
  reservation_free_cancellation_seconds: number;
  session_hold_amounts: Readonly<Record<string, number>>;
  vat_rates: Readonly<Record<string, string>>;
  webhook_http_allowed: boolean;
  default_currency: string;
};

/** Before anything was set (ruling 33: no fee; part 2: free until 30 minutes before). */
export const defaults: Omit<SettingsRow, "default_currency"> = {
  invoice_due_days: 7,
  reservation_fee: 0,
  reservation_fee_currency: null,
  reservation_free_cancellation_seconds: 1800,
  session_hold_amounts: {},
  vat_rates: {},
  webhook_http_allowed: false,
};

export const renderSettings = ({ account, livemode }: Place, row: SettingsRow) => ({
  id: account,
  object: "settings" as const,
  invoice_due_days: row.invoice_due_days,
  livemode,
  reservation_fee: row.reservation_fee,
  reservation_fee_currency: row.reservation_fee_currency ?? row.default_currency,
  reservation_free_cancellation_seconds: row.reservation_free_cancellation_seconds,
  session_hold_amounts: row.session_hold_amounts,
  vat_rates: row.vat_rates,
  webhook_http_allowed: row.webhook_http_allowed,
});
