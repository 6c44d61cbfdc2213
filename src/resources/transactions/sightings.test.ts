import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { type Money, openMoney, type Placed } from "../../../test/money.ts";
import { present } from "../../lib/assert.ts";
import { hinted } from "./sighting_actions.ts";

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

  it("shows as a finding while the books do not know of it", async () => {
    const hold = await placed();
    await money.collect(hold, 700);
    await money.settled();
    await money.byHand.processor.refund({ ...(await at(hold)), amount: 100 });
    await money.sound();
    await notify(hold);
    await assert.rejects(money.sound(), /stands at its processor/);
    // So that what follows finds sound books.
    await money.sql("delete from payment_sightings");
    await money.sound();
  });
});
