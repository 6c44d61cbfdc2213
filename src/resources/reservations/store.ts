// SQL of reservations. The locks of connectors are charging_stations/bookings/store.ts.
import { listing } from "../../db/listing.ts";
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { ReservationRow } from "./schema.ts";

const select = `
  select r.id, r.state, r.status, r.driver, r.vehicle, r.fleet, r.payment_method,
    r.connector_types, r.ideal_start, r.ideal_end, r.earliest_start, r.latest_end, r.latitude,
    r.longitude, r.radius, r.fee, r.currency, r.free_until_before, r.metadata, r.charging_station,
    r.connector, r.evse, r.connector_type, r.connector_kw, r.network_kind, r.identity,
    r.reserved_start, r.reserved_end, r.number, r.order_at, r.refused, r.hold_id, r.decision,
    r.session, r.session_began, r.failed_reason, r.confirmed_at, r.created, r.updated
  from reservations r where r.account_id = $1 and r.livemode = $2`;

export const find = row<ReservationRow>("reservations.find", `${select} and r.id = $3`);
export const load = rows<ReservationRow>("reservations.load", `${select} and r.id = any($3)`);
export const lock = row<ReservationRow>("reservations.lock", `${select} and r.id = $3 for update`);

export const list = listing<ReservationRow>("reservations.list", {
  prefix: "res",
  select,
  id: "r.id",
  metadata: "pairs",
  filters: {
    status: "r.status = ?",
    driver: "r.driver = ?",
    vehicle: "r.vehicle = ?",
    charging_station: "r.charging_station = ?",
  },
});

export const insert = rows(
  "reservations.insert",
  `insert into reservations (account_id, livemode, id, state, status, driver, vehicle, fleet,
     payment_method, connector_types, ideal_start, ideal_end, earliest_start, latest_end, latitude,
     longitude, radius, fee, currency, free_until_before, metadata, created, updated)
   values ($1, $2, $3, 'pending', 'pending', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
     $16, $17, $18, $19, $20, $20)`,
);

/** What an update may change. */
export const update = rows(
  "reservations.update",
  `update reservations set driver = $4, vehicle = $5, fleet = $6, payment_method = $7,
     connector_types = $8, ideal_start = $9, ideal_end = $10, earliest_start = $11,
     latest_end = $12, latitude = $13, longitude = $14, radius = $15, metadata = $16, updated = $17
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** Writes back everything that changes in a reservation's life. */
export const save = rows(
  "reservations.save",
  `update reservations set state = $4, status = $5, fleet = $6, payment_method = $7,
     charging_station = $8, connector = $9, evse = $10, connector_type = $11, connector_kw = $12,
     network_kind = $13, identity = $14, reserved_start = $15, reserved_end = $16, number = $17,
     order_at = $18, refused = $19, hold_id = $20, decision = $21, session = $22,
     session_began = $23, failed_reason = $24, confirmed_at = $25, updated = $26
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** A number that no charger knows a reservation by yet. */
export const nextNumber = row<{ number: number }>(
  "reservations.next_number",
  `select nextval('reservation_numbers')::integer as number
   where $1::text is not null and $2::boolean is not null`,
);

const open = `status in ('pending', 'confirmed')`;
const ids = `select id from reservations where account_id = $1 and livemode = $2`;

/** What ends with one of those whom it is for, or who pays for it (ruling 16). */
export const openOf = {
  driver: rows<{ id: string }>("reservations.of_driver", `${ids} and driver = $3 and ${open}`),
  vehicle: rows<{ id: string }>("reservations.of_vehicle", `${ids} and vehicle = $3 and ${open}`),
  fleet: rows<{ id: string }>("reservations.of_fleet", `${ids} and fleet = $3 and ${open}`),
  payment_method: rows<{ id: string }>(
    "reservations.of_method",
    `${ids} and payment_method = $3 and ${open}`,
  ),
};

/** The driver's next or present one at a connector. */
export const atConnector = row<{ id: string }>(
  "reservations.at_connector",
  `${ids} and driver = $3 and charging_station = $4 and connector = $5 and status = 'confirmed'
     and reserved_end > $6
   order by reserved_start limit 1`,
);

/** Where at this station the driver has one now, or soon. */
export const atStation = row<{ connector: string }>(
  "reservations.at_station",
  `select connector from reservations where account_id = $1 and livemode = $2 and driver = $3
     and charging_station = $4 and status = 'confirmed' and reserved_end > $5
     and reserved_start <= $6
   order by reserved_start limit 1`,
);

type Suspect = { account_id: string; livemode: boolean; place: string; detail: string };

/** Holds under way of reservations that are over, or are none. */
export const strayHolds = rowsAcrossAccounts<Suspect>(
  "reservations.stray_holds",
  `select h.account_id, h.livemode, h.id as place, h.status || ', for ' || h.source as detail
   from payment_holds h
   where h.status in ('pending', 'authorized', 'collecting') and h.source like 'res\\_%'
     and not exists (
       select 1 from reservations r where r.account_id = h.account_id
         and r.livemode = h.livemode and r.id = h.source and r.hold_id = h.id
         and (r.status in ('pending', 'confirmed') or h.status = 'collecting'))`,
);
