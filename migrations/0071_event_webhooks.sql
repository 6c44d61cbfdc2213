-- How far the deliveries of an event are, beside the event: a delivery that arrives writes these few bytes and one
-- index, not the event and its five. Code from before this does not run beside it.
create table event_webhooks (
  account_id text collate "C" not null,
  livemode boolean not null,
  event_id text collate "C" not null,
  -- Deliveries: all that were wanted, those not ended, those that arrived.
  wanted integer not null,
  pending integer not null,
  delivered integer not null default 0,
  -- The event's.
  created timestamptz(3) not null,
  primary key (account_id, livemode, event_id, created)
) partition by range (created);
create index event_webhooks_missed on event_webhooks (account_id, livemode, event_id) where delivered < wanted;
call protect('event_webhooks');
insert into partitioned_tables values ('event_webhooks', interval '30 days');
create table event_webhooks_default partition of event_webhooks default;

insert into event_webhooks (account_id, livemode, event_id, wanted, pending, delivered, created)
select account_id, livemode, id, wanted_webhooks, pending_webhooks, delivered_webhooks, created
from events where wanted_webhooks > 0;

drop index events_wanted;
drop index events_missed;
alter table events drop column wanted_webhooks, drop column pending_webhooks, drop column delivered_webhooks;
