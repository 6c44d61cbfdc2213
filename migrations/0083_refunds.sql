-- Who has the money of a hold: a refund goes back by the same processor.
alter table payment_holds add column processor text;
update payment_holds set processor = 'test' where not livemode and kind = 'card' and captured > 0;

-- What corrections downwards gave back before it was written beside them: the ledger knows.
update transactions t set returned = coalesce((
  select sum(e.amount) from ledger_postings p
  join ledger_entries e on e.account_id = p.account_id and e.livemode = p.livemode and e.posting_id = p.id
  where p.account_id = t.account_id and p.livemode = t.livemode and p.key = 'charge_lowered:' || t.id
    and (e.name like 'wallet:%' or e.name like 'processor\_clearing:%')), 0)
where t.type = 'adjustment' and t.amount < 0 and t.status = 'succeeded';

-- VAT within the amount, smallest currency unit; `vat_percent` is the rate it was split off at.
alter table transactions add column vat_amount bigint not null default 0;
