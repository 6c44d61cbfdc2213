// What payers see of holds, charges and corrections where two things happen to them at once, or in
// an odd order.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Break, type Money, openMoney, type Placed } from "../../../test/money.ts";
import * as verbs from "./actions.ts";
import { refund } from "./refunds/actions.ts";
import { saw } from "./sighting_actions.ts";

describe("a payer", () => {
  let money: Money;
  before(async () => {
    money = await openMoney();
  });
  after(() => money.close());

  const card = async (token = "tok_visa", amount = 5000): Promise<Placed> =>
    money.place(await money.method(token), amount);
  const authorized = async (token?: string, amount?: number): Promise<Placed> => {
    const hold = await card(token, amount);
    await money.settled();
    return hold;
  };
  const rowsOf = (hold: Placed) =>
    money.sql(
      `select id, type, status, amount::int, vat_amount::int, description from transactions
       where charging_session = $1 order by id`,
      [hold.source],
    );
  const adjust = (hold: Placed, amount: number, tax = 0) =>
    money.inWork((work) =>
      verbs.adjust(work, {
        ...money.chargeOf(hold, amount),
        vat: tax === 0 ? null : { percent: "19", amount: tax },
      }),
    );
  const balanceOf = async (name: string) => {
    const found = await money.sql("select balance::int from ledger_balances where name = $1", [
      name,
    ]);
    return found[0]?.["balance"] ?? 0;
  };

  it("whose card declines hears nothing of a start that was given up before", async () => {
    const hold = await card("tok_chargeDeclined");
    await money.release(hold);
    await money.settled();
    assert.deepEqual(money.toldOf(hold), []);
    await money.sound();
  });

  it("keeps the larger hold when a smaller one is asked for late", async () => {
    const hold = await authorized();
    await money.inWork(async (work) => {
      await verbs.raiseHold(work, hold.id, 10_000);
      await verbs.raiseHold(work, hold.id, 8000);
    });
    await money.settled();
    assert.equal((await money.holdRow(hold))?.held, 10_000);
    await money.collect(hold, 9500);
    await money.settled();
    assert.deepEqual(await money.transactionsOf(hold), [["charge", "succeeded", 9500]]);
    await money.sound();
  });

  it("with little in the wallet can pay what costs little", async () => {
    const of = await money.method("wallet");
    await money.credit(of.driver, 60);
    assert.equal((await money.place(of, 61)).status, "declined");
    const hold = await money.place(of, 50);
    assert.deepEqual([hold.status, hold.held], ["authorized", 50]);
    await money.collect(hold, 50);
    assert.equal(await balanceOf(`wallet:${of.driver}`), 10);
    await money.sound();
  });

  it("keeps what a wallet holds of another currency when more is due than was held", async () => {
    const of = await money.method("wallet");
    await money.credit(of.driver, 5000);
    const hold = await money.place(of, 0, "usd");
    const settled = await money.inWork((work) =>
      verbs.collect(work, { ...money.chargeOf(hold, 300), currency: "usd" }),
    );
    assert.deepEqual([settled?.captured, settled?.rest], [0, 300]);
    assert.equal(await balanceOf(`wallet:${of.driver}`), 5000);
    await money.sound();
  });

  it("whose hold was given up owes what was used all the same, out of no wallet", async () => {
    const of = await money.method("wallet");
    await money.credit(of.driver, 5000);
    const hold = await money.place(of, 1000);
    await money.release(hold);
    const settled = await money.collect(hold, 300);
    assert.deepEqual([settled?.captured, settled?.rest], [0, 300]);
    assert.equal(await balanceOf(`wallet:${of.driver}`), 5000);
    await money.sound();
  });

  it("reads in the description what a card did not cover", async () => {
    const hold = await authorized(undefined, 500);
    await money.collect(hold, 800);
    await money.settled();
    const rest = (await rowsOf(hold)).find((one) => one["status"] === "pending");
    assert.deepEqual(
      [rest?.["amount"], rest?.["description"]],
      [300, `Charge for ${hold.source}, not collected`],
    );
  });

  it("is charged for a late reading by a payment of its own, once, and gets back what is too much", async () => {
    const hold = await authorized();
    await money.collect(hold, 1000);
    await money.settled();
    const taken = async () => {
      const [found] = await money.sql(
        "select sum(captured)::int as sum from test_processor_authorizations",
      );
      return Number(found?.["sum"]);
    };
    const before = await taken();
    await adjust(hold, 150);
    await money.settled();
    assert.equal((await taken()) - before, 150);
    await adjust(hold, -400);
    await money.settled();
    assert.ok((await money.eventsOf(hold)).includes("charge.refunded"));
    assert.equal((await money.atProcessor(hold))?.["refunded"], 400);
    await money.sound();
  });

  it("gets a correction back once, wherever the line to the processor breaks", async () => {
    const hold = await authorized();
    await money.collect(hold, 1000);
    await money.settled();
    const breaks: readonly Break[] = ["before", "after", "after", null];
    let orders = 0;
    money.breakLine(() => breaks[orders++] ?? null);
    await adjust(hold, -300);
    await money.settled();
    money.breakLine(() => null);
    assert.equal((await money.holdRow(hold))?.refunded, 300);
    assert.equal((await money.atProcessor(hold))?.["refunded"], 300);
    await money.sound();
  });

  it("is forgiven the tax, too, of what a correction still finds to give back", async () => {
    const hold = await authorized();
    const vat = { percent: "19", amount: 160 };
    await money.inWork((work) => verbs.collect(work, { ...money.chargeOf(hold, 1000), vat }));
    await money.settled();
    const charge = String((await rowsOf(hold))[0]?.["id"]);
    await money.inWork((work) => refund(work, charge, { amount: 700 }));
    await money.settled();
    await adjust(hold, -600, -96);
    await money.settled();
    const last = (await rowsOf(hold)).find((one) => one["type"] === "adjustment");
    assert.deepEqual([last?.["amount"], last?.["vat_amount"]], [-300, -48]);
    await money.sound();
  });

  it("who owes a session owes less after it was corrected downwards", async () => {
    const hold = await authorized("tok_chargeCustomerFail");
    await money.collect(hold, 900);
    await money.settled();
    await adjust(hold, -300);
    await money.settled();
    assert.equal(await balanceOf(`receivable:${hold.driver}`), -600);
    assert.deepEqual(await money.transactionsOf(hold), [
      ["charge", "failed", 900],
      ["adjustment", "succeeded", -300],
    ]);
    assert.deepEqual(await money.eventsOf(hold), ["charge.failed"]);
    await money.sound();
  });

  it("whose session is being collected loses nothing by a look that says it is closed", async () => {
    const hold = await authorized();
    money.breakLine((operation) => (operation === "capture" ? "late" : null));
    await money.collect(hold, 700);
    const gone = { captured: 0, refunded: 0, disputed: false, returns: [] } as const;
    await money.inWork((work) => saw(work, hold.id, { status: "closed", ...gone }));
    await money.settled();
    money.breakLine(() => null);
    assert.deepEqual(money.toldOf(hold), ["hold.authorized", "charge.settled"]);
    assert.deepEqual(await money.transactionsOf(hold), [["charge", "succeeded", 700]]);
    await money.sound();
  });
});
