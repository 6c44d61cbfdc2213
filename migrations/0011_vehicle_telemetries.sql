-- What vehicles report: the latest value of each part, and every reading by its own time.
create table vehicle_telemetries (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  vehicle_id text collate "C" not null,
  battery jsonb,
  battery_updated timestamptz(3),
  location jsonb,
  location_updated timestamptz(3),
  odometer jsonb,
  odometer_updated timestamptz(3),
  firmware_version text,
  firmware_updated timestamptz(3),
  primary key (account_id, livemode, vehicle_id),
  unique (account_id, livemode, id),
  foreign key (account_id, livemode, vehicle_id) references vehicles
);
call protect('vehicle_telemetries');

create table vehicle_telemetry_readings (
  account_id text collate "C" not null,
  livemode boolean not null,
  vehicle_id text collate "C" not null,
  -- Made of the reading's own time, so that ids order by it however late a reading comes.
  id text collate "C" not null,
  reading jsonb not null,
  -- A reading that is sent again has one effect.
  digest text not null generated always as (md5(reading::text)) stored,
  source text not null check (source in ('api', 'charger')),
  received timestamptz(3) not null,
  created timestamptz(3) not null,
  primary key (account_id, livemode, vehicle_id, id, created),
  unique (account_id, livemode, vehicle_id, created, digest)
) partition by range (created);
call protect('vehicle_telemetry_readings');
insert into partitioned_tables values ('vehicle_telemetry_readings', null);
-- Readings from before the installation.
create table vehicle_telemetry_readings_default partition of vehicle_telemetry_readings default;
