-- What an account sets for its business, once per mode (ruling 9: money stands in it). No row: the defaults.
create table account_settings (
  account_id text collate "C" not null references accounts (id),
  livemode boolean not null,
  invoice_due_days integer not null,
  reservation_fee bigint not null,
  -- Null: the account's default currency.
  reservation_fee_currency text,
  reservation_free_cancellation_seconds integer not null,
  -- Currency → minor units, country → percent as a decimal text; only what overrides the built-in tables.
  session_hold_amounts jsonb not null,
  vat_rates jsonb not null,
  webhook_http_allowed boolean not null,
  updated timestamptz(3) not null,
  primary key (account_id, livemode),
  check (not (webhook_http_allowed and livemode))
);
call protect('account_settings');
