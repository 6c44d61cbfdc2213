-- What goes back at a processor without an order of ours (by hand there, or because the payer's bank fetched it) is
-- booked as refunds of what the payment paid for; and a refund that was accepted may fail days later.
alter table transactions
  -- Of a refund that nobody ordered here: the processor's name for it. One of a payment for several charges is several.
  add column outside text collate "C";
create index transactions_outside on transactions (account_id, livemode, hold_id, outside) where outside is not null;
-- What a payment paid for beside its own session: fees and top-ups, and what an invoice collected.
create index transactions_paid_later on transactions (account_id, livemode, hold_id)
  where charging_session is null or owed_by is not null;

drop trigger final_once_succeeded on transactions;
create trigger final_once_succeeded before update on transactions
  for each row
  when (old.status = 'succeeded' and (
    (old.amount, old.currency) is distinct from (new.amount, new.currency)
    or (new.status <> 'succeeded' and (new.type, new.status) <> ('refund', 'failed'))))
  execute function refuse_changed_success();

-- Of a refund: how much, for whoever looks what has gone back.
alter table test_processor_orders add column amount bigint check (amount > 0);
