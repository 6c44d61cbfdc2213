// SQL of the transactions that chargers reported, whether a session came of them or not.
import { row, rows, rowsAcrossAccounts } from "../../../db/statement.ts";

export type TransactionRow = {
  transaction_id: number;
  account_id: string;
  livemode: boolean;
  session: string | null;
  token_status: string;
};

/**
 * A start that was reported before: to the letter, or while that charge went on, as by a charger
 * that had booted (a car that has drawn nothing since leaves the register where it was).
 */
export const known = rowsAcrossAccounts<TransactionRow>(
  "station_transactions.known",
  `select transaction_id, account_id, livemode, session, token_status from station_transactions t
   where charging_station = $1 and evse = $2 and upper(id_tag) = upper($3)
     and meter_start_wh = $5 and started_at <= $4
     and (started_at = $4 or reference is null and $4 < coalesce(stopped_at,
       (select min(n.started_at) from station_transactions n
        where n.charging_station = $1 and n.evse = $2 and n.transaction_id > t.transaction_id)))
   order by started_at desc, transaction_id desc limit 1`,
);

/** A start of this name that was told before; an ended one may lend its name to a new one. */
export const knownReference = rowsAcrossAccounts<TransactionRow>(
  "station_transactions.known_reference",
  `select transaction_id, account_id, livemode, session, token_status from station_transactions
   where charging_station = $1 and reference = $2 and (stopped_at >= $3
     or stopped_at is null and (given_up is null or started_at >= $3))
   order by transaction_id desc limit 1`,
);

export type Unended = Omit<TransactionRow, "token_status"> & {
  evse: number;
  id_tag: string;
  meter_start_wh: number | null;
  started_at: Date;
};

/** The transaction that has a name, as long as nobody has told its end. */
export const unended = rowsAcrossAccounts<Unended>(
  "station_transactions.unended",
  `select account_id, livemode, session, transaction_id, evse, id_tag, meter_start_wh, started_at
   from station_transactions
   where charging_station = $1 and reference = $2 and stopped_at is null and given_up is null`,
);

export const insert = row<{ transaction_id: number }>(
  "station_transactions.insert",
  `insert into station_transactions (account_id, livemode, charging_station, evse, id_tag,
     meter_start_wh, started_at,
     session, token_status, created, reference, skew_ms)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning transaction_id`,
);

/** Evidence: the first stop that a charger reported for a transaction. */
export const stop = row<{ transaction_id: number }>(
  "station_transactions.stop",
  `update station_transactions set meter_stop_wh = coalesce($4, meter_stop_wh), stopped_at = $5
   where account_id = $1 and livemode = $2 and transaction_id = $3 and stopped_at is null
   returning transaction_id`,
);

export const stopOf = row<{ meter_stop_wh: number | null; stopped_at: Date }>(
  "station_transactions.stop_of",
  `select meter_stop_wh, stopped_at from station_transactions
   where account_id = $1 and livemode = $2 and transaction_id = $3 and stopped_at is not null`,
);

/** The last register of a transaction that is charged to nobody. */
export const noteMeter = rows(
  "station_transactions.note_meter",
  `update station_transactions set meter_stop_wh = greatest(meter_stop_wh, $4)
   where account_id = $1 and livemode = $2 and transaction_id = $3 and stopped_at is null`,
);

/** A newer transaction runs on its EVSE: it is over, whatever its charger has not told. */
export const giveUp = rows(
  "station_transactions.give_up",
  `update station_transactions set given_up = $4
   where account_id = $1 and livemode = $2 and transaction_id = $3`,
);

export type StopWanted = {
  transaction_id: number;
  reference: string | null;
  stopped_at: Date | null;
};

export const find = row<StopWanted>(
  "station_transactions.find",
  `select transaction_id, reference, coalesce(stopped_at, given_up) as stopped_at
   from station_transactions
   where account_id = $1 and livemode = $2 and transaction_id = $3`,
);

/** Where the register stood when the EVSE's next transaction began: none before it lies above. */
export const nextStart = rowsAcrossAccounts<{ meter_wh: number | null }>(
  "station_transactions.next_start",
  `select min(meter_start_wh) as meter_wh from station_transactions
   where charging_station = $1 and evse = $2 and transaction_id > $3
     and session is distinct from $4`,
);

export type ToldLive = {
  account_id: string;
  livemode: boolean;
  session: string;
  transaction_id: number;
  started_at: Date;
  skew_ms: number;
};

/**
 * What runs at a station and was told as it began, if its clock is ahead by $2 ms: within $3 ms of
 * the receipt, and taken for earlier by more than that.
 */
export const toldLive = rowsAcrossAccounts<ToldLive>(
  "station_transactions.told_live",
  `select t.account_id, t.livemode, t.session, t.transaction_id, t.started_at,
     coalesce(t.skew_ms, 0) as skew_ms
   from charging_sessions s
   join station_transactions t on t.transaction_id = s.transaction_id
   where s.charging_station = $1 and s.state in ('charging', 'stopping')
     and coalesce(t.skew_ms, 0) - $2 > $3::integer
     and abs(extract(epoch from t.started_at - t.created) * 1000 - $2) <= $3`,
);

export const setSkew = rows(
  "station_transactions.set_skew",
  `update station_transactions set skew_ms = $4
   where account_id = $1 and livemode = $2 and transaction_id = $3`,
);

/**
 * When something was last known to happen at an EVSE: a card's start cannot lie before it. What
 * began after it by the clock ($3), and not below it by the register ($4), came after it.
 */
export const lastAtEvse = rowsAcrossAccounts<{ at: Date | null }>(
  "station_transactions.last_at_evse",
  `select max(coalesce(stopped_at, started_at) - coalesce(skew_ms, 0) * interval '1 millisecond')
     as at
   from station_transactions
   where charging_station = $1 and evse = $2
     and not (started_at > $3 and coalesce(meter_start_wh >= $4, false))`,
);

export type Unwanted = {
  account_id: string;
  livemode: boolean;
  charging_station: string;
  transaction_id: number;
};

/**
 * Transactions that go on at these stations although nobody wants them: refused, or of ended
 * sessions.
 */
export const unwantedAt = rowsAcrossAccounts<Unwanted>(
  "station_transactions.unwanted_at",
  `select u.* from unnest((select $1::text[])) f (station)
   cross join lateral (
     select t.account_id, t.livemode, t.charging_station, t.transaction_id
     from station_transactions t
     left join charging_sessions s
       on s.account_id = t.account_id and s.livemode = t.livemode and s.id = t.session
     where t.charging_station = f.station and t.stopped_at is null and t.given_up is null
       and (s.id is null or s.state in ('completed', 'cancelled', 'failed', 'stopping'))
     order by t.transaction_id desc limit 20) u`,
);
