-- A charger that counts its transactions from one again gives the name of an ended one to a new one.
drop index station_transactions_reference;
create unique index station_transactions_reference on station_transactions (charging_station, reference)
  where reference is not null and stopped_at is null and given_up is null;
create index station_transactions_named on station_transactions (charging_station, reference, transaction_id)
  where reference is not null;
