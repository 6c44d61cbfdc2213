// SQL of transactions and of the holds behind them.
import { listing } from "../../db/listing.ts";
import { type Reader, row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { HoldRow, TransactionRow } from "./schema.ts";

const select = `
  select id, type, status, amount, currency, description, charging_session, driver, fleet, vehicle,
    payment_method, created, hold_id, refunded, refund_of, returned, wallet_movement, vat_percent,
    vat_amount
  from transactions where account_id = $1 and livemode = $2`;

export const find = row<TransactionRow>("transactions.find", `${select} and id = $3`);
export const lock = row<TransactionRow>("transactions.lock", `${select} and id = $3 for update`);
export const load = rows<TransactionRow>("transactions.load", `${select} and id = any($3)`);

export const list = listing<TransactionRow>("transactions.list", {
  prefix: "txn",
  select,
  id: "id",
  filters: {
    driver: "driver = ?",
    fleet: "fleet = ?",
    vehicle: "vehicle = ?",
    charging_session: "charging_session = ?",
    payment_method: "payment_method = ?",
    status: "status = ?",
    type: "type = ?",
  },
});

export const insert = rows(
  "transactions.insert",
  `insert into transactions (account_id, livemode, id, type, status, amount, currency, description,
     charging_session, driver, fleet, vehicle, payment_method, created, hold_id, refund_of,
     returned, wallet_movement, vat_percent, vat_amount)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
     $20)`,
);

/** Values: id, status, amount, what goes back to the payer, the tax within the amount. */
export const settle = rows(
  "transactions.settle",
  `update transactions set status = $4, amount = $5, returned = $6, vat_amount = $7
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** Values: id, what refunds take of it (negative: took and gave up). */
export const addRefunded = rows(
  "transactions.add_refunded",
  `update transactions set refunded = refunded + $4
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** Names a refund that nobody ordered here as the processor does. */
export const nameOutside = rows(
  "transactions.name_outside",
  `update transactions set outside = $4
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** What is booked of what went back of a payment outside. Values: the hold. */
export const outsideOf = rows<TransactionRow & { outside: string }>(
  "transactions.outside_of",
  `${select.replace("select id", "select outside, id")} and hold_id = $3 and outside is not null
   order by id`,
);

/**
 * What a payment paid for and can be given back, first things first. Values: the hold, and the
 * session that it was placed for.
 */
export const paidBy = rows<TransactionRow>(
  "transactions.paid_by",
  `${select} and hold_id = $3 and status = 'succeeded' and amount > refunded
     and (charging_session = $4 and type = 'charge' or charging_session is null
       or owed_by is not null)
   order by id for update`,
);

const vatBooked = row<{ amount: number }>(
  "transactions.vat_booked",
  `select coalesce(sum(vat_amount), 0)::bigint as amount from transactions
   where account_id = $1 and livemode = $2 and charging_session = $3 and refund_of is null`,
);

/** The tax that a session's charge and its corrections hold so far. */
export const vatOfSession = async (work: Reader, session: string): Promise<number> =>
  (await vatBooked(work, [session]))?.amount ?? 0;

/** What a session's transactions come to, refunds taken off. */
export const netOfSession = row<{ net: number }>(
  "transactions.net_of_session",
  `select coalesce(sum(amount) filter (where type <> 'refund' or status <> 'failed'), 0)::bigint
       as net
   from transactions where account_id = $1 and livemode = $2 and charging_session = $3`,
);

/** What of it was not collected, and who owes that. */
export const setOwed = rows(
  "transactions.set_owed",
  `update transactions set owed = $4, owed_by = $5
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** Ends what was owed; its money came by this hold, if by any. */
export const settleOwed = rows(
  "transactions.settle_owed",
  `update transactions set status = 'succeeded', hold_id = coalesce($4, hold_id)
   where account_id = $1 and livemode = $2 and id = any($3) and status in ('pending', 'failed')`,
);

const hold = `
  select id, source, payment_method, kind, token, owner, payer, currency, asked, held, captured,
    refunded, status,
    authorization_id, decline_code, processor, created
  from payment_holds where account_id = $1 and livemode = $2 and id = $3`;

export const findHold = row<HoldRow>("transactions.find_hold", hold);
export const lockHold = row<HoldRow>("transactions.lock_hold", `${hold} for update`);

/** What was seen last stays. */
export const saveSighting = rows(
  "transactions.save_sighting",
  `insert into payment_sightings (account_id, livemode, hold_id, status, captured, refunded,
     disputed, seen)
   values ($1, $2, $3, $4, $5, $6, $7, $8)
   on conflict (account_id, livemode, hold_id) do update set status = excluded.status,
     captured = excluded.captured, refunded = excluded.refunded, disputed = excluded.disputed,
     seen = excluded.seen
   where payment_sightings.seen <= excluded.seen`,
);

/** The payment that a processor's notification is about. */
export const holdByAuthorization = row<{ id: string; kind: HoldRow["kind"]; status: string }>(
  "transactions.hold_by_authorization",
  `select id, kind, status from payment_holds
   where account_id = $1 and livemode = $2 and authorization_id = $3`,
);

export const insertHold = rows(
  "transactions.insert_hold",
  `insert into payment_holds (account_id, livemode, id, source, payment_method, kind, token, owner,
    payer, currency,
     asked, held, status, decline_code, created, updated)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)`,
);

export const saveHold = rows(
  "transactions.save_hold",
  `update payment_holds set held = $4, captured = $5, refunded = $6, status = $7,
    authorization_id = $8,
     decline_code = $9, updated = $10, processor = $11
   where account_id = $1 and livemode = $2 and id = $3`,
);

export type Suspect = { account_id: string; livemode: boolean; place: string; detail: string };

/** Memo accounts of the ledger against the holds that are under way. */
export const strayHolds = rowsAcrossAccounts<Suspect>(
  "transactions.stray_holds",
  `select account_id, livemode, name as place, 'ledger ' || coalesce(b.balance, 0) || ', holds '
    || coalesce(h.held, 0) as detail
   from (select account_id, livemode, name, balance from ledger_balances
     where name like 'wallet\\_held:%' or name like 'card\\_held:%') b
   full join (select account_id, livemode,
       case kind when 'wallet' then 'wallet_held:' || owner else 'card_held:' || payment_method end
         as name,
       sum(held) as held
     from payment_holds where status in ('authorized', 'collecting') and kind <> 'bank_account'
       group by 1, 2, 3) h
     using (account_id, livemode, name)
   where coalesce(b.balance, 0) <> coalesce(h.held, 0)`,
);

/** Succeeded transactions that the ledger does not know. */
export const unbooked = rowsAcrossAccounts<Suspect>(
  "transactions.unbooked",
  `select t.account_id, t.livemode, t.id as place, t.amount || ' ' || t.currency as detail
   from transactions t
   where t.status = 'succeeded' and not exists (
     select 1 from ledger_postings p where p.account_id = t.account_id and p.livemode = t.livemode
       and p.key in ('charge_collected:' || t.id, 'charge_owed:' || t.id, 'charge_lowered:' || t.id,
         'charge_refunded:' || t.id, 'wallet_credited:' || t.id, 'wallet_debited:' || t.id))`,
);

/** What refunds have taken of a charge or top-up: as it says of itself, and never too much. */
export const wronglyRefunded = rowsAcrossAccounts<Suspect>(
  "transactions.wrongly_refunded",
  `select t.account_id, t.livemode, t.id as place, t.amount || ' collected, ' || t.refunded
     || ' refunded, refunds of ' || coalesce(r.total, 0) as detail
   from transactions t
   left join (select account_id, livemode, refund_of as id, -sum(amount) as total
     from transactions where refund_of is not null and status <> 'failed' group by 1, 2, 3) r
     using (account_id, livemode, id)
   where t.refunded <> coalesce(r.total, 0) or t.refunded > greatest(t.amount, 0)`,
);

/** What went back of a hold's money, by its refunds and corrections: as the hold says. */
export const wronglyReturned = rowsAcrossAccounts<Suspect>(
  "transactions.wrongly_returned",
  `select h.account_id, h.livemode, h.id as place, h.captured || ' captured, ' || h.refunded
     || ' gone back, transactions say ' || coalesce(r.total, 0) as detail
   from payment_holds h
   left join (select account_id, livemode, hold_id as id, sum(returned) as total
     from transactions where returned is not null group by 1, 2, 3) r
     using (account_id, livemode, id)
   where h.refunded <> coalesce(r.total, 0) or h.refunded > h.captured`,
);

/** Revenue and tax in the books, against the transactions that were booked there. */
export const wronglyEarned = rowsAcrossAccounts<Suspect>(
  "transactions.wrongly_earned",
  `with said as (
     select t.account_id, t.livemode, t.currency, sum(t.amount - t.vat_amount) as revenue,
       sum(t.vat_amount) as tax_payable
     from transactions t
     join ledger_postings p on p.account_id = t.account_id and p.livemode = t.livemode
       and p.key in ('charge_collected:' || t.id, 'charge_owed:' || t.id, 'charge_lowered:' || t.id,
         'charge_refunded:' || t.id)
     where not exists (
       select 1 from ledger_postings u where u.account_id = t.account_id
         and u.livemode = t.livemode and u.key = 'charge_refund_undone:' || t.id)
     group by 1, 2, 3),
   named as (
     select account_id, livemode, currency, name, said.tax_payable, said.revenue
     from said cross join (values ('revenue'), ('tax_payable')) as n (name))
   select account_id, livemode, name || ' ' || currency as place,
     'ledger ' || coalesce(b.balance, 0) || ', transactions ' ||
       coalesce(case name when 'revenue' then n.revenue else n.tax_payable end, 0) as detail
   from (select * from ledger_balances where name in ('revenue', 'tax_payable')) b
   full join named n using (account_id, livemode, currency, name)
   where coalesce(b.balance, 0)
     <> coalesce(case name when 'revenue' then n.revenue else n.tax_payable end, 0)`,
);

/** Payment methods whose count of holds is not what there is. */
export const miscounted = rowsAcrossAccounts<Suspect>(
  "transactions.miscounted",
  `select p.account_id, p.livemode, p.id as place, 'counts ' || p.open_holds as detail
   from payment_methods p
   where p.open_holds <> (select count(*) from payment_holds h
     where h.account_id = p.account_id and h.livemode = p.livemode and h.payment_method = p.id
       and h.status in ('pending', 'authorized', 'collecting'))`,
);

/** Payments that stand otherwise at their processor than they were booked. */
export const changedOutside = rowsAcrossAccounts<Suspect>(
  "transactions.changed_outside",
  `select s.account_id, s.livemode, s.hold_id as place, 'processor: captured ' || s.captured
     || ', refunded ' || s.refunded || case when s.disputed then ', disputed' else '' end
     || '; booked: captured ' || h.captured || ', refunded ' || h.refunded as detail
   from payment_sightings s
   join payment_holds h on h.account_id = s.account_id and h.livemode = s.livemode
     and h.id = s.hold_id
   where s.refunded > h.refunded + greatest(s.captured - h.captured, 0)
     or (s.captured - h.captured > s.refunded
       and h.status in ('authorized', 'declined', 'released', 'settled'))`,
);
