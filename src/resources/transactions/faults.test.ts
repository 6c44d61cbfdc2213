// A processor that cannot be reached, answers twice, or answers late: every operation comes to the
// same end as on a good line, and the books balance after each.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Break, type Money, openMoney } from "../../../test/money.ts";
import * as topUps from "../top_ups/actions.ts";
import * as topUpStore from "../top_ups/store.ts";
import * as verbs from "./actions.ts";
import { refund } from "./refunds/actions.ts";

const faults: readonly Exclude<Break, null>[] = ["before", "after", "twice", "late"];

describe("a processor's fault", () => {
  let money: Money;
  before(async () => {
    money = await openMoney();
  });
  after(() => money.close());

  /** Every order meets it, the first three times. */
  function meet(fault: Break): void {
    const met = new Map<string, number>();
    money.breakLine((operation) => {
      const times = (met.get(operation) ?? 0) + 1;
      met.set(operation, times);
      return times <= 3 ? fault : null;
    });
  }
  const settle = async (): Promise<void> => {
    await money.settled();
    money.breakLine(() => null);
    await money.sound();
  };
  const at = (id: string | null | undefined) =>
    money.sql(
      "select captured::int, refunded::int from test_processor_authorizations where id = $1",
      [id],
    );

  for (const fault of faults) {
    it(`(${fault}) changes nothing of a session's hold, charge and correction`, async () => {
      meet(fault);
      const hold = await money.place(await money.method("tok_visa"));
      await money.settled();
      await money.inWork((work) => verbs.raiseHold(work, hold.id, 6000));
      await money.settled();
      await money.collect(hold, 5500);
      await money.inWork((work) => verbs.adjust(work, money.chargeOf(hold, -500)));
      await settle();
      assert.deepEqual(money.toldOf(hold), [
        ...["hold.authorized", "hold.raised", "charge.settled", "charge.settled"],
      ]);
      assert.deepEqual(await money.transactionsOf(hold), [
        ["charge", "succeeded", 5500],
        ["adjustment", "succeeded", -500],
      ]);
      assert.deepEqual(await money.atProcessor(hold), {
        ...{ status: "captured", captured: 5500, refunded: 500, captures: 1 },
      });
    });

    it(`(${fault}) of a card that fails at the capture leaves a debt, once`, async () => {
      meet(fault);
      const hold = await money.place(await money.method("tok_chargeCustomerFail"));
      await money.settled();
      await money.collect(hold, 700);
      await settle();
      assert.deepEqual(await money.transactionsOf(hold), [["charge", "failed", 700]]);
      assert.deepEqual(await money.eventsOf(hold), ["charge.failed"]);
    });

    it(`(${fault}) credits a top-up once, by card and by bank, and refunds it once`, async () => {
      for (const kind of ["tok_visa", "bank"]) {
        meet(fault);
        const of = await money.method(kind);
        const input = { driver: of.driver, payment_method: of.id, amount: 800 };
        const { row } = await money.inWork((work) => topUps.create(work, input));
        assert.equal(row.status, "pending");
        await settle();
        const done = await money.inWork((work) => topUpStore.find(work, [row.id]));
        assert.equal(done?.status, "succeeded");
        meet(fault);
        const id = String(done?.transaction_id);
        await money.inWork((work) => refund(work, id, { amount: 300 }));
        await settle();
        const [balance] = await money.sql(
          "select balance::int from ledger_balances where name = $1",
          [`wallet:${of.driver}`],
        );
        assert.equal(balance?.["balance"], 500);
        const [hold] = await money.sql(
          "select authorization_id from payment_holds where source = $1",
          [row.id],
        );
        assert.deepEqual(await at(hold?.["authorization_id"] as string), [
          { captured: 800, refunded: 300 },
        ]);
      }
    });
  }
});
