-- Invoices, which transactions each holds, their numbers, and until when each owner's were drafted.
create table invoices (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  status text not null check (status in ('draft', 'open', 'paid', 'overdue', 'void')),
  -- Null: all of the account's transactions.
  fleet text collate "C",
  currency text not null,
  description text,
  metadata json not null,
  period_start timestamptz(3) not null,
  period_end timestamptz(3) not null,
  due_date timestamptz(3),
  -- Made by itself at the end of a billing cycle.
  automatic boolean not null,
  -- From here on null while it is a draft, whose lines are computed when they are read.
  number bigint check (number > 0),
  line_items jsonb,
  vat_lines jsonb,
  -- Names and addresses as they were then.
  parties jsonb,
  total bigint,
  amount_paid bigint,
  paid_at timestamptz(3),
  payment_method text collate "C",
  finalized_at timestamptz(3),
  voided_at timestamptz(3),
  -- The payment under way, by its hold and method; null when there is none.
  payment text collate "C",
  payment_asked text collate "C",
  -- Of the last payment that was declined: its hold, code and message.
  failure jsonb,
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  primary key (account_id, livemode, id),
  check (period_start < period_end),
  check ((status = 'draft') = (finalized_at is null)),
  check ((status = 'draft') = (number is null)),
  check ((status = 'draft') = (line_items is null)),
  check ((status = 'paid') = (paid_at is not null)),
  check (payment is null or status in ('open', 'overdue'))
);
create index invoices_fleet on invoices (account_id, livemode, fleet, id);
create index invoices_status on invoices (account_id, livemode, status, id);
create unique index invoices_number on invoices (account_id, livemode, number) where number is not null;
call protect('invoices');
call index_metadata('invoices');

-- What a finalised invoice holds. A transaction belongs to at most one invoice that is not void.
create table invoice_transactions (
  account_id text collate "C" not null,
  livemode boolean not null,
  invoice_id text collate "C" not null,
  transaction_id text collate "C" not null,
  -- False once the invoice is void: the transaction is free for another one.
  active boolean not null default true,
  primary key (account_id, livemode, invoice_id, transaction_id)
);
create unique index invoice_transactions_once on invoice_transactions (account_id, livemode, transaction_id)
  where active;
call protect('invoice_transactions');

-- The last number that was given. Taken in the transaction that finalises, so that none is ever missing.
create table invoice_numbers (
  account_id text collate "C" not null,
  livemode boolean not null,
  last bigint not null check (last > 0),
  primary key (account_id, livemode)
);
call protect('invoice_numbers');

-- Until when an owner (the account, or a fleet) has had its drafts.
create table invoice_cycles (
  account_id text collate "C" not null,
  livemode boolean not null,
  owner text collate "C" not null,
  until timestamptz(3) not null,
  primary key (account_id, livemode, owner)
);
call protect('invoice_cycles');

-- What of a transaction was not collected, and who owes that: negative where more was forgiven than was owed. As the
-- ledger has it; here as well, because an invoice looks at a hundred thousand of them at once.
alter table transactions
  add column owed bigint not null default 0,
  add column owed_by text collate "C",
  add constraint transactions_owed check ((owed = 0) = (owed_by is null));
update transactions t set owed = -e.amount, owed_by = substr(e.name, length('receivable:') + 1)
from ledger_postings p
join ledger_entries e on e.account_id = p.account_id and e.livemode = p.livemode and e.posting_id = p.id
  and e.name like 'receivable:%'
where p.account_id = t.account_id and p.livemode = t.livemode
  and p.key in ('charge_owed:' || t.id, 'charge_lowered:' || t.id);

-- Every account looks after its billing cycles in each mode, from its first day on.
create function begin_billing() returns trigger
language plpgsql as $$
begin
  insert into jobs (account_id, livemode, task, key, payload, run_at)
  select new.account_id, new.livemode, 'draft_invoices', 'cycle', '{}', a.created + interval '12 hours'
  from accounts a where a.id = new.account_id
  on conflict do nothing;
  return null;
end $$;
create trigger billing_begun after insert on account_modes for each row execute function begin_billing();
insert into jobs (account_id, livemode, task, key, payload, run_at)
select m.account_id, m.livemode, 'draft_invoices', 'cycle', '{}', a.created + interval '12 hours'
from account_modes m join accounts a on a.id = m.account_id
on conflict do nothing;
