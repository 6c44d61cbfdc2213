-- Wallets: one of every account, driver and fleet in each mode. Balance and holds are the ledger's (0020); here stand
-- the wallet's id, made of its owner's so that it needs no lookup, and its automatic top-up.
create table wallets (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  -- A driver, a fleet, or the account itself.
  owner text collate "C" not null,
  auto_threshold bigint check (auto_threshold > 0),
  auto_amount bigint check (auto_amount > 0),
  auto_method text collate "C",
  -- Automatic top-ups that failed one after another, and when the next may be tried.
  auto_failures integer not null default 0,
  auto_next timestamptz(3),
  created timestamptz(3) not null,
  primary key (account_id, livemode, id),
  unique (account_id, livemode, owner),
  check ((auto_threshold is null) = (auto_amount is null) and (auto_amount is null) = (auto_method is null))
);
create index wallets_auto_method on wallets (account_id, livemode, auto_method) where auto_method is not null;
call protect('wallets');

create function open_wallet() returns trigger
language plpgsql as $$
begin
  insert into wallets (account_id, livemode, id, owner, created)
  values (new.account_id, new.livemode, 'wal_' || split_part(new.id, '_', 2), new.id, new.created);
  return null;
end $$;
create trigger wallet_opened after insert on drivers for each row execute function open_wallet();
create trigger wallet_opened after insert on fleets for each row execute function open_wallet();

create function open_account_wallet() returns trigger
language plpgsql as $$
begin
  insert into wallets (account_id, livemode, id, owner, created)
  select new.account_id, new.livemode, 'wal_' || split_part(a.id, '_', 2), a.id, a.created
  from accounts a where a.id = new.account_id;
  return null;
end $$;
create trigger wallet_opened after insert on account_modes for each row execute function open_account_wallet();

insert into wallets (account_id, livemode, id, owner, created)
select account_id, livemode, 'wal_' || split_part(id, '_', 2), id, created from drivers
union all select account_id, livemode, 'wal_' || split_part(id, '_', 2), id, created from fleets
union all select m.account_id, m.livemode, 'wal_' || split_part(a.id, '_', 2), a.id, a.created
  from account_modes m join accounts a on a.id = m.account_id;
