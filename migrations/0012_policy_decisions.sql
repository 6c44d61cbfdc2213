-- The stored reasons of every policy evaluation. They name what was there at the time and outlive it.
create table policy_decisions (
  account_id text collate "C" not null,
  livemode boolean not null,
  id text collate "C" not null,
  trigger text not null check (trigger in ('api', 'token', 'reservation', 'check')),
  outcome text not null check (outcome in ('allowed', 'blocked')),
  -- Per policy and rule, what was compared with what; json keeps the order of keys.
  policies json not null,
  driver text collate "C" not null,
  vehicle text collate "C" not null,
  fleet text collate "C",
  charging_station text collate "C",
  connector text,
  charging_session text collate "C",
  at timestamptz(3) not null,
  until timestamptz(3),
  created timestamptz(3) not null,
  primary key (account_id, livemode, id)
);
create index policy_decisions_driver on policy_decisions (account_id, livemode, driver, id);
create index policy_decisions_vehicle on policy_decisions (account_id, livemode, vehicle, id);
create index policy_decisions_fleet on policy_decisions (account_id, livemode, fleet, id);
create index policy_decisions_outcome on policy_decisions (account_id, livemode, outcome, id);
create index policy_decisions_session on policy_decisions (account_id, livemode, charging_session, id)
  where charging_session is not null;
call protect('policy_decisions');
