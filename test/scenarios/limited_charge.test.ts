// A session that is started with a charging profile: at virtual stations, and at chargers of both
// versions.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ChargePoint } from "../charge_point.ts";
import { ChargePoint201 } from "../charge_point_201.ts";
import { makeFleet, makeStation, startOf, until } from "../fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../platform.ts";
import { assertSample, refused } from "../sample.ts";

const profileOf = (watts: number, more: Json = {}) => ({
  ...{ purpose: "transaction", kind: "relative" },
  schedule: { unit: "W", periods: [{ start: 0, limit: watts }] },
  ...more,
});

const kinds = ["simulator", "1.6", "2.0.1"] as const;

describe("a start with a charging profile", () => {
  let platform: TestPlatform;
  const ends: (() => Promise<void>)[] = [];
  before(async () => {
    platform = await testPlatform();
  });
  after(async () => {
    for (const end of ends) await end();
    await platform.close();
  });

  async function commission(kind: (typeof kinds)[number], mostW = 50_000) {
    if (kind === "simulator") return { station: await makeStation(platform.api), plugIn() {} };
    const identity = `LIMITED:${kind}:${ends.length}`;
    const station = await makeStation(platform.api, "ocpp", { ocpp_identity: identity });
    const connection = `/v1/charging_stations/${station.id}/connection`;
    const { password } = await platform.api.make(`${connection}/roll_password`);
    const Point = kind === "1.6" ? ChargePoint : ChargePoint201;
    const point = new Point({
      endpoint: `ws://127.0.0.1:${platform.port}/ocpp`,
      ...{ identity, password: String(password), meterEveryMs: 200, speed: 100, powerW: mostW },
    });
    ends.push(() => point.powerDown());
    await point.powerUp();
    await until(
      () => platform.api.read(connection),
      (one) => one["online"] === true,
    );
    return { station, plugIn: () => point.plugIn() };
  }

  for (const kind of kinds) {
    it(`is kept to: ${kind}`, async () => {
      const { station, plugIn } = await commission(kind);
      const fleet = await makeFleet(platform.api);
      const more = { charging_profile: profileOf(7_000) };
      const started = await platform.api.make(
        "/v1/charging_sessions",
        startOf(fleet, station, more),
      );
      assertSample(started);
      await plugIn();
      const { data } = await until(
        () => platform.api.read(`/v1/charging_sessions/${started.id}/meter_values`),
        (list) => list.data.length > 2,
      );
      for (const { power } of data) assert.ok(Number(power) <= 7_000, `${power} W`);
      assert.ok(data.some(({ power }) => Number(power) === 7_000));
      await platform.api.make(`/v1/charging_sessions/${started.id}/end`);
    });
  }

  it("is refused by a charger that takes none, with the charger's word", async () => {
    for (const kind of ["1.6", "2.0.1"] as const) {
      const { station } = await commission(kind);
      const fleet = await makeFleet(platform.api);
      // The charge points of these tests take relative ones alone.
      const more = { charging_profile: profileOf(7_000, { kind: "absolute" }) };
      const body = startOf(fleet, station, more);
      const answer = await platform.api.post("/v1/charging_sessions", body);
      assert.deepEqual(refused(answer), [409, "charging_station_rejected", null]);
      assert.deepEqual(answer.body["details"], { reason: "rejected" });
    }
  });

  it("names what is wrong with it, and starts nothing", async () => {
    const station = await makeStation(platform.api);
    const fleet = await makeFleet(platform.api);
    const schedule = { unit: "A", periods: [{ start: 1, limit: 16 }] };
    const wrong: [Json, string][] = [
      [{ purpose: "default" }, "charging_profile.purpose"],
      [{ kind: "recurring" }, "charging_profile.recurrency"],
      [{ schedule }, "charging_profile.schedule.periods.0.start"],
    ];
    for (const [more, param] of wrong) {
      const charging_profile = profileOf(7_000, more);
      const body = startOf(fleet, station, { charging_profile });
      const answer = await platform.api.post("/v1/charging_sessions", body);
      const [status, , said] = refused(answer);
      assert.deepEqual([status, said], [400, param]);
    }
    const { data } = await platform.api.read(`/v1/charging_sessions?driver=${fleet.driver}`);
    assert.deepEqual(data, []);
  });
});
