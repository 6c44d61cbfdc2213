-- How much a session may draw when, as it was asked for with its start: ordered with it, and taken up again with it.
alter table charging_sessions add column charging_profile jsonb;
