// Cars of ISO 15118 that say what they want (OCPP 2.0.1 K15 to K17), at chargers on a client
// written by others: what plan each is told, and what becomes of what it means to do.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ChargePoint201, type ChargePoint201Settings } from "../charge_point_201.ts";
import { makeFleet, makeStation, startOf, until } from "../fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../platform.ts";

type Period = { readonly startPeriod: number; readonly limit: number };
type Schedule = {
  readonly chargingRateUnit: string;
  readonly chargingSchedulePeriod: readonly Period[];
};
type Profile = {
  readonly id: number;
  readonly stackLevel: number;
  readonly chargingProfilePurpose: string;
  readonly transactionId: string;
  readonly chargingSchedule: readonly [Schedule];
};
type Sent = { readonly evseId: number; readonly chargingProfile: Profile };

const direct = (evMaxPower: number) => ({
  ...{ requestedEnergyTransfer: "DC", departureTime: "2030-01-01T06:00:00Z" },
  dcChargingParameters: { evMaxCurrent: 400, evMaxVoltage: 900, energyAmount: 40_000, evMaxPower },
});

const limitsOf = ({ chargingProfile }: Sent): unknown => {
  const [{ chargingRateUnit: unit, chargingSchedulePeriod: periods }] =
    chargingProfile.chargingSchedule;
  return [unit, ...periods.map(({ startPeriod, limit }) => [startPeriod, limit])];
};

describe("a car that says what it wants", () => {
  let platform: TestPlatform;
  const points: ChargePoint201[] = [];
  before(async () => {
    platform = await testPlatform();
  });
  after(async () => {
    for (const point of points) await point.powerDown();
    await platform.close();
  });

  /** A charger that takes every plan; `allows` is what its own profiles come to. */
  async function commission(
    more: Partial<ChargePoint201Settings> = {},
    allows: readonly Period[] | null = null,
  ) {
    const identity = `PLANS:${points.length}`;
    const station = await makeStation(platform.api, "ocpp", { ocpp_identity: identity });
    const connection = `/v1/charging_stations/${station.id}/connection`;
    const { password } = await platform.api.make(`${connection}/roll_password`);
    const point = new ChargePoint201({
      endpoint: `ws://127.0.0.1:${platform.port}/ocpp`,
      ...{ identity, password: String(password), meterEveryMs: 60_000, ...more },
    });
    points.push(point);
    const sent: Sent[] = [];
    const cleared: unknown[] = [];
    point.client.handle("SetChargingProfile", async ({ params }) => {
      sent.push(params as Sent);
      return { status: "Accepted" };
    });
    point.client.handle("ClearChargingProfile", async ({ params }) => {
      cleared.push((params as Json)["chargingProfileId"]);
      return { status: "Accepted" };
    });
    if (allows !== null) {
      point.client.handle("GetCompositeSchedule", async ({ params }) => {
        const { duration, evseId, chargingRateUnit } = params as Json;
        const scheduleStart = "2026-11-21T12:00:00Z";
        const one = { duration, evseId, chargingRateUnit, scheduleStart };
        return { status: "Accepted", schedule: { ...one, chargingSchedulePeriod: allows } };
      });
    }
    await point.powerUp();
    await until(
      () => platform.api.read(connection),
      (one) => one["online"] === true,
    );
    const fleet = await makeFleet(platform.api);
    const wants = async (chargingNeeds: Json, maxScheduleTuples = 10) => {
      const told = { evseId: 1, maxScheduleTuples, chargingNeeds };
      return ((await point.client.call("NotifyEVChargingNeeds", told)) as Json)["status"];
    };
    const means = async (schedule: Schedule) => {
      const chargingSchedule = { id: 1, ...schedule };
      const told = { evseId: 1, timeBase: new Date().toISOString(), chargingSchedule };
      return ((await point.client.call("NotifyEVChargingSchedule", told)) as Json)["status"];
    };
    const plan = async (count: number): Promise<Sent> => {
      const all = await until(
        async () => sent,
        (list) => list.length >= count,
      );
      assert.equal(all.length, count);
      return all[count - 1] as Sent;
    };
    return { point, station, fleet, sent, cleared, wants, means, plan };
  }

  /** From the start by the API on. */
  async function charging(
    more: Json = {},
    allows: readonly Period[] | null = null,
    settings: Partial<ChargePoint201Settings> = {},
  ) {
    const scene = await commission(settings, allows);
    const { fleet, station, point } = scene;
    const session = await platform.api.make("/v1/charging_sessions", startOf(fleet, station, more));
    await point.plugIn();
    await until(
      () => platform.api.read(`/v1/charging_sessions/${session.id}`),
      (one) => one["session_started"] !== null,
    );
    return { ...scene, session };
  }

  it("is told what connector and car can, for its transaction, and keeping to it is accepted", async () => {
    const { point, wants, means, plan, sent } = await charging();
    assert.equal(await wants(direct(90_000)), "Accepted");
    const first = await plan(1);
    assert.equal(first.evseId, 1);
    assert.equal(first.chargingProfile.chargingProfilePurpose, "TxProfile");
    assert.equal(first.chargingProfile.transactionId, point.references[0]);
    assert.deepEqual(limitsOf(first), ["W", [0, 90_000]]);
    assert.equal(await means(first.chargingProfile.chargingSchedule[0]), "Accepted");
    assert.equal(await wants(direct(400_000)), "Accepted", "K17: it wants more");
    assert.deepEqual(limitsOf(await plan(2)), ["W", [0, 150_000]]);
    assert.equal(sent[1]?.chargingProfile.id, first.chargingProfile.id, "in place of the first");
  });

  it("is refused where it means to draw more, and told again", async () => {
    const { wants, means, plan, sent } = await charging();
    await wants(direct(50_000));
    await plan(1);
    const tooMuch = {
      chargingRateUnit: "W",
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 100_000 }],
    };
    for (const times of [2, 3, 4]) {
      assert.equal(await means(tooMuch), "Rejected");
      assert.deepEqual(await plan(times), sent[0]);
    }
    assert.equal(await means(tooMuch), "Rejected", "and that without an end is only refused");
    const enough = { ...tooMuch, chargingSchedulePeriod: [{ startPeriod: 0, limit: 50_000 }] };
    assert.equal(await means(enough), "Accepted");
    assert.equal(sent.length, 4);
  });

  it("is told no more than what its start, and what its charger, allow", async () => {
    const schedule = { unit: "W", periods: [{ start: 0, limit: 40_000 }] };
    const own = { id: 77, stack_level: 2, purpose: "transaction", kind: "absolute", schedule };
    const more = { charging_profile: { ...own, kind: "relative" } };
    const allows = [
      { startPeriod: 0, limit: 60_000 },
      { startPeriod: 3600, limit: 20_000 },
    ];
    const { wants, plan } = await charging(more, allows);
    assert.equal(await wants(direct(90_000)), "Accepted");
    const first = await plan(1);
    assert.deepEqual([first.chargingProfile.id, first.chargingProfile.stackLevel], [77, 2]);
    const [unit, begin, later] = limitsOf(first) as [string, unknown, [number, number]];
    assert.deepEqual([unit, begin, later[1]], ["W", [0, 40_000], 20_000]);
    assert.equal(await wants(direct(90_000), 1), "Accepted");
    assert.deepEqual(limitsOf(await plan(2)), ["W", [0, 20_000]], "in a single step");
  });

  it("makes way for what an operator sets, which counts from then on", async () => {
    const { session, station, wants, means, plan, cleared } = await charging();
    await wants(direct(90_000));
    const first = await plan(1);
    const schedule = { unit: "W", periods: [{ start: 0, limit: 30_000 }] };
    const profile = { id: 5, purpose: "transaction", kind: "relative", schedule };
    const command = await platform.api.make(`/v1/charging_stations/${station.id}/commands`, {
      ...{ type: "set_charging_profile", connector: station.connectors[0] },
      set_charging_profile: { profile, charging_session: session.id },
    });
    await until(
      () => platform.api.read(`/v1/commands/${command.id}`),
      (one) => one["status"] === "succeeded",
    );
    await plan(2);
    assert.deepEqual(cleared, [first.chargingProfile.id]);
    assert.equal(await means(first.chargingProfile.chargingSchedule[0]), "Rejected");
    await plan(3);
    assert.equal(await wants(direct(90_000)), "Accepted");
    const last = await plan(4);
    assert.equal(last.chargingProfile.id, 5);
    assert.deepEqual(limitsOf(last), ["W", [0, 30_000]]);
  });

  it("is told to wait where nobody has shown a card, and gets its plan with the card", async () => {
    const { point, fleet, wants, plan } = await commission({ opensOnPlug: true });
    assert.equal(await wants(direct(90_000)), "Rejected", "nothing stands there");
    const uid = `04PLAN${points.length}`;
    await platform.api.make("/v1/charge_tokens", {
      ...{ uid, driver: fleet.driver, vehicle: fleet.vehicle, payment_method: fleet.card },
    });
    await point.plugIn();
    await until(
      async () => point.answers.length,
      (count) => count > 0,
    );
    assert.equal(await wants(direct(90_000)), "Processing");
    assert.equal(await point.swipe(uid), "Accepted");
    const told = await plan(1);
    assert.equal(told.chargingProfile.transactionId, point.references[0]);
    assert.deepEqual(limitsOf(told), ["W", [0, 90_000]]);
  });
});
