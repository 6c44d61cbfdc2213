-- Commands that a charger has accepted and not carried out yet: each status that it tells is looked
-- up here.
create index commands_accepted on commands (account_id, livemode, station_id, id)
  where status = 'accepted';
