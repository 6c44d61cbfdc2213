// SQL of who holds which connector when. The bookings are keyed by the station's owner and read by
// all as busy; the watches are the holder's own (ruling 13).
import { row, rows } from "../../../db/statement.ts";

/**
 * One booking at a time is made or given back at a station, so that what was looked at stays true.
 */
export const takeTurn = rows(
  "bookings.take_turn",
  `select pg_advisory_xact_lock(hashtextextended('station:' || $3, 0))
   where $1::text is not null and $2::boolean is not null`,
);

/**
 * Violates `connector_bookings_turn` when another of the kind holds the EVSE. A null end is open.
 */
export const insert = row<{ booking_id: string }>(
  "bookings.insert",
  `with watch as (
     insert into station_watches (account_id, livemode, booking_id, station_id) values ($1, $2,
       $5, $3))
   insert into connector_bookings (account_id, livemode, station_id, connector_id, evse, kind,
     booking_id, span, shown)
   select c.account_id, c.livemode, c.station_id, c.id, c.evse, $6, $5, tstzrange($7, $8), $9
   from charging_station_connectors c
   where c.livemode = $2 and (c.account_id = $1 or c.shared) and c.station_id = $3 and c.id = $4
   returning booking_id`,
);

/**
 * As `insert`, for a reservation's span; no row where another one holds the EVSE in it, and nothing
 * is written then. Not shown before the span begins.
 */
export const reserve = row<{ booking_id: string }>(
  "bookings.reserve",
  `with booked as (
     insert into connector_bookings (account_id, livemode, station_id, connector_id, evse, kind,
       booking_id, span, shown)
     select c.account_id, c.livemode, c.station_id, c.id, c.evse, 'reservation', $5,
       tstzrange($6, $7), false
     from charging_station_connectors c
     where c.livemode = $2 and (c.account_id = $1 or c.shared) and c.station_id = $3 and c.id = $4
     on conflict do nothing
     returning booking_id, station_id)
   insert into station_watches (account_id, livemode, booking_id, station_id)
   select $1, $2, booking_id, station_id from booked returning booking_id`,
);

export type HeldRow = { booking_id: string; kind: "session" | "reservation" };

/** What holds the connector's EVSE in a span. */
export const holding = rows<HeldRow>(
  "bookings.holding",
  `select b.booking_id, b.kind from connector_bookings b
   join charging_station_connectors c on c.account_id = b.account_id and c.livemode = b.livemode
     and c.station_id = b.station_id and c.evse = b.evse
   where c.livemode = $2 and (c.account_id = $1 or c.shared) and c.station_id = $3 and c.id = $4
     and b.span && tstzrange($5, $6, '[]')`,
);

export type BookedRow = HeldRow & { until: Date | null };

/**
 * What stands in the way of a reservation in `[$5, $6)`, the booking `$7` aside. A session has no
 * known end; whether it counts is `$8`.
 */
export const inTheWay = rows<BookedRow>(
  "bookings.in_the_way",
  `select b.booking_id, b.kind, upper(b.span) as until from connector_bookings b
   join charging_station_connectors c on c.account_id = b.account_id and c.livemode = b.livemode
     and c.station_id = b.station_id and c.evse = b.evse
   where c.livemode = $2 and (c.account_id = $1 or c.shared) and c.station_id = $3 and c.id = $4
     and b.span && tstzrange($5, $6) and b.booking_id <> $7 and (b.kind = 'reservation' or $8)`,
);

/** The holder gives a booking back; answers the station. */
export const remove = row<{ station_id: string }>(
  "bookings.remove",
  `with watch as (
     delete from station_watches where account_id = $1 and livemode = $2 and booking_id = $3
     returning booking_id)
   delete from connector_bookings b using watch where b.booking_id = watch.booking_id
   returning b.station_id`,
);

export const stationOf = row<{ station_id: string }>(
  "bookings.station_of",
  `select station_id from station_watches where account_id = $1 and livemode = $2
    and booking_id = $3`,
);

export const show = rows(
  "bookings.show",
  `update connector_bookings b set shown = true
   from station_watches w where w.account_id = $1 and w.livemode = $2 and w.booking_id = $3
     and b.booking_id = w.booking_id`,
);

/** The owner's charger says that the EVSE is in use: what holds it is no secret any more. */
export const showAtEvse = rows(
  "bookings.show_at_evse",
  `update connector_bookings set shown = true
   where account_id = $1 and livemode = $2 and station_id = $3 and evse = $4 and kind = 'session'`,
);

/** At many of the owner's EVSEs: `$3` are their stations. */
export const showAtEvses = rows(
  "bookings.show_at_evses",
  `update connector_bookings b set shown = true
   from unnest((select $3::text[]), (select $4::integer[])) t (station, evse)
   where b.account_id = $1 and b.livemode = $2 and b.station_id = any($3)
     and b.station_id = t.station and b.evse = t.evse and b.kind = 'session'`,
);
