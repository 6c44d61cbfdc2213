-- What transactions of real chargers need to be told apart, corrected, and closed when nobody tells their end.

-- Since when the line is up: what waited at the charger has been told a while after that.
alter table station_connections add column online_since timestamptz(3);
-- A report names its station and nothing of accounts.
create index station_connections_any_account on station_connections (station_id);

alter table station_transactions
  -- The charger's own name of the transaction, where the protocol has the charger choose one.
  add column reference text,
  -- What its clock was ahead when it told the start: started_at is as it said it.
  add column skew_ms bigint,
  -- Closed by us, and surely not going on: a newer transaction runs on the EVSE.
  add column given_up timestamptz(3);
create unique index station_transactions_reference on station_transactions (charging_station, reference)
  where reference is not null;
-- Who names transactions tells them apart by their names.
drop index station_transactions_once;
create unique index station_transactions_once
  on station_transactions (charging_station, evse, upper(id_tag), started_at, meter_start_wh) where reference is null;
create index station_transactions_at_evse on station_transactions (charging_station, evse, transaction_id);

alter table charging_sessions
  -- The group of the card that began it; null: the driver's own cards.
  add column card_group text,
  -- Our total less the charger's register: not 0 after a register began anew.
  add column meter_offset_wh bigint not null default 0,
  -- A fallen register that may be one that began anew: believed once it rises from there.
  add column meter_doubt_wh bigint,
  add column meter_doubt_at timestamptz(3),
  -- When the charger last told anything of it, by the machine's clock.
  add column heard_at timestamptz(3),
  -- It began while the charger was away, and was told later: the vehicle may be elsewhere by then.
  add column told_late boolean not null default false;
drop index charging_sessions_vehicle_once;
create unique index charging_sessions_vehicle_once on charging_sessions (account_id, livemode, vehicle)
  where state in ('authorising', 'starting', 'waiting', 'charging', 'stopping') and not told_late;
update charging_sessions set heard_at = coalesce(meter_last_at, updated) where state in ('charging', 'stopping');
create index charging_sessions_running on charging_sessions (heard_at) where state = 'charging';

-- Reports that no bill rests on: of transactions that nobody knows, stops after the first one. What is told of a
-- transaction before its start is applied when the start comes.
create table station_evidence (
  account_id text collate "C" not null,
  livemode boolean not null,
  id bigint generated always as identity primary key,
  charging_station text collate "C" not null,
  -- The number as the charger gave it, whoever's that is.
  transaction_id bigint,
  reference text,
  reason text not null check (reason in ('early', 'unknown', 'repeated')),
  -- The report as the network told it.
  report jsonb not null,
  -- When it was applied after all.
  applied timestamptz(3),
  created timestamptz(3) not null
);
create index station_evidence_waiting on station_evidence (charging_station, reference)
  where reason = 'early' and applied is null;
create index station_evidence_station on station_evidence (account_id, livemode, charging_station, id);
call protect('station_evidence');
