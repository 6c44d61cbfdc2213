// What a car is told that says what it wants, as far as it is the protocol's affair: units, phases,
// chargers that do not say what they allow, and such as take no plan (K15 to K17).

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { connector } from "../../../../test/ocpp_harness.ts";
import { type Answer, accepted, endScenes, operatorScene } from "../../../../test/operator_201.ts";
import { planFor } from "../../charge_plan.ts";
import type { Charging, ChargingPlanner } from "../planner.ts";

afterEach(endScenes);

const charging: Charging = {
  ...{ reference: "tx-1", connector, profile: null, number: 900 },
  since: new Date("2026-11-21T12:00:00Z"),
};

const plannerOf = (found: Charging | null): ChargingPlanner => ({
  charging: async () => found,
  plan: async (planning) => planFor(planning),
});

const wanting = async (
  chargingNeeds: object,
  answers: Record<string, Answer>,
  variables: Record<string, string> = {},
  found: Charging | null = charging,
) => {
  const planner = plannerOf(found);
  const scene = await operatorScene(answers, variables, { planner });
  const told = { evseId: 1, maxScheduleTuples: 3, chargingNeeds };
  const { status } = (await scene.charger.client.call("NotifyEVChargingNeeds", told)) as Answer;
  return { ...scene, status };
};

const single = {
  requestedEnergyTransfer: "AC_single_phase",
  acChargingParameters: {
    energyAmount: 20_000,
    evMinCurrent: 6,
    evMaxCurrent: 20,
    evMaxVoltage: 250,
  },
};

const planOf = (sent: readonly [string, Answer][]): unknown => {
  const payload = sent.find(([action]) => action === "SetChargingProfile")?.[1];
  const profile = payload?.["chargingProfile"] as { chargingSchedule: Answer[] };
  const schedule = profile.chargingSchedule[0];
  return [schedule?.["chargingRateUnit"], schedule?.["chargingSchedulePeriod"]];
};

test("a car on one phase is told amperes of it, or watts where the charger takes those", async () => {
  const answers = { SetChargingProfile: accepted, GetCompositeSchedule: { status: "Rejected" } };
  const one = await wanting(single, answers);
  assert.equal(one.status, "Accepted");
  await one.host.until("the plan", () => one.sent.length > 1);
  assert.deepEqual(planOf(one.sent), ["A", [{ startPeriod: 0, limit: 20, numberPhases: 1 }]]);
  const other = await wanting(single, answers, { "SmartChargingCtrlr.RateUnit": "W" });
  await other.host.until("the plan", () => other.sent.length > 1);
  assert.deepEqual(planOf(other.sent), ["W", [{ startPeriod: 0, limit: 4600 }]]);
});

test("a charger that knows no composite schedule gets the plan of what the platform knows", async () => {
  const scene = await wanting(single, { SetChargingProfile: accepted });
  await scene.host.until("the plan", () => scene.sent.length > 0);
  assert.deepEqual(planOf(scene.sent), ["A", [{ startPeriod: 0, limit: 20, numberPhases: 1 }]]);
});

test("a plan that the charger does not take is noted, with its word", async () => {
  const { host } = await wanting(single, { SetChargingProfile: { status: "Rejected" } });
  const found = await host.until("the notice", () =>
    host.of("notice").find(({ topic }) => topic === "charging_profile"),
  );
  assert.match(found.text, /no plan for its car: /);
  assert.equal(found.evse, 1);
});

test("nothing is promised where nothing runs or can run, or nobody plans", async () => {
  const { charger } = await wanting(single, {});
  const nowhere = { evseId: 3_000_000_000, chargingNeeds: single };
  assert.deepEqual(await charger.client.call("NotifyEVChargingNeeds", nowhere), {
    status: "Rejected",
  });
  const none = await wanting(single, { SetChargingProfile: accepted }, {}, null);
  assert.equal(none.status, "Rejected");
  const scene = await operatorScene({ SetChargingProfile: accepted });
  const told = { evseId: 1, chargingNeeds: single };
  const answer = await scene.charger.client.call("NotifyEVChargingNeeds", told);
  assert.deepEqual(answer, { status: "Rejected" });
  assert.deepEqual([none.sent, scene.sent], [[], []]);
});

test("what a car means to do is taken where it was told nothing", async () => {
  const { charger } = await operatorScene({});
  const chargingSchedule = {
    ...{ id: 1, chargingRateUnit: "A" },
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 63 }],
  };
  const told = { evseId: 1, timeBase: "2026-11-21T12:00:00Z", chargingSchedule };
  const answer = await charger.client.call("NotifyEVChargingSchedule", told);
  assert.deepEqual(answer, { status: "Accepted" });
});
