import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { makeFleet, makeStation, startOf, until } from "../../../../test/fleet.ts";
import { type Break, type Money, openMoney } from "../../../../test/money.ts";
import {
  type Answer,
  type Json,
  type TestPlatform,
  testPlatform,
} from "../../../../test/platform.ts";
import { refused } from "../../../../test/sample.ts";
import { lowerWallet, payer } from "../../../../test/wallets.ts";
import { checkBooks } from "../../../books.ts";
import * as verbs from "../actions.ts";
import { refund } from "./actions.ts";

describe("refunds over the API", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform({ config: { simulatorSpeed: 60 } });
  });
  after(() => platform.close());

  const refundOf = (id: unknown, body: Json = {}): Promise<Answer> =>
    platform.api.post(`/v1/transactions/${id}/refund`, body);
  const sound = async () =>
    assert.deepEqual(await platform.database.acrossAccounts(checkBooks), []);
  const balance = async (name: string): Promise<number> => {
    const [found] = await platform.sql(
      "select sum(balance)::int as sum from ledger_balances where name like $1",
      [name],
    );
    return Number(found?.["sum"] ?? 0);
  };
  const topUp = async (amount: number, number?: string) => {
    const by = await payer(platform.api, number);
    const { driver, method: payment_method } = by;
    const made = await platform.api.make("/v1/top_ups", { driver, payment_method, amount });
    return { ...by, transaction: String(made["transaction"]) };
  };

  it("gives a session's charge back to the card in parts, tax and all, and no more", async () => {
    const fleet = await makeFleet(platform.api);
    const started = await platform.api.make(
      "/v1/charging_sessions",
      startOf(fleet, await makeStation(platform.api)),
    );
    const path = `/v1/charging_sessions/${started.id}`;
    await until(
      () => platform.api.read(path),
      (one) => Number(one["amount_due"]) > 20,
    );
    const { amount_paid: paid } = await platform.api.make(`${path}/end`);
    const { data } = await platform.api.read(`/v1/transactions?charging_session=${started.id}`);
    const charge = data[0] as Json;
    assert.equal(charge["amount"], paid);
    const tax = await balance("tax_payable");
    // France: 20 % of VAT within the price.
    assert.equal(tax, Math.round(Number(paid) / 6));
    const first = await refundOf(charge["id"], { amount: 7, reason: "Faulty charger" });
    assert.deepEqual(
      ["type", "status", "amount", "description", "charging_session", "driver", "fleet"].map(
        (key) => first.body[key],
      ),
      ["refund", "succeeded", -7, "Faulty charger", started.id, fleet.driver, fleet.fleet],
    );
    const events = await platform.api.read(`/v1/events?object_id=${first.body.id}`);
    assert.deepEqual(
      events.data.map((one) => one["type"]),
      ["charge.refunded"],
    );
    const over = await refundOf(charge["id"], { amount: Number(paid) - 6 });
    assert.deepEqual(refused(over), [400, "parameter_invalid", "amount"]);
    const rest = await refundOf(charge["id"]);
    assert.equal(rest.body["amount"], 7 - Number(paid));
    assert.deepEqual([await balance("tax_payable"), await balance("revenue")], [0, 0]);
    const nothing = await refundOf(charge["id"]);
    assert.deepEqual(refused(nothing), [400, "parameter_invalid", "amount"]);
    const [there] = await platform.sql(
      `select sum(a.captured - a.refunded)::int as left from test_processor_authorizations a
       join payment_holds h on h.authorization_id = a.id where h.source = $1`,
      [started.id],
    );
    assert.equal(there?.["left"], 0);
    await sound();
  });

  it("gives what a wallet paid back to the wallet, at once", async () => {
    const { driver } = await topUp(1000);
    const charge = await lowerWallet(platform, { driver, amount: 600 });
    const { status, body } = await refundOf(charge, { amount: 250 });
    assert.deepEqual([status, body["status"], body["amount"]], [200, "succeeded", -250]);
    assert.equal(await balance(`wallet:${driver}`), 650);
    await sound();
  });

  it("gives a top-up back as far as the wallet has it available", async () => {
    const { driver, transaction } = await topUp(1000);
    await lowerWallet(platform, { driver, amount: 300 });
    const over = await refundOf(transaction, { amount: 701 });
    assert.deepEqual(refused(over), [400, "parameter_invalid", "amount"]);
    assert.match(String(over.body["message"]), /available/);
    const { body } = await refundOf(transaction);
    assert.deepEqual([body["type"], body["status"], body["amount"]], ["refund", "succeeded", -700]);
    assert.equal(await balance(`wallet:${driver}`), 0);
    const { data } = await platform.api.read(`/v1/wallets?driver=${driver}`);
    const entries = await platform.api.read(`/v1/wallets/${data[0]?.["id"]}/entries`);
    assert.deepEqual(
      entries.data.map((one) => [one["type"], one["amount"], one["balance"]]),
      [
        ["top_up_refund", -700, 0],
        ["charge", -300, 700],
        ["top_up", 1000, 1000],
      ],
    );
    await sound();
  });

  it("of a top-up that the card refuses leave the money in the wallet, to be spent", async () => {
    const { driver, transaction } = await topUp(1000, "4000000000005126");
    const { status, body } = await refundOf(transaction, { amount: 400 });
    assert.deepEqual([status, body["status"], body["amount"]], [200, "failed", -400]);
    assert.equal(await balance(`wallet:${driver}`), 1000);
    const { data } = await platform.api.read(`/v1/events?object_id=${body.id}`);
    assert.deepEqual(
      data.map((one) => one["type"]),
      ["charge.failed"],
    );
    assert.notEqual(await lowerWallet(platform, { driver, amount: 1000 }), null);
    await sound();
  });

  it("that come at once never give back more than was collected", async () => {
    const { driver } = await topUp(2000);
    const charge = await lowerWallet(platform, { driver, amount: 1000 });
    const { transaction } = await topUp(1000);
    for (const id of [charge, transaction]) {
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => refundOf(id, { amount: 300 })),
      );
      const good = answers.filter(({ status }) => status === 200);
      assert.equal(good.length, 3);
      for (const one of answers.filter(({ status }) => status !== 200)) {
        assert.deepEqual(refused(one), [400, "parameter_invalid", "amount"]);
      }
    }
    await sound();
  });

  it("are refused of anything but a charge or a top-up that succeeded", async () => {
    const { transaction } = await topUp(100);
    const { body } = await refundOf(transaction, { amount: 40 });
    assert.deepEqual(refused(await refundOf(body.id)), [409, "transaction_state_conflict", null]);
    const unknown = await refundOf(`txn_${"0".repeat(32)}`);
    assert.deepEqual(refused(unknown), [404, "transaction_not_found", null]);
    for (const amount of [0, -1, 1.5, "5", 2 ** 60]) {
      const answer = await refundOf(transaction, { amount });
      assert.deepEqual(refused(answer), [400, "parameter_invalid", "amount"]);
    }
    await sound();
  });

  it("to the wallet of a deleted driver are refused: nobody could spend them", async () => {
    const { driver } = await topUp(500);
    const charge = await lowerWallet(platform, { driver, amount: 500 });
    const deleted = await platform.api.delete(`/v1/drivers/${driver}`);
    assert.equal(deleted.status, 200, deleted.text);
    const answer = await refundOf(charge);
    assert.deepEqual(refused(answer), [409, "transaction_state_conflict", null]);
  });
});

describe("refunds over a line that breaks", () => {
  let money: Money;
  before(async () => {
    money = await openMoney();
  });
  after(() => money.close());

  const charged = async (amount: number) => {
    const hold = await money.place(await money.method("tok_visa"));
    await money.settled();
    await money.collect(hold, amount);
    await money.settled();
    const [row] = await money.sql("select id from transactions where hold_id = $1", [hold.id]);
    return { hold, transaction: String(row?.["id"]) };
  };

  it("give back once, wherever it breaks", async () => {
    const { hold, transaction } = await charged(900);
    const breaks: readonly Break[] = ["before", "after", "after", "before", null];
    let orders = 0;
    money.breakLine(() => breaks[orders++] ?? null);
    await money.inWork((work) => refund(work, transaction, { amount: 400 }));
    await money.settled();
    money.breakLine(() => null);
    assert.equal((await money.atProcessor(hold))?.["refunded"], 400);
    await money.sound();
  });

  it("that the processor refuses fail, and what they had set aside can be refunded", async () => {
    const { hold, transaction } = await charged(900);
    // The processor has given it back already, by somebody else's hand.
    const there = "update test_processor_authorizations set refunded = $2 where id = $1";
    const id = (await money.holdRow(hold))?.authorization_id;
    await money.sql(there, [id, 900]);
    const refused = await money.inWork((work) => refund(work, transaction, {}));
    await money.settled();
    const [row] = await money.sql("select status from transactions where id = $1", [refused.id]);
    assert.equal(row?.["status"], "failed");
    await money.sql(there, [id, 0]);
    await money.inWork((work) => refund(work, transaction, {}));
    await money.settled();
    assert.equal((await money.atProcessor(hold))?.["refunded"], 900);
    await money.sound();
  });

  it("and a late correction downwards do not give the same money back", async () => {
    for (const first of ["refund", "correction"] as const) {
      const { hold, transaction } = await charged(1000);
      const correct = () => money.inWork((work) => verbs.adjust(work, money.chargeOf(hold, -700)));
      const give = () => money.inWork((work) => refund(work, transaction, {}));
      await (first === "refund" ? give().then(correct) : correct().then(give));
      await money.settled();
      assert.equal((await money.atProcessor(hold))?.["refunded"], 1000, first);
      // The one leaves the other 300, or nothing; revenue does not fall below what is left.
      const [sum] = await money.sql(
        "select sum(amount)::int as net from transactions where charging_session = $1",
        [hold.source],
      );
      assert.equal(sum?.["net"], 0, first);
      await money.sound();
    }
  });
});
