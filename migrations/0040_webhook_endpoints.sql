-- Webhook endpoints and what is to be delivered to them.
create table webhook_endpoints (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  url text not null,
  enabled_events text[] not null,
  api_version text not null,
  description text,
  metadata json not null,
  -- Encrypted under the installation's secret (ruling 3).
  secret text not null,
  status text not null default 'enabled' check (status in ('enabled', 'disabled')),
  -- When the first attempt failed since which none has worked; null while the last one worked.
  failing_since timestamptz(3),
  created timestamptz(3) not null,
  primary key (account_id, livemode, id)
);
create index webhook_endpoints_metadata on webhook_endpoints using gin ((metadata::jsonb) jsonb_path_ops);
call protect('webhook_endpoints');

-- One row per event and endpoint, written with the event. Kept as long as the events.
create table webhook_deliveries (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  endpoint_id text collate "C" not null,
  -- Made in the same transaction as the delivery, so `created` is the event's too.
  event_id text collate "C" not null,
  -- Deliveries of one endpoint and lane go out one after another, so a slow endpoint holds few connections.
  lane smallint not null,
  status text not null default 'pending' check (status in ('pending', 'succeeded', 'failed')),
  attempts integer not null default 0,
  next_attempt timestamptz(3),
  last_status integer,
  last_error text,
  duration_ms integer,
  answer_head text,
  created timestamptz(3) not null,
  finished timestamptz(3),
  primary key (account_id, livemode, id, created),
  check ((status = 'pending') = (next_attempt is not null)),
  check ((status = 'pending') = (finished is null))
) partition by range (created);
create index webhook_deliveries_due
  on webhook_deliveries (account_id, livemode, endpoint_id, lane, next_attempt) where status = 'pending';
create index webhook_deliveries_endpoint on webhook_deliveries (account_id, livemode, endpoint_id, id);
call protect('webhook_deliveries');
insert into partitioned_tables values ('webhook_deliveries', interval '30 days');
create table webhook_deliveries_default partition of webhook_deliveries default;
