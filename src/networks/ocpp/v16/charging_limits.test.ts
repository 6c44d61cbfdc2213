// In which unit a charger of 1.6 is limited: the one that it takes.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { station } from "../../../../test/ocpp_line.ts";
import { connector, openScene, type Scene } from "../../../../test/ocpp16_scene.ts";
import type { ChargingProfile } from "../../commands.ts";

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.end());

const ok = { status: "Accepted" };
type Plan = Omit<ChargingProfile, "schedule">;
const profile: Plan = { id: 7, stack_level: 1, purpose: "default", kind: "absolute" };
type Limited = {
  readonly chargingSchedule: {
    readonly chargingRateUnit: string;
    readonly chargingSchedulePeriod: readonly { readonly limit: number }[];
  };
};

test("limits are given in the unit that the charger takes, never above what was asked for", async () => {
  const rows: [allowed: string, unit: "A" | "W", limit: number, unit16: string, limit16: number][] =
    [
      ["Current", "A", 16.1, "A", 16.1],
      ["Current", "W", 11_000, "A", 15.9],
      ["Power", "A", 8.1, "W", 5589],
      ["Power", "W", 7000.5, "W", 7000.5],
      ["Current,Power", "W", 11_000, "W", 11_000],
      ["W", "A", 10, "W", 6900],
      ["", "A", 10, "A", 10],
    ];
  const seen = scene.answering("SetChargingProfile", ok);
  const entry = { key: "ChargingScheduleAllowedChargingRateUnit", readonly: true };
  for (const [allowed, unit, limit, unit16, limit16] of rows) {
    scene.answering("GetConfiguration", { configurationKey: [{ ...entry, value: allowed }] });
    await scene.give({ name: "get_variables", parameters: {} });
    const schedule = { unit, min_rate: limit, periods: [{ start: 0, limit }] };
    const parameters = { profile: { ...profile, schedule } };
    await scene.give({ name: "set_charging_profile", parameters }, connector);
    const { csChargingProfiles } = seen.at(-1) as { csChargingProfiles: Limited };
    const { chargingRateUnit, chargingSchedulePeriod } = csChargingProfiles.chargingSchedule;
    const said = [chargingRateUnit, chargingSchedulePeriod[0]?.limit];
    assert.deepEqual(said, [unit16, limit16], `${allowed} ${unit} ${limit}`);
  }
});

test("a charger that did not say which unit it takes is asked before it is limited", async () => {
  const entry = { key: "ChargingScheduleAllowedChargingRateUnit", readonly: true, value: "Power" };
  const asked = scene.answering("GetConfiguration", { configurationKey: [entry] });
  const seen = scene.answering("SetChargingProfile", ok);
  const onePhase = { ...connector, type: "Type1" };
  const schedule = { unit: "A", periods: [{ start: 0, limit: 16 }] } as const;
  for (let n = 0; n < 2; n += 1) {
    const parameters = { profile: { ...profile, schedule } };
    await scene.give({ name: "set_charging_profile", parameters }, onePhase);
  }
  assert.deepEqual(asked, [{ key: [entry.key] }]);
  assert.match(JSON.stringify(seen), /"limit":3680/);
});

const own: Plan = { ...profile, purpose: "transaction", kind: "relative" };
const startWith = (schedule: ChargingProfile["schedule"]) => ({
  ...{ station, connector, session: "cs_1", idTag: "CS-1" },
  vehicle: { batteryWh: 60_000, socPercent: null },
  profile: { ...own, schedule },
});

test("a start carries its profile in the unit that the charger takes, for no transaction yet", async () => {
  const entry = { key: "ChargingScheduleAllowedChargingRateUnit", readonly: true };
  scene.answering("GetConfiguration", { configurationKey: [{ ...entry, value: "Current" }] });
  const seen = scene.answering("RemoteStartTransaction", ok);
  const schedule = { unit: "W", periods: [{ start: 0, limit: 11_000 }] } as const;
  const answer = await scene.line.network.start(startWith(schedule));
  assert.deepEqual(answer, { outcome: "accepted" });
  assert.deepEqual(seen, [
    {
      ...{ connectorId: 1, idTag: "CS-1" },
      chargingProfile: {
        ...{ chargingProfileId: 7, stackLevel: 1, chargingProfilePurpose: "TxProfile" },
        chargingProfileKind: "Relative",
        chargingSchedule: {
          chargingRateUnit: "A",
          chargingSchedulePeriod: [{ startPeriod: 0, limit: 15.9 }],
        },
      },
    },
  ]);
});

test("a charger that takes no profile with a start refuses it", async () => {
  scene.answering("RemoteStartTransaction", { status: "Rejected" });
  const schedule = { unit: "A", periods: [{ start: 0, limit: 16 }] } as const;
  const answer = await scene.line.network.start(startWith(schedule));
  assert.deepEqual(answer, { outcome: "rejected", reason: "rejected" });
});
