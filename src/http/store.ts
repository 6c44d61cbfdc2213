// SQL of the idempotency records: the answer that a key has had, or what it still waits for.
import { row, rows, rowsAcrossAccounts } from "../db/statement.ts";

export type IdempotencyRow = {
  fingerprint: string;
  resume: { wait: string; id: string; expand: string[]; version: string } | null;
  status: number | null;
  body: string | null;
  expand: string[] | null;
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
     k.fingerprint, k.resume, k.status, k.body, k.expand,
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
  `select fingerprint, resume, status, body, expand,
     created < $4::timestamptz - interval '24 hours'
     as expired
   from idempotency_keys where account_id = $1 and livemode = $2 and key = $3`,
);

export const insert = rows(
  "idempotency.insert",
  `insert into idempotency_keys (account_id, livemode, key, fingerprint, resume, status, body,
     created, expand)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
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

/** Answers may be replayed for 24 hours. */
export const removeExpired = rowsAcrossAccounts(
  "idempotency.remove_expired",
  "delete from idempotency_keys where created < $1::timestamptz - interval '24 hours'",
);
