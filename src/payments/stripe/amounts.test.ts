import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { currencies } from "../../lib/money.ts";
import { fromStripe, stripeAmountDown, stripeAmountUp } from "./amounts.ts";

describe("amounts at Stripe", () => {
  it("are written as Stripe's table of currencies has them", () => {
    const rows: readonly (readonly [string, number, number])[] = [
      ["eur", 1234, 1234],
      ["jpy", 500, 500],
      ["krw", 500, 500],
      ["isk", 5, 500],
      ["ugx", 5, 500],
      ["huf", 1045, 1045],
      ["twd", 1045, 1045],
      ["kwd", 5120, 5120],
      ["mga", 500, 5],
    ];
    for (const [currency, amount, written] of rows) {
      assert.equal(stripeAmountUp(amount, currency), written, currency);
      assert.deepEqual(stripeAmountDown(amount, currency), { written, amount }, currency);
      assert.equal(fromStripe(written, currency), amount, currency);
    }
  });

  it("hold more and take less where Stripe cannot write an amount", () => {
    assert.equal(stripeAmountUp(5124, "kwd"), 5130);
    assert.deepEqual(stripeAmountDown(5124, "kwd"), { written: 5120, amount: 5120 });
    assert.equal(stripeAmountUp(501, "mga"), 6);
    assert.deepEqual(stripeAmountDown(599, "mga"), { written: 5, amount: 500 });
  });

  it("come back as they went, in every currency", () => {
    for (const currency of currencies()) {
      for (const amount of [0, 1, 7, 99, 100, 12_345, 5_000_000]) {
        const up = stripeAmountUp(amount, currency);
        const down = stripeAmountDown(amount, currency);
        assert.ok(Number.isSafeInteger(up) && Number.isSafeInteger(down.written), currency);
        assert.ok(fromStripe(up, currency) >= amount && down.amount <= amount, currency);
        assert.equal(fromStripe(down.written, currency), down.amount, currency);
      }
    }
  });
});
