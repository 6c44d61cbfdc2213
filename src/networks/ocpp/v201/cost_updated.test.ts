// What the display shows of a price, and when it is told.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Outcome } from "../rpc.ts";
import { decimalCost, RunningCost } from "./cost_updated.ts";

const eur = (amountMinor: number) => ({ amountMinor, currency: "eur" });

test("a cost is told in the currency's own unit, with as many decimals as it has", () => {
  assert.equal(decimalCost(eur(1234)), 12.34);
  assert.equal(decimalCost(eur(5)), 0.05);
  assert.equal(decimalCost({ amountMinor: 1234, currency: "jpy" }), 1234);
  assert.equal(decimalCost({ amountMinor: 1234, currency: "kwd" }), 1.234);
  assert.equal(decimalCost(eur(-150)), -1.5);
});

const display = (outcome: Outcome = { kind: "result", payload: {} }) => {
  const sent: object[] = [];
  const cost = new RunningCost(async (_, payload) => {
    sent.push(payload);
    return outcome;
  });
  return { sent, cost };
};

test("a display is told a cost once, and not what an event's answer has told it", async () => {
  const { sent, cost } = display();
  await cost.show("tx-1", eur(100));
  await cost.show("tx-1", eur(100));
  cost.shown("tx-1", eur(150));
  await cost.show("tx-1", eur(150));
  await cost.show("tx-2", eur(150));
  await cost.show("tx-1", eur(200));
  assert.deepEqual(sent, [
    { totalCost: 1, transactionId: "tx-1" },
    { totalCost: 1.5, transactionId: "tx-2" },
    { totalCost: 2, transactionId: "tx-1" },
  ]);
});

test("a cost that did not arrive is told again", async () => {
  const { sent, cost } = display({ kind: "timeout" });
  await cost.show("tx-1", eur(100));
  await cost.show("tx-1", eur(100));
  assert.equal(sent.length, 2);
});

test("a charger that knows no such message is not asked again", async () => {
  const { sent, cost } = display({ kind: "error", code: "NotImplemented", description: "" });
  await cost.show("tx-1", eur(100));
  await cost.show("tx-1", eur(200));
  assert.equal(sent.length, 1);
});
