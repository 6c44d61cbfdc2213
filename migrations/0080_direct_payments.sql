-- Money taken outside of sessions (top-ups, invoices), and money given back. A payment is a hold that is collected
-- at once; a transaction knows the hold whose money it is, and how much of it went back.
alter table test_processor_orders drop constraint test_processor_orders_operation_check;
alter table test_processor_orders add constraint test_processor_orders_operation_check
  check (operation in ('authorize', 'raise', 'capture', 'cancel', 'debit', 'refund'));
alter table test_processor_authorizations drop constraint test_processor_authorizations_status_check;
alter table test_processor_authorizations add constraint test_processor_authorizations_status_check
  check (status in ('authorized', 'processing', 'captured', 'cancelled', 'failed'));
-- When a bank debit is decided, which takes a bank days.
alter table test_processor_authorizations add column decided timestamptz(3);

alter table transactions
  -- Where its money came from, or comes from: a session's hold, or the payment that settled it later.
  add column hold_id text collate "C",
  -- Of a charge or top-up: what refunds have taken of it, those under way included.
  add column refunded bigint not null default 0 check (refunded >= 0),
  -- Of a refund: what it gives back of.
  add column refund_of text collate "C",
  -- Of a refund or a correction downwards: what goes back to the payer, set aside in its hold.
  add column returned bigint check (returned >= 0),
  -- Money in and out of a wallet from outside; invoices do not speak of it (ruling 31).
  add column wallet_movement boolean not null default false,
  -- VAT within the amount, in percent as a decimal text; null: none.
  add column vat_percent text,
  add constraint transactions_refund check ((refund_of is not null) = (type = 'refund')),
  add constraint transactions_refunded check (refunded <= greatest(amount, 0));
create index transactions_refund_of on transactions (account_id, livemode, refund_of) where refund_of is not null;

update transactions t set hold_id = h.id from payment_holds h
where h.account_id = t.account_id and h.livemode = t.livemode and h.source = t.charging_session
  and not exists (
    select 1 from payment_holds later
    where later.account_id = h.account_id and later.livemode = h.livemode and later.source = h.source
      and later.id > h.id);

-- Where a processor's notification names its authorisation or debit.
create index payment_holds_authorization on payment_holds (account_id, livemode, authorization_id)
  where authorization_id is not null;
