-- What every noun stands on: row-level security, partitions by month, idempotency records, jobs.

-- Whose rows a statement may see. Unset means nobody's; '*' is set by the few cross-account paths.
create function in_scope(account text, mode boolean) returns boolean
language sql stable parallel safe as $$
  select (account = current_setting('charge.account', true)
          and mode = (current_setting('charge.livemode', true) = 't'))
      or current_setting('charge.account', true) = '*'
$$;

-- Puts a table of tenant rows under row-level security. Each migration calls it for its tables.
create procedure protect(target regclass)
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format(
    'create policy tenant on %s using (in_scope(account_id, livemode)) with check (in_scope(account_id, livemode))',
    target);
end $$;

-- Tables partitioned by month on `created`, and for how long their rows are kept (null: for ever).
create table partitioned_tables (
  name text primary key,
  keep interval
);

create function make_partitions(at timestamptz, months integer) returns void
language plpgsql as $$
declare
  parent record;
  first timestamptz;
  part text;
begin
  -- Several nodes may come at once.
  perform pg_advisory_xact_lock(hashtextextended('charge:partitions', 0));
  for parent in select * from partitioned_tables loop
    for month in -1 .. months - 1 loop
      first := (date_trunc('month', at at time zone 'UTC') + make_interval(months => month)) at time zone 'UTC';
      part := parent.name || to_char(first at time zone 'UTC', '_YYYYMM');
      if to_regclass(part) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)', part, parent.name, first,
          ((first at time zone 'UTC') + interval '1 month') at time zone 'UTC');
      end if;
    end loop;
    if parent.keep is not null then
      for part in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = parent.name::regclass
          and c.relname ~ '_\d{6}$'
          and to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' < at - parent.keep
      loop
        execute format('drop table %I', part);
      end loop;
    end if;
  end loop;
end $$;

-- One row per Idempotency-Key. `done` holds the answer to replay; `waiting` names what to wait for.
create table idempotency_keys (
  account_id text collate "C" not null,
  livemode boolean not null,
  key text collate "C" not null,
  fingerprint text not null,
  resume jsonb,
  status integer,
  body text,
  created timestamptz(3) not null,
  primary key (account_id, livemode, key),
  check ((status is null) = (body is null))
);
create index idempotency_keys_created on idempotency_keys (created);
call protect('idempotency_keys');

-- The queue. A job is written in the transaction that wants it.
create table jobs (
  id bigint generated always as identity primary key,
  account_id text collate "C" not null,
  livemode boolean not null,
  task text not null,
  -- Jobs of one queue run one after another, in order; null runs beside everything.
  queue text collate "C",
  -- At most one waiting job per task and key; a second enqueue moves the first. While one runs, one
  -- more may wait for its end.
  key text collate "C",
  payload jsonb not null,
  run_at timestamptz(3) not null,
  attempts integer not null default 0,
  -- The process that runs it now. Freed when that process no longer holds its advisory lock.
  locked_by text,
  last_error text,
  failed boolean not null default false
);
create index jobs_due on jobs (task, run_at, id) where locked_by is null and not failed;
create index jobs_locked on jobs (locked_by) where locked_by is not null;
create unique index jobs_key on jobs (account_id, livemode, task, key)
  where key is not null and locked_by is null and not failed;
create index jobs_running_key on jobs (account_id, livemode, task, key)
  where key is not null and locked_by is not null;
create index jobs_queue on jobs (queue, id) where queue is not null and not failed;
call protect('jobs');
