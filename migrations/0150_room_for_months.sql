-- A month whose partition was not made in time (nobody ran for long, a test clock went far) has its rows in the default
-- partition, and they refused the partition from then on, and with it those of all other tables.

-- Makes one partition; what stands in the default one for it moves there.
create function make_room(parent text, part text, first timestamptz, past timestamptz) returns void
language plpgsql as $$
declare
  fallback text := parent || '_default';
  columns text;
begin
  begin
    execute format('create table %I partition of %I for values from (%L) to (%L)', part, parent, first, past);
    return;
  exception when check_violation then
    null;
  end;
  select string_agg(quote_ident(attname), ', ' order by attnum) into columns
  from pg_attribute
  where attrelid = parent::regclass and attnum > 0 and not attisdropped and attgenerated = '';
  -- Nothing may come in between.
  execute format('lock table %I in access exclusive mode', parent);
  execute format('create temporary table moving as select %s from %I where created >= %L and created < %L',
    columns, fallback, first, past);
  execute format('delete from %I where created >= %L and created < %L', fallback, first, past);
  execute format('create table %I partition of %I for values from (%L) to (%L)', part, parent, first, past);
  execute format('insert into %I (%s) overriding system value select %s from moving', part, columns, columns);
  drop table moving;
end $$;

create or replace function make_partition(parent text, first timestamptz) returns void
language plpgsql as $$
declare
  part text := parent || to_char(first at time zone 'UTC', '_YYYYMM');
begin
  perform pg_advisory_xact_lock(hashtextextended('charge:partitions', 0));
  if to_regclass(part) is null then
    perform make_room(parent, part, first, ((first at time zone 'UTC') + interval '1 month') at time zone 'UTC');
  end if;
end $$;

create or replace function make_partitions(at timestamptz, months integer) returns void
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
        perform make_room(parent.name, part, first,
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
      execute format('delete from %I where created < %L', parent.name || '_default', at - parent.keep - interval '1 month');
    end if;
  end loop;
end $$;
