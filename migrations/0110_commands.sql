-- What operators have chargers do, and what became of it.
create sequence command_numbers as integer cycle;
create table commands (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  station_id text collate "C" not null,
  connector text,
  -- What the charger knows the command by (requestId).
  number integer not null default nextval('command_numbers'),
  type text not null,
  -- As they are shown; what must not be is in `sealed`, encrypted, until the command was sent.
  parameters jsonb not null,
  sealed text,
  status text not null default 'pending'
    check (status in ('pending', 'accepted', 'rejected', 'succeeded', 'failed', 'timed_out')),
  reason text,
  message text,
  answer jsonb,
  progress jsonb,
  expires_at timestamptz(3) not null,
  -- In real time, whatever the account's clock says: until when it waits for its charger, when it
  -- was sent.
  wait_until timestamptz(3) not null,
  sent_at timestamptz(3),
  completed_at timestamptz(3),
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  primary key (account_id, livemode, id),
  foreign key (account_id, livemode, station_id) references charging_stations
);
create index commands_station on commands (account_id, livemode, station_id, id);
create index commands_number on commands (account_id, livemode, station_id, number);
create index commands_waiting on commands (station_id, id) where status = 'pending';
call protect('commands');
