// SQL of top-ups.
import { listing } from "../../db/listing.ts";
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { TopUpRow } from "./schema.ts";

const select = `
  select t.id, t.owner, w.id as wallet, t.amount, t.currency, t.payment_method, t.automatic,
    t.status, t.failure, t.transaction_id, t.created, t.updated
  from top_ups t
  join wallets w on w.account_id = t.account_id and w.livemode = t.livemode and w.owner = t.owner
  where t.account_id = $1 and t.livemode = $2`;

export const find = row<TopUpRow>("top_ups.find", `${select} and t.id = $3`);
export const lock = row<TopUpRow>("top_ups.lock", `${select} and t.id = $3 for update of t`);
export const load = rows<TopUpRow>("top_ups.load", `${select} and t.id = any($3)`);

export const list = listing<TopUpRow>("top_ups.list", {
  prefix: "tu",
  select,
  id: "t.id",
  filters: {
    account: "t.owner = ?",
    driver: "t.owner = ?",
    fleet: "t.owner = ?",
    status: "t.status = ?",
  },
});

export const insert = rows(
  "top_ups.insert",
  `insert into top_ups (account_id, livemode, id, owner, amount, currency, payment_method,
     automatic, status, created, updated)
   values ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $9)`,
);

/** Values: id, status, failure, transaction, now. */
export const end = rows(
  "top_ups.end",
  `update top_ups set status = $4, failure = $5, transaction_id = $6, updated = $7
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** A top-up of this owner's wallet that is under way. */
export const pendingOf = row<{ id: string }>(
  "top_ups.pending_of",
  `select id from top_ups where account_id = $1 and livemode = $2 and owner = $3
     and status = 'pending' and (automatic or not $4) limit 1`,
);

export type Suspect = { account_id: string; livemode: boolean; place: string; detail: string };

/** A top-up has credited its wallet once, with its amount, exactly if it has succeeded. */
export const unbooked = rowsAcrossAccounts<Suspect>(
  "top_ups.unbooked",
  `select t.account_id, t.livemode, t.id as place,
     t.status || ' ' || t.amount || ', credited ' || coalesce(e.amount, 0) as detail
   from top_ups t
   left join ledger_postings p on p.account_id = t.account_id and p.livemode = t.livemode
     and p.key = 'wallet_credited:' || t.transaction_id
   left join ledger_entries e on e.account_id = p.account_id and e.livemode = p.livemode
     and e.posting_id = p.id and e.name = 'wallet:' || t.owner and e.currency = t.currency
   where coalesce(e.amount, 0) <> case t.status when 'succeeded' then t.amount else 0 end`,
);

/** A top-up that waits has a payment under way, and a payment for a top-up one that waits. */
export const stray = rowsAcrossAccounts<Suspect>(
  "top_ups.stray",
  `select coalesce(t.account_id, h.account_id) as account_id,
     coalesce(t.livemode, h.livemode) as livemode, coalesce(t.id, h.source) as place,
     'top-up ' || coalesce(t.status, 'none') || ', payment ' || coalesce(h.status, 'none')
       as detail
   from (select * from top_ups where status = 'pending') t
   full join (select * from payment_holds where source like 'tu\\_%' and status = 'collecting') h
     on h.account_id = t.account_id and h.livemode = t.livemode and h.source = t.id
   where t.id is null or h.id is null`,
);
