-- A second unique index beside the primary key: two first readings that race met it before the key that
-- `on conflict` names, and one was lost. The id is the vehicle's, so the key keeps it unique.
alter table vehicle_telemetries drop constraint vehicle_telemetries_account_id_livemode_id_key;
create index vehicle_telemetries_id on vehicle_telemetries (account_id, livemode, id);
