-- The watchdog walks running sessions by their ids, some at a time. No column of it changes with a
-- reading (0160_readings_together.sql).
create index charging_sessions_watched on charging_sessions (id)
  where state = 'charging' and network_kind = 'ocpp';
