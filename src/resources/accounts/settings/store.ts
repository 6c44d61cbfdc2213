// SQL of account settings: one row per account and mode once something was set.
import { row, rows } from "../../../db/statement.ts";
import type { SettingsRow } from "./schema.ts";

/** With nulls where nothing was set yet. */
export const find = row<
  { [K in keyof SettingsRow]: SettingsRow[K] | null } & { default_currency: string }
>(
  "account_settings.find",
  `select a.default_currency, s.invoice_due_days, s.reservation_fee, s.reservation_fee_currency,
     s.reservation_free_cancellation_seconds, s.session_hold_amounts, s.vat_rates,
     s.webhook_http_allowed
   from accounts a left join account_settings s on s.account_id = a.id and s.livemode = $2
   where a.id = $1`,
);

/** Changes of the settings come one after another. */
export const lock = rows(
  "account_settings.lock",
  `select account_id from account_modes where account_id = $1 and livemode = $2 for update`,
);

export const put = rows(
  "account_settings.put",
  `insert into account_settings (account_id, livemode, invoice_due_days, reservation_fee,
     reservation_fee_currency, reservation_free_cancellation_seconds, session_hold_amounts,
     vat_rates, webhook_http_allowed, updated)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
   on conflict (account_id, livemode) do update set invoice_due_days = excluded.invoice_due_days,
     reservation_fee = excluded.reservation_fee,
     reservation_fee_currency = excluded.reservation_fee_currency,
     reservation_free_cancellation_seconds = excluded.reservation_free_cancellation_seconds,
     session_hold_amounts = excluded.session_hold_amounts, vat_rates = excluded.vat_rates,
     webhook_http_allowed = excluded.webhook_http_allowed, updated = excluded.updated`,
);
