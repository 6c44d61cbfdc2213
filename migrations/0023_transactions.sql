-- Transactions, and the holds (authorisations) that sessions and reservations place before they collect.
create table transactions (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  type text not null check (type in ('charge', 'refund', 'adjustment')),
  status text not null check (status in ('pending', 'succeeded', 'failed')),
  amount bigint not null check (amount <> 0),
  currency text not null,
  description text,
  charging_session text collate "C",
  driver text collate "C",
  fleet text collate "C",
  vehicle text collate "C",
  payment_method text collate "C",
  created timestamptz(3) not null,
  primary key (account_id, livemode, id),
  check (amount > 0 or type <> 'charge'),
  check (amount < 0 or type <> 'refund')
);
create index transactions_driver on transactions (account_id, livemode, driver, id);
create index transactions_fleet on transactions (account_id, livemode, fleet, id);
create index transactions_vehicle on transactions (account_id, livemode, vehicle, id);
create index transactions_session on transactions (account_id, livemode, charging_session, id);
create index transactions_method on transactions (account_id, livemode, payment_method, id);
create index transactions_status on transactions (account_id, livemode, status, id);
create index transactions_type on transactions (account_id, livemode, type, id);
call protect('transactions');

create function refuse_changed_success() returns trigger
language plpgsql as $$
begin
  raise exception 'transaction % has succeeded and cannot change', old.id using errcode = 'integrity_constraint_violation';
end $$;

create trigger final_once_succeeded before update on transactions
  for each row
  when (old.status = 'succeeded' and (old.status, old.amount, old.currency) is distinct from (new.status, new.amount, new.currency))
  execute function refuse_changed_success();

create table payment_holds (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  -- What it is for: a session, later a reservation.
  source text collate "C" not null,
  payment_method text collate "C" not null,
  kind text not null check (kind in ('card', 'wallet', 'bank_account')),
  -- The processor's token of the card.
  token text,
  -- Whose wallet it is, where it is one.
  owner text collate "C" not null,
  -- Who owes what cannot be collected: the session's fleet, else its driver.
  payer text collate "C" not null,
  currency text not null,
  asked bigint not null check (asked >= 0),
  held bigint not null check (held >= 0),
  captured bigint not null default 0 check (captured >= 0),
  refunded bigint not null default 0 check (refunded between 0 and captured),
  status text not null check (status in ('pending', 'authorized', 'declined', 'released', 'collecting', 'settled')),
  -- The processor's name for the authorisation.
  authorization_id text,
  decline_code text,
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  primary key (account_id, livemode, id)
);
create unique index payment_holds_once on payment_holds (account_id, livemode, source)
  where status in ('pending', 'authorized', 'collecting');
call protect('payment_holds');
