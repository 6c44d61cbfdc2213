-- The line to a charger with a connection of its own, and the strangers that knocked.
create table station_connections (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  station_id text collate "C" not null,
  identity text collate "C" not null,
  online boolean not null default false,
  -- Random per socket: what a stale one says of going away is passed over.
  connection text,
  protocol text,
  security_profile integer,
  remote_address text,
  vendor text,
  model text,
  serial text,
  firmware text,
  last_boot timestamptz(3),
  last_seen timestamptz(3),
  clock_skew_ms bigint,
  password_salt text,
  password_digest text,
  -- Good until the charger has come with the new one (ruling 22).
  old_password_salt text,
  old_password_digest text,
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  primary key (account_id, livemode, id),
  foreign key (account_id, livemode, station_id) references charging_stations
);
create unique index station_connections_station on station_connections (account_id, livemode, station_id);
create unique index station_connections_identity on station_connections (identity);
call protect('station_connections');

-- Of no mode: what an installer will make of a stranger is not known yet.
create table pending_connections (
  account_id text collate "C" not null,
  id text collate "C" not null,
  identity text collate "C" primary key,
  last_seen timestamptz(3) not null,
  created timestamptz(3) not null
);
create index pending_connections_account on pending_connections (account_id, id);
alter table pending_connections enable row level security;
create policy tenant on pending_connections
  using (account_id = current_setting('charge.account', true) or current_setting('charge.account', true) = '*');
