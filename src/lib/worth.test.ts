import assert from "node:assert/strict";
import { test } from "node:test";
import { currencies, isCurrency } from "./money.ts";
import { worthOf } from "./worth.ts";

test("an amount of euros is about as much in every currency, in its smallest unit", () => {
  assert.equal(worthOf(50, "eur"), 5000);
  assert.equal(worthOf(50, "usd"), 5000);
  assert.equal(worthOf(50, "jpy"), 8000);
  assert.equal(worthOf(50, "kwd"), 50_000);
  assert.equal(worthOf(50, "idr"), 90_000_000);
  for (const currency of currencies()) {
    assert.ok(isCurrency(currency));
    assert.ok(Number.isSafeInteger(worthOf(10_000_000, currency)), currency);
  }
});
