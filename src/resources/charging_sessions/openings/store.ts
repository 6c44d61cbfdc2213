// SQL of transactions whose start is told in pieces.
import { row, rows } from "../../../db/statement.ts";
import type { TokenKind } from "../../../networks/fact.ts";

export type OpeningRow = {
  evse: number | null;
  evse_at: Date | null;
  id_tag: string | null;
  id_tag_at: Date | null;
  token_kind: TokenKind | null;
  reservation: number | null;
  reservation_at: Date | null;
  meter_wh: number | null;
  meter_at: Date | null;
  opened_at: Date;
  ended_at: Date | null;
};

/** One message at a time of a transaction, also where it comes on two connections at once. */
export const takeTurn = rows(
  "openings.take_turn",
  `select pg_advisory_xact_lock(hashtextextended('opening:' || $3 || ':' || $4, 0))
   where $1::text is not null and $2::boolean is not null`,
);

export const find = row<OpeningRow>(
  "openings.find",
  `select evse, evse_at, id_tag, id_tag_at, token_kind, reservation, reservation_at, meter_wh,
     meter_at, opened_at, ended_at
   from transaction_openings
   where account_id = $1 and livemode = $2 and charging_station = $3 and reference = $4`,
);

export const put = rows(
  "openings.put",
  `insert into transaction_openings (account_id, livemode, charging_station, reference, evse,
     evse_at, id_tag, id_tag_at, token_kind, reservation, reservation_at, meter_wh, meter_at,
     opened_at, ended_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
   on conflict (account_id, livemode, charging_station, reference) do update set
     evse = excluded.evse, evse_at = excluded.evse_at, id_tag = excluded.id_tag,
     id_tag_at = excluded.id_tag_at, token_kind = excluded.token_kind,
     reservation = excluded.reservation, reservation_at = excluded.reservation_at,
     meter_wh = excluded.meter_wh,
     meter_at = excluded.meter_at, opened_at = excluded.opened_at, ended_at = excluded.ended_at`,
);

export const end = rows(
  "openings.end",
  `update transaction_openings set ended_at = $5
   where account_id = $1 and livemode = $2 and charging_station = $3 and reference = $4
     and ended_at is null`,
);
