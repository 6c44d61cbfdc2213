// SQL of what readings change of many sessions at once.
import { row, rows } from "../../../db/statement.ts";

/**
 * Sessions that nobody else is just changing, held; `version` is the transaction that last wrote
 * the row: as long as it is the same one, so is the row.
 */
export const lockVersions = rows<{ id: string; version: string }>(
  "sessions.lock_versions",
  `select id, xmin::text as version from charging_sessions
   where account_id = $1 and livemode = $2 and id = any($3) order by id for update skip locked`,
);

/** What `lockVersions` will say of the rows that this transaction writes. */
export const version = row<{ version: string }>(
  "sessions.version",
  `select pg_current_xact_id()::xid::text as version
   where $1::text is not null and $2::boolean is not null`,
);

/** Of many sessions, what every reading moves. Arrays are read in half the time of JSON. */
export const saveMany = rows(
  "sessions.save_readings",
  `update charging_sessions s set meter_last_wh = r.meter_last_wh,
     meter_last_at = r.meter_last_at, meter_rose_at = r.meter_rose_at,
     energy_consumed = r.energy_consumed, amount_due = r.amount_due,
     price_lines = r.price_lines, heard_at = r.heard_at, updated = r.updated,
     last_update_event = r.last_update_event, told_wh = r.told_wh, told_due = r.told_due,
     told_paid = r.told_paid
   from unnest((select $3::text[]), (select $4::bigint[]), (select $5::timestamptz[]),
     (select $6::timestamptz[]), (select $7::bigint[]), (select $8::bigint[]),
     (select $9::jsonb[]), (select $10::timestamptz[]), (select $11::timestamptz[]),
     (select $12::timestamptz[]), (select $13::bigint[]), (select $14::bigint[]),
     (select $15::bigint[]))
     r (id, meter_last_wh, meter_last_at, meter_rose_at, energy_consumed, amount_due, price_lines,
       heard_at, updated, last_update_event, told_wh, told_due, told_paid)
   where s.account_id = $1 and s.livemode = $2 and s.id = any($3) and s.id = r.id`,
);

/** And what hardly one ever does. */
export const saveFrames = rows(
  "sessions.save_frames",
  `update charging_sessions s set meter_start_wh = r.meter_start_wh,
     meter_offset_wh = r.meter_offset_wh, meter_doubt_wh = r.meter_doubt_wh,
     meter_doubt_at = r.meter_doubt_at, flags = r.flags
   from json_to_recordset($3) as r (id text, meter_start_wh bigint, meter_offset_wh bigint,
     meter_doubt_wh bigint, meter_doubt_at timestamptz, flags text[])
   where s.account_id = $1 and s.livemode = $2 and s.id = any($4) and s.id = r.id`,
);
