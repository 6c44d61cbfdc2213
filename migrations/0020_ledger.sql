-- The double-entry ledger: postings and their entries, append-only. Amounts are credits when positive and debits
-- when negative (src/ledger/README.md). Balances stand in ledger_balances (0002).
create table ledger_postings (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  -- What it books, by name: the same one twice has one effect.
  key text collate "C" not null,
  created timestamptz(3) not null,
  primary key (account_id, livemode, id),
  unique (account_id, livemode, key)
);
call protect('ledger_postings');

create table ledger_entries (
  account_id text collate "C" not null,
  livemode boolean not null,
  posting_id text collate "C" not null,
  position integer not null,
  name text collate "C" not null,
  currency text not null,
  amount bigint not null check (amount <> 0),
  -- The balance of `name` right after this entry; taken under the balance's lock, in the order of `sequence`.
  balance bigint not null,
  sequence bigint generated always as identity,
  primary key (account_id, livemode, posting_id, position),
  foreign key (account_id, livemode, posting_id) references ledger_postings
);
create index ledger_entries_name on ledger_entries (account_id, livemode, name, sequence);
call protect('ledger_entries');

create function refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;

create trigger append_only before update or delete or truncate on ledger_postings
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on ledger_entries
  for each statement execute function refuse_change();

create function require_balanced_posting() returns trigger
language plpgsql as $$
begin
  if exists (
    select 1 from ledger_entries
    where account_id = new.account_id and livemode = new.livemode and posting_id = new.posting_id
    group by currency having sum(amount) <> 0
  ) then
    raise exception 'the entries of posting % do not sum to zero', new.posting_id
      using errcode = 'check_violation', constraint = 'ledger_entries_balanced';
  end if;
  return null;
end $$;

create constraint trigger balanced after insert on ledger_entries
  deferrable initially deferred for each row execute function require_balanced_posting();

-- A wallet has one currency (ruling 31), is never overdrawn, and nothing is released twice.
create unique index ledger_balances_wallet on ledger_balances (account_id, livemode, name)
  where name like 'wallet:%' or name like 'wallet\_held:%';
-- A trigger, because a check constraint also sees the row that `on conflict` proposes, which may well be negative.
create function refuse_overdraft() returns trigger
language plpgsql as $$
begin
  raise exception '% would fall to %', new.name, new.balance
    using errcode = 'check_violation', constraint = 'ledger_balances_never_negative';
end $$;

create trigger never_negative after insert or update on ledger_balances
  for each row when (new.balance < 0 and
    (new.name like 'wallet:%' or new.name like 'wallet\_held:%' or new.name like 'card\_held:%'))
  execute function refuse_overdraft();
