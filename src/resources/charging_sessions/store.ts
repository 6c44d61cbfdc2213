// SQL of sessions, their periods, their meter values and the transactions that chargers reported.
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
    created, updated
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
     updated, card_group, told_late)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
     $20, $21, $22, $23, $24, $25, $26, $27, $27, $28, $29)`,
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

export type PeriodRow = {
  session: string;
  position: number;
  starts: Date;
  ends: Date;
  energy_wh: number;
  charging: boolean;
};

export const periods = rows<PeriodRow>(
  "sessions.periods",
  `select session, position, starts, ends, energy_wh, charging from charging_session_periods
   where account_id = $1 and livemode = $2 and session = any($3) order by session, position`,
);

export const putPeriods = rows(
  "sessions.put_periods",
  `insert into charging_session_periods (account_id, livemode, session, position, starts, ends,
     energy_wh, charging)
   select $1, $2, p.*
   from unnest((select $3::text[]), (select $4::integer[]), (select $5::timestamptz[]),
     (select $6::timestamptz[]), (select $7::bigint[]), (select $8::boolean[])) p
   on conflict (account_id, livemode, session, position)
   do update set starts = excluded.starts, ends = excluded.ends, energy_wh = excluded.energy_wh`,
);

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

export type Whose = { account_id: string; livemode: boolean; id: string };

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
export const whoseReadings = rowsAcrossAccounts<OwnersOfReading>(
  "sessions.whose_readings",
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
export const whoseTransaction = rowsAcrossAccounts<WhoseTransaction>(
  "sessions.whose_transaction",
  `${whoseColumns} where t.transaction_id = $1 and t.charging_station = $2`,
);

/** The same by the charger's own name of it. */
export const whoseReference = rowsAcrossAccounts<WhoseTransaction>(
  "sessions.whose_reference",
  `${whoseColumns} where t.charging_station = $1 and t.reference = $2
   order by t.transaction_id desc limit 1`,
);

/** What is under way at a station, refused starts of the last day ($2) included. */
export const underWayAt = rowsAcrossAccounts<WhoseTransaction & { id_tag: string }>(
  "sessions.under_way_at",
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

/** Where the register stood when the EVSE's next transaction began: none before it lies above. */
export const nextStart = rowsAcrossAccounts<{ meter_wh: number | null }>(
  "sessions.next_start",
  `select min(meter_start_wh) as meter_wh from station_transactions
   where charging_station = $1 and evse = $2 and transaction_id > $3
     and session is distinct from $4`,
);

/**
 * The session that was ordered with this card number (or a prefix of an id) at this EVSE, newest
 * first.
 */
export const whoseTag = rowsAcrossAccounts<Whose & { transaction_id: number | null }>(
  "sessions.whose_tag",
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
export const whoseEvse = rowsAcrossAccounts<OpenAtEvse>(
  "sessions.whose_evse",
  `${openColumns}
   where s.charging_station = $1 and s.evse = $2 and s.state in ('charging', 'stopping')
     order by s.id desc limit 1`,
);

/** Sessions under way on networks of a kind, for a process that takes them up. */
export const openOnNetwork = rowsAcrossAccounts<SessionRow & { reference: string | null }>(
  "sessions.open_on_network",
  `select s.*, t.reference from (${columns}) s
   left join station_transactions t on t.transaction_id = s.transaction_id
   where s.network_kind = $1 and s.state in ('waiting', 'charging', 'stopping') order by s.id`,
);

/** Sessions that have told nothing since `$1`, with what is known of their chargers. */
export const quietSince = rowsAcrossAccounts<
  Whose & {
    heard_at: Date;
    online: boolean;
    online_since: Date | null;
    last_seen: Date | null;
    free_since: Date | null;
  }
>(
  "sessions.quiet_since",
  `select s.account_id, s.livemode, s.id, s.heard_at, c.online, c.online_since, c.last_seen,
     case when k.status in ('available', 'reserved') then k.status_at end as free_since
   from charging_sessions s
   join station_connections c on c.station_id = s.charging_station
   left join charging_station_connectors k
     on k.account_id = c.account_id and k.livemode = c.livemode
       and k.station_id = s.charging_station and k.id = s.connector
   where s.state = 'charging' and s.network_kind = 'ocpp' and s.heard_at < $1
   order by s.heard_at limit 500`,
);

export type TransactionRow = {
  transaction_id: number;
  account_id: string;
  livemode: boolean;
  session: string | null;
  token_status: string;
};

/** A start that was reported before, to the letter. */
export const knownTransaction = rowsAcrossAccounts<TransactionRow>(
  "sessions.known_transaction",
  `select transaction_id, account_id, livemode, session, token_status from station_transactions
   where charging_station = $1 and evse = $2 and upper(id_tag) = upper($3)
     and started_at = $4 and meter_start_wh = $5`,
);

/** A start of this name that was told before; an ended one may lend its name to a new one. */
export const knownReference = rowsAcrossAccounts<TransactionRow>(
  "sessions.known_reference",
  `select transaction_id, account_id, livemode, session, token_status from station_transactions
   where charging_station = $1 and reference = $2 and (stopped_at is null or stopped_at >= $3)
   order by transaction_id desc limit 1`,
);

export const insertTransaction = row<{ transaction_id: number }>(
  "sessions.insert_transaction",
  `insert into station_transactions (account_id, livemode, charging_station, evse, id_tag,
     meter_start_wh, started_at,
     session, token_status, created, reference, skew_ms)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning transaction_id`,
);

/** Evidence: the first stop that a charger reported for a transaction. */
export const stopTransaction = row<{ transaction_id: number }>(
  "sessions.stop_transaction",
  `update station_transactions set meter_stop_wh = coalesce($4, meter_stop_wh), stopped_at = $5
   where account_id = $1 and livemode = $2 and transaction_id = $3 and stopped_at is null
   returning transaction_id`,
);

export const stopOf = row<{ meter_stop_wh: number | null; stopped_at: Date }>(
  "sessions.stop_of",
  `select meter_stop_wh, stopped_at from station_transactions
   where account_id = $1 and livemode = $2 and transaction_id = $3 and stopped_at is not null`,
);

/** The last register of a transaction that is charged to nobody. */
export const noteMeter = rows(
  "sessions.note_meter",
  `update station_transactions set meter_stop_wh = greatest(meter_stop_wh, $4)
   where account_id = $1 and livemode = $2 and transaction_id = $3 and stopped_at is null`,
);

/** A newer transaction runs on its EVSE: it is over, whatever its charger has not told. */
export const giveUp = rows(
  "sessions.give_up",
  `update station_transactions set given_up = $4
   where account_id = $1 and livemode = $2 and transaction_id = $3`,
);

export type StopWanted = {
  transaction_id: number;
  reference: string | null;
  stopped_at: Date | null;
};

export const transaction = row<StopWanted>(
  "sessions.transaction",
  `select transaction_id, reference, coalesce(stopped_at, given_up) as stopped_at
   from station_transactions
   where account_id = $1 and livemode = $2 and transaction_id = $3`,
);

/** When something was last known to happen at an EVSE: a card's start cannot lie before it. */
export const lastAtEvse = rowsAcrossAccounts<{ at: Date | null }>(
  "sessions.last_at_evse",
  `select max(coalesce(stopped_at, started_at) - coalesce(skew_ms, 0) * interval '1 millisecond')
     as at
   from station_transactions
   where charging_station = $1 and evse = $2`,
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
  "sessions.unwanted_at",
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

export const insertEvidence = rows(
  "sessions.insert_evidence",
  `insert into station_evidence (account_id, livemode, charging_station, transaction_id, reference,
     reason, report, created)
   select $1, $2, $3, $4, $5, $6, $7, $8
   where (select count(*) from (
     select created from station_evidence
     where account_id = $1 and livemode = $2 and charging_station = $3 order by id desc limit $9
   ) as newest where created > $8::timestamptz - interval '1 day') < $9`,
);

/** What no bill rests on any more. */
export const forgetEvidence = rowsAcrossAccounts(
  "sessions.forget_evidence",
  "delete from station_evidence where created < $1",
);

export type EarlyReport = { account_id: string; livemode: boolean; id: number; report: unknown };

/** What was told of a transaction before its start, in the order of its telling. */
export const early = rowsAcrossAccounts<EarlyReport>(
  "sessions.early",
  `select account_id, livemode, id, report from station_evidence
   where charging_station = $1 and reference = $2 and reason = 'early' and applied is null
   order by id`,
);

export const applied = rows(
  "sessions.applied",
  `update station_evidence set applied = $4
   where account_id = $1 and livemode = $2 and id = $3`,
);
