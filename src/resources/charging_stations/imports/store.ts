// SQL that writes many imported stations at once. A station is known by its source's id; one that
// says what it said before is not touched, and one that its owner deleted stays deleted.
import { rows } from "../../../db/statement.ts";

/**
 * `$3` network, `$4` shared, `$5` source, `$6` currency, `$7` now, `$8` simulated, `$9` the
 * stations.
 */
export const put = rows<{ id: string; source_id: string; added: boolean }>(
  "imports.put",
  `with given as (
     select * from jsonb_to_recordset($9::jsonb) as g (id text, source_id text, digest text,
       name text,
       operator text, operator_id text, address jsonb, latitude float8, longitude float8,
         x float8, y float8,
       timezone text, capabilities jsonb)),
   put as (
     insert into charging_stations as s (account_id, livemode, id, network_id, shared, name,
       operator, operator_id,
       address, latitude, longitude, timezone, currency, capabilities, opening_hours, status,
         online, source,
       source_id, source_digest, created, updated)
     select $1, $2, g.id, $3, $4, g.name, g.operator, g.operator_id, g.address, g.latitude,
       g.longitude, g.timezone,
       $6, g.capabilities, '[]', 'active', $8, $5, g.source_id, g.digest, $7, $7
     from given g
     on conflict (account_id, livemode, network_id, source,
       source_id) where source is not null do update
       set name = excluded.name, operator = excluded.operator, operator_id = excluded.operator_id,
         address = excluded.address, latitude = excluded.latitude, longitude = excluded.longitude,
         timezone = excluded.timezone, source_digest = excluded.source_digest,
           updated = excluded.updated
       where s.source_digest <> excluded.source_digest and s.deleted is null
     returning s.id, s.source_id, s.created = s.updated as added),
   places as (
     insert into charging_station_places as p (account_id, livemode, station_id, shared, latitude,
       longitude, place)
     select $1, $2, put.id, $4, g.latitude, g.longitude, point(g.x, g.y)
     from put join given g on g.source_id = put.source_id
     on conflict (station_id) do update
       set latitude = excluded.latitude, longitude = excluded.longitude, place = excluded.place,
         moved = $7
       where p.latitude <> excluded.latitude or p.longitude <> excluded.longitude)
   select id, source_id, added from put`,
);

/** `$3` shared, `$4` status at first, `$5` the connectors of stations that `put` answered. */
export const putConnectors = rows(
  "imports.put_connectors",
  `with given as (
     select * from jsonb_to_recordset($5::jsonb) as g (station text, id text, position integer,
       evse integer,
       type text, power float8, tariff text)),
   gone as (
     delete from charging_station_connectors c
     where c.account_id = $1 and c.livemode = $2 and c.station_id in (select station from given)
       and not exists (select 1 from given g where g.station = c.station_id and g.id = c.id)),
   searched as (
     update charging_station_places p set types = g.types, most_kw = g.most_kw
     from (select station, array_agg(distinct type) as types, max(power) as most_kw
       from given group by station) g
     where p.account_id = $1 and p.livemode = $2 and p.station_id = g.station)
   insert into charging_station_connectors (account_id, livemode, station_id, id, shared,
     position, evse, type,
     power_kw, status, tariff_id)
   select $1, $2, g.station, g.id, $3, g.position, g.evse, g.type, g.power, $4, g.tariff
     from given g
   on conflict (account_id, livemode, station_id, id) do update
     set position = excluded.position, evse = excluded.evse, type = excluded.type,
       power_kw = excluded.power_kw`,
);
