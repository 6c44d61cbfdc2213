// That the check of the books finds what it says it looks for: each law is broken once, behind the
// database's own guards.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { checkBooks } from "../src/books.ts";
import type { Reader } from "../src/db/statement.ts";
import { create as topUp } from "../src/resources/top_ups/actions.ts";
import { type Money, openMoney } from "./money.ts";

// Counts are bigints, as for the platform itself.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const entry = (amount: string) =>
  `update ledger_entries set amount = ${amount} where sequence = (select max(sequence)
     from ledger_entries where name = 'revenue')`;
const setBalance = (name: string, to: string) =>
  `update ledger_balances set balance = ${to} where name like '${name}'`;
const aHold = (source: string, status: string) =>
  `insert into payment_holds (account_id, livemode, id, source, payment_method, kind, owner,
     payer, currency, asked, held, status, created, updated)
   select account_id, livemode, 'hold_stray', '${source}', payment_method, 'bank_account', owner,
     payer, currency, 0, 0, '${status}', created, updated from payment_holds limit 1`;

/** What is done behind everybody's back, and the law that it breaks. */
const breaches: readonly (readonly [string, string])[] = [
  [setBalance("revenue", "balance + 1"), "a balance is the sum of its entries"],
  [entry("amount + 1"), "a posting sums to zero per currency"],
  [entry("amount + 1"), "an entry tells the balance after it"],
  [setBalance("wallet:%", "-1"), "a wallet's available balance is not negative"],
  [setBalance("card\\_held:%", "-1"), "what is held is held of something"],
  [
    `insert into ledger_balances (account_id, livemode, name, currency, balance)
     select account_id, livemode, 'wallet_held:drv_nobody', 'eur', 5 from ledger_balances limit 1`,
    "what is held is held of something",
  ],
  [setBalance("card\\_held:%", "5"), "what is held belongs to a hold under way"],
  [
    "update transactions set id = 'txn_unbooked' where status = 'succeeded' and type = 'charge'",
    "a succeeded transaction is booked",
  ],
  [
    "update transactions set refunded = 1 where type = 'charge'",
    "no more is refunded of a charge than it collected",
  ],
  ["update payment_holds set refunded = captured", "no more goes back of a hold than was captured"],
  [
    "update transactions set amount = amount + 1 where type = 'charge'",
    "revenue and tax are those of what was charged",
  ],
  ["update payment_methods set open_holds = 7", "a payment method counts its holds"],
  [
    `insert into payment_sightings select account_id, livemode, id, 'captured', captured,
       captured, false, created from payment_holds where captured > 0`,
    "a payment stands at its processor as it was booked",
  ],
  [
    `insert into payment_sightings select account_id, livemode, id, 'captured', captured + 1,
       0, false, created from payment_holds where captured > 0`,
    "a payment stands at its processor as it was booked",
  ],
  ["delete from wallets", "a wallet belongs to somebody"],
  [
    "update top_ups set amount = amount + 1 where status = 'succeeded'",
    "a top-up is credited once, exactly if it succeeded",
  ],
  [aHold("tu_nothing", "collecting"), "a top-up that waits is being paid"],
  [aHold("cs_nothing", "authorized"), "a session's hold ends with it"],
  [aHold("res_nothing", "authorized"), "a reservation's hold ends with it"],
  [
    "update transactions set owed = 1, owed_by = 'drv_x'",
    "what payers owe is what their transactions owe",
  ],
  [
    `insert into invoice_numbers (account_id, livemode, last)
     select account_id, livemode, 3 from ledger_balances limit 1`,
    "invoices are numbered without gaps",
  ],
];

describe("the check of the books", () => {
  let money: Money;
  let owner: pg.Client;
  before(async () => {
    money = await openMoney();
    owner = new pg.Client({ connectionString: money.url });
    await owner.connect();
    const card = await money.method("tok_visa");
    const hold = await money.place(card, 700);
    await money.settled();
    await money.collect(hold, 500);
    const input = { driver: card.driver, amount: 300, payment_method: card.id };
    await money.inWork((work) => topUp(work, input));
    await money.settled();
    await money.sound();
  });
  after(async () => {
    await owner.end();
    await money.close();
  });

  const inOwnersEyes: Pick<Reader, "query"> = {
    query: async ({ text }, values) => (await owner.query(text, [...values])).rows,
  };

  for (const [index, [breach, law]] of breaches.entries()) {
    it(`finds what breaks "${law}" (${index + 1})`, async () => {
      await owner.query("begin");
      try {
        // No triggers, no foreign keys: what only a fault or an intruder could do.
        await owner.query("set local session_replication_role = replica");
        const { rowCount } = await owner.query(breach);
        assert.ok(rowCount !== null && rowCount > 0, "something was changed");
        const laws = (await checkBooks(inOwnersEyes)).map((one) => one.law);
        assert.ok(laws.includes(law), `found: ${laws.join("; ")}`);
      } finally {
        await owner.query("rollback");
      }
    });
  }
});
