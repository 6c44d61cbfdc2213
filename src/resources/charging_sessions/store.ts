// SQL of sessions. What belongs to one has a folder of its own: periods, meter_values, evidence,
// openings and station_transactions.
import { listing } from "../../db/listing.ts";
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { SessionRow } from "./schema.ts";

const columns = `
  select account_id, livemode, id, state, status, trigger, charging_station, connector, evse,
    network_kind, identity, reservation,
    connector_type, connector_kw, driver, vehicle, fleet, payment_method, battery_wh,
      battery_level, country,
    currency, tariff, zone, session_limit, hold_id, held, raise_asked, id_tag, transaction_id,
      meter_start_wh,
    meter_last_wh, meter_last_at, meter_rose_at, energy_consumed, amount_due, amount_paid,
      price_lines, flags,
    failure, end_reason, closed_by_timeout, settled, settled_wh, settled_amount,
    ordered_at, accepted_at,
      session_started, session_ended,
    last_update_event, told_wh, told_due, told_paid,
    completed_told, card_group, meter_offset_wh, meter_doubt_wh, meter_doubt_at, heard_at,
    charging_profile, created, updated
  from charging_sessions`;
const select = `${columns} where account_id = $1 and livemode = $2`;

/** As readers see it: not before its start was accepted or finally failed (ruling 25). */
export const find = row<SessionRow>(
  "sessions.find",
  `${select} and id = $3 and status is not null`,
);
export const load = rows<SessionRow>(
  "sessions.load",
  `${select} and id = any($3) and status is not null`,
);
/** In any state, for those who carry it on. */
export const findAny = row<SessionRow>("sessions.find_any", `${select} and id = $3`);
export const lock = row<SessionRow>("sessions.lock", `${select} and id = $3 for update`);

/** Those of them that nobody else is just changing: whoever comes with many waits for none. */
export const lockFree = rows<SessionRow>(
  "sessions.lock_free",
  `${select} and id = any($3) order by id for update skip locked`,
);

/** In any state, of sessions that are held. */
export const findHeld = rows<SessionRow>("sessions.find_held", `${select} and id = any($3)`);

export const list = listing<SessionRow>("sessions.list", {
  prefix: "cs",
  select: `${select} and status is not null`,
  id: "id",
  filters: {
    driver: "driver = ?",
    fleet: "fleet = ?",
    vehicle: "vehicle = ?",
    charging_station: "charging_station = ?",
    status: "status = ?",
  },
});

export const insert = rows(
  "sessions.insert",
  `insert into charging_sessions (account_id, livemode, id, state, status, trigger,
     charging_station, connector, evse,
     network_kind, identity, connector_type, connector_kw, driver, vehicle, fleet,
       payment_method, battery_wh,
     battery_level, country, currency, tariff, zone, session_limit, id_tag, reservation, created,
     updated, card_group, told_late, charging_profile)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
     $20, $21, $22, $23, $24, $25, $26, $27, $27, $28, $29, $30)`,
);

/** Writes back everything that changes in a session's life. */
export const save = rows(
  "sessions.save",
  `update charging_sessions set state = $4, status = $5, hold_id = $6, held = $7, raise_asked = $8,
     transaction_id = $9, meter_start_wh = $10, meter_last_wh = $11, meter_last_at = $12,
       meter_rose_at = $13,
     energy_consumed = $14, amount_due = $15, amount_paid = $16, price_lines = $17, flags = $18,
       failure = $19,
     end_reason = $20, closed_by_timeout = $21, settled = $22, accepted_at = $23,
       session_started = $24,
     session_ended = $25, last_update_event = $26, updated = $27, settled_wh = $28,
       settled_amount = $29,
     told_wh = $30, told_due = $31, told_paid = $32, completed_told = $33,
     meter_offset_wh = $34, meter_doubt_wh = $35, meter_doubt_at = $36, heard_at = $37
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** The order goes out now; written before it does. */
export const markOrdered = rows(
  "sessions.mark_ordered",
  `update charging_sessions set ordered_at = $4
   where account_id = $1 and livemode = $2 and id = $3 and state = 'starting'`,
);

/** A session under way at this station that a card of this driver or group may end. */
export const openForCard = row<{ id: string; driver: string; card_group: string | null }>(
  "sessions.open_for_card",
  `select id, driver, card_group from charging_sessions
   where account_id = $1 and livemode = $2 and charging_station = $3
     and (driver = $4 or card_group = $5) and state in ('charging', 'stopping')
   order by (driver = $4) desc limit 1`,
);

/** All that is under way at a station. */
export const runningAt = rows<{ id: string; driver: string; card_group: string | null }>(
  "sessions.running_at",
  `select id, driver, card_group from charging_sessions
   where account_id = $1 and livemode = $2 and charging_station = $3
     and state in ('charging', 'stopping') limit 2`,
);

/** The account's session at an EVSE, from its order to its end. */
export const openAtEvse = row<{ id: string }>(
  "sessions.open_at_evse",
  `select id from charging_sessions
   where account_id = $1 and livemode = $2 and charging_station = $3 and evse = $4
     and state in ('starting', 'waiting', 'charging', 'stopping') limit 1`,
);

/** Whether any of these accounts has a session that is not over, in either mode. */
export const openInAccounts = rowsAcrossAccounts<{ id: string; account_id: string }>(
  "sessions.open_in_accounts",
  `select id, account_id from charging_sessions
   where account_id = any($1)
     and state in ('authorising', 'starting', 'waiting', 'charging', 'stopping')
   limit 1`,
);

export const forget = rows(
  "sessions.forget",
  `delete from charging_sessions
   where account_id = $1 and livemode = $2 and id = $3 and state in ('declined', 'withdrawn')`,
);

export type Whose = { account_id: string; livemode: boolean; id: string };

/** Sessions under way on networks of a kind, for a process that takes them up. */
export const openOnNetwork = rowsAcrossAccounts<SessionRow & { reference: string | null }>(
  "sessions.open_on_network",
  `select s.*, t.reference from (${columns}) s
   left join station_transactions t on t.transaction_id = s.transaction_id
   where s.network_kind = $1 and s.state in ('waiting', 'charging', 'stopping') order by s.id`,
);

/** The session of a transaction number, whatever its state. */
export const ofTransaction = rows<SessionRow>(
  "sessions.of_transaction",
  `${select} and transaction_id = $3`,
);

type Suspect = { account_id: string; livemode: boolean; place: string; detail: string };

/** Holds under way of sessions that are over, or are none. */
export const strayHolds = rowsAcrossAccounts<Suspect>(
  "sessions.stray_holds",
  `select h.account_id, h.livemode, h.id as place, h.status || ', for ' || h.source as detail
   from payment_holds h
   where h.status in ('pending', 'authorized', 'collecting') and h.source like 'cs\\_%'
     and not exists (
       select 1 from charging_sessions s where s.account_id = h.account_id
         and s.livemode = h.livemode and s.id = h.source and s.hold_id = h.id
         and (s.state in ('authorising', 'starting', 'waiting', 'charging', 'stopping')
           or h.status = 'collecting' and not s.settled))`,
);
