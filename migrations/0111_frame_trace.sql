-- What went over the lines to chargers, for two weeks; and partitions by day, for what grows too fast for months.

-- A charger's report names its station and nothing else.
create index charging_stations_id on charging_stations (id);

-- Tables partitioned by day on `created`, and for how many days their rows are kept.
create table daily_tables (
  name text primary key,
  keep_days integer not null
);

-- Partitions of yesterday and the next `days` days; those whose last row is too old go.
create function make_daily_partitions(at timestamptz, days integer) returns void
language plpgsql as $$
declare
  parent record;
  first timestamptz;
  part text;
begin
  -- Several nodes may come at once.
  perform pg_advisory_xact_lock(hashtextextended('charge:partitions', 0));
  for parent in select * from daily_tables loop
    for day in -1 .. days - 1 loop
      first := (date_trunc('day', at at time zone 'UTC') + make_interval(days => day)) at time zone 'UTC';
      part := parent.name || to_char(first at time zone 'UTC', '_YYYYMMDD');
      if to_regclass(part) is null then
        begin
          execute format('create table %I partition of %I for values from (%L) to (%L)', part, parent.name, first,
            ((first at time zone 'UTC') + interval '1 day') at time zone 'UTC');
        exception when check_violation then
          -- Nobody made it in time: the day's rows are in the default partition, and stay there.
          null;
        end;
      end if;
    end loop;
    for part in
      select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = parent.name::regclass
        and c.relname ~ '_\d{8}$'
        and to_date(right(c.relname, 8), 'YYYYMMDD') + 1 + parent.keep_days < (at at time zone 'UTC')::date
    loop
      execute format('drop table %I', part);
    end loop;
    execute format('delete from %I where created < %L', parent.name || '_default',
      at - make_interval(days => parent.keep_days));
  end loop;
end $$;

create table station_messages (
  account_id text collate "C" not null,
  livemode boolean not null,
  station_id text collate "C" not null,
  -- Made when the frame went by; `created` is its time.
  id text collate "C" not null,
  -- The socket's own name.
  connection text not null,
  direction text not null check (direction in ('in', 'out')),
  kind text not null check (kind in ('call', 'result', 'error', 'malformed')),
  -- Of an answer: of the call that it answers.
  action text,
  message_id text,
  text text not null,
  bytes integer not null,
  -- What does not fit the protocol; null: everything does.
  findings jsonb,
  created timestamptz(3) not null,
  primary key (account_id, livemode, station_id, id, created)
) partition by range (created);
create index station_messages_findings on station_messages (account_id, livemode, station_id, id)
  where findings is not null;
call protect('station_messages');
create table station_messages_default partition of station_messages default;
insert into daily_tables values ('station_messages', 14);
