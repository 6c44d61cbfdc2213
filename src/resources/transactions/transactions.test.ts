import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Money, openMoney, type Placed } from "../../../test/money.ts";
import * as verbs from "./actions.ts";
import { refund } from "./refunds/actions.ts";

describe("transactions", () => {
  let money: Money;
  before(async () => {
    money = await openMoney();
  });
  after(() => money.close());

  it("collects from a card what is due, once: transaction, event and fact", async () => {
    const hold = await money.place(await money.method("tok_visa"));
    assert.deepEqual([hold.status, hold.held], ["pending", 0]);
    await money.settled();
    assert.equal(money.factOf(hold, "hold.authorized")?.["held"], 5000);
    assert.equal(await money.collect(hold, 1842), null);
    await money.settled();
    assert.deepEqual(await money.transactionsOf(hold), [["charge", "succeeded", 1842]]);
    assert.deepEqual(await money.eventsOf(hold), ["charge.succeeded"]);
    assert.deepEqual(money.toldOf(hold), ["hold.authorized", "charge.settled"]);
    const { captured, rest } = money.factOf(hold, "charge.settled") ?? {};
    assert.deepEqual([captured, rest], [1842, 0]);
    assert.deepEqual(await money.atProcessor(hold), {
      status: "captured",
      captured: 1842,
      refunded: 0,
      captures: 1,
    });
    await money.sound();
  });

  it("tells a decline with its code, and leaves no transaction and nothing held", async () => {
    for (const [token, code] of [
      ["tok_chargeDeclined", "card_declined"],
      ["tok_chargeDeclinedInsufficientFunds", "insufficient_funds"],
    ] as const) {
      const of = await money.method(token);
      const hold = await money.place(of);
      await money.settled();
      assert.deepEqual(money.toldOf(hold), ["hold.declined"]);
      assert.equal(money.factOf(hold, "hold.declined")?.["code"], code);
      assert.deepEqual(await money.transactionsOf(hold), []);
      const [row] = await money.sql("select open_holds from payment_methods where id = $1", [
        of.id,
      ]);
      assert.equal(row?.["open_holds"], 0);
    }
    await money.sound();
  });

  it("declines a wallet in another currency, and a card that has expired, at once", async () => {
    const wallet = await money.method("wallet");
    await money.credit(wallet.driver, 5000);
    const abroad = await money.place(wallet, 5000, "usd");
    assert.equal(abroad.status, "declined");
    assert.equal(money.factOf(abroad, "hold.declined")?.["code"], "currency_mismatch");
    const card = await money.method("tok_visa");
    const expire = `update payment_methods set card = card || '{"exp_year": 2020}'
       where id = $1`;
    await money.sql(expire, [card.id]);
    const late = await money.place(card);
    assert.equal(late.status, "declined");
    assert.equal(money.factOf(late, "hold.declined")?.["code"], "expired_card");
    const payment = await money.pay(card, 100);
    assert.equal(payment.status, "declined");
    assert.equal(money.factOf(payment, "payment.failed")?.["code"], "expired_card");
    await money.sound();
  });

  it("splits tax to the last cent over what is collected and given back in parts", async () => {
    const hold = await money.place(await money.method("tok_visa"), 100);
    await money.settled();
    // Half of it is 16.5; a third of what was collected is 5.61.
    const vat = { percent: "19", amount: 33 };
    await money.inWork((work) => verbs.collect(work, { ...money.chargeOf(hold, 200), vat }));
    await money.settled();
    const taxes = async () =>
      (
        await money.sql(
          `select type, sum(vat_amount)::int as tax from transactions
           where charging_session = $1 and status <> 'failed' group by 1 order by 1`,
          [hold.source],
        )
      ).map((row) => [row["type"], row["tax"]]);
    assert.deepEqual(await taxes(), [["charge", 33]]);
    const [charge] = await money.sql(
      `select id, vat_amount::int as tax from transactions
       where charging_session = $1 and status = 'succeeded'`,
      [hold.source],
    );
    for (const amount of [33, 33, 34]) {
      await money.inWork((work) => refund(work, String(charge?.["id"]), { amount }));
    }
    await money.settled();
    assert.deepEqual(await taxes(), [
      ["charge", 33],
      ["refund", 0 - Number(charge?.["tax"])],
    ]);
    await money.sound();
  });

  it("takes from a wallet no more than is free in it, whatever else holds the rest", async () => {
    const wallet = await money.method("wallet");
    await money.credit(wallet.driver, 300);
    const [first, second] = [await money.place(wallet, 150), await money.place(wallet, 150)];
    const settled = await money.collect(first, 250);
    assert.deepEqual([settled?.captured, settled?.rest], [150, 100]);
    await money.collect(second, 150);
    await money.sound();
  });

  it("owes what a card fails to pay at the capture", async () => {
    const hold = await money.place(await money.method("tok_chargeCustomerFail"));
    await money.settled();
    await money.collect(hold, 900);
    await money.settled();
    assert.deepEqual(money.toldOf(hold), ["hold.authorized", "charge.settled"]);
    assert.deepEqual(money.factOf(hold, "charge.settled")?.["captured"], 0);
    assert.deepEqual(await money.transactionsOf(hold), [["charge", "failed", 900]]);
    assert.deepEqual(await money.eventsOf(hold), ["charge.failed"]);
    const [debt] = await money.sql("select balance::int from ledger_balances where name = $1", [
      `receivable:${hold.driver}`,
    ]);
    assert.equal(debt?.["balance"], -900);
    await money.sound();
  });

  it("captures no more than it holds; the rest is a pending transaction of its own", async () => {
    const hold = await money.place(await money.method("tok_visa"));
    await money.settled();
    await money.collect(hold, 5200);
    await money.settled();
    assert.deepEqual(await money.transactionsOf(hold), [
      ["charge", "succeeded", 5000],
      ["charge", "pending", 200],
    ]);
    assert.deepEqual(await money.eventsOf(hold), ["charge.succeeded", "charge.failed"]);
    const { captured, rest } = money.factOf(hold, "charge.settled") ?? {};
    assert.deepEqual([captured, rest], [5000, 200]);
    await money.sound();
  });

  it("captures once when the process dies between answer and commit", async () => {
    for (const where of ["before", "after"] as const) {
      const hold = await money.place(await money.method("tok_visa"));
      let broken = 0;
      money.breakLine(() => (broken++ < 3 ? where : null));
      await money.settled();
      broken = 0;
      await money.collect(hold, 700);
      await money.settled();
      money.breakLine(() => null);
      assert.deepEqual(await money.transactionsOf(hold), [["charge", "succeeded", 700]]);
      assert.deepEqual(await money.eventsOf(hold), ["charge.succeeded"]);
      assert.deepEqual(money.toldOf(hold), ["hold.authorized", "charge.settled"]);
      assert.deepEqual(await money.atProcessor(hold), {
        status: "captured",
        captured: 700,
        refunded: 0,
        captures: 1,
      });
    }
    await money.sound();
  });

  it("releases a hold wherever it is, without a transaction", async () => {
    const [early, late] = [
      await money.place(await money.method("tok_visa")),
      await money.place(await money.method("tok_visa")),
    ];
    await money.release(early);
    await money.settled();
    await money.release(late);
    await money.release(late);
    assert.deepEqual(await money.collect(await money.place(await money.method("wallet"), 0), 0), {
      transaction: null,
      captured: 0,
      rest: 0,
    });
    await money.settled();
    for (const hold of [early, late]) {
      assert.deepEqual(await money.transactionsOf(hold), []);
      const row = await money.holdRow(hold);
      assert.deepEqual([row?.status, row?.held], ["released", 0]);
      const there = await money.atProcessor(hold);
      assert.ok(there === undefined || there["status"] === "cancelled", JSON.stringify(there));
    }
    await money.sound();
  });

  it("raises a card's hold, and says so when the card cannot", async () => {
    const raise = (hold: Placed, to: number) =>
      money.inWork((work) => verbs.raiseHold(work, hold.id, to));
    const hold = await money.place(await money.method("tok_visa"));
    const stuck = await money.place(await money.method("tok_unionpay"));
    await money.settled();
    await raise(hold, 10_000);
    await raise(stuck, 10_000);
    await money.settled();
    assert.equal(money.factOf(hold, "hold.raised")?.["held"], 10_000);
    assert.equal(money.factOf(stuck, "hold.raise_declined")?.["code"], "raise_unsupported");
    await money.collect(hold, 9000);
    await money.collect(stuck, 5000);
    await money.settled();
    assert.deepEqual(await money.transactionsOf(hold), [["charge", "succeeded", 9000]]);
    assert.deepEqual(await money.transactionsOf(stuck), [["charge", "succeeded", 5000]]);
    await money.sound();
  });

  it("owes what was charged although the card was declined", async () => {
    const hold = await money.place(await money.method("tok_chargeDeclined"));
    assert.equal(await money.collect(hold, 300), null);
    await money.settled();
    assert.deepEqual(await money.transactionsOf(hold), [["charge", "failed", 300]]);
    assert.deepEqual(money.toldOf(hold).sort(), ["charge.settled", "hold.declined"]);
    await money.sound();
  });

  it("holds what a wallet has, at least 100, and takes what is due at once", async () => {
    const of = await money.method("wallet");
    assert.equal((await money.place(of)).status, "declined");
    await money.credit(of.driver, 99);
    const poor = await money.place(of);
    assert.deepEqual([poor.status, money.toldOf(poor)], ["declined", ["hold.declined"]]);
    await money.credit(of.driver, 901);
    const hold = await money.place(of);
    assert.deepEqual(
      [hold.status, hold.held, money.toldOf(hold)],
      ["authorized", 1000, ["hold.authorized"]],
    );
    assert.equal((await money.place(of)).status, "declined");
    const settledAtOnce = await money.collect(hold, 640);
    assert.deepEqual([settledAtOnce?.captured, settledAtOnce?.rest], [640, 0]);
    assert.deepEqual(await money.transactionsOf(hold), [["charge", "succeeded", 640]]);
    const [wallet] = await money.sql("select balance::int from ledger_balances where name = $1", [
      `wallet:${of.driver}`,
    ]);
    assert.equal(wallet?.["balance"], 360);
    const last = await money.place(of);
    const over = await money.collect(last, 400);
    assert.deepEqual([over?.captured, over?.rest], [360, 40]);
    assert.deepEqual(await money.transactionsOf(last), [
      ["charge", "succeeded", 360],
      ["charge", "pending", 40],
    ]);
    await money.sound();
  });

  it("gives a wallet's last euro to one of two sessions that race for it", async () => {
    const first = await money.method("wallet");
    const second = await money.method("wallet", first.driver);
    await money.credit(first.driver, 100);
    const placed = await Promise.all([first, second, first, second].map((of) => money.place(of)));
    assert.deepEqual(placed.map(({ status }) => status).sort(), [
      "authorized",
      "declined",
      "declined",
      "declined",
    ]);
    await money.sound();
  });

  it("raises a wallet's hold by what is left in it, and says so when nothing is", async () => {
    const of = await money.method("wallet");
    await money.credit(of.driver, 7000);
    const hold = await money.place(of);
    await money.inWork((work) => verbs.raiseHold(work, hold.id, 10_000));
    await money.settled();
    assert.equal(money.factOf(hold, "hold.raised")?.["held"], 7000);
    await money.inWork((work) => verbs.raiseHold(work, hold.id, 10_000));
    await money.settled();
    assert.equal(money.factOf(hold, "hold.raise_declined")?.["code"], "insufficient_funds");
    const answer = await money.collect(hold, 6500);
    assert.deepEqual([answer?.captured, answer?.rest], [6500, 0]);
    await money.sound();
  });

  it("leaves a bank account's charge pending for the invoice, as a debt", async () => {
    const hold = await money.place(await money.method("bank"));
    assert.deepEqual([hold.status, hold.held], ["authorized", 0]);
    const answer = await money.collect(hold, 2500);
    assert.deepEqual([answer?.captured, answer?.rest], [0, 2500]);
    assert.deepEqual(await money.transactionsOf(hold), [["charge", "pending", 2500]]);
    assert.deepEqual(await money.eventsOf(hold), []);
    const giveBack = money.inWork((work) => refund(work, String(answer?.transaction), {}));
    await assert.rejects(giveBack, { code: "transaction_state_conflict" });
    await money.sound();
  });

  it("corrects a charge after a late reading, up and down, for cards and wallets", async () => {
    const card = await money.place(await money.method("tok_visa"));
    await money.settled();
    await money.collect(card, 1000);
    await money.inWork((work) => verbs.adjust(work, money.chargeOf(card, -400)));
    await money.inWork((work) => verbs.adjust(work, money.chargeOf(card, 150)));
    await money.settled();
    assert.deepEqual(await money.transactionsOf(card), [
      ["charge", "succeeded", 1000],
      ["adjustment", "succeeded", 150],
      ["adjustment", "succeeded", -400],
    ]);
    assert.deepEqual(await money.atProcessor(card), {
      status: "captured",
      captured: 1000,
      refunded: 400,
      captures: 1,
    });
    const of = await money.method("wallet");
    await money.credit(of.driver, 1000);
    const wallet = await money.place(of);
    await money.collect(wallet, 800);
    const down = await money.inWork((work) => verbs.adjust(work, money.chargeOf(wallet, -300)));
    assert.equal(down?.captured, -300);
    const [balance] = await money.sql("select balance::int from ledger_balances where name = $1", [
      `wallet:${of.driver}`,
    ]);
    assert.equal(balance?.["balance"], 500);
    await money.sound();
  });

  it("never changes a transaction that has succeeded, whoever asks", async () => {
    await assert.rejects(
      money.sql("update transactions set amount = amount + 1 where status = 'succeeded'"),
      /cannot change/,
    );
  });
});
