-- Sessions: their life (state), what readers see of it (status), their meter, their price.
create sequence station_transaction_numbers as integer;

create table charging_sessions (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  state text not null,
  -- What the contract shows; null while nobody is to see the session.
  status text check (status in ('active', 'completed', 'cancelled', 'failed')),
  trigger text not null check (trigger in ('api', 'token')),
  charging_station text collate "C" not null,
  connector text not null,
  evse integer not null,
  network_kind text not null,
  -- The charger's identity on an OCPP network.
  identity text,
  connector_type text not null,
  connector_kw double precision not null,
  driver text collate "C" not null,
  vehicle text collate "C" not null,
  fleet text collate "C",
  payment_method text collate "C" not null,
  battery_wh integer not null,
  battery_level integer,
  country text not null,
  currency text not null,
  -- The tariff as it was at the start: a later change does not touch a running session.
  tariff jsonb not null,
  zone text not null,
  session_limit bigint,
  hold_id text collate "C",
  held bigint not null default 0,
  -- A raise that was asked for and not decided yet.
  raise_asked boolean not null default false,
  id_tag text not null,
  -- The number that the charger was given for its transaction.
  transaction_id integer unique,
  meter_start_wh bigint,
  meter_last_wh bigint,
  meter_last_at timestamptz(3),
  meter_rose_at timestamptz(3),
  energy_consumed bigint not null default 0 check (energy_consumed >= 0),
  amount_due bigint not null default 0,
  amount_paid bigint not null default 0,
  price_lines jsonb not null default '[]',
  flags text[] not null default '{}',
  failure jsonb,
  end_reason text,
  -- True when no final reading came: then one late reading corrects the price (ruling 29).
  closed_by_timeout boolean not null default false,
  settled boolean not null default false,
  -- What was charged for at the end; a late reading is charged by its difference to this.
  settled_wh bigint not null default 0,
  settled_amount bigint not null default 0,
  accepted_at timestamptz(3),
  session_started timestamptz(3),
  session_ended timestamptz(3),
  last_update_event timestamptz(3),
  -- What events last said, for the previous values of the next one.
  told_wh bigint not null default 0,
  told_due bigint not null default 0,
  told_paid bigint not null default 0,
  -- Whether charging_session.completed has been told: when the money is in, or after a minute.
  completed_told boolean not null default false,
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  primary key (account_id, livemode, id)
);
create index charging_sessions_driver on charging_sessions (account_id, livemode, driver, id) where status is not null;
create index charging_sessions_fleet on charging_sessions (account_id, livemode, fleet, id) where status is not null;
create index charging_sessions_vehicle on charging_sessions (account_id, livemode, vehicle, id) where status is not null;
create index charging_sessions_station on charging_sessions (account_id, livemode, charging_station, id) where status is not null;
create index charging_sessions_status on charging_sessions (account_id, livemode, status, id) where status is not null;
-- A vehicle charges once at a time; the connector's turn is kept by connector_bookings.
create unique index charging_sessions_vehicle_once on charging_sessions (account_id, livemode, vehicle)
  where state in ('authorising', 'starting', 'waiting', 'charging', 'stopping');
create index charging_sessions_open_at_station on charging_sessions (charging_station, evse)
  where state in ('authorising', 'starting', 'waiting', 'charging', 'stopping');
create index charging_sessions_tag on charging_sessions (charging_station, upper(id_tag), id);
call protect('charging_sessions');

-- The usage that is priced: periods of one kind, at most one a minute and kind (usage.ts).
create table charging_session_periods (
  account_id text collate "C" not null,
  livemode boolean not null,
  session text collate "C" not null,
  position integer not null,
  starts timestamptz(3) not null,
  ends timestamptz(3) not null,
  energy_wh bigint not null,
  charging boolean not null,
  primary key (account_id, livemode, session, position)
);
call protect('charging_session_periods');

-- Every reading as the charger gave it. Evidence, and the time series.
create table meter_values (
  account_id text collate "C" not null,
  livemode boolean not null,
  session text collate "C" not null,
  at timestamptz(3) not null,
  -- The charger's own time, before it was clamped.
  reported_at timestamptz(3) not null,
  meter_wh bigint,
  power_w double precision,
  current_a double precision,
  voltage_v double precision,
  soc_percent double precision,
  created timestamptz(3) not null
) partition by range (created);
create table meter_values_default partition of meter_values default;
create index meter_values_session on meter_values (account_id, livemode, session, at);
call protect('meter_values');
insert into partitioned_tables values ('meter_values', null);

-- Every start that a charger reported, also refused ones: the number it got, so that a start reported twice
-- gets the same one.
create table station_transactions (
  account_id text collate "C" not null,
  livemode boolean not null,
  transaction_id integer primary key default nextval('station_transaction_numbers'),
  charging_station text collate "C" not null,
  evse integer not null,
  id_tag text not null,
  meter_start_wh bigint not null,
  started_at timestamptz(3) not null,
  -- Null for a start that was refused: its energy is evidence and charged to nobody (ruling 26).
  session text collate "C",
  token_status text not null,
  meter_stop_wh bigint,
  stopped_at timestamptz(3),
  created timestamptz(3) not null
);
create unique index station_transactions_once
  on station_transactions (charging_station, evse, upper(id_tag), started_at, meter_start_wh);
call protect('station_transactions');

-- Cards of drivers: RFID uids and eMAIDs.
create table charge_tokens (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  uid text not null,
  type text not null check (type in ('rfid', 'emaid')),
  driver text collate "C" not null,
  vehicle text collate "C",
  payment_method text collate "C",
  status text not null check (status in ('active', 'blocked')),
  expires_at timestamptz(3),
  metadata json not null,
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  primary key (account_id, livemode, id)
);
create unique index charge_tokens_uid on charge_tokens (account_id, livemode, upper(uid));
create index charge_tokens_lookup on charge_tokens (upper(uid), livemode);
create index charge_tokens_driver on charge_tokens (account_id, livemode, driver, id);
call protect('charge_tokens');
