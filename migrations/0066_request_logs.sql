-- What was asked and answered, redacted. Read for 30 days; whole months are dropped after that.
create table request_logs (
  account_id text collate "C" not null,
  livemode boolean not null,
  -- The `Request-Id`, which is made when the request arrives; `created` is its time.
  id text collate "C" not null,
  method text not null,
  path text not null,
  query text,
  status smallint not null,
  duration_ms integer not null,
  api_key text collate "C" not null,
  -- The key's account, where it acted for this one.
  acting_account text collate "C",
  idempotency_key text collate "C",
  idempotent_replayed boolean not null,
  error_code text,
  -- What the request was about: the first id of its path, else the id of what it made.
  object_id text collate "C",
  api_version text not null,
  user_agent text,
  ip_address text,
  request_body text,
  response_body text,
  -- Requests refused for their number since the line before, which have no lines of their own.
  collapsed integer not null,
  created timestamptz(3) not null,
  primary key (account_id, livemode, id, created)
) partition by range (created);
create index request_logs_errors on request_logs (account_id, livemode, id) where status >= 400;
create index request_logs_object on request_logs (account_id, livemode, object_id, id)
  where object_id is not null;
create index request_logs_idempotency on request_logs (account_id, livemode, idempotency_key, id)
  where idempotency_key is not null;
call protect('request_logs');
insert into partitioned_tables values ('request_logs', interval '30 days');
create table request_logs_default partition of request_logs default;
