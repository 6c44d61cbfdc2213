-- A reading changes no column that an index of sessions holds, and finds room on its page: then
-- PostgreSQL writes one row instead of one row and an entry in each of a dozen indexes.
drop index charging_sessions_running;
create index charging_sessions_running on charging_sessions (charging_station) where state = 'charging';
alter table charging_sessions set (fillfactor = 60);
alter table charging_session_periods set (fillfactor = 80);
-- The same for signs of life.
alter table station_connections set (fillfactor = 70);
