-- The log of what happened. Kept 30 days by dropping whole months.
create table events (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  type text not null,
  api_version text not null,
  -- Rendered, as text: the keys of a contract object have an order.
  object text not null,
  object_id text collate "C" not null,
  previous text,
  request_id text,
  idempotency_key text,
  -- Deliveries: all that were wanted, those not ended, those that arrived.
  wanted_webhooks integer not null,
  pending_webhooks integer not null,
  delivered_webhooks integer not null default 0,
  created timestamptz(3) not null,
  primary key (account_id, livemode, id, created)
) partition by range (created);
create index events_type on events (account_id, livemode, type, id);
create index events_object on events (account_id, livemode, object_id, id);
call protect('events');
insert into partitioned_tables values ('events', interval '30 days');
create table events_default partition of events default;

-- Who wants which events: written by webhook_endpoints through events/actions.ts, read when an event is made.
create table event_subscriptions (
  account_id text collate "C" not null,
  livemode boolean not null,
  endpoint_id text collate "C" not null,
  -- A type, `*`, or `driver.*`.
  pattern text not null,
  primary key (account_id, livemode, endpoint_id, pattern)
);
call protect('event_subscriptions');
