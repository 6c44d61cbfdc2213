// What an operator and a payer see of a correction whose money does not reach the payer: refused
// by the processor at once, or sent back by a bank days after it was accepted.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { charged, inWork, sessionId } from "../../../../test/charges.ts";
import { until } from "../../../../test/fleet.ts";
import { invoicingHere } from "../../../../test/invoicing.ts";
import { type Money, openMoney } from "../../../../test/money.ts";
import type { Json } from "../../../../test/platform.ts";
import { present } from "../../../lib/assert.ts";
import { type Return, standingWith } from "../../../payments/processor.ts";
import * as verbs from "../actions.ts";
import { saw } from "../sighting_actions.ts";
import * as store from "../store.ts";
import { refund } from "./actions.ts";

const sentBack = (correction: string, amount: number): Return => ({
  ...{ id: "re_correction", key: `${correction}:refund`, amount },
  ...{ status: "failed", disputed: false },
});

describe("a correction that a bank sends back", () => {
  const { platform, bills, fresh, draft, act, statusOf, eventsOf, sound, linesOf } =
    invoicingHere();

  /** A session by card that cost 1000 and is corrected to 600; the hold and the correction. */
  async function corrected() {
    await fresh();
    const { card: method, driver, fleet } = bills();
    const session = await sessionId(platform());
    const charge = await charged(platform(), { method, amount: 1000, driver, fleet, session });
    const [row] = await platform().sql("select id from payment_holds where source = $1", [session]);
    const hold = String(row?.["id"]);
    await inWork(platform(), (work) =>
      verbs.adjust(work, {
        ...{ hold, amount: -400, currency: "eur", description: "Late reading", session },
        ...{ driver, fleet, vehicle: null, vat: { percent: "19", amount: -64 } },
      }),
    );
    const path = `/v1/transactions?charging_session=${session}&type=adjustment`;
    const [correction] = await until(
      async () => (await platform().api.read(path)).data,
      ([one]) => one?.["status"] === "succeeded",
    );
    return { hold, session, charge, correction: String(correction?.["id"]) };
  }

  const comesBack = ({ hold, correction }: { hold: string; correction: string }) =>
    inWork(platform(), (work) => {
      const returns = [sentBack(correction, 400)];
      return saw(work, hold, standingWith({ status: "captured", captured: 1000 }, returns));
    });

  const seen = async (session: string) =>
    (await platform().api.read(`/v1/transactions?charging_session=${session}&limit=100`)).data
      .map((one) => [one["type"], one["status"], one["amount"], one["description"]])
      .reverse();

  const credited = async () =>
    (await platform().api.read(`/v1/fleets/${bills().fleet}`))["wallet_balance"];

  it("is a failed transaction with an event, and a credit on the next invoice", async () => {
    const made = await corrected();
    const first = await draft();
    assert.deepEqual(linesOf(first).at(-1), ["Payments already collected", 1, -600, -600]);
    assert.equal((await act(first.id, "finalize")).body["status"], "paid");
    await comesBack(made);
    await comesBack(made);
    const told = await seen(made.session);
    assert.deepEqual(told.slice(0, 2), [
      ["charge", "succeeded", 1000, "Charging session"],
      ["adjustment", "succeeded", -400, "Late reading"],
    ]);
    assert.deepEqual(told.slice(2).sort(), [
      ["adjustment", "failed", -400, "Late reading: owed to the payer"],
      ["adjustment", "succeeded", 400, "Late reading: did not reach the payer"],
    ]);
    const failed = await platform().api.read(
      `/v1/transactions?status=failed&charging_session=${made.session}`,
    );
    const owed = String((failed.data[0] as Json)["id"]);
    assert.deepEqual(await eventsOf(owed), ["charge.failed"]);
    await sound();
    const next = await draft();
    assert.deepEqual(linesOf(next).at(-1), ["Payments already collected", 1, -400, -400]);
    assert.equal(next["amount_due"], -400);
    assert.equal((await act(next.id, "finalize")).body["status"], "paid");
    assert.deepEqual([await credited(), await statusOf(owed)], [400, "succeeded"]);
    await sound();
  });

  it("leaves no more to be refunded than the session costs", async () => {
    const made = await corrected();
    await comesBack(made);
    const path = `/v1/transactions/${made.charge}/refund`;
    const over = await platform().api.post(path, { amount: 601 });
    assert.match(String(over.body["message"]), /no more than 600/);
    assert.equal((await platform().api.make(path))["amount"], -600);
    await sound();
  });
});

describe("a correction that the processor refuses", () => {
  let money: Money;
  before(async () => {
    money = await openMoney();
  });
  after(() => money.close());

  async function refusedBack() {
    const hold = await money.place(await money.method("tok_refundFail"), 1000);
    await money.settled();
    await money.collect(hold, 1000);
    await money.inWork((work) => verbs.adjust(work, money.chargeOf(hold, -400)));
    await money.settled();
    return hold;
  }

  it("is failed and told of, the money is owed to the payer, and none was given back", async () => {
    const hold = await refusedBack();
    assert.deepEqual(await money.transactionsOf(hold), [
      ["charge", "succeeded", 1000],
      ["adjustment", "failed", -400],
    ]);
    assert.deepEqual(await money.eventsOf(hold), ["charge.succeeded", "charge.failed"]);
    const row = present(await money.holdRow(hold), "the hold");
    assert.deepEqual([row.captured, row.refunded], [1000, 0]);
    const [owed] = await money.sql("select balance::int from ledger_balances where name = $1", [
      `receivable:${hold.driver}`,
    ]);
    assert.equal(owed?.["balance"], 400);
    await money.sound();
  });

  it("is not given back a second time by a refund of the charge", async () => {
    const hold = await refusedBack();
    const [charge] = await money.sql(
      "select id from transactions where charging_session = $1 and type = 'charge'",
      [hold.source],
    );
    const over = money.inWork((work) => refund(work, String(charge?.["id"]), { amount: 601 }));
    await assert.rejects(over, /no more than 600/);
  });

  it("stays as it is where the processor says later that it failed, too", async () => {
    const hold = await refusedBack();
    const [row] = await money.sql(
      "select id from transactions where charging_session = $1 and type = 'adjustment'",
      [hold.source],
    );
    await money.inWork(async (work) => {
      const { captured } = present(await store.findHold(work, [hold.id]), "the hold");
      const returns = [sentBack(String(row?.["id"]), 400)];
      await saw(work, hold.id, standingWith({ status: "captured", captured }, returns));
    });
    assert.equal((await money.transactionsOf(hold)).length, 2);
    await money.sound();
  });
});
