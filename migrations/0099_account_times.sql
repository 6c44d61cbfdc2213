-- The time of an account's test mode may be ahead of the real one (resources/test_clocks). Code from before this
-- does not run beside it: it would take jobs of such an account for due at their own time.

-- How far, for accounts that have ever had a test clock. Kept when the clock is deleted: a time that was never
-- goes back (ruling 8).
create table account_times (
  account_id text collate "C" not null,
  livemode boolean not null check (not livemode),
  ahead_ms bigint not null check (ahead_ms >= 0),
  -- In real time. Other processes look for what moved lately.
  moved timestamptz(3) not null,
  primary key (account_id, livemode)
);
create index account_times_moved on account_times (moved);
call protect('account_times');

create function refuse_going_back() returns trigger
language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.ahead_ms < old.ahead_ms then
    raise exception 'the time of % never goes back', old.account_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger account_times_go_on before update or delete on account_times
  for each row execute function refuse_going_back();

-- `run_at` is real time. The jobs of an account come sooner as its time moves ahead; those that deal with the
-- outside (chargers, receivers of webhooks) do not.
alter table jobs add column real_time boolean not null default false;
create index jobs_own_time on jobs (account_id, livemode, run_at)
  where not real_time and not failed and locked_by is null;

-- One partition, on its own: one transaction that makes those of several tables and another that writes to them
-- could wait for each other.
create function make_partition(parent text, first timestamptz) returns void
language plpgsql as $$
declare
  part text := parent || to_char(first at time zone 'UTC', '_YYYYMM');
begin
  perform pg_advisory_xact_lock(hashtextextended('charge:partitions', 0));
  if to_regclass(part) is null then
    execute format('create table %I partition of %I for values from (%L) to (%L)', part, parent, first,
      ((first at time zone 'UTC') + interval '1 month') at time zone 'UTC');
  end if;
end $$;
