// SQL of invoices, of which transactions they hold, and of what transactions come to.
import { listing } from "../../db/listing.ts";
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { Suspect } from "../transactions/store.ts";
import type { Group, Taxed } from "./lines.ts";
import type { InvoiceRow } from "./schema.ts";

const select = `
  select v.id, v.status, v.fleet, v.currency, v.description, v.metadata, v.period_start,
    v.period_end, v.due_date, v.automatic, v.number, v.line_items, v.vat_lines, v.parties, v.total,
    v.amount_paid, v.paid_at, v.payment_method, v.finalized_at, v.voided_at, v.payment,
    v.payment_asked, v.failure, v.created, v.updated,
    coalesce((select f.timezone from fleets f
      where f.account_id = $1 and f.livemode = $2 and f.id = v.fleet), 'UTC') as zone
  from invoices v where v.account_id = $1 and v.livemode = $2`;

export const find = row<InvoiceRow>("invoices.find", `${select} and v.id = $3`);
export const load = rows<InvoiceRow>("invoices.load", `${select} and v.id = any($3)`);
export const lock = row<InvoiceRow>("invoices.lock", `${select} and v.id = $3 for update of v`);

export const list = listing<InvoiceRow>("invoices.list", {
  prefix: "inv",
  select,
  id: "v.id",
  metadata: "pairs",
  filters: { fleet: "v.fleet = ?", status: "v.status = ?" },
});

export const insert = rows(
  "invoices.insert",
  `insert into invoices (account_id, livemode, id, status, fleet, currency, description, metadata,
     period_start, period_end, automatic, created, updated)
   values ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
);

export const update = rows(
  "invoices.update",
  `update invoices set description = $4, due_date = $5, metadata = $6, updated = $7
   where account_id = $1 and livemode = $2 and id = $3`,
);

export const remove = rows(
  "invoices.remove",
  "delete from invoices where account_id = $1 and livemode = $2 and id = $3",
);

export const finalize = rows(
  "invoices.finalize",
  `update invoices set status = $4, due_date = $5, number = $6, line_items = $7, vat_lines = $8,
     parties = $9, total = $10, amount_paid = $11, paid_at = $12, finalized_at = $13, updated = $13
   where account_id = $1 and livemode = $2 and id = $3`,
);

export const move = rows(
  "invoices.move",
  `update invoices set status = $4, voided_at = $5, updated = $6
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** A payment is under way, or none any more. */
export const setPayment = rows(
  "invoices.set_payment",
  `update invoices set payment = $4, payment_asked = $5, failure = $6, updated = $7
   where account_id = $1 and livemode = $2 and id = $3`,
);

export const setPaid = rows(
  "invoices.set_paid",
  `update invoices set status = 'paid', amount_paid = total, paid_at = $4, payment_method = $5,
     payment = null, payment_asked = null, updated = $4
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** Waits for whoever took the last number, until that is committed or given back. */
export const nextNumber = row<{ number: number }>(
  "invoices.next_number",
  `insert into invoice_numbers as n (account_id, livemode, last) values ($1, $2, 1)
   on conflict (account_id, livemode) do update set last = n.last + 1 returning last as number`,
);

/** Neither still on its way, nor a wallet's movement (ruling 31), nor on another invoice. */
const billable = `t.account_id = $1 and t.livemode = $2 and not t.wallet_movement
  and t.currency = d.currency and (t.status = 'succeeded' or t.owed <> 0)`;
const billableIn = `${billable} and t.id >= d.first and t.id < d.after
  and not exists (select 1 from invoice_transactions i where i.account_id = $1 and i.livemode = $2
    and i.transaction_id = t.id and i.active
    and i.transaction_id >= d.first and i.transaction_id < d.after)`;

/** On no invoice, where there are few to ask about. */
const unclaimed = `not exists (select 1 from invoice_transactions i where i.account_id = $1
  and i.livemode = $2 and i.transaction_id = t.id and i.active)`;

/**
 * The transactions of a window `d`. Two walks, as each has its own index; and those from before it
 * that came too late for the invoice of theirs.
 */
const window = `
  select t.* from transactions t where d.fleet is null and ${billableIn}
  union all
  select t.* from transactions t where t.fleet = d.fleet and ${billableIn}
  union all
  select t.* from invoice_latecomers l
  join transactions t on t.account_id = $1 and t.livemode = $2 and t.id = l.transaction_id
  where l.account_id = $1 and l.livemode = $2 and l.transaction_id < d.first
    and (d.fleet is null or t.fleet = d.fleet) and ${billable} and ${unclaimed}`;

/** Of one draft: fleet, currency, first id, id after the last. */
const draftWindow = `(select $3::text as fleet, $4::text as currency, $5::text as first,
  $6::text as after) d cross join lateral (${window}) t`;

const kind = `case when t.type <> 'charge' then t.type
  when t.charging_session is null then 'fee' else 'session' end`;

const sums = `count(*)::integer as count, sum(t.amount)::bigint as amount,
  min(t.amount)::bigint as least, max(t.amount)::bigint as most,
  sum(t.amount - t.owed)::bigint as collected`;

/** Drafts as arrays of id, fleet, currency, first id, id after the last, and time zone. */
export const groupsOfDrafts = rows<Group>(
  "invoices.groups_of_drafts",
  `select d.id as invoice, ${kind} as kind,
     to_char(t.created at time zone d.zone, 'YYYY-MM') as month, ${sums}
   from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
     as d (id, fleet, currency, first, after, zone)
   cross join lateral (${window}) t
   group by 1, 2, 3`,
);

const taxes = `select s.country, t.vat_percent, sum(t.amount)::bigint as amount,
  sum(t.vat_amount)::bigint as tax`;

const session = `left join charging_sessions s on s.account_id = $1 and s.livemode = $2
  and s.id = t.charging_session`;

export const taxesOfDraft = rows<Taxed>(
  "invoices.taxes_of_draft",
  `${taxes}
   from ${draftWindow} ${session}
   group by 1, 2`,
);

/** Which of these windows (as above) have anything in them, and in which currency. */
export const currenciesOf = rows<{ at: number; currency: string }>(
  "invoices.currencies_of",
  `select (w.at - 1)::integer as at, t.currency
   from unnest($3::text[], $4::text[], $5::text[]) with ordinality as w (fleet, first, after, at)
   cross join lateral (
     select t.currency from transactions t
     where t.account_id = $1 and t.livemode = $2 and not t.wallet_movement
       and t.fleet is not distinct from w.fleet and t.id >= w.first and t.id < w.after
       and ${unclaimed}
     union
     select t.currency from invoice_latecomers l
     join transactions t on t.account_id = $1 and t.livemode = $2 and t.id = l.transaction_id
     where l.account_id = $1 and l.livemode = $2 and l.transaction_id < w.first
       and t.fleet is not distinct from w.fleet and (t.status = 'succeeded' or t.owed <> 0)
       and ${unclaimed}) t
   order by 1, 2`,
);

/** What is still on its way in a window: `claim` passes it by. */
export const awaitLate = rows(
  "invoices.await_late",
  `insert into invoice_latecomers (account_id, livemode, transaction_id)
   select $1, $2, t.id from transactions t
   where t.account_id = $1 and t.livemode = $2 and t.id >= $5 and t.id < $6
     and ($3::text is null or t.fleet = $3) and t.currency = $4
     and t.status = 'pending' and t.owed = 0 and not t.wallet_movement
   on conflict do nothing`,
);

/** In the order of ids: two that claim the same wait for each other in one order. */
export const claim = rows(
  "invoices.claim",
  `insert into invoice_transactions (account_id, livemode, invoice_id, transaction_id)
   select $1, $2, $3, t.id
   from (select $4::text as fleet, $5::text as currency, $6::text as first, $7::text as after) d
   cross join lateral (${window}) t
   order by t.id
   on conflict (account_id, livemode, transaction_id) where active do nothing`,
);

const claimed = `
  from invoice_transactions i
  join transactions t on t.account_id = $1 and t.livemode = $2 and t.id = i.transaction_id
  where i.account_id = $1 and i.livemode = $2 and i.invoice_id = $3`;

export const groupsOf = rows<Group>(
  "invoices.groups_of",
  `select $3::text as invoice, ${kind} as kind,
     to_char(t.created at time zone $4, 'YYYY-MM') as month, ${sums}
   from (select t.* ${claimed}) t
   group by 1, 2, 3`,
);

export const taxesOf = rows<Taxed>(
  "invoices.taxes_of",
  `${taxes} from (select t.* ${claimed}) t ${session} group by 1, 2`,
);

export const sharesOf = rows<{ payer: string; amount: number }>(
  "invoices.shares_of",
  `select t.owed_by as payer, sum(t.owed)::bigint as amount ${claimed} and t.owed <> 0
   group by t.owed_by having sum(t.owed) <> 0 order by t.owed_by`,
);

/** What it holds that was not collected otherwise. */
export const owedIn = rows<{ id: string }>(
  "invoices.owed_in",
  `select t.id ${claimed} and t.status in ('pending', 'failed') order by t.id`,
);

export const countClaimed = row<{ count: number }>(
  "invoices.count_claimed",
  `select count(*)::integer as count from invoice_transactions
   where account_id = $1 and livemode = $2 and invoice_id = $3`,
);

export const free = rows(
  "invoices.free",
  `update invoice_transactions set active = false
   where account_id = $1 and livemode = $2 and invoice_id = $3`,
);

export type Charge = { id: string; amount: number };
export type Day = { day: string; amount: number };

const claimedBy = `(select t.* ${claimed}) t`;

/** Transactions of sessions, oldest first. */
const charges = (from: string): string =>
  `select t.id, t.amount from ${from} where t.charging_session is not null order by t.id`;

/** Of a finalised invoice. */
export const chargesOf = rows<Charge>("invoices.charges_of", charges(claimedBy));
export const chargesOfDraft = rows<Charge>("invoices.charges_of_draft", charges(draftWindow));

/** What they come to by local day; a session begins before its transaction. */
const days = (from: string, zone: string): string =>
  `select to_char(coalesce(s.session_started, t.created) at time zone ${zone}, 'YYYY-MM-DD') as day,
     sum(t.amount)::bigint as amount
   from ${from} ${session} where t.charging_session is not null group by 1 order by 1`;

export const daysOf = rows<Day>("invoices.days_of", days(claimedBy, "$4"));
export const daysOfDraft = rows<Day>("invoices.days_of_draft", days(draftWindow, "$7"));

export type Session = {
  transaction: string;
  created: Date;
  started: Date | null;
  charging_station: string;
  driver: string;
  energy_wh: number;
  type: string;
};

/** Some of these transactions with their sessions, in the order of ids. */
export const sessionsIn = rows<Session>(
  "invoices.sessions_in",
  `select t.id as transaction, t.created, s.session_started as started, s.charging_station,
     s.driver, s.energy_consumed as energy_wh, t.type
   from transactions t
   join charging_sessions s on s.account_id = $1 and s.livemode = $2 and s.id = t.charging_session
   where t.account_id = $1 and t.livemode = $2 and t.id = any($3) order by t.id`,
);

export type Owner = {
  /** Null: the account itself. */
  fleet: string | null;
  timezone: string;
  cycle: "weekly" | "monthly" | "quarterly";
  created: Date;
  /** Until when it has had its drafts; null: never any. */
  until: Date | null;
};

/** Whose cycles are billed: the account's, and its fleets'. */
export const owners = rows<Owner>(
  "invoices.owners",
  `with account as (
     select a.id, a.created, a.preferences ->> 'billing_cycle' as cycle from accounts a
     where a.id = $1 and a.status <> 'archived')
   select o.fleet, o.timezone, o.cycle, o.created, c.until from (
     select null as fleet, 'UTC' as timezone, account.cycle, account.created, account.id as owner
     from account
     union all
     select f.id, f.timezone, f.preferences ->> 'billing_cycle', f.created, f.id
     from fleets f, account
     where f.account_id = $1 and f.livemode = $2 and f.deleted is null) o
   left join invoice_cycles c on c.account_id = $1 and c.livemode = $2 and c.owner = o.owner
   order by o.owner`,
);

/** Arrays of owners and times. */
export const setCycles = rows(
  "invoices.set_cycles",
  `insert into invoice_cycles as c (account_id, livemode, owner, until)
   select $1, $2, o.owner, o.until from unnest($3::text[], $4::timestamptz[]) as o (owner, until)
   on conflict (account_id, livemode, owner) do update set until = excluded.until`,
);

/** What accounts, fleets and drivers owe, in the ledger and in what no paid invoice holds. */
export const wronglyOwed = rowsAcrossAccounts<Suspect>(
  "invoices.wrongly_owed",
  `select account_id, livemode, name || ' ' || currency as place,
     'ledger ' || -coalesce(b.balance, 0) || ', transactions ' || coalesce(t.owed, 0) as detail
   from (select account_id, livemode, name, currency, balance from ledger_balances
     where name ~ '^receivable:(acct|flt|drv)_') b
   full join (select t.account_id, t.livemode, 'receivable:' || t.owed_by as name, t.currency,
       sum(t.owed) as owed
     from transactions t
     where t.owed <> 0 and not exists (
       select 1 from invoice_transactions i
       join invoices v on v.account_id = i.account_id and v.livemode = i.livemode
         and v.id = i.invoice_id and v.status = 'paid'
       where i.account_id = t.account_id and i.livemode = t.livemode
         and i.transaction_id = t.id and i.active)
     group by 1, 2, 3, 4) t using (account_id, livemode, name, currency)
   where -coalesce(b.balance, 0) <> coalesce(t.owed, 0)`,
);

/** Invoices whose sum is not what their transactions owe, while they are to be paid. */
export const wrongSums = rowsAcrossAccounts<Suspect>(
  "invoices.wrong_sums",
  `select v.account_id, v.livemode, v.id as place, 'total ' || v.total as detail
   from invoices v
   where v.status in ('open', 'overdue') and v.total <> (
     select coalesce(sum(t.owed), 0) from invoice_transactions i
     join transactions t on t.account_id = i.account_id and t.livemode = i.livemode
       and t.id = i.transaction_id
     where i.account_id = v.account_id and i.livemode = v.livemode and i.invoice_id = v.id)`,
);

/** Numbers given and not used: there are as many finalised invoices as the last number says. */
export const missingNumbers = rowsAcrossAccounts<Suspect>(
  "invoices.missing_numbers",
  `select n.account_id, n.livemode, 'number ' || n.last as place, v.count || ' invoices' as detail
   from invoice_numbers n
   cross join lateral (select count(*) from invoices v
     where v.account_id = n.account_id and v.livemode = n.livemode and v.number <= n.last) v
   where v.count <> n.last`,
);
