// SQL of wallets. Balances and entries are the ledger's; they are only read here.
import { type ListRequest, listing } from "../../db/listing.ts";
import { type Reader, row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import { firstIdAt } from "../../lib/id.ts";
import type { EntryRow, WalletRow } from "./schema.ts";

const select = `
  select w.id, w.account_id, w.owner, w.auto_threshold, w.auto_amount, w.auto_method,
    w.auto_failures, w.auto_next, w.created,
    coalesce(b.balance, 0)::bigint as balance, coalesce(h.balance, 0)::bigint as held,
    coalesce(b.currency, d.preferences ->> 'currency', f.preferences ->> 'default_currency',
      a.default_currency) as currency,
    (d.deleted is not null or f.deleted is not null or a.status = 'archived') as gone
  from wallets w
  join accounts a on a.id = w.account_id
  left join drivers d on d.account_id = w.account_id and d.livemode = w.livemode and d.id = w.owner
  left join fleets f on f.account_id = w.account_id and f.livemode = w.livemode and f.id = w.owner
  left join ledger_balances b on b.account_id = w.account_id and b.livemode = w.livemode
    and b.name = 'wallet:' || w.owner
  left join ledger_balances h on h.account_id = w.account_id and h.livemode = w.livemode
    and h.name = 'wallet_held:' || w.owner
  where w.account_id = $1 and w.livemode = $2`;

export const find = row<WalletRow>("wallets.find", `${select} and w.id = $3`);
export const load = rows<WalletRow>("wallets.load", `${select} and w.id = any($3)`);
export const ofOwner = row<WalletRow>("wallets.of_owner", `${select} and w.owner = $3`);

const hold = rows(
  "wallets.hold",
  "select id from wallets where account_id = $1 and livemode = $2 and owner = $3 for update",
);

/** The owner's wallet with its row locked; its balance is under the ledger's own lock. */
export async function lock(work: Reader, owner: string): Promise<WalletRow | null> {
  const [, locked] = await Promise.all([hold(work, [owner]), ofOwner(work, [owner])]);
  return locked;
}

export const list = listing<WalletRow>("wallets.list", {
  prefix: "wal",
  select,
  id: "w.id",
  filters: { account: "w.owner = ?", driver: "w.owner = ?", fleet: "w.owner = ?" },
});

/** Values: wallet, threshold, amount, method. What failed before counts no longer. */
export const setAuto = rows(
  "wallets.set_auto",
  `update wallets set auto_threshold = $4, auto_amount = $5, auto_method = $6, auto_failures = 0,
     auto_next = null
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** Automatic top-ups by a method that is its owner's no longer end. */
export const forgetMethod = rows(
  "wallets.forget_method",
  `update wallets set auto_threshold = null, auto_amount = null, auto_method = null,
     auto_failures = 0, auto_next = null
   where account_id = $1 and livemode = $2 and auto_method = $3`,
);

/** Values: owner, failures in a row, when to try again. */
export const setPause = rows(
  "wallets.set_pause",
  `update wallets set auto_failures = $4, auto_next = $5
   where account_id = $1 and livemode = $2 and owner = $3`,
);

/** Whether the owner's wallet tops itself up: asked whenever it falls. */
export const isWatched = row<{ id: string }>(
  "wallets.is_watched",
  `select id from wallets where account_id = $1 and livemode = $2 and owner = $3
     and auto_method is not null`,
);

/**
 * By the ledger's own order, in which the running balance was taken; ids of postings begin with the
 * time that their transaction began, which is another one. The page is cut before postings are
 * joined: else the planner expects less than a page and sorts all that there is.
 */
const entries = (order: "asc" | "desc"): string =>
  `select e.sequence::text as sequence, p.id, p.key, e.amount, e.balance, e.currency, p.created
   from (
     select account_id, livemode, posting_id, sequence, amount, balance, currency
     from ledger_entries
     where account_id = $1 and livemode = $2 and name = 'wallet:' || $3
       and sequence ${order === "desc" ? "<" : ">"} $4::bigint
       and posting_id >= $6 and posting_id < $7
     order by sequence ${order} limit $5) e
   join ledger_postings p on p.account_id = e.account_id and p.livemode = e.livemode
     and p.id = e.posting_id
   order by e.sequence ${order}`;

const older = rows<EntryRow>("wallets.older_entries", entries("desc"));
const newer = rows<EntryRow>("wallets.newer_entries", entries("asc"));

const beyondAll = (2n ** 63n - 1n).toString();

/** Ids of postings are made of their time: `created` filters are a range of them. */
function rangeOf({ gt, gte, lt, lte }: ListRequest["created"]): readonly [string, string] {
  const after = (at: Date | null, plus: number): number => (at?.getTime() ?? 0) + plus;
  const from = Math.max(after(gte, 0), gt === null ? 0 : after(gt, 1));
  const ends = [
    ...(lt === null ? [] : [lt.getTime()]),
    ...(lte === null ? [] : [lte.getTime() + 1]),
  ];
  const until = ends.length === 0 ? "lp_~" : firstIdAt("lp", Math.min(...ends));
  return [firstIdAt("lp", from), until];
}

export function listEntries(
  work: Reader,
  owner: string,
  { cursor, limit, created }: ListRequest,
): Promise<EntryRow[]> {
  const rest = [limit + 1, ...rangeOf(created)];
  if (cursor === null) return older(work, [owner, beyondAll, ...rest]);
  const from = BigInt(cursor.key);
  const step = cursor.inclusive === true ? 1n : 0n;
  return cursor.direction === "before"
    ? newer(work, [owner, (from - step).toString(), ...rest])
    : older(work, [owner, (from + step).toString(), ...rest]);
}

export type Suspect = { account_id: string; livemode: boolean; place: string; detail: string };

/** Money in a wallet that nobody has. */
export const ownerless = rowsAcrossAccounts<Suspect>(
  "wallets.ownerless",
  `select b.account_id, b.livemode, b.name as place, b.balance || ' ' || b.currency as detail
   from ledger_balances b
   where b.name like 'wallet:%' and not exists (
     select 1 from wallets w where w.account_id = b.account_id and w.livemode = b.livemode
       and 'wallet:' || w.owner = b.name)`,
);
