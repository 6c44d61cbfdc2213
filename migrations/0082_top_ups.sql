-- Top-ups: money from outside that becomes a wallet's.
create table top_ups (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  -- Whose wallet: a driver, a fleet, or the account itself.
  owner text collate "C" not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  payment_method text collate "C" not null,
  -- The wallet asked for it by itself.
  automatic boolean not null,
  status text not null check (status in ('pending', 'succeeded', 'failed')),
  failure jsonb,
  transaction_id text collate "C",
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  primary key (account_id, livemode, id),
  check ((failure is not null) = (status = 'failed')),
  check ((transaction_id is not null) = (status = 'succeeded'))
);
create index top_ups_owner on top_ups (account_id, livemode, owner, id);
create index top_ups_status on top_ups (account_id, livemode, status, id);
-- One automatic top-up of a wallet at a time.
create unique index top_ups_automatic on top_ups (account_id, livemode, owner)
  where automatic and status = 'pending';
call protect('top_ups');
