// What the display shows of a price, and when it is told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sceneOf } from "../../../../test/scene_201.ts";
import { heard } from "../../network.ts";
import { Witness } from "../../witness.ts";
import type { Outcome } from "../rpc.ts";
import { decimalCost, RunningCost } from "./cost_updated.ts";
import { meterValues } from "./meter_values.ts";

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

test("a reading outside of a transaction's events has the display told what it costs by now", async () => {
  class Priced extends Witness {
    override async tell() {
      return { ...heard, cost: eur(275) };
    }
  }
  const { sent, cost } = display();
  const later: (() => Promise<void>)[] = [];
  const scene = {
    ...sceneOf(new Priced()),
    costs: cost,
    afterwards: (task: () => Promise<void>) => void later.push(task),
  };
  scene.transactions.started("tx-1", { evse: 1, idTag: "CS-1" });
  const sampledValue = [{ value: 120_000 }];
  const reading = { meterValue: [{ timestamp: "2026-11-21T12:00:00Z", sampledValue }] };
  await meterValues.serve({ evseId: 1, ...reading }, scene);
  await meterValues.serve({ evseId: 2, ...reading }, scene);
  assert.deepEqual(sent, [], "not before the reading is answered");
  for (const task of later) await task();
  assert.deepEqual(sent, [{ totalCost: 2.75, transactionId: "tx-1" }]);
});
