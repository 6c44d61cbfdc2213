-- The order in which events are followed live, and indexes for every filter of their list.

-- Where an event stands in the stream: taken at the end of the writing transaction, not at its start as the
-- id is, and unlike the id known to be complete up to settled_event_position().
create sequence event_positions as bigint;
grant select on event_positions to charge_app;

alter table events add column position bigint;
update events e set position = n.position
  from (select account_id, livemode, id, row_number() over (order by id) as position from events) n
  where n.account_id = e.account_id and n.livemode = e.livemode and n.id = e.id;
-- Called at least once from here on, so that its last value is one that was given out.
select setval('event_positions', greatest((select max(position) from events), 1));
alter table events alter column position set not null;
create index events_position on events (account_id, livemode, position);

-- Of the events that endpoints wanted, and of those that did not reach all of them (yet).
create index events_wanted on events (account_id, livemode, id) where wanted_webhooks > 0;
create index events_missed on events (account_id, livemode, id) where delivered_webhooks < wanted_webhooks;

-- Called before positions are taken: until the transaction ends, a shared advisory lock tells that all
-- positions above the answer may still be under way. 17750 marks these locks among others.
create function hold_event_positions() returns bigint
language plpgsql volatile as $$
declare
  bound bigint;
begin
  select last_value into bound from event_positions;
  perform pg_advisory_xact_lock_shared((17750::bigint << 48) | bound);
  return bound;
end $$;

-- Every event at or below the answer is committed, or never will be. The order of the two reads matters: a
-- position given out before the first is either visible to whoever looks next, or its lock is seen by the second.
create function settled_event_position() returns bigint
language plpgsql volatile as $$
declare
  top bigint;
  held bigint;
begin
  select last_value into top from event_positions;
  select min(((classid::bigint & 65535) << 32) | objid::bigint) into held from pg_locks
    where locktype = 'advisory' and mode = 'ShareLock' and objsubid = 1 and classid::bigint >> 16 = 17750
      and database = (select oid from pg_database where datname = current_database());
  return least(top, held);
end $$;
