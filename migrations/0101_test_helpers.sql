-- What testers did to virtual chargers, for the answer to the request that asked for it. Kept a day.
create table test_helper_actions (
  account_id text collate "C" not null,
  livemode boolean not null check (not livemode),
  id text collate "C" not null,
  action text not null,
  charging_station text collate "C" not null,
  connector text,
  -- What the charger was told of a card.
  token_status text,
  -- Null: the charger has not been touched yet.
  done timestamptz(3),
  created timestamptz(3) not null,
  primary key (account_id, livemode, id)
);
call protect('test_helper_actions');
