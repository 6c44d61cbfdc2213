-- Stations, their connectors, where they are, and who holds which connector when.
create extension if not exists btree_gist;

create table charging_stations (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  network_id text collate "C" not null,
  -- The network's: every account of the mode sees the station.
  shared boolean not null,
  name text not null,
  operator text not null,
  operator_id text collate "C" not null,
  operator_contact text,
  address jsonb not null,
  latitude double precision not null,
  longitude double precision not null,
  timezone text not null,
  currency text not null,
  capabilities jsonb not null,
  opening_hours jsonb not null,
  status text not null check (status in ('active', 'inactive', 'maintenance')),
  -- What the charger said of itself as a whole; null while it works.
  hardware_status text check (hardware_status in ('unavailable', 'faulted')),
  hardware_at timestamptz(3),
  -- False while a charger with a connection of its own has none.
  online boolean not null,
  ocpp_identity text collate "C",
  -- Where an imported station came from, its id there, and a digest of what the source says.
  source text,
  source_id text collate "C",
  source_digest text,
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  deleted timestamptz(3),
  primary key (account_id, livemode, id),
  foreign key (account_id, livemode, network_id) references networks
);
create unique index charging_stations_ocpp_identity on charging_stations (ocpp_identity) where deleted is null;
create unique index charging_stations_source
  on charging_stations (account_id, livemode, network_id, source, source_id) where source is not null;
create index charging_stations_shared on charging_stations (livemode, id) where shared and deleted is null;
create index charging_stations_operator
  on charging_stations (account_id, livemode, operator_id, id) where deleted is null;
create index charging_stations_shared_operator
  on charging_stations (livemode, operator_id, id) where shared and deleted is null;
call protect('charging_stations');
call share('charging_stations');

create table charging_station_connectors (
  account_id text collate "C" not null,
  livemode boolean not null,
  station_id text collate "C" not null,
  id text not null,
  shared boolean not null,
  position integer not null,
  -- Connectors of one EVSE exclude each other (ruling 19).
  evse integer not null check (evse > 0),
  type text not null,
  power_kw double precision not null check (power_kw > 0),
  -- As the network last reported it, and when that was true by the charger's time.
  status text not null,
  status_at timestamptz(3),
  error text,
  tariff_id text collate "C",
  primary key (account_id, livemode, station_id, id),
  foreign key (account_id, livemode, station_id) references charging_stations,
  foreign key (account_id, livemode, tariff_id) references tariffs
);
create index charging_station_connectors_type
  on charging_station_connectors (account_id, livemode, type, power_kw, station_id);
create index charging_station_connectors_shared_type
  on charging_station_connectors (livemode, type, power_kw, station_id) where shared;
create index charging_station_connectors_power
  on charging_station_connectors (account_id, livemode, power_kw, station_id);
create index charging_station_connectors_shared_power
  on charging_station_connectors (livemode, power_kw, station_id) where shared;
call protect('charging_station_connectors');
call share('charging_station_connectors');

-- The spatial index. Its operators are not leakproof, and an index on them is of no use under row-level
-- security; so the places stand alone, with nothing in them but where some station is, and are always joined to
-- the protected table.
create table charging_station_places (
  account_id text collate "C" not null,
  livemode boolean not null,
  station_id text collate "C" primary key,
  shared boolean not null,
  latitude double precision not null,
  longitude double precision not null,
  -- lib/projection.ts.
  place point not null,
  -- Of its connectors: what a search near a place asks first.
  types text[] not null default '{}',
  most_kw double precision not null default 0,
  -- When the station was last put elsewhere: a walk over pages leaves out what moved since it began.
  moved timestamptz(3)
);
create index charging_station_places_place on charging_station_places using gist (place);

-- Who holds a connector is nobody's business, that it is held is everybody's: keyed by the station's owner and
-- with nothing of the holder but the id of the session or reservation (ruling 13).
create table connector_bookings (
  account_id text collate "C" not null,
  livemode boolean not null,
  station_id text collate "C" not null,
  connector_id text not null,
  evse integer not null,
  kind text not null check (kind in ('session', 'reservation')),
  booking_id text collate "C" primary key,
  -- A session's has no end: nobody knows when it will be.
  span tstzrange not null check (not isempty(span)),
  -- False until others were told; a refused start is never shown.
  shown boolean not null,
  constraint connector_bookings_turn
    exclude using gist (station_id with =, evse with =, kind with =, span with &&)
);
create index connector_bookings_station on connector_bookings (station_id, evse);

-- The holder's own side of a booking, seen by the holder alone: who gives it back, and who is told what
-- happens at the station.
create table station_watches (
  account_id text collate "C" not null,
  livemode boolean not null,
  booking_id text collate "C" not null,
  station_id text collate "C" not null,
  primary key (account_id, livemode, booking_id)
);
create index station_watches_station on station_watches (station_id);
call protect('station_watches');

-- Favourites of drivers by station, kept from their preferences.
create table station_favourites (
  account_id text collate "C" not null,
  livemode boolean not null,
  driver_id text collate "C" not null,
  station_id text collate "C" not null,
  primary key (account_id, livemode, driver_id, station_id)
);
create index station_favourites_station on station_favourites (station_id);
call protect('station_favourites');

create function keep_station_favourites() returns trigger
language plpgsql as $$
begin
  delete from station_favourites f
  where f.account_id = new.account_id and f.livemode = new.livemode and f.driver_id = new.id;
  if new.deleted is null then
    insert into station_favourites (account_id, livemode, driver_id, station_id)
    select distinct new.account_id, new.livemode, new.id, station
    from jsonb_array_elements_text(coalesce(new.preferences -> 'preferred_charging_stations', '[]')) as s (station);
  end if;
  return null;
end $$;
create trigger drivers_favourites_inserted after insert on drivers for each row
  when (new.preferences -> 'preferred_charging_stations' <> '[]')
  execute function keep_station_favourites();
create trigger drivers_favourites_updated after update of preferences, deleted on drivers for each row
  when (new.deleted is distinct from old.deleted
    or new.preferences -> 'preferred_charging_stations' is distinct from old.preferences -> 'preferred_charging_stations')
  execute function keep_station_favourites();
