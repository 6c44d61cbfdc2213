-- Fleets and their members. The link tables are the fleet's own, so that its filters and totals need no later
-- noun (rulings 10 and 11).
create table fleets (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  name text not null,
  email text,
  phone text,
  address jsonb,
  description text,
  metric_system text not null,
  timezone text not null,
  status text not null check (status in ('active', 'suspended', 'archived')),
  preferences jsonb not null,
  default_payment_method text collate "C",
  metadata json not null,
  -- Exactly true at every read: changed in the transaction of what they count.
  total_drivers integer not null default 0 check (total_drivers >= 0),
  total_vehicles integer not null default 0 check (total_vehicles >= 0),
  total_sessions integer not null default 0 check (total_sessions >= 0),
  total_energy_wh bigint not null default 0 check (total_energy_wh >= 0),
  active_sessions integer not null default 0 check (active_sessions >= 0),
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  deleted timestamptz(3),
  primary key (account_id, livemode, id)
);
create index fleets_status on fleets (account_id, livemode, status, id);
create index fleets_metadata on fleets using gin ((metadata::jsonb) jsonb_path_ops);
call protect('fleets');

create table fleet_drivers (
  account_id text collate "C" not null,
  livemode boolean not null,
  fleet_id text collate "C" not null,
  driver_id text collate "C" not null,
  -- Sessions that this driver has under way for this fleet.
  active_sessions integer not null default 0 check (active_sessions >= 0),
  created timestamptz(3) not null,
  primary key (account_id, livemode, driver_id, fleet_id),
  foreign key (account_id, livemode, fleet_id) references fleets
);
create index fleet_drivers_fleet on fleet_drivers (account_id, livemode, fleet_id, driver_id);
call protect('fleet_drivers');

create table fleet_vehicles (
  account_id text collate "C" not null,
  livemode boolean not null,
  fleet_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  created timestamptz(3) not null,
  -- A vehicle is in one fleet at most.
  primary key (account_id, livemode, vehicle_id),
  foreign key (account_id, livemode, fleet_id) references fleets
);
create index fleet_vehicles_fleet on fleet_vehicles (account_id, livemode, fleet_id, vehicle_id);
call protect('fleet_vehicles');
