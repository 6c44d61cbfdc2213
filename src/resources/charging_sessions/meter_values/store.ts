// SQL of a session's series.
import { listing } from "../../../db/listing.ts";
import { row, rows } from "../../../db/statement.ts";
import type { ValueRow } from "./schema.ts";

const select = `select v.id, v.session, v.position, v.at, v.reported_at, v.meter_wh, v.total_wh,
    v.power_w, v.current_a, v.voltage_v, v.soc_percent
  from meter_values v where v.account_id = $1 and v.livemode = $2`;

export const list = listing<ValueRow>("meter_values.list", {
  prefix: "mtv",
  select,
  id: "v.id",
  filters: { session: "v.session = ?" },
});

/** In the order of storing, after a position. */
export const following = rows<ValueRow>(
  "meter_values.following",
  `${select} and v.session = $3 and v.position > $4 order by v.position limit $5`,
);

export const find = row<ValueRow>(
  "meter_values.find",
  `${select} and v.session = $3 and v.id = $4`,
);

/** The one that was stored last. */
export const newest = row<ValueRow>(
  "meter_values.newest",
  `${select} and v.session = $3 order by v.position desc limit 1`,
);

export const insert = rows(
  "meter_values.insert",
  `insert into meter_values (account_id, livemode, session, id, at, reported_at, meter_wh, power_w,
     current_a, voltage_v, soc_percent, total_wh, created)
   select $1, $2, v.*, $12
   from unnest((select $3::text[]), (select $4::text[]), (select $5::timestamptz[]),
     (select $6::timestamptz[]), (select $7::bigint[]), (select $8::float8[]),
     (select $9::float8[]), (select $10::float8[]), (select $11::float8[]),
     (select $13::bigint[])) v`,
);
