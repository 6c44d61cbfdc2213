-- Meter values are read as a series now: an id that sorts by the time of the reading, and a
-- position in the order of storing, after which a stream goes on.
create sequence meter_value_positions;
alter table meter_values
  add column position bigint not null default nextval('meter_value_positions');
alter table meter_values add column id text collate "C";
create function pg_temp.time_text(ms bigint) returns text language sql as $$
  select string_agg(substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    (ms / (62::numeric ^ place)::bigint % 62)::integer + 1, 1), '' order by place desc)
  from generate_series(0, 7) place
$$;
update meter_values set id = 'mtv_' ||
  pg_temp.time_text((extract(epoch from at) * 1000)::bigint) || lpad(position::text, 24, '0');
alter table meter_values alter column id set not null;
drop index meter_values_session;
create index meter_values_series on meter_values (account_id, livemode, session, id);
create index meter_values_stored on meter_values (account_id, livemode, session, position);
