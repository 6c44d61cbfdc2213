// SQL of what chargers told that an operator wants to know of.
import { listing } from "../../../db/listing.ts";
import { rows } from "../../../db/statement.ts";
import type { NoticeRow } from "./schema.ts";

export const list = listing<NoticeRow>("notices.list", {
  prefix: "ntc",
  select: `select id, station_id, topic, severity, evse, text, detail, reported, created
   from station_notices where account_id = $1 and livemode = $2`,
  id: "id",
  filters: {
    station: "station_id = ?",
    since: "created > ?",
    topic: "topic = ?",
    severity: "severity <= ?",
  },
});

/** `$10`: the first id of the time in which the same words at the same place are no news. */
export const insertUnlessTold = rows(
  "notices.insert_unless_told",
  `insert into station_notices (account_id, livemode, station_id, id, topic, severity, evse, text,
     detail, reported, created)
   select $1, $2, $3, $4, $5, null, $6, $7, $8::jsonb, $9, $11
   where not exists (select 1 from station_notices
     where account_id = $1 and livemode = $2 and station_id = $3 and id >= $10
       and created > $11::timestamptz - interval '25 hours' and topic = $5
       and evse is not distinct from $6 and text = $7)`,
);

/**
 * Once: a charger that got no answer tells it again, and then its time is the same, too. (Those of
 * the last hour; the same words at another time are another notice.)
 */
export const insert = rows(
  "notices.insert",
  `insert into station_notices (account_id, livemode, station_id, id, topic, severity, evse, text,
     detail, reported, created)
   select $1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11
   where not exists (select 1 from station_notices
     where account_id = $1 and livemode = $2 and station_id = $3 and id >= $12
       and created > $11::timestamptz - interval '2 hours' and topic = $5 and reported = $10
       and text = $8 and detail = $9::jsonb)`,
);
