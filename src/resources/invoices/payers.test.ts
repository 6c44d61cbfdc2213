// What the payer of an invoice sees: why it could not be paid, when it is overdue, what it holds
// and what it settles.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { billedFleet, charged, methodOf, sessionId } from "../../../test/charges.ts";
import { card, until } from "../../../test/fleet.ts";
import { invoicingHere, march } from "../../../test/invoicing.ts";
import type { Json } from "../../../test/platform.ts";
import { refused } from "../../../test/sample.ts";

describe("who pays an invoice", () => {
  const { clock, platform, bills, fresh, owe, draft, act, read, statusOf, eventsOf, sound } =
    invoicingHere();

  it("reads the bank's own words when the card is declined", async () => {
    await fresh();
    await owe(500);
    const { id } = await draft();
    await act(id, "finalize");
    for (const [number, code, message] of [
      ["4000000000000002", "card_declined", "The card was declined."],
      ["4000000000009995", "insufficient_funds", "The card has insufficient funds."],
    ] as const) {
      const payment_method = await methodOf(platform().api, bills().fleet, card(number));
      const { body } = await act(id, "pay", { payment_method });
      assert.deepEqual([body["message"], body["details"]], [message, { decline_code: code }]);
    }
  });

  it("cannot pay in another currency, by bank account or wallet", async () => {
    await fresh();
    const { bank, card: own, driver, fleet } = bills();
    const session = await sessionId(platform());
    await platform().sql(
      "update payment_methods set token = 'tok_chargeCustomerFail' where id = $1",
      [own],
    );
    await charged(platform(), {
      ...{ method: own, amount: 800, driver, fleet, currency: "usd", session },
    });
    await platform().api.make("/v1/top_ups", {
      ...{ fleet, amount: 5000 },
      payment_method: await methodOf(platform().api, fleet, card()),
    });
    const wallet = await methodOf(platform().api, fleet, { type: "wallet" });
    const { id } = await draft({ currency: "usd" });
    assert.equal((await act(id, "finalize")).body["amount_due"], 800);
    for (const payment_method of [bank, wallet]) {
      const answer = await act(id, "pay", { payment_method });
      assert.deepEqual(refused(answer), [402, "payment_authorization_failed", "payment_method"]);
      assert.deepEqual(answer.body["details"], { decline_code: "currency_mismatch" });
    }
    assert.equal((await platform().api.read(`/v1/fleets/${fleet}`))["wallet_balance"], 5000);
    await sound();
  });

  it("can be given back by card what the card paid by invoice", async () => {
    await fresh();
    const owed = await owe(900);
    const { id } = await draft();
    await act(id, "finalize");
    await act(id, "pay", { payment_method: bills().card });
    const { body } = await platform().api.post(`/v1/transactions/${owed}/refund`, { amount: 300 });
    assert.deepEqual([body["status"], body["amount"]], ["succeeded", -300]);
    const [there] = await platform().sql(
      `select a.captured::int, a.refunded::int from test_processor_authorizations a
       join payment_holds h on h.authorization_id = a.id where h.source = $1`,
      [id],
    );
    assert.deepEqual(there, { captured: 900, refunded: 300 });
    await sound();
  });

  it("is overdue at the new due date, earlier or later, not at the old one", async () => {
    await fresh();
    await owe(500);
    await owe(70);
    const [earlier, later] = [await draft(), await draft({ fleet: null })];
    await act(earlier.id, "finalize");
    await owe(80);
    await act(later.id, "finalize");
    const at = (days: number) => new Date(clock.now().getTime() + days * 86_400_000).toISOString();
    const set = (id: string, due_date: string) =>
      platform().api.make(`/v1/invoices/${id}`, { due_date });
    await set(earlier.id, at(2));
    await set(later.id, at(20));
    const start = clock.now().getTime();
    const moved = (days: number) => clock.moveTo(new Date(start + days * 86_400_000).toISOString());
    const overdue = async (id: string) => (await read(id))["status"] === "overdue";
    const quiet = () =>
      until(
        () => platform().sql("select 1 from jobs where run_at <= $1", [clock.now()]),
        (rows) => rows.length === 0,
      );
    moved(2.1);
    await quiet();
    assert.deepEqual([await overdue(earlier.id), await overdue(later.id)], [true, false]);
    moved(8);
    await quiet();
    assert.equal(await overdue(later.id), false);
    moved(20.1);
    await quiet();
    assert.equal(await overdue(later.id), true);
    moved(0);
    for (const { id } of [earlier, later]) await act(id, "pay", { payment_method: bills().card });
  });

  it("finds nobody else's late transactions on the invoice", async () => {
    await fresh();
    const { driver, fleet, card: own } = bills();
    // Still with the processor when the invoice of its time is finalised.
    const transaction = await charged(platform(), {
      ...{ method: own, amount: 640, driver, fleet, session: await sessionId(platform()) },
    });
    await platform().sql(
      `insert into invoice_latecomers (account_id, livemode, transaction_id)
       select account_id, livemode, id from transactions where id = $1`,
      [transaction],
    );
    const april = { period_start: march.period_end, period_end: "2026-05-01T00:00:00Z" };
    const other = await billedFleet(platform().api);
    assert.deepEqual((await draft({ ...april, fleet: other.fleet }))["line_items"], []);
    const lines = (await draft(april))["line_items"] as Json[];
    assert.equal(lines[0]?.["amount"], 640);
  });

  it("is told of each of a thousand sessions that one payment settles", async () => {
    await fresh();
    const one = await owe(3);
    // So many that some are told of by a job.
    await platform().sql(
      `insert into transactions (account_id, livemode, id, type, status, amount, currency,
         description, charging_session, driver, fleet, payment_method, created, hold_id, vat_amount,
         owed, owed_by)
       select account_id, livemode, left(id, 32) || lpad(n::text, 4, '0'), type, status, amount,
         currency, description, charging_session, driver, fleet, payment_method, created, hold_id,
         vat_amount, owed, owed_by
       from transactions, generate_series(1, 1000) n where id = $1`,
      [one],
    );
    const { id } = await draft();
    assert.equal((await act(id, "finalize")).body["amount_due"], 3003);
    const { body } = await act(id, "pay", { payment_method: bills().card });
    assert.equal(body["status"], "paid", JSON.stringify(body));
    await until(
      () => platform().sql("select 1 from jobs where task = 'tell_settled'"),
      (rows) => rows.length === 0,
    );
    const [count] = await platform().sql(
      `select count(*)::int as n, count(distinct e.object_id)::int as once
       from events e join transactions t on t.id = e.object_id
       where t.fleet = $1 and e.type = 'charge.succeeded'`,
      [bills().fleet],
    );
    assert.deepEqual(count, { n: 1001, once: 1001 });
    assert.equal(await statusOf(one), "succeeded");
    assert.deepEqual((await eventsOf(id)).at(-1), "invoice.paid");
  });
});
