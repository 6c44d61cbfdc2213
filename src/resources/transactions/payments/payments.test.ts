import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Break, type Money, openMoney } from "../../../../test/money.ts";
import * as payments from "./actions.ts";

describe("payments", () => {
  let money: Money;
  before(async () => {
    money = await openMoney();
  });
  after(() => money.close());

  it("takes the whole amount from a card, once, and says from where", async () => {
    const payment = await money.pay(await money.method("tok_visa"), 2500);
    assert.equal(payment.status, "collecting");
    await money.settled();
    assert.deepEqual(money.toldOf(payment), ["payment.succeeded"]);
    const { amount, currency, from } = money.factOf(payment, "payment.succeeded") ?? {};
    assert.deepEqual([amount, currency, from], [2500, "eur", { kind: "processor", name: "test" }]);
    assert.deepEqual(await money.atProcessor(payment), {
      ...{ status: "captured", captured: 2500, refunded: 0, captures: 1 },
    });
    assert.equal((await money.holdRow(payment))?.captured, 2500);
    await money.sound();
  });

  it("tells a decline once, at the authorisation or at the capture, and takes nothing", async () => {
    for (const [token, code] of [
      ["tok_chargeDeclined", "card_declined"],
      ["tok_chargeDeclinedInsufficientFunds", "insufficient_funds"],
      ["tok_chargeCustomerFail", "card_declined"],
    ] as const) {
      const of = await money.method(token);
      const payment = await money.pay(of, 700);
      await money.settled();
      assert.deepEqual(money.toldOf(payment), ["payment.failed"]);
      assert.equal(money.factOf(payment, "payment.failed")?.["code"], code);
      assert.equal((await money.holdRow(payment))?.captured, 0);
      const counted = await money.sql("select open_holds from payment_methods where id = $1", [
        of.id,
      ]);
      assert.equal(counted[0]?.["open_holds"], 0);
    }
    await money.sound();
  });

  it("pays once wherever the line breaks, before or after the processor has acted", async () => {
    let orders = 0;
    const breaks: readonly Break[] = [null, "after", "before", "after", null];
    money.breakLine(() => (++orders > 25 ? null : (breaks[orders % breaks.length] ?? null)));
    const taken = await Promise.all(
      ["tok_visa", "bank", "tok_visa", "bank"].map(async (kind) =>
        money.pay(await money.method(kind), 900),
      ),
    );
    await money.settled();
    money.breakLine(() => null);
    for (const payment of taken) {
      assert.deepEqual(money.toldOf(payment), ["payment.succeeded"]);
      const there = await money.atProcessor(payment);
      assert.deepEqual([there?.["status"], there?.["captured"]], ["captured", 900]);
    }
    const [{ n } = {}] = await money.sql(
      "select count(*)::int as n from test_processor_authorizations where amount = 900",
    );
    assert.equal(n, taken.length);
    await money.sound();
  });

  it("waits for a bank until the debit has arrived, or come back", async () => {
    const good = await money.pay(await money.method("bank"), 1200);
    const bad = await money.pay(
      await money.method("bank", undefined, "DE62370400440532013001"),
      1300,
    );
    assert.deepEqual([good.status, bad.status], ["collecting", "collecting"]);
    await money.settled();
    assert.deepEqual(money.toldOf(good), ["payment.succeeded"]);
    assert.deepEqual(money.toldOf(bad), ["payment.failed"]);
    assert.equal(money.factOf(bad, "payment.failed")?.["code"], "debit_failed");
    await money.sound();
  });

  it("settles a debit once, however many notifications hint at it, early and late", async () => {
    const payment = await money.pay(await money.method("bank"), 1400);
    let authorization: string | null = null;
    while (authorization === null) {
      authorization = (await money.holdRow(payment))?.authorization_id ?? null;
    }
    const hint = authorization;
    const hints = () =>
      Promise.all(
        Array.from({ length: 5 }, () => money.inWork((work) => payments.hinted(work, hint))),
      );
    await hints();
    await money.settled();
    await hints();
    await money.settled();
    assert.deepEqual(money.toldOf(payment), ["payment.succeeded"]);
    await money.sound();
  });

  it("knows at once what a wallet can pay, and that an expired or foreign method cannot", async () => {
    const of = await money.method("wallet");
    const poor = await money.pay(of, 1);
    assert.deepEqual([poor.status, money.toldOf(poor)], ["declined", ["payment.failed"]]);
    assert.equal(money.factOf(poor, "payment.failed")?.["code"], "insufficient_funds");
    const { id } = await money.method("tok_visa");
    await assert.rejects(money.pay({ ...of, id }, 100), /somebody else/);
    await money.sound();
  });

  it("takes one payment at a time for one thing", async () => {
    const of = await money.method("tok_visa");
    const { source } = await money.pay(of, 10);
    await assert.rejects(
      Promise.all([money.pay(of, 10, source), money.pay(of, 10, source)]),
      /payment_holds_once/,
    );
    await money.settled();
    await money.sound();
  });
});
