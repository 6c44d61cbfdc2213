// SQL of payment methods. The wallet of an owner is the ledger's; it is only read here.
import { listing } from "../../db/listing.ts";
import { row, rows } from "../../db/statement.ts";
import type { MethodRow } from "./schema.ts";

const select = `
  select p.id, p.type, p.driver_id as driver, p.fleet_id as fleet, p.billing_details, p.card,
    p.bank_account,
    p.token, p.open_holds, p.created, coalesce(p.driver_id, p.fleet_id, p.account_id) as owner,
    coalesce(w.balance, 0)::bigint as wallet_balance,
    coalesce(w.currency, d.preferences ->> 'currency', f.preferences ->> 'default_currency',
      a.default_currency) as wallet_currency,
    coalesce(d.status, f.status, a.status) = 'active' as owner_active
  from payment_methods p
  join accounts a on a.id = p.account_id
  left join drivers d on d.account_id = p.account_id and d.livemode = p.livemode
    and d.id = p.driver_id
  left join fleets f on f.account_id = p.account_id and f.livemode = p.livemode
    and f.id = p.fleet_id
  left join ledger_balances w on w.account_id = p.account_id and w.livemode = p.livemode
    and w.name = 'wallet:' || coalesce(p.driver_id, p.fleet_id, p.account_id)
  where p.account_id = $1 and p.livemode = $2 and p.deleted is null`;

export const find = row<MethodRow>("payment_methods.find", `${select} and p.id = $3`);
export const lock = row<MethodRow>(
  "payment_methods.lock",
  `${select} and p.id = $3 for update of p`,
);
export const load = rows<MethodRow>("payment_methods.load", `${select} and p.id = any($3)`);

/** By the processor's token, which is nobody else's. */
export const ofToken = row<{ id: string }>(
  "payment_methods.of_token",
  `select id from payment_methods
   where account_id = $1 and livemode = $2 and token = $3 and deleted is null`,
);

/** All of one owner's; owners have few. */
export const ofOwner = rows<{ id: string }>(
  "payment_methods.of_owner",
  `select id from payment_methods
   where account_id = $1 and livemode = $2 and deleted is null
     and (driver_id = $3 or fleet_id = $3) order by id`,
);

export const list = listing<MethodRow>("payment_methods.list", {
  prefix: "pm",
  select,
  id: "p.id",
  filters: { driver: "p.driver_id = ?", fleet: "p.fleet_id = ?", type: "p.type = ?" },
});

export const insert = rows(
  "payment_methods.insert",
  `insert into payment_methods (account_id, livemode, id, type, billing_details, card,
    bank_account, token, created)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

export const update = rows(
  "payment_methods.update",
  `update payment_methods set billing_details = $4, card = $5, bank_account = $6
   where account_id = $1 and livemode = $2 and id = $3`,
);

export const setOwner = rows(
  "payment_methods.set_owner",
  `update payment_methods set driver_id = $4, fleet_id = $5 where account_id = $1 and livemode = $2
    and id = $3`,
);

/** The row stays for history; what could charge the card goes. */
export const markDeleted = rows(
  "payment_methods.mark_deleted",
  `update payment_methods set deleted = $4, token = null where account_id = $1 and livemode = $2
    and id = $3`,
);

export const countHolds = rows(
  "payment_methods.count_holds",
  `update payment_methods set open_holds = open_holds + $4
   where account_id = $1 and livemode = $2 and id = $3`,
);
