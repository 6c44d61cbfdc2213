// SQL of the accounts' own times: how far each test mode that has one is ahead of the real time.
import { row, rows, rowsAcrossAccounts } from "./statement.ts";

/**
 * Held by every work of such an account until its end: while somebody holds the other one, none of
 * them is under way.
 */
export const stay = rows(
  "times.stay",
  `select pg_advisory_xact_lock_shared(hashtextextended('time:' || $1, 0))
   where $2::boolean is not null`,
);

export const move = rows(
  "times.move",
  `select pg_advisory_xact_lock(hashtextextended('time:' || $1, 0))
   where $2::boolean is not null`,
);

export type TimeRow = { ahead_ms: number; moved: Date };

export const find = row<TimeRow>(
  "times.find",
  "select ahead_ms, moved from account_times where account_id = $1 and livemode = $2",
);

/** From now on the account has a time of its own, as far ahead as it was. */
export const begin = rows(
  "times.begin",
  `insert into account_times (account_id, livemode, ahead_ms, moved) values ($1, $2, 0, $3)
   on conflict (account_id, livemode) do nothing`,
);

export const put = rows(
  "times.put",
  `update account_times set ahead_ms = $3, moved = $4
   where account_id = $1 and livemode = $2`,
);

export const movedSince = rowsAcrossAccounts<{ account_id: string; ahead_ms: number }>(
  "times.moved_since",
  "select account_id, ahead_ms from account_times where moved >= $1",
);
