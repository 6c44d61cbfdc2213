// Every account of the ledger against what stands outside of it: what the processor has, what
// top-ups brought, what wallets paid. With the checks of the books, which explain revenue, tax and
// holds, this leaves nothing unexplained: all entries sum to zero, so what is owed follows.
import assert from "node:assert/strict";

type Sql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/** Only once nothing is under way. */
export async function assertExplained(sql: Sql, context = ""): Promise<void> {
  const sums = await sql(
    "select currency, sum(amount)::text as sum from ledger_entries group by 1 having sum(amount) <> 0",
  );
  assert.deepEqual(sums, [], `entries sum to zero ${context}`);
  const wallets = await sql(
    `with moves as (
       select owner, currency, amount from top_ups where status = 'succeeded'
       union all select h.payer, t.currency, t.amount from transactions t
         join payment_holds h on h.id = t.hold_id
         where t.wallet_movement and t.type = 'refund' and t.status <> 'failed'
       union all select owner, currency, refunded - captured from payment_holds
         where kind = 'wallet'),
     expected as (select 'wallet:' || owner as name, currency, sum(amount) as balance
       from moves group by 1, 2),
     found as (select name, currency, balance from ledger_balances where name like 'wallet:%')
     select name, currency, e.balance::text as expected, f.balance::text as found
     from expected e full join found f using (name, currency)
     where coalesce(e.balance, 0) <> coalesce(f.balance, 0)`,
  );
  assert.deepEqual(wallets, [], `wallets are what came and went ${context}`);
  const clearing = await sql(
    `select currency, p.there::text as there, b.balance::text as booked
     from (select currency, sum(captured - refunded) as there
       from test_processor_authorizations group by 1) p
     full join (select currency, -sum(balance) as balance from ledger_balances
       where name = 'processor_clearing:test' group by 1) b using (currency)
     where coalesce(p.there, 0) <> coalesce(b.balance, 0)`,
  );
  assert.deepEqual(clearing, [], `the ledger books what the processor has ${context}`);
  const held = await sql(
    `select name, balance::text from ledger_balances
     where balance <> 0 and name ~ '^(wallet_held:|card_held:|wallet_holds|card_holds)'`,
  );
  assert.deepEqual(held, [], `nothing is held any more ${context}`);
  const open = await sql(
    `select id, status from payment_holds where status in ('pending', 'authorized', 'collecting')
     union all select id, status from top_ups where status = 'pending'
     union all select id, status from transactions where type = 'refund' and status = 'pending'
     union all select id, status from test_processor_authorizations
       where status in ('authorized', 'processing')`,
  );
  assert.deepEqual(open, [], `nothing is under way any more ${context}`);
}
