// SQL of what processes ask of one another, and of the roles that one of them plays. Nothing here
// is an account's: what a call says is encrypted.
import { rowsAcrossAccounts } from "../db/statement.ts";

/** Rings at the process that is asked. `$4` is when nobody waits for an answer any more. */
export const ask = rowsAcrossAccounts<{ id: number }>(
  "nodes.ask",
  `with made as (insert into node_calls (node, asker, call, expires_at) values ($1, $2, $3, $4)
     returning id, node)
   select id, pg_notify('charge_nodes', node) from made`,
);

/** What this process is asked and nobody has taken; taken, it counts as heard. */
export const take = rowsAcrossAccounts<{ id: number; asker: string; call: string }>(
  "nodes.take",
  `update node_calls set taken = true
   where node = $1 and not taken and expires_at > $2 returning id, asker, call`,
);

export const answer = rowsAcrossAccounts(
  "nodes.answer",
  `with answered as (update node_calls set answer = $2 where id = $1 returning asker)
   select pg_notify('charge_nodes', asker) from answered`,
);

/** The answers to what this process asked and waits for, which are gone then. */
export const answers = rowsAcrossAccounts<{ id: number; answer: string }>(
  "nodes.answers",
  `delete from node_calls where asker = $1 and id = any($2) and answer is not null
   returning id, answer`,
);

/** Takes a call back; `taken` says whether it was heard of. It may have been answered just now. */
export const withdraw = rowsAcrossAccounts<{ taken: boolean; answer: string | null }>(
  "nodes.withdraw",
  "delete from node_calls where id = $1 returning taken, answer",
);

export const removeExpired = rowsAcrossAccounts(
  "nodes.remove_expired",
  "delete from node_calls where expires_at < $1",
);

/** Those of these processes that live: they hold their advisory lock. */
export const living = rowsAcrossAccounts<{ node: string }>(
  "nodes.living",
  `select node from unnest($1::text[]) as node
   where not pg_try_advisory_xact_lock(hashtextextended('node:' || node, 0))`,
);

export const takeRole = rowsAcrossAccounts(
  "nodes.take_role",
  `insert into node_roles (role, node) values ($1, $2)
   on conflict (role) do update set node = excluded.node`,
);

export const processes = rowsAcrossAccounts<{ node: string }>(
  "nodes.processes",
  "select node from node_roles where role like 'process:%'",
);

export const forget = rowsAcrossAccounts(
  "nodes.forget",
  "delete from node_roles where role = any($1)",
);

export const playing = rowsAcrossAccounts<{ node: string }>(
  "nodes.playing",
  "select node from node_roles where role = $1",
);
