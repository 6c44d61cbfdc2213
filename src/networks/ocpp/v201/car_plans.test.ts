// What a car that says what it needs is told, at a charge point on a client written by others.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { afterEach, test } from "node:test";
import { connector } from "../../../../test/ocpp_harness.ts";
import { type Answer, accepted, endScenes, operatorScene } from "../../../../test/operator_201.ts";
import { exceeds, type Schedule, shortened } from "./car_plans.ts";

afterEach(endScenes);

const scheduleStart = "2026-11-21T12:00:00.000Z";
const composite = (...steps: [startPeriod: number, limit: number][]) => ({
  status: "Accepted",
  schedule: {
    ...{ evseId: 1, duration: 3600, scheduleStart, chargingRateUnit: "A" },
    chargingSchedulePeriod: steps.map(([startPeriod, limit]) => ({ startPeriod, limit })),
  },
});

const needs = {
  ...{ evseId: 1, maxScheduleTuples: 2 },
  chargingNeeds: {
    requestedEnergyTransfer: "AC_three_phase",
    acChargingParameters: {
      ...{ energyAmount: 32_000, evMinCurrent: 6, evMaxCurrent: 32, evMaxVoltage: 400 },
    },
  },
};

/** A car that charges, and tells its wishes. */
const scene = async (answers: Record<string, Answer>) => {
  const made = await operatorScene(answers);
  const transactionId = randomUUID();
  const call = (action: string, payload: object) => made.charger.client.call(action, payload);
  await call("TransactionEvent", {
    ...{ eventType: "Started", triggerReason: "Authorized", seqNo: 0 },
    ...{ timestamp: scheduleStart, evse: { id: 1, connectorId: 1 } },
    ...{ transactionInfo: { transactionId }, idToken: { idToken: "04A1", type: "ISO14443" } },
  });
  const plans = () => made.sent.filter(([action]) => action === "SetChargingProfile");
  const told = (count: number) => made.host.until("a plan", () => plans().length >= count);
  return { ...made, call, transactionId, plans, told };
};

test("a car that says what it needs is told what the limits at its plug allow", async () => {
  const { call, told, plans, transactionId, sent } = await scene({
    GetCompositeSchedule: composite([0, 16.04], [600, 32], [1200, 10]),
    SetChargingProfile: accepted,
  });
  assert.deepEqual(await call("NotifyEVChargingNeeds", needs), accepted);
  await told(1);
  assert.deepEqual(sent[0], ["GetCompositeSchedule", { duration: 86_400, evseId: 1 }]);
  const [[, payload] = ["", {}]] = plans();
  const { chargingSchedule, ...profile } = payload.chargingProfile as Answer;
  const id = 2_147_000_001;
  assert.deepEqual(profile, {
    ...{ id, stackLevel: 0, chargingProfilePurpose: "TxProfile" },
    ...{ chargingProfileKind: "Absolute", transactionId },
  });
  // The car takes two steps: the second stands for two, and never allows more than either.
  const chargingSchedulePeriod = [
    { startPeriod: 0, limit: 16 },
    { startPeriod: 600, limit: 10 },
  ];
  const dated = { startSchedule: scheduleStart, duration: 3600, chargingRateUnit: "A" };
  assert.deepEqual(chargingSchedule, [{ id, ...dated, chargingSchedulePeriod }]);
});

test("a car is told nothing where nobody knows its limits, or nothing charges there", async () => {
  const silent = await scene({ SetChargingProfile: accepted });
  assert.deepEqual(await silent.call("NotifyEVChargingNeeds", needs), { status: "Rejected" });
  const other = await scene({ GetCompositeSchedule: composite([0, 16]) });
  for (const evseId of [0, 2, 70_000]) {
    const answer = await other.call("NotifyEVChargingNeeds", { ...needs, evseId });
    assert.deepEqual(answer, { status: "Rejected" }, `EVSE ${evseId}`);
  }
  assert.deepEqual([silent.plans(), other.sent], [[], []]);
});

test("a car that means to draw more than it may is told again, and not for ever", async () => {
  const { call, told, plans } = await scene({
    GetCompositeSchedule: composite([0, 16]),
    SetChargingProfile: accepted,
  });
  const means = (limit: number) =>
    call("NotifyEVChargingSchedule", {
      ...{ timeBase: scheduleStart, evseId: 1 },
      chargingSchedule: {
        ...{ id: 1, chargingRateUnit: "A" },
        chargingSchedulePeriod: [{ startPeriod: 0, limit }],
      },
    });
  assert.deepEqual(await means(32), accepted, "before it was told anything");
  await call("NotifyEVChargingNeeds", needs);
  await told(1);
  assert.deepEqual(await means(16), accepted);
  for (let count = 2; count <= 5; count += 1) {
    assert.deepEqual(await means(32), accepted);
    await told(count);
  }
  await means(32);
  await call("Heartbeat", {});
  assert.equal(plans().length, 5);
});

test("an operator's plan for a charge takes the place of the one that its car was told", async () => {
  const { call, charger, give, transactionId } = await scene({
    GetCompositeSchedule: composite([0, 16]),
  });
  const held = new Map<number, number>();
  charger.client.handle("SetChargingProfile", async ({ params }) => {
    const { id, chargingSchedule } = (params as Answer).chargingProfile as Answer;
    const isOther = held.size > 0 && !held.has(Number(id));
    if (isOther) return { status: "Rejected" };
    const [schedule] = chargingSchedule as { chargingSchedulePeriod: { limit: number }[] }[];
    held.set(Number(id), schedule?.chargingSchedulePeriod[0]?.limit ?? 0);
    return accepted;
  });
  charger.client.handle("ClearChargingProfile", async ({ params }) => {
    const known = held.delete(Number((params as Answer).chargingProfileId));
    return { status: known ? "Accepted" : "Unknown" };
  });
  await call("NotifyEVChargingNeeds", needs);
  const profile = {
    ...({ id: 9, stack_level: 0, purpose: "transaction", kind: "relative" } as const),
    schedule: { unit: "A", periods: [{ start: 0, limit: 6 }] } as const,
  };
  const transaction = { id: 1, reference: transactionId };
  const set = await give("set_charging_profile", { profile, transaction }, connector);
  assert.equal(set.outcome, "succeeded");
  assert.deepEqual([...held], [[9, 6]]);
  const another = { profile: { ...profile, id: 10 }, transaction };
  const refused = await give("set_charging_profile", another, connector);
  assert.equal(refused.outcome, "rejected", "one of the operator's own stays");
});

test("fewer steps never allow more, and a plan is held against the car's step by step", () => {
  const step = (startPeriod: number, limit: number) => ({ startPeriod, limit });
  const steps = [step(0, 10), step(60, 20), step(120, 5)];
  assert.deepEqual(shortened(steps, null), steps);
  assert.deepEqual(shortened(steps, 3), steps);
  assert.deepEqual(shortened(steps, 2), [step(0, 10), step(60, 5)]);
  assert.deepEqual(shortened(steps, 1), [step(0, 5)]);
  const from = (seconds: number): Date => new Date(Date.parse(scheduleStart) + seconds * 1000);
  const plan: Schedule = { startsAt: from(0), unit: "A", steps };
  const car = (seconds: number, limit: number, unit = "A"): Schedule => ({
    ...{ startsAt: from(seconds), unit, steps: [step(0, limit)] },
  });
  assert.deepEqual(
    [car(0, 10), car(0, 11), car(60, 20), car(120, 6), car(-60, 99), car(0, 99, "W")].map((one) =>
      exceeds(one, plan),
    ),
    [false, true, false, true, false, false],
  );
});
