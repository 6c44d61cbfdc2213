-- What a charger began after its session was over is found by the number of the order.
create index station_transactions_refused on station_transactions (charging_station, upper(id_tag))
  where session is null;
