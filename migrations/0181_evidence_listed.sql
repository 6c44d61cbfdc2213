-- What a charger told that no bill rests on is listed by station, newest first: lists walk by ids that
-- begin with the time (ruling 8).
alter table station_evidence add column public_id text collate "C";
update station_evidence set public_id = 'sev_' || (
    select string_agg(substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
      1 + ((floor(extract(epoch from created) * 1000)::bigint / (62::numeric ^ digit)::bigint) % 62)::integer, 1),
      '' order by digit desc)
    from generate_series(0, 7) as digit)
  || lpad(id::text, 24, '0');
alter table station_evidence alter column public_id set not null;
create unique index station_evidence_listed
  on station_evidence (account_id, livemode, charging_station, public_id);
-- Who was refused at a station is asked by station, too.
create index policy_decisions_station
  on policy_decisions (account_id, livemode, charging_station, id);
