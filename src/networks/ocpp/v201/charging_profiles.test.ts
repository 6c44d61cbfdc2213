// Plans for charging at a charger of 2.0.1 (block K): set, cleared, asked for.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { connector, station } from "../../../../test/ocpp_harness.ts";
import {
  type Answer,
  accepted,
  endScenes,
  operatorScene as scene,
} from "../../../../test/operator_201.ts";

afterEach(endScenes);

const plan = {
  ...({
    id: 5,
    stack_level: 2,
    purpose: "default",
    kind: "recurring",
    recurrency: "daily",
  } as const),
  ...{ valid_from: "2026-11-21T00:00:00Z", valid_to: "2026-12-21T00:00:00Z" },
  schedule: {
    ...({ unit: "A", duration: 7200, start: "2026-11-21T00:00:00Z", min_rate: 6.5 } as const),
    periods: [
      { start: 0, limit: 16 },
      { start: 3600, limit: 8.1, phases: 3 },
    ],
  },
};

test("a charging profile arrives as it is where the charger takes its unit", async () => {
  const { sent, give } = await scene(
    { SetChargingProfile: accepted },
    { "SmartChargingCtrlr.RateUnit": "A,W" },
  );
  const answer = await give("set_charging_profile", { profile: plan }, connector);
  assert.deepEqual(answer, { outcome: "succeeded", answer: accepted });
  assert.deepEqual(sent, [
    [
      "SetChargingProfile",
      {
        evseId: 1,
        chargingProfile: {
          ...{ id: 5, stackLevel: 2, chargingProfilePurpose: "TxDefaultProfile" },
          ...{ chargingProfileKind: "Recurring", recurrencyKind: "Daily" },
          ...{ validFrom: "2026-11-21T00:00:00Z", validTo: "2026-12-21T00:00:00Z" },
          chargingSchedule: [
            {
              ...{ id: 5, duration: 7200, startSchedule: "2026-11-21T00:00:00Z" },
              ...{ chargingRateUnit: "A", minChargingRate: 6.5 },
              chargingSchedulePeriod: [
                { startPeriod: 0, limit: 16 },
                { startPeriod: 3600, limit: 8.1, numberPhases: 3 },
              ],
            },
          ],
        },
      },
    ],
  ]);
});

const limitsSent = (sent: readonly [string, Answer][]): unknown => {
  const profile = sent[0]?.[1].chargingProfile as { chargingSchedule: Answer[] } | undefined;
  const schedule = profile?.chargingSchedule[0];
  const periods = schedule?.chargingSchedulePeriod as { limit: number }[] | undefined;
  return [schedule?.chargingRateUnit, ...(periods ?? []).map(({ limit }) => limit)];
};

test("a charger that takes watts gets watts, on as many phases as it says it has", async () => {
  const unit = { "SmartChargingCtrlr.RateUnit": "W" };
  const three = await scene({ SetChargingProfile: accepted }, unit);
  await three.give("set_charging_profile", { profile: plan }, connector);
  assert.deepEqual(limitsSent(three.sent), ["W", 11_040, 5589]);
  const one = await scene({ SetChargingProfile: accepted }, { ...unit, "EVSE.SupplyPhases": "1" });
  await one.give("set_charging_profile", { profile: plan }, connector);
  assert.deepEqual(limitsSent(one.sent), ["W", 3680, 5589]);
});

test("a profile for a transaction names the charger's own transaction", async () => {
  const { sent, give } = await scene({ SetChargingProfile: accepted });
  const profile = { ...plan, purpose: "transaction" } as const;
  const transaction = { id: 7, reference: "tx-of-the-charger" };
  await give("set_charging_profile", { profile, transaction }, connector);
  const chargingProfile = sent[0]?.[1].chargingProfile as Answer | undefined;
  assert.equal(chargingProfile?.transactionId, "tx-of-the-charger");
});

test("a profile in a place where none of its purpose can be never leaves", async () => {
  const { sent, give } = await scene({ SetChargingProfile: accepted });
  const transaction = { ...plan, purpose: "transaction" } as const;
  const outcomes = [
    await give("set_charging_profile", { profile: { ...plan, purpose: "station_max" } }, connector),
    await give("set_charging_profile", {
      profile: { ...plan, purpose: "station_max", kind: "relative" },
    }),
    await give("set_charging_profile", { profile: transaction }),
    await give(
      "set_charging_profile",
      { profile: transaction, transaction: { id: 7, reference: null } },
      connector,
    ),
  ];
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    ["invalid", "invalid", "invalid", "invalid"],
  );
  assert.deepEqual(sent, []);
});

test("a plan of dates says since when it holds, one that counts from the start of charging does not", async () => {
  const { sent, give } = await scene({ SetChargingProfile: accepted });
  const { start: _, ...undated } = plan.schedule;
  const relative = { ...plan, kind: "relative", recurrency: undefined } as const;
  await give("set_charging_profile", { profile: { ...plan, schedule: undated } }, connector);
  await give("set_charging_profile", { profile: relative }, connector);
  const starts = sent.map(([, { chargingProfile }]) => {
    const { chargingSchedule } = chargingProfile as { chargingSchedule: Answer[] };
    return chargingSchedule[0]?.startSchedule;
  });
  assert.ok(Math.abs(Date.parse(String(starts[0])) - performance.timeOrigin) < 600_000);
  assert.equal(starts[1], undefined);
});

test("profiles are cleared by number, or by what they are, and nothing to clear is told", async () => {
  const { sent, give } = await scene({ ClearChargingProfile: { status: "Unknown" } });
  const none = await give("clear_charging_profile", { id: 5 });
  assert.deepEqual(none, {
    ...{ outcome: "rejected", reason: "Unknown", answer: { status: "Unknown" } },
  });
  await give("clear_charging_profile", { purpose: "default", stack_level: 2 }, connector);
  assert.deepEqual(
    sent.map(([, payload]) => payload),
    [
      { chargingProfileId: 5 },
      {
        chargingProfileCriteria: {
          ...{ evseId: 1, chargingProfilePurpose: "TxDefaultProfile", stackLevel: 2 },
        },
      },
    ],
  );
});

test("a composite schedule comes back as the charger has it", async () => {
  const schedule = {
    ...{ evseId: 1, duration: 60, scheduleStart: "2026-11-21T00:00:00Z", chargingRateUnit: "W" },
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 6956.522 }],
  };
  const { sent, give } = await scene({ GetCompositeSchedule: { ...accepted, schedule } });
  const answer = await give("get_composite_schedule", { duration: 60, unit: "W" }, connector);
  assert.deepEqual(answer, { outcome: "succeeded", answer: { ...accepted, schedule } });
  assert.deepEqual(sent[0]?.[1], { duration: 60, evseId: 1, chargingRateUnit: "W" });
});

test("all profiles are cleared purpose by purpose: no charger is asked without saying what", async () => {
  const { sent, give } = await scene({ ClearChargingProfile: accepted });
  const answer = await give("clear_charging_profile", {}, connector);
  assert.deepEqual(answer, { outcome: "succeeded", answer: accepted });
  const criteria = sent.map(([, { chargingProfileCriteria }]) => chargingProfileCriteria);
  const purposes = ["ChargingStationMaxProfile", "TxDefaultProfile", "TxProfile"];
  assert.deepEqual(
    criteria,
    purposes.map((chargingProfilePurpose) => ({ evseId: 1, chargingProfilePurpose })),
  );
  const none = await scene({ ClearChargingProfile: { status: "Unknown" } });
  assert.equal((await none.give("clear_charging_profile", {})).outcome, "rejected");
});

const start = {
  ...{ station, connector, session: "cs_1", idTag: "CS-1" },
  vehicle: { batteryWh: 60_000, socPercent: null },
};
const own = {
  ...({ id: 9, stack_level: 1, purpose: "transaction", kind: "relative" } as const),
  schedule: { unit: "A", periods: [{ start: 0, limit: 16 }] } as const,
};

test("a start carries its profile in the charger's unit, for no transaction yet", async () => {
  const { sent, network } = await scene(
    { RequestStartTransaction: accepted },
    { "SmartChargingCtrlr.RateUnit": "W" },
  );
  assert.deepEqual(await network.start({ ...start, profile: own }), { outcome: "accepted" });
  assert.deepEqual(sent[0]?.[1].chargingProfile, {
    ...{ id: 9, stackLevel: 1, chargingProfilePurpose: "TxProfile" },
    chargingProfileKind: "Relative",
    chargingSchedule: [
      {
        ...{ id: 9, chargingRateUnit: "W" },
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 11_040 }],
      },
    ],
  });
});

test("a charger that takes no profile with a start refuses it", async () => {
  const { network } = await scene({ RequestStartTransaction: { status: "Rejected" } });
  const answer = await network.start({ ...start, profile: own });
  assert.deepEqual(answer, { outcome: "rejected", reason: "rejected" });
});
