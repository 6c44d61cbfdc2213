-- What chargers are set to, as they last told; and what an operator wants to know of at three in the morning.
create table station_variables (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  station_id text collate "C" not null,
  -- Null in OCPP 1.6, whose configuration keys belong to no component.
  component text,
  component_instance text,
  evse integer,
  connector integer,
  name text not null,
  instance text,
  attribute text not null check (attribute in ('actual', 'target', 'min_set', 'max_set')),
  value text,
  mutability text check (mutability in ('read_only', 'write_only', 'read_write')),
  characteristics jsonb,
  reported timestamptz(3) not null,
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  primary key (account_id, livemode, id),
  unique nulls not distinct (account_id, livemode, station_id, name, component, component_instance,
    evse, connector, instance, attribute),
  foreign key (account_id, livemode, station_id) references charging_stations
);
create index station_variables_station on station_variables (account_id, livemode, station_id, id);
call protect('station_variables');

create table station_notices (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  station_id text collate "C" not null,
  topic text not null,
  severity integer check (severity between 0 and 9),
  evse integer,
  text text not null,
  detail jsonb not null,
  -- By the charger's own clock.
  reported timestamptz(3) not null,
  created timestamptz(3) not null,
  primary key (account_id, livemode, station_id, id, created)
) partition by range (created);
call protect('station_notices');
create table station_notices_default partition of station_notices default;
insert into partitioned_tables values ('station_notices', interval '90 days');
