-- Estimations, as they were answered: never recalculated, kept beyond their validity.
create table estimations (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  vehicle text collate "C" not null,
  charging_station text collate "C" not null,
  connector text not null,
  battery_level double precision not null,
  battery_target_level double precision not null,
  currency text not null,
  energy_wh bigint not null check (energy_wh >= 0),
  duration_seconds integer not null check (duration_seconds >= 0),
  total_cost bigint not null check (total_cost >= 0),
  cost_breakdown json not null,
  valid_until timestamptz(3) not null,
  created timestamptz(3) not null,
  primary key (account_id, livemode, id)
);
call protect('estimations');
