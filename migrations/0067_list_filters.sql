-- Filters of lists that find their rows by an index. Under row-level security an index serves only operators and
-- functions that are leakproof: equality is, `@>` on jsonb and lower() of a column are not, so the GIN indexes on metadata
-- and the indexes on lower(email), upper(registration_plate), upper(uid) were never used by the application's role.

-- One row per key and value of an object's metadata.
create table metadata_pairs (
  account_id text collate "C" not null,
  livemode boolean not null,
  pair bytea not null,
  id text collate "C" not null,
  primary key (account_id, livemode, pair, id)
);
call protect('metadata_pairs');

-- A digest, because values are long. Keys have no brackets, so no two pairs give one text.
create function metadata_pair(key text, value text) returns bytea
language sql immutable strict parallel safe as $$ select sha256(convert_to(key || ']' || value, 'UTF8')) $$;

create function keep_metadata_pairs() returns trigger
language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    delete from metadata_pairs where account_id = old.account_id and livemode = old.livemode and id = old.id
      and pair in (select metadata_pair(key, value) from json_each_text(old.metadata));
  end if;
  if tg_op <> 'DELETE' then
    insert into metadata_pairs (account_id, livemode, pair, id)
    select new.account_id, new.livemode, metadata_pair(key, value), new.id from json_each_text(new.metadata)
    on conflict do nothing;
  end if;
  return null;
end $$;

-- Each table whose objects are listed by metadata calls it once. Rows without metadata cost nothing.
create procedure index_metadata(target regclass)
language plpgsql as $$
begin
  execute format('create trigger metadata_made after insert on %s for each row
    when (new.metadata::text <> ''{}'') execute function keep_metadata_pairs()', target);
  execute format('create trigger metadata_changed after update of metadata on %s for each row
    when (new.metadata::text <> old.metadata::text) execute function keep_metadata_pairs()', target);
  execute format('create trigger metadata_gone after delete on %s for each row
    when (old.metadata::text <> ''{}'') execute function keep_metadata_pairs()', target);
  execute format('insert into metadata_pairs (account_id, livemode, pair, id)
    select account_id, livemode, metadata_pair(key, value), id from %s, json_each_text(metadata)
    on conflict do nothing', target);
end $$;

-- Every such table that there is; of those to come, each calls it in its own migration.
do $$ declare name regclass; begin
  for name in
    select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'metadata'
      and a.atttypid = 'json'::regtype
      and exists (select 1 from pg_attribute o where o.attrelid = c.oid and o.attname = 'livemode')
  loop
    call index_metadata(name);
  end loop;
end $$;

drop index drivers_metadata;
drop index fleets_metadata;
drop index vehicles_metadata;
drop index policies_metadata;
drop index webhook_endpoints_metadata;

-- What is looked up whatever its case stands beside what was written.
alter table drivers add column email_lower text collate "C" generated always as (lower(email)) stored;
drop index drivers_email;
create index drivers_email on drivers (account_id, livemode, email_lower, id);

alter table vehicles add column plate_upper text collate "C" generated always as (upper(registration_plate)) stored;
drop index vehicles_plate;
create index vehicles_plate on vehicles (account_id, livemode, plate_upper, id);

alter table charge_tokens add column uid_upper text collate "C" generated always as (upper(uid)) stored;
drop index charge_tokens_uid;
create unique index charge_tokens_uid on charge_tokens (account_id, livemode, uid_upper);
drop index charge_tokens_lookup;
create index charge_tokens_lookup on charge_tokens (uid_upper, livemode);
