-- Test clocks: what moves the time of an account's test mode. The time itself is account_times (0099).
create table test_clocks (
  account_id text collate "C" not null,
  livemode boolean not null check (not livemode),
  id text collate "C" not null,
  name text,
  -- Null: it has arrived.
  advancing_to timestamptz(3),
  created timestamptz(3) not null,
  updated timestamptz(3) not null,
  primary key (account_id, livemode, id),
  constraint test_clocks_one unique (account_id, livemode)
);
call protect('test_clocks');
