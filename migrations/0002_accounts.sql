-- Accounts and their keys. Profile and plain settings belong to the account; what has money or ids in it
-- exists once per mode (account_modes).
create table accounts (
  id text collate "C" primary key,
  parent_id text collate "C" references accounts (id),
  name text not null,
  email text not null,
  type text not null check (type in ('individual', 'business')),
  business_type text,
  default_currency text not null,
  plan text not null,
  metric_system text not null,
  contact jsonb not null,
  billing_details jsonb not null,
  description text,
  registration_number text,
  preferences jsonb not null,
  metadata json not null,
  status text not null default 'active' check (status in ('active', 'suspended', 'archived')),
  api_version text not null,
  created timestamptz(3) not null,
  updated timestamptz(3) not null
);
create index accounts_parent on accounts (parent_id, id);
alter table accounts enable row level security;
create policy tenant on accounts
  using (id = current_setting('charge.account', true) or parent_id = current_setting('charge.account', true)
    or current_setting('charge.account', true) = '*');

create table account_modes (
  account_id text collate "C" not null references accounts (id),
  livemode boolean not null,
  default_payment_method text collate "C",
  primary key (account_id, livemode)
);
call protect('account_modes');

create table api_keys (
  id text collate "C" primary key,
  account_id text collate "C" not null references accounts (id),
  livemode boolean not null,
  name text,
  -- SHA-256 of the key; the key itself is shown once and kept nowhere.
  digest text not null unique,
  prefix text not null,
  last4 text not null,
  permissions jsonb,
  status text not null default 'active' check (status in ('active', 'revoked')),
  expires_at timestamptz(3),
  created timestamptz(3) not null
);
create index api_keys_account on api_keys (account_id, livemode, id);
call protect('api_keys');

-- Balances of the ledger, written only by ledger/store.ts in the posting's transaction. Nouns that show a
-- wallet balance join it: the wallet of an owner is the ledger account 'wallet:<owner id>'.
create table ledger_balances (
  account_id text collate "C" not null,
  livemode boolean not null,
  name text collate "C" not null,
  currency text not null,
  balance bigint not null,
  primary key (account_id, livemode, name, currency)
);
call protect('ledger_balances');
