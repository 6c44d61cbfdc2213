-- Drivers, and which vehicles they may drive.
create table drivers (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  name text not null,
  email text not null,
  phone text,
  license_number text,
  status text not null check (status in ('active', 'suspended', 'archived')),
  preferences jsonb not null,
  metadata json not null,
  active_sessions integer not null default 0 check (active_sessions >= 0),
  has_history boolean not null default false,
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  deleted timestamptz(3),
  primary key (account_id, livemode, id)
);
create index drivers_status on drivers (account_id, livemode, status, id);
create index drivers_email on drivers (account_id, livemode, lower(email), id);
create index drivers_metadata on drivers using gin ((metadata::jsonb) jsonb_path_ops);
call protect('drivers');

create table driver_vehicles (
  account_id text collate "C" not null,
  livemode boolean not null,
  driver_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  created timestamptz(3) not null,
  primary key (account_id, livemode, driver_id, vehicle_id),
  foreign key (account_id, livemode, driver_id) references drivers
);
create index driver_vehicles_vehicle on driver_vehicles (account_id, livemode, vehicle_id, driver_id);
call protect('driver_vehicles');
