-- The driver's own reservation of the connector that a session is for.
alter table charging_sessions add column reservation text collate "C";
