import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { type Money, openMoney, type Placed } from "../../../test/money.ts";
import { present } from "../../lib/assert.ts";
import { type Return, standingWith } from "../../payments/processor.ts";
import { create as topUp } from "../top_ups/actions.ts";
import { collect } from "./actions.ts";
import { settleOwed } from "./owed_actions.ts";
import { refund } from "./refunds/actions.ts";
import { hinted, saw } from "./sighting_actions.ts";
import * as store from "./store.ts";

describe("what happens at the processor by hand", () => {
  let money: Money;
  before(async () => {
    money = await openMoney();
  });
  afterEach(() => money.breakLine(() => null));
  after(() => money.close());

  const placed = async (): Promise<Placed> => {
    const hold = await money.place(await money.method("tok_visa"), 900);
    await money.settled();
    return hold;
  };
  const at = async (hold: Placed) => ({
    ...{ merchant: money.byHand.merchant, key: `by hand ${hold.id}` },
    authorization: present((await money.holdRow(hold))?.authorization_id, "the authorisation"),
  });
  const chargeOf = async (hold: Placed): Promise<string> => {
    const [row] = await money.sql(
      "select id from transactions where charging_session = $1 and type = 'charge'",
      [hold.source],
    );
    return String(row?.["id"]);
  };
  const giveBack = (charge: string, amount: number) =>
    money.inWork((work) => refund(work, charge, { amount }));
  /** What the processor says of it, without the processor. */
  const see = (hold: { readonly id: string }, returns: readonly Return[]) =>
    money.inWork(async (work) => {
      const row = present(await store.findHold(work, [hold.id]), "the hold");
      const captured = row.captured;
      return saw(work, hold.id, standingWith({ status: "captured", captured }, returns));
    });
  /** Notifications: twice, at once, and late. */
  const notify = async (hold: Placed, times = 5): Promise<void> => {
    const { authorization } = await at(hold);
    const one = () => money.inWork((work) => hinted(work, authorization));
    await Promise.all(Array.from({ length: times }, one));
    await money.settled();
  };

  it("ends a hold that was cancelled there, once, and what is due is owed", async () => {
    const hold = await placed();
    await money.byHand.processor.cancel(await at(hold));
    await notify(hold);
    await notify(hold);
    assert.deepEqual(money.toldOf(hold), ["hold.authorized", "hold.raise_declined"]);
    assert.equal((await money.holdRow(hold))?.held, 0);
    await money.sound();
    await money.collect(hold, 500);
    await money.settled();
    assert.deepEqual(await money.transactionsOf(hold), [["charge", "failed", 500]]);
    await money.sound();
  });

  it("is asked for until the processor answers", async () => {
    const hold = await placed();
    await money.byHand.processor.cancel(await at(hold));
    let looks = 0;
    money.breakLine((operation) => (operation === "look" && ++looks < 4 ? "after" : null));
    await notify(hold);
    assert.ok(looks >= 4, `${looks} looks`);
    assert.deepEqual(money.toldOf(hold), ["hold.authorized", "hold.raise_declined"]);
    await money.sound();
  });

  it("changes nothing where nothing has happened, or only what we ordered", async () => {
    const hold = await placed();
    await notify(hold);
    assert.deepEqual(money.toldOf(hold), ["hold.authorized"]);
    await money.collect(hold, 700);
    await notify(hold);
    await notify(hold);
    assert.deepEqual(await money.transactionsOf(hold), [["charge", "succeeded", 700]]);
    await money.sound();
  });

  it("is booked as a refund of what the payment paid for, once", async () => {
    const hold = await placed();
    await money.collect(hold, 700);
    await money.settled();
    await money.byHand.processor.refund({ ...(await at(hold)), amount: 100 });
    await notify(hold);
    await notify(hold);
    assert.deepEqual(await money.transactionsOf(hold), [
      ["refund", "succeeded", -100],
      ["charge", "succeeded", 700],
    ]);
    assert.deepEqual(await money.eventsOf(hold), ["charge.succeeded", "charge.refunded"]);
    await money.sound();
    // What went back there cannot be given back here once more.
    const charge = await chargeOf(hold);
    await assert.rejects(giveBack(charge, 601), /no more than 600/);
    await giveBack(charge, 600);
    await money.settled();
    await notify(hold);
    const kinds = (await money.transactionsOf(hold)).map(([type, , amount]) => [type, amount]);
    assert.deepEqual(kinds.sort(), [
      ["charge", 700],
      ["refund", -100],
      ["refund", -600],
    ]);
    assert.equal((await money.atProcessor(hold))?.["refunded"], 700);
    await money.sound();
  });

  it("takes a contested payment out of reach, and books how the dispute ends", async () => {
    for (const [end, after, event] of [
      ["done", "succeeded", "charge.refunded"],
      ["failed", "failed", "charge.failed"],
    ] as const) {
      const hold = await placed();
      await money.collect(hold, 700);
      await money.settled();
      const contested = { id: `du_${end}`, key: null, amount: 700, disputed: true };
      await see(hold, [{ ...contested, status: "pending" }]);
      await see(hold, [{ ...contested, status: "pending" }]);
      const charge = await chargeOf(hold);
      await assert.rejects(giveBack(charge, 1), /no more than 0/);
      await see(hold, [{ ...contested, status: end }]);
      await see(hold, [{ ...contested, status: end }]);
      assert.deepEqual(await money.transactionsOf(hold), [
        ["refund", after, -700],
        ["charge", "succeeded", 700],
      ]);
      assert.ok((await money.eventsOf(hold)).includes(event), event);
      await money.sound();
      if (after === "failed") await giveBack(charge, 700);
      await money.settled();
      await money.sound();
    }
  });

  it("books nothing of what was taken there beyond what is due, and went back", async () => {
    const hold = await placed();
    await money.collect(hold, 700);
    await money.settled();
    const back = { amount: 150, status: "done", disputed: false } as const;
    const all = [
      { ...back, id: "re_surplus", key: `${hold.id}:capture:surplus` },
      { ...back, id: "re_by_hand", key: null, amount: 50 },
    ];
    const standing = standingWith({ status: "captured", captured: 900 }, all);
    await money.inWork((work) => saw(work, hold.id, standing));
    assert.deepEqual(await money.transactionsOf(hold), [["charge", "succeeded", 700]]);
    await money.sound();
  });

  it("undoes a refund that was accepted and did not reach the payer", async () => {
    const hold = await placed();
    const vat = { percent: "19", amount: 111 };
    await money.inWork((work) => collect(work, { ...money.chargeOf(hold, 700), vat }));
    await money.settled();
    const charge = await chargeOf(hold);
    const { id } = await giveBack(charge, 300);
    await money.settled();
    const ours = { id: "re_ours", key: `${id}:refund`, amount: 300, disputed: false };
    await see(hold, [{ ...ours, status: "done" }]);
    await money.sound();
    await see(hold, [{ ...ours, status: "failed" }]);
    await see(hold, [{ ...ours, status: "failed" }]);
    assert.deepEqual(await money.transactionsOf(hold), [
      ["refund", "failed", -300],
      ["charge", "succeeded", 700],
    ]);
    assert.ok((await money.eventsOf(hold)).includes("charge.failed"));
    await money.sound();
    await assert.rejects(giveBack(charge, 701), /no more than 700/);
    // What the test processor has given back stays given back.
    await giveBack(charge, 400);
    await money.settled();
    assert.equal((await money.holdRow(hold))?.refunded, 400);
    await money.sound();
  });

  it("takes a top-up out of the wallet as far as it is there; the rest is a finding", async () => {
    const card = await money.method("tok_visa");
    const input = { driver: card.driver, amount: 500, payment_method: card.id };
    const { row } = await money.inWork((work) => topUp(work, input));
    await money.settled();
    const [hold] = await money.sql("select id from payment_holds where source = $1", [row.id]);
    const wallet = await money.method("wallet", card.driver);
    const session = await money.place(wallet, 200);
    await money.collect(session, 200);
    await see({ id: String(hold?.["id"]) }, [
      { id: "re_topped", key: null, amount: 500, status: "done", disputed: false },
    ]);
    const back = await money.sql(
      "select status, amount::int from transactions where type = 'refund' and driver = $1",
      [card.driver],
    );
    assert.deepEqual(back, [{ status: "succeeded", amount: -300 }]);
    await assert.rejects(money.sound(), /stands at its processor/);
    // So that what follows finds sound books.
    await money.sql("delete from payment_sightings");
    await money.sound();
  });

  it("is booked over all that an invoice's payment paid for", async () => {
    const bank = await money.method("bank");
    const owed: string[] = [];
    for (const amount of [300, 200]) {
      const hold = await money.place(bank, amount);
      owed.push(present((await money.collect(hold, amount))?.transaction, "what is owed"));
    }
    const card = await money.method("tok_visa", bank.driver);
    const payment = await money.pay(card, 500);
    await money.settled();
    await money.inWork((work) => settleOwed(work, owed, payment.id));
    // Each is given back as far as itself goes, though the payment brought more.
    await assert.rejects(giveBack(String(owed[1]), 201), /no more than 200/);
    await see(payment, [
      { id: "re_invoice", key: null, amount: 350, status: "done", disputed: false },
    ]);
    const back = await money.sql(
      `select t.amount::int from transactions t
       where t.type = 'refund' and t.driver = $1 order by 1`,
      [bank.driver],
    );
    assert.deepEqual(back, [{ amount: -300 }, { amount: -50 }]);
    assert.equal((await money.holdRow(payment))?.refunded, 350);
  });
});
