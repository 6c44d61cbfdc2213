// SQL of the idempotency records: the answer that a key has had, or what it still waits for.
import { row, rows, rowsAcrossAccounts } from "../db/statement.ts";

export type IdempotencyRow = {
  fingerprint: string;
  resume: { wait: string; id: string; expand: string[]; version: string } | null;
  status: number | null;
  body: string | null;
  expand: string[] | null;
  version: string | null;
  expired: boolean;
};

/**
 * Takes the key's lock for this transaction, or learns that another request holds it. The record
 * may be null although it was committed just now; then the insert at the end meets the primary
 * key.
 */
export const claim = row<
  { locked: boolean } & { [K in keyof IdempotencyRow]: IdempotencyRow[K] | null }
>(
  "idempotency.claim",
  `select pg_try_advisory_xact_lock(hashtextextended($1 || $2::boolean::text || $3, 0)) as locked,
     k.fingerprint, k.resume, k.status, k.body, k.expand, k.version,
     k.created < $4::timestamptz - interval '24 hours'
     as expired
   from (select 1) one left join idempotency_keys k
     on k.account_id = $1 and k.livemode = $2 and k.key = $3`,
);

/**
 * The same for a key that has no record, as nearly every one: anything else is an error (a division
 * by zero), which ends the transaction, so that what was sent right behind it does nothing.
 */
export const claimNew = rows(
  "idempotency.claim_new",
  `select 1 / (k.key is null and
     pg_try_advisory_xact_lock(hashtextextended($1 || $2::boolean::text || $3, 0)))::integer
   from (select 1) one left join idempotency_keys k
     on k.account_id = $1 and k.livemode = $2 and k.key = $3`,
);

export const find = row<IdempotencyRow>(
  "idempotency.find",
  `select fingerprint, resume, status, body, expand, version,
     created < $4::timestamptz - interval '24 hours'
     as expired
   from idempotency_keys where account_id = $1 and livemode = $2 and key = $3`,
);

export const insert = rows(
  "idempotency.insert",
  `insert into idempotency_keys (account_id, livemode, key, fingerprint, resume, status, body,
     created, expand, version)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

export const forget = rows(
  "idempotency.forget",
  "delete from idempotency_keys where account_id = $1 and livemode = $2 and key = $3",
);

/** Whoever sees the outcome first writes it; the others get no row and read what was written. */
export const settle = row<{ key: string }>(
  "idempotency.settle",
  `update idempotency_keys set status = $4, body = $5
   where account_id = $1 and livemode = $2 and key = $3 and status is null returning key`,
);

/** Answers may be replayed for 24 hours. Removes up to `$2` of what is older, and says how many. */
export const removeExpired = rowsAcrossAccounts<{ removed: number }>(
  "idempotency.remove_expired",
  `with old as (
     delete from idempotency_keys where ctid = any(array(
       select ctid from idempotency_keys where created < $1::timestamptz - interval '24 hours'
       order by created limit $2))
     returning 1)
   select count(*)::integer as removed from old`,
);

/**
 * Takes `$2` tokens for each key of `$1`, the first `$3` seconds ago, from the buckets that all
 * nodes share ($4 a second, $5 at most), and answers what is left now. A row says what there was
 * when it was `filled`. The clock is the database's: those of the nodes may differ. In the keys'
 * order, so that two nodes cannot wait for each other.
 */
export const takeTokens = rowsAcrossAccounts<{ key: string; tokens: number }>(
  "rate_limits.take_tokens",
  `insert into rate_limit_buckets as b (key, tokens, filled)
   select u.key, $5::float8 - u.used, clock_timestamp() - make_interval(secs => u.since)
   from unnest($1::text[], $2::float8[], $3::float8[]) as u (key, used, since) order by u.key
   on conflict (key) do update set
     tokens = least($5::float8, b.tokens + $4::float8
         * greatest(0, extract(epoch from excluded.filled - b.filled)::float8))
       - ($5::float8 - excluded.tokens),
     filled = greatest(b.filled, excluded.filled)
   returning b.key, least($5::float8, b.tokens + $4::float8
     * greatest(0, extract(epoch from clock_timestamp() - b.filled)::float8)) as tokens`,
);

/** A bucket that has been full for a while (`$1` seconds) is as good as none. */
export const forgetTokens = rowsAcrossAccounts(
  "rate_limits.forget_tokens",
  `delete from rate_limit_buckets
   where filled < clock_timestamp() - make_interval(secs => $1::float8)`,
);
