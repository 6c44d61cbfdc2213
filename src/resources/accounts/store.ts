// SQL of accounts. An account is its own scope: `$1` is the account itself.
import { listing } from "../../db/listing.ts";
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { AccountRow } from "./schema.ts";

const select = `
  select a.id, a.parent_id, a.name, a.email, a.type, a.business_type, a.default_currency, a.plan,
    a.metric_system, a.contact, a.billing_details, a.description, a.registration_number,
    a.preferences, a.metadata, a.status, a.created, a.updated, m.default_payment_method,
    coalesce(b.balance, 0)::bigint as wallet_balance
  from accounts a
  join account_modes m on m.account_id = a.id and m.livemode = $2
  left join ledger_balances b on b.account_id = a.id and b.livemode = $2
    and b.name = 'wallet:' || a.id`;

export const own = row<AccountRow>("accounts.own", `${select} where a.id = $1`);

export const lockOwn = row<AccountRow>(
  "accounts.lock_own",
  `${select} where a.id = $1 for update of a`,
);

export const update = rows(
  "accounts.update",
  `with mode as (
     update account_modes set default_payment_method = $17 where account_id = $1 and livemode = $2)
   update accounts set name = $3, email = $4, type = $5, business_type = $6, default_currency = $7,
     plan = $8, metric_system = $9, contact = $10, billing_details = $11, description = $12,
     registration_number = $13, preferences = $14, metadata = $15, updated = $16, status = $18
   where id = $1`,
);

/**
 * Sub-accounts as their parent sees them. What stands in their own mode rows is beyond the parent's
 * scope, so these run across accounts and say the parent themselves.
 */
export const children = rowsAcrossAccounts<AccountRow>(
  "accounts.children",
  `${select} where a.parent_id = $1 and a.id = any($3)`,
);

export const listChildren = listing<AccountRow>("accounts.list", {
  prefix: "acct",
  select: `${select} where a.parent_id = $1`,
  id: "a.id",
  metadata: { column: "a.metadata" },
  filters: { status: "a.status = ?" },
});

/** How many accounts stand above this one, itself included. */
export const depth = rowsAcrossAccounts<{ depth: number }>(
  "accounts.depth",
  `with recursive line as (
     select a.parent_id from accounts a where a.id = $1
     union all select a.parent_id from accounts a join line on a.id = line.parent_id)
   select count(*)::int as depth from line`,
);

/** The account and all below it. */
export const subtree = rowsAcrossAccounts<{ id: string }>(
  "accounts.subtree",
  `with recursive tree as (
     select a.id from accounts a where a.id = $1
     union all select a.id from accounts a join tree on a.parent_id = tree.id)
   select id from tree`,
);

export const effectiveStatus = rowsAcrossAccounts<{ status: AccountRow["status"] }>(
  "accounts.effective_status",
  "select effective_status($1) as status",
);

export const insert = rowsAcrossAccounts(
  "accounts.insert",
  `with made as (
     insert into accounts (id, parent_id, name, email, type, business_type, default_currency, plan,
       metric_system, contact, billing_details, description, registration_number, preferences,
       metadata, api_version, created, updated)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
       coalesce((select p.api_version from accounts p where p.id = $2), $16), $17, $17)
       returning id)
   insert into account_modes (account_id, livemode) select id, mode from made,
     (values (true), (false)) as m (mode)`,
);

/** The account that the installation itself belongs to: the first one. */
export const installation = rowsAcrossAccounts<{ id: string }>(
  "accounts.installation",
  "select id from accounts where parent_id is null order by id limit 1",
);

/** May the first act for the second, and as what: the second's status and that of those above. */
export const child = rowsAcrossAccounts<{ status: AccountRow["status"] }>(
  "accounts.child",
  "select effective_status(id) as status from accounts where parent_id = $1 and id = $2",
);

export const currency = row<{ default_currency: string }>(
  "accounts.currency",
  "select default_currency from accounts where id = $1 and $2::boolean is not null",
);

/** A payment method that is gone, or somebody else's, can be no default. */
export const forgetPaymentMethod = row<{ account_id: string }>(
  "accounts.forget_payment_method",
  `update account_modes set default_payment_method = null
   where account_id = $1 and livemode = $2 and default_payment_method = $3 returning account_id`,
);

/** One node at a time may make the first account; held until the transaction ends. */
export const lockInstallation = rowsAcrossAccounts(
  "accounts.lock_installation",
  "select pg_advisory_xact_lock(hashtextextended('charge:first_start', 0))",
);
