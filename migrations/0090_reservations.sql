-- Reservations: their life (state), what readers see of it (status), the connector that is kept, the fee.
-- Numbers by which chargers know reservations; a charger keeps an integer (OCPP 1.6 ReserveNow).
create sequence reservation_numbers as integer;

create table reservations (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  state text not null,
  -- What the contract shows.
  status text not null
    check (status in ('pending', 'confirmed', 'completed', 'cancelled', 'failed', 'expired')),
  driver text collate "C" not null,
  vehicle text collate "C" not null,
  -- For whom it is charged: the vehicle's fleet, else the driver's only one.
  fleet text collate "C",
  payment_method text collate "C",
  connector_types text[] not null,
  ideal_start timestamptz(3) not null,
  ideal_end timestamptz(3) not null,
  earliest_start timestamptz(3),
  latest_end timestamptz(3),
  latitude double precision not null,
  longitude double precision not null,
  radius integer not null,
  fee bigint not null check (fee >= 0),
  currency text not null,
  free_until_before integer not null,
  metadata json not null,
  -- The connector that is kept; its lock is a row of connector_bookings.
  charging_station text collate "C",
  connector text,
  evse integer,
  connector_type text,
  connector_kw double precision,
  network_kind text,
  identity text,
  reserved_start timestamptz(3),
  reserved_end timestamptz(3),
  -- What the charger knows it by; another one each time a connector is chosen.
  number integer unique,
  -- When the charger is asked (again) to keep the connector.
  order_at timestamptz(3),
  -- EVSEs that would not keep it: `station evse`.
  refused text[] not null default '{}',
  hold_id text collate "C",
  -- The record of why station and connector were allowed.
  decision text collate "C",
  -- The driver's session at the connector, from the order to its end, and when it began there.
  session text collate "C",
  session_began timestamptz(3),
  failed_reason text check (failed_reason in ('no_available_connectors', 'payment_failed', 'other')),
  confirmed_at timestamptz(3),
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  primary key (account_id, livemode, id),
  check (ideal_start < ideal_end),
  check ((reserved_start is null) = (reserved_end is null))
);
create index reservations_driver on reservations (account_id, livemode, driver, id);
create index reservations_vehicle on reservations (account_id, livemode, vehicle, id);
create index reservations_station on reservations (account_id, livemode, charging_station, id);
create index reservations_status on reservations (account_id, livemode, status, id);
-- What is open, by whom it ends with (ruling 16).
create index reservations_open_fleet on reservations (account_id, livemode, fleet)
  where status in ('pending', 'confirmed');
create index reservations_open_method on reservations (account_id, livemode, payment_method)
  where status in ('pending', 'confirmed');
call protect('reservations');
call index_metadata('reservations');
