// SQL of the ledger: postings go in whole or not at all, and the balances they move follow in the
// same statement. Nothing else writes ledger_balances.
import { row, rows, rowsAcrossAccounts } from "../db/statement.ts";
import type { Work } from "../db/work.ts";
import { assert } from "../lib/assert.ts";
import type { Posting } from "./templates.ts";

/**
 * Every posting of an account moves `revenue` or another row that all share, so postings wait for
 * each other anyway. One lock ahead of all rows, held until the transaction ends, lets them wait
 * without deadlocks (ordering the rows was tried: a transaction with two postings breaks any
 * order).
 */
const enter = rows(
  "ledger.enter",
  `select pg_advisory_xact_lock(
     hashtextextended('ledger:' || $1::text || $2::boolean::text, 0)) is null as entered`,
);

/**
 * Postings that move no balance twice, in one statement. Values: the moment; of each posting its id
 * and key; of each entry its posting, place there, name, currency and amount.
 */
const insertPostings = rows<{ posting_id: string }>(
  "ledger.post",
  `with posting as (
     insert into ledger_postings (account_id, livemode, id, key, created)
     select $1, $2, p.id, p.key, $3 from unnest($4::text[], $5::text[]) as p (id, key)
     on conflict (account_id, livemode, key) do nothing returning id),
   asked as (
     select e.* from unnest($6::text[], $7::integer[], $8::text[], $9::text[], $10::bigint[])
       as e (posting_id, position, name, currency, amount)
     join posting on posting.id = e.posting_id),
   moved as (
     insert into ledger_balances as b (account_id, livemode, name, currency, balance)
     select $1, $2, a.name, a.currency, a.amount from asked a
     on conflict (account_id, livemode, name, currency)
       do update set balance = b.balance + excluded.balance
     returning name, currency, balance)
   insert into ledger_entries (account_id, livemode, posting_id, position, name, currency, amount,
     balance)
   select $1, $2, a.posting_id, a.position, a.name, a.currency, a.amount, moved.balance
   from asked a join moved on moved.name = a.name and moved.currency = a.currency
   returning posting_id`,
);

const posted = rows<{ name: string; currency: string; amount: number }>(
  "ledger.posted",
  `select e.name, e.currency, e.amount
   from ledger_postings p
   join ledger_entries e on e.account_id = p.account_id and e.livemode = p.livemode
     and e.posting_id = p.id
   where p.account_id = $1 and p.livemode = $2 and p.key = $3 order by e.position`,
);

/** Books a posting; false when it was booked before, which has no effect. */
export async function post(work: Work, posting: Posting): Promise<boolean> {
  const [first] = await postAll(work, [posting]);
  return first === true;
}

type Named = Posting & { readonly id: string };

/** In their order, as few lots as go without moving one balance twice in a lot. */
function lotsOf(postings: readonly Named[]): Named[][] {
  const lots: Named[][] = [];
  let moved = new Set<string>();
  for (const posting of postings) {
    const places = posting.entries.map(({ name, currency }) => `${name} ${currency}`);
    const lot = lots.at(-1);
    if (lot === undefined || places.some((place) => moved.has(place))) {
      lots.push([posting]);
      moved = new Set(places);
    } else {
      lot.push(posting);
      for (const place of places) moved.add(place);
    }
  }
  return lots;
}

function insertLot(work: Work, lot: readonly Named[]): Promise<{ posting_id: string }[]> {
  const all = lot.flatMap(({ id, entries }) =>
    entries.map((entry, at) => ({ ...entry, id, position: at + 1 })),
  );
  return insertPostings(work, [
    ...[work.now, lot.map(({ id }) => id), lot.map(({ key }) => key)],
    ...[all.map(({ id }) => id), all.map(({ position }) => position)],
    ...[all.map(({ name }) => name), all.map(({ currency }) => currency)],
    all.map(({ amount }) => amount),
  ]);
}

/** Books postings in their order, under one lock and in one round trip; answers as `post` does. */
export async function postAll(work: Work, postings: readonly Posting[]): Promise<boolean[]> {
  if (postings.length === 0) return [];
  const named = postings.map((posting) => ({ ...posting, id: work.newId("lp") }));
  // The connection keeps their order.
  const [, ...written] = await Promise.all([
    enter(work),
    ...lotsOf(named).map((lot) => insertLot(work, lot)),
  ]);
  const booked = new Set(written.flat().map(({ posting_id }) => posting_id));
  for (const { id, key, entries } of named) {
    if (booked.has(id)) continue;
    const before = await posted(work, [key]);
    const same = JSON.stringify(before) === JSON.stringify(entries);
    assert(same, `the posting ${key} was booked before with other entries`);
  }
  return named.map(({ id }) => booked.has(id));
}

const walletRow = row<{ currency: string; balance: number; held: number }>(
  "ledger.wallet",
  `select w.currency, w.balance, coalesce((
     select h.balance from ledger_balances h where h.account_id = $1 and h.livemode = $2
       and h.name = $4
       and h.currency = w.currency), 0)::bigint as held
   from ledger_balances w where w.account_id = $1 and w.livemode = $2 and w.name = $3`,
);

/**
 * Balance and holds of a wallet, under the ledger's lock until the transaction ends: whoever takes
 * money from a wallet, or holds it, comes by here first. Null: nothing was ever in it.
 */
export async function lockWallet(work: Work, wallet: string, held: string) {
  const [, found] = await Promise.all([enter(work), walletRow(work, [wallet, held])]);
  return found;
}

export const balances = rows<{ name: string; currency: string; balance: number }>(
  "ledger.balances",
  `select name, currency, balance from ledger_balances
   where account_id = $1 and livemode = $2 and name = any($3) order by name, currency`,
);

export type Suspect = { account_id: string; livemode: boolean; place: string; detail: string };

export const wrongBalances = rowsAcrossAccounts<Suspect>(
  "ledger.wrong_balances",
  `select account_id, livemode, name || ' ' || currency as place,
     'balance ' || coalesce(b.balance, 0) || ', entries ' || coalesce(e.total, 0) as detail
   from ledger_balances b
   full join (select account_id, livemode, name, currency, sum(amount) as total from ledger_entries
     group by 1, 2, 3, 4) e using (account_id, livemode, name, currency)
   where coalesce(b.balance, 0) <> coalesce(e.total, 0)`,
);

export const unbalancedPostings = rowsAcrossAccounts<Suspect>(
  "ledger.unbalanced_postings",
  `select account_id, livemode, posting_id as place, 'sums to ' || sum(amount) || ' ' || currency
    as detail
   from ledger_entries group by account_id, livemode, posting_id, currency having sum(amount) <> 0`,
);

export const brokenRuns = rowsAcrossAccounts<Suspect>(
  "ledger.broken_runs",
  `select account_id, livemode, posting_id as place, name || ' stands at ' || balance as detail
   from (select *, sum(amount) over (
       partition by account_id, livemode, name, currency order by sequence) as run
     from ledger_entries) e where run <> balance`,
);

export const overdrawn = rowsAcrossAccounts<Suspect>(
  "ledger.overdrawn",
  `select w.account_id, w.livemode, w.name as place, 'balance ' || w.balance || ', held '
    || coalesce(h.balance, 0) as detail
   from ledger_balances w
   left join ledger_balances h on h.account_id = w.account_id and h.livemode = w.livemode
     and h.name = replace(w.name, 'wallet:', 'wallet_held:') and h.currency = w.currency
   where w.name like 'wallet:%' and w.balance - coalesce(h.balance, 0) < 0`,
);

export const heldOfNothing = rowsAcrossAccounts<Suspect>(
  "ledger.held_of_nothing",
  `select h.account_id, h.livemode, h.name as place, 'held ' || h.balance || ' ' || h.currency
    as detail
   from ledger_balances h
   where (h.balance < 0 and (h.name like 'wallet\\_held:%' or h.name like 'card\\_held:%'))
     or (h.balance <> 0 and h.name like 'wallet\\_held:%' and not exists (
       select 1 from ledger_balances w where w.account_id = h.account_id and w.livemode = h.livemode
         and w.name = replace(h.name, 'wallet_held:', 'wallet:') and w.currency = h.currency))`,
);
