-- Deliveries that are read, retried and tried out, and secrets that are rolled. Code from before this does not
-- run beside it: what it wrote of the last attempt only is now written of each.
alter table webhook_endpoints
  -- Encrypted too; signs beside the new one until then.
  add column old_secret text,
  add column old_secret_until timestamptz(3),
  add check ((old_secret is null) = (old_secret_until is null));

alter table webhook_deliveries
  add column event_type text,
  -- Each attempt, oldest first: {at, status, error, duration_ms, head}.
  add column tries jsonb not null default '[]',
  -- The whole event where it is a sample, which is in no log.
  add column sample text;
update webhook_deliveries d set event_type = coalesce((select e.type from events e
    where e.account_id = d.account_id and e.livemode = d.livemode and e.id = d.event_id and e.created = d.created), '');
update webhook_deliveries set tries = jsonb_build_array(jsonb_build_object('at', coalesce(finished, created),
    'status', last_status, 'error', last_error, 'duration_ms', coalesce(duration_ms, 0), 'head', answer_head))
  where attempts > 0;
alter table webhook_deliveries
  alter column event_type set not null,
  drop column last_status,
  drop column duration_ms,
  drop column answer_head;
create index webhook_deliveries_status on webhook_deliveries (account_id, livemode, endpoint_id, status, id);
