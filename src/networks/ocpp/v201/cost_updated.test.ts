// What the display shows of a price, and when it is told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sceneOf } from "../../../../test/scene_201.ts";
import { heard } from "../../fact.ts";
import { Witness } from "../../witness.ts";
import type { Outcome } from "../rpc.ts";
import { decimalCost, RunningCost } from "./cost_updated.ts";
import { meterValues } from "./meter_values.ts";
import { transactionEvent } from "./transaction_event.ts";

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

test("a display is told a cost once, each transaction its own", async () => {
  const { sent, cost } = display();
  await cost.show("tx-1", eur(100));
  await cost.show("tx-1", eur(100));
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

/** A host that knows what it costs, and a display. */
const priced = (amountMinor: number) => {
  class Priced extends Witness {
    override async tell() {
      return { ...heard, cost: eur(amountMinor) };
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
  const answered = async () => {
    for (const task of later.splice(0)) await task();
  };
  return { sent, scene, answered };
};

const sampledValue = [{ value: 120_000 }];
const timestamp = "2026-11-21T12:00:00Z";
const reading = { meterValue: [{ timestamp, sampledValue }] };

test("a reading outside of a transaction's events has the display told what it costs by now", async () => {
  const { sent, scene, answered } = priced(275);
  await meterValues.serve({ evseId: 1, ...reading }, scene);
  await meterValues.serve({ evseId: 2, ...reading }, scene);
  assert.deepEqual(sent, [], "not before the reading is answered");
  await answered();
  assert.deepEqual(sent, [{ totalCost: 2.75, transactionId: "tx-1" }]);
});

const event = (eventType: "Updated" | "Ended", more: object = {}) => ({
  ...{ eventType, timestamp, triggerReason: "MeterValuePeriodic", seqNo: 1, ...reading },
  transactionInfo: { transactionId: "tx-1" },
  ...more,
});

test("while a car charges its price goes to the display, and is no total yet", async () => {
  const { sent, scene, answered } = priced(1842);
  const answer = await transactionEvent.serve(event("Updated"), scene);
  const content = "18.42 EUR";
  assert.deepEqual(answer, { updatedPersonalMessage: { format: "UTF8", content } });
  assert.deepEqual(sent, [], "not before the event is answered");
  await answered();
  await transactionEvent.serve(event("Updated"), scene);
  await answered();
  assert.deepEqual(sent, [{ totalCost: 18.42, transactionId: "tx-1" }]);
});

test("the total comes with the answer to the end, also where it is nothing", async () => {
  for (const [minor, total] of [
    [1842, 18.42],
    [0, 0],
  ] as const) {
    const { sent, scene, answered } = priced(minor);
    const answer = await transactionEvent.serve(event("Ended"), scene);
    assert.equal((answer as { totalCost?: number }).totalCost, total);
    await answered();
    assert.deepEqual(sent, []);
  }
});

test("what was charged while the line was down is not shown to whoever stands there now", async () => {
  const { sent, scene, answered } = priced(1842);
  await transactionEvent.serve(event("Updated", { offline: true }), scene);
  await answered();
  assert.deepEqual(sent, []);
});
