// SQL of the periods that a session was charged in: what prices rest on.
import { rows } from "../../../db/statement.ts";

export type PeriodRow = {
  session: string;
  position: number;
  starts: Date;
  ends: Date;
  energy_wh: number;
  charging: boolean;
};

export const of = rows<PeriodRow>(
  "periods.of",
  `select session, position, starts, ends, energy_wh, charging from charging_session_periods
   where account_id = $1 and livemode = $2 and session = any($3) order by session, position`,
);

export const put = rows(
  "periods.put",
  `insert into charging_session_periods (account_id, livemode, session, position, starts, ends,
     energy_wh, charging)
   select $1, $2, p.*
   from unnest((select $3::text[]), (select $4::integer[]), (select $5::timestamptz[]),
     (select $6::timestamptz[]), (select $7::bigint[]), (select $8::boolean[])) p
   on conflict (account_id, livemode, session, position)
   do update set starts = excluded.starts, ends = excluded.ends, energy_wh = excluded.energy_wh`,
);
