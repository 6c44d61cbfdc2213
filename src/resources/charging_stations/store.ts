// SQL of stations and their connectors. Readers see the account's own and the shared ones of the
// mode; writers reach the owner's only. Finding stations is search/store.ts, holding connectors
// bookings/store.ts.
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import { tariffJson } from "../tariffs/store.ts";
import type { StationRow } from "./schema.ts";

const ofStation = (alias: string): string =>
  `${alias}.account_id = s.account_id and ${alias}.livemode = s.livemode
    and ${alias}.station_id = s.id`;

/** `$4`: the moment from which the next 24 hours' bookings are wanted. */
const select = `
  select s.id, s.account_id, s.network_id, n.kind as network_kind, n.status as network_status,
    s.shared, s.name,
    s.operator, s.operator_id, s.operator_contact, s.address, s.latitude, s.longitude, s.timezone,
      s.currency,
    s.capabilities, s.opening_hours, s.status, s.hardware_status, s.online, s.ocpp_identity,
      s.created, s.updated,
    (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'evse', c.evse, 'type', c.type,
      'power', c.power_kw,
        'status', c.status, 'tariff', c.tariff_id) order by c.position), '[]')
      from charging_station_connectors c where ${ofStation("c")}) as connectors,
    (select coalesce(jsonb_agg(jsonb_build_object('connector', b.connector_id, 'evse', b.evse,
      'kind', b.kind,
        'shown', b.shown, 'from', round(extract(epoch from lower(b.span)) * 1000),
        'until', round(extract(epoch from upper(b.span)) * 1000)) order by lower(b.span)), '[]')
      from connector_bookings b
      where ${ofStation("b")} and b.span && tstzrange($4,
        $4::timestamptz + interval '24 hours')) as bookings,
    (select ${tariffJson("t")} from charging_station_connectors c
      join tariffs t on t.account_id = c.account_id and t.livemode = c.livemode
        and t.id = c.tariff_id
      where ${ofStation("c")} and c.position = 1) as tariff
  from charging_stations s
  join networks n on n.account_id = s.account_id and n.livemode = s.livemode and n.id = s.network_id
  where s.livemode = $2 and (s.account_id = $1 or s.shared) and s.deleted is null`;

/** Values: ids, now. */
export const load = rows<StationRow>("stations.load", `${select} and s.id = any($3)`);
/** Values: id, now. */
export const find = row<StationRow>("stations.find", `${select} and s.id = $3`);
/** The owner's own, held until the transaction ends. Values: id, now. */
export const lock = row<StationRow>(
  "stations.lock",
  `${select} and s.account_id = $1 and s.id = $3 for update of s`,
);

/** The owner's own that nobody is just changing, held until the transaction ends. */
export const lockFree = rows<StationRow>(
  "stations.lock_free",
  `${select} and s.account_id = $1 and s.id = any($3) for no key update of s skip locked`,
);

export const insert = rows(
  "stations.insert",
  `with place as (
     insert into charging_station_places (account_id, livemode, station_id, shared, latitude,
       longitude, place)
     values ($1, $2, $3, $5, $11, $12, point($22, $23)))
   insert into charging_stations (account_id, livemode, id, network_id, shared, name, operator,
     operator_id,
     operator_contact, address, latitude, longitude, timezone, currency, capabilities,
       opening_hours, status,
     online, ocpp_identity, created, updated)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
     $20, $21)`,
);

export const update = rows(
  "stations.update",
  `update charging_stations set name = $4, operator = $5, operator_id = $6,
    operator_contact = $7, address = $8,
     latitude = $9, longitude = $10, timezone = $11, currency = $12, capabilities = $13,
       opening_hours = $14,
     status = $15, ocpp_identity = $16, online = $17, updated = $18
   where account_id = $1 and livemode = $2 and id = $3`,
);

export const move = rows(
  "stations.move",
  `update charging_station_places set latitude = $4, longitude = $5, place = point($6, $7),
    moved = $8
   where account_id = $1 and livemode = $2 and station_id = $3`,
);

/** Makes these the station's connectors; one that stays keeps what its charger reported. */
export const putConnectors = rows(
  "stations.put_connectors",
  `with gone as (
     delete from charging_station_connectors
     where account_id = $1 and livemode = $2 and station_id = $3 and not id = any($5)),
   searched as (
     update charging_station_places
     set types = array(select distinct type from unnest($7::text[]) as t (type)),
       most_kw = (select max(power) from unnest($8::float8[]) as p (power))
     where account_id = $1 and livemode = $2 and station_id = $3)
   insert into charging_station_connectors (account_id, livemode, station_id, id, shared,
     position, evse, type,
     power_kw, status, tariff_id)
   select $1, $2, $3, c.id, $4, c.position, c.evse, c.type, c.power, $9, c.tariff
   from unnest($5::text[], $6::integer[], $7::text[], $8::float8[], $10::text[]) with ordinality
     as c (id, evse, type, power, tariff, position)
   on conflict (account_id, livemode, station_id, id) do update
     set position = excluded.position, evse = excluded.evse, type = excluded.type,
       power_kw = excluded.power_kw,
       tariff_id = excluded.tariff_id`,
);

export const markDeleted = rows(
  "stations.mark_deleted",
  `with place as (
     delete from charging_station_places where account_id = $1 and livemode = $2
       and station_id = $3),
   connectors as (
     update charging_station_connectors set tariff_id = null
     where account_id = $1 and livemode = $2 and station_id = $3)
   update charging_stations set deleted = $4 where account_id = $1 and livemode = $2 and id = $3`,
);

/** `$7`: the connector in use, if we know it. */
export const reportConnectors = rows(
  "stations.report_connectors",
  `update charging_station_connectors set error = $6, status_at = $8,
     status = case when $5 = 'occupied' and $7::text is not null
       and id <> $7 then 'unavailable' else $5 end
   where account_id = $1 and livemode = $2 and station_id = $3 and evse = $4`,
);

export const reportStation = rows(
  "stations.report_station",
  `update charging_stations set hardware_status = $4, hardware_at = $5
   where account_id = $1 and livemode = $2 and id = $3`,
);

export const setOnline = rows(
  "stations.set_online",
  "update charging_stations set online = $4 where account_id = $1 and livemode = $2 and id = $3",
);

export const touch = rows(
  "stations.touch",
  "update charging_stations set updated = $4 where account_id = $1 and livemode = $2 and id = $3",
);

/** Of many stations (`$3`), as `reportConnectors` does of one. */
export const reportConnectorsTogether = rows(
  "stations.report_connectors_together",
  `update charging_station_connectors c set error = t.error, status_at = $8,
     status = case when t.status = 'occupied' and t.used is not null
       and c.id <> t.used then 'unavailable' else t.status end
   from unnest((select $3::text[]), (select $4::integer[]), (select $5::text[]),
     (select $6::text[]), (select $7::text[])) t (station, evse, status, error, used)
   where c.account_id = $1 and c.livemode = $2 and c.station_id = any($3)
     and c.station_id = t.station and c.evse = t.evse`,
);

/** Of many stations: what its charger says of each as a whole, and of which that is news. */
export const changeTogether = rows(
  "stations.change_together",
  `update charging_stations s set online = t.online, hardware_status = t.hardware,
     hardware_at = case when t.is_reported then $8 else s.hardware_at end,
     updated = case when t.is_news then $8 else s.updated end
   from unnest((select $3::text[]), (select $4::boolean[]), (select $5::text[]),
     (select $6::boolean[]), (select $7::boolean[])) t (id, online, hardware, is_reported, is_news)
   where s.account_id = $1 and s.livemode = $2 and s.id = any($3) and s.id = t.id`,
);

/** Accounts with an open session, a reservation or a favourite at the station. */
export const concerned = rowsAcrossAccounts<{ account_id: string }>(
  "stations.concerned",
  `select account_id from station_watches where station_id = $1 and livemode = $2
   union select account_id from station_favourites where station_id = $1 and livemode = $2`,
);

/** The account's own drivers who prefer the station. */
export const favouredBy = rows<{ driver_id: string }>(
  "stations.favoured_by",
  `select driver_id from station_favourites
   where account_id = $1 and livemode = $2 and station_id = $3`,
);

export type OwnerRow = { account_id: string; livemode: boolean; shared: boolean };

/**
 * Whose the station is: a charger's report names nobody. Deleted ones too, for what is still on its
 * way.
 */
export const owner = rowsAcrossAccounts<OwnerRow>(
  "stations.owner",
  "select account_id, livemode, shared from charging_stations where id = $1",
);

/** Of many at once. */
export const owners = rowsAcrossAccounts<{ id: string } & OwnerRow>(
  "stations.owners",
  "select id, account_id, livemode, shared from charging_stations where id = any($1)",
);

/** What simulated hardware forgets when its process ends: connectors in no use are free again. */
export const freeSimulated = rowsAcrossAccounts(
  "stations.free_simulated",
  `update charging_station_connectors c set status = 'available', error = null, status_at = $1
   from charging_stations s
   join networks n on n.account_id = s.account_id and n.livemode = s.livemode
     and n.id = s.network_id
   where n.kind = 'simulator' and s.account_id = c.account_id and s.livemode = c.livemode
     and s.id = c.station_id and c.status <> 'available'
     and not exists (select 1 from connector_bookings b
       where b.station_id = c.station_id and b.evse = c.evse and b.kind = 'session')`,
);
