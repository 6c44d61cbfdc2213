-- Vehicles. Who may drive them and which fleet they are in stands with drivers and fleets (ruling 10).
create table vehicles (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  -- Upper case. Not unique: a vehicle that was deleted may be made again.
  vin text not null check (vin ~ '^[A-HJ-NPR-Z0-9]{17}$'),
  battery_capacity_wh integer not null check (battery_capacity_wh between 1000 and 2000000),
  charging_standard text not null check (charging_standard in ('CCS', 'CHAdeMO', 'Type2')),
  information jsonb not null,
  registration_plate text,
  status text not null check (status in ('active', 'inactive', 'retired')),
  metadata json not null,
  -- Given at birth, though the telemetry object only shows from its first reading on.
  telemetry_id text collate "C" not null,
  active_sessions integer not null default 0 check (active_sessions >= 0),
  has_history boolean not null default false,
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  deleted timestamptz(3),
  primary key (account_id, livemode, id)
);
create index vehicles_status on vehicles (account_id, livemode, status, id);
create index vehicles_vin on vehicles (account_id, livemode, vin, id);
create index vehicles_plate on vehicles (account_id, livemode, upper(registration_plate), id);
create index vehicles_metadata on vehicles using gin ((metadata::jsonb) jsonb_path_ops);
call protect('vehicles');
