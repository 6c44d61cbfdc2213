// SQL of readings as they arrive: the values themselves, and what they change of many sessions.
import { rows } from "../../../db/statement.ts";

export const insertValues = rows(
  "sessions.insert_values",
  `insert into meter_values (account_id, livemode, session, id, at, reported_at, meter_wh, power_w,
     current_a, voltage_v, soc_percent, created)
   select $1, $2, v.*, $12
   from unnest((select $3::text[]), (select $4::text[]), (select $5::timestamptz[]),
     (select $6::timestamptz[]), (select $7::bigint[]), (select $8::float8[]),
     (select $9::float8[]), (select $10::float8[]), (select $11::float8[])) v`,
);

/** Of many (`$4`: of which, for the planner): what readings change of them (`readKeys`). */
export const saveMany = rows(
  "sessions.save_readings",
  `update charging_sessions s set meter_start_wh = r.meter_start_wh,
     meter_last_wh = r.meter_last_wh, meter_last_at = r.meter_last_at,
     meter_rose_at = r.meter_rose_at, meter_offset_wh = r.meter_offset_wh,
     meter_doubt_wh = r.meter_doubt_wh, meter_doubt_at = r.meter_doubt_at,
     energy_consumed = r.energy_consumed, amount_due = r.amount_due,
     price_lines = r.price_lines, flags = r.flags, heard_at = r.heard_at, updated = r.updated,
     last_update_event = r.last_update_event, told_wh = r.told_wh, told_due = r.told_due,
     told_paid = r.told_paid
   from json_to_recordset($3) as r (id text, meter_start_wh bigint, meter_last_wh bigint,
     meter_last_at timestamptz, meter_rose_at timestamptz, meter_offset_wh bigint,
     meter_doubt_wh bigint, meter_doubt_at timestamptz, energy_consumed bigint,
     amount_due bigint, price_lines jsonb, flags text[], heard_at timestamptz,
     updated timestamptz, last_update_event timestamptz, told_wh bigint, told_due bigint,
     told_paid bigint)
   where s.account_id = $1 and s.livemode = $2 and s.id = any($4) and s.id = r.id`,
);
