// SQL that finds whose a report is, across accounts: chargers know nothing of them.
import { rowsAcrossAccounts } from "../../../db/statement.ts";
import type { Whose } from "../store.ts";

/** Whose a transaction is; `id` is its session, null for one that was refused. */
export type WhoseTransaction = {
  account_id: string;
  livemode: boolean;
  id: string | null;
  transaction_id: number;
  evse: number;
  meter_stop_wh: number | null;
  stopped_at: Date | null;
  /** The last register that was told of it. */
  last_wh: number | null;
};

const openColumns = `select s.account_id, s.livemode, s.id, s.transaction_id, s.evse,
    coalesce(t.meter_start_wh, s.meter_start_wh) as meter_start_wh,
    coalesce(t.id_tag, s.id_tag) as id_tag, t.started_at
  from charging_sessions s
  left join station_transactions t on t.transaction_id = s.transaction_id`;

const whoseColumns = `select t.account_id, t.livemode, t.session as id, t.transaction_id, t.evse,
    t.meter_stop_wh, t.stopped_at, coalesce(t.meter_stop_wh, s.meter_last_wh - s.meter_offset_wh,
      t.meter_start_wh) as last_wh
  from station_transactions t
  left join charging_sessions s
    on s.account_id = t.account_id and s.livemode = t.livemode and s.id = t.session`;

/** As much of a transaction as tells whether a reading is of it. */
export type KnownOfReading = Pick<
  WhoseTransaction,
  "account_id" | "livemode" | "id" | "transaction_id" | "last_wh"
>;

export type OwnersOfReading = {
  /** How far the charger's clock is ahead. */
  skew_ms: number;
  /** What the report names. */
  known: KnownOfReading | null;
  /** What is under way at its EVSE, if it gave no name. */
  open: Omit<OpenAtEvse, "started_at" | "id_tag"> | null;
};

/**
 * Of many reports at once, in their order. The limits keep the planner from joining all that there
 * ever was. Selects around arrays: they are planned once, and not for each count of them.
 */
export const readings = rowsAcrossAccounts<OwnersOfReading>(
  "whose.readings",
  `select coalesce(c.clock_skew_ms, 0) as skew_ms,
     coalesce(to_json(numbered), to_json(named)) as known, to_json(open) as open
   from unnest((select $1::text[]), (select $2::integer[]), (select $3::integer[]),
     (select $4::text[])) with ordinality f (station, evse, number, reference, nth)
   left join station_connections c on c.station_id = f.station
   left join lateral (${whoseColumns}
     where t.transaction_id = f.number and t.charging_station = f.station limit 1) numbered on true
   left join lateral (${whoseColumns}
     where t.charging_station = f.station and t.reference = f.reference
     order by t.transaction_id desc limit 1) named on true
   left join lateral (${openColumns}
     where s.charging_station = f.station and s.evse = f.evse and f.reference is null
       and s.state in ('charging', 'stopping')
     order by s.id desc limit 1) open on true
   order by f.nth`,
);

/** Chargers know nothing of accounts: the session that a transaction number belongs to. */
export const transaction = rowsAcrossAccounts<WhoseTransaction>(
  "whose.transaction",
  `${whoseColumns} where t.transaction_id = $1 and t.charging_station = $2`,
);

/** The same by the charger's own name of it. */
export const reference = rowsAcrossAccounts<WhoseTransaction>(
  "whose.reference",
  `${whoseColumns} where t.charging_station = $1 and t.reference = $2
   order by t.transaction_id desc limit 1`,
);

/** What is under way at a station, refused starts of the last day ($2) included. */
export const underWayAt = rowsAcrossAccounts<WhoseTransaction & { id_tag: string }>(
  "whose.under_way_at",
  `select t.account_id, t.livemode, t.session as id, t.transaction_id, t.evse, t.meter_stop_wh,
     t.stopped_at, t.id_tag, coalesce(s.meter_last_wh - s.meter_offset_wh, t.meter_stop_wh,
       t.meter_start_wh) as last_wh
   from station_transactions t
   left join charging_sessions s
     on s.account_id = t.account_id and s.livemode = t.livemode and s.id = t.session
   where t.charging_station = $1 and t.stopped_at is null
     and (s.state in ('charging', 'stopping') and s.transaction_id = t.transaction_id
       or s.id is null and t.created > $2)
   order by t.transaction_id desc limit 20`,
);

/**
 * The session that was ordered with this card number (or a prefix of an id) at this EVSE, newest
 * first.
 */
export const tag = rowsAcrossAccounts<Whose & { transaction_id: number | null }>(
  "whose.tag",
  `select account_id, livemode, id, transaction_id from charging_sessions
   where charging_station = $1 and upper(id_tag) = upper($2) and trigger = 'api'
     order by id desc limit 1`,
);

export type OpenAtEvse = Whose & {
  transaction_id: number | null;
  evse: number;
  id_tag: string;
  /** Of the transaction: a session that went on in another one began lower. */
  meter_start_wh: number | null;
  /** By the charger's clock. */
  started_at: Date | null;
};

/** The session under way at an EVSE. */
export const evse = rowsAcrossAccounts<OpenAtEvse>(
  "whose.evse",
  `${openColumns}
   where s.charging_station = $1 and s.evse = $2 and s.state in ('charging', 'stopping')
     order by s.id desc limit 1`,
);
