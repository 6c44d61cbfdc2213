-- Tariffs that accounts make and give to connectors. `listed` tells them from those that a station's `pricing` or
-- the simulator made, which nobody sees by themselves.
alter table tariffs
  add column listed boolean not null default false,
  add column name text,
  add column metadata json not null default '{}';
create index tariffs_listed on tariffs (account_id, livemode, id) where listed;
call index_metadata('tariffs');

-- A tariff that a connector has cannot be deleted: the foreign key says so. What is deleted itself has none.
create index charging_station_connectors_tariff
  on charging_station_connectors (account_id, livemode, tariff_id) where tariff_id is not null;
update charging_station_connectors c set tariff_id = null
from charging_stations s
where s.account_id = c.account_id and s.livemode = c.livemode and s.id = c.station_id
  and s.deleted is not null and c.tariff_id is not null;
