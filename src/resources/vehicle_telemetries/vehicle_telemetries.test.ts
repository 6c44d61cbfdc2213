import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { type Answer, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { assertSample } from "../../../test/sample.ts";
import { addMs, systemClock } from "../../lib/time.ts";
import * as actions from "./actions.ts";
import { newest, type Reading } from "./reading.ts";

const battery = { level: 78, range: 320_000, status: "charging", temperature: 24.5 };
const location = { latitude: 48.8698, longitude: 2.3319 };
const odometer = { unit: "KMS", value: 32_540 };
const full = { battery, location, odometer, firmware_version: "v1.2.3" };

type Part = { updated: string; level?: number } | null;

describe("vehicle telemetry", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const makeVehicle = () =>
    platform.api.make("/v1/vehicles", {
      ...{ vin: "YV1XZK5V0S1234567", battery_capacity: 82_000, charging_standard: "CCS" },
    });
  const send = (vehicle: string, body: object) =>
    platform.api.post(`/v1/vehicles/${vehicle}/telemetry`, body);
  const read = (vehicle: string) => platform.api.read(`/v1/vehicles/${vehicle}/telemetry`);
  const history = async (vehicle: string, query = "") =>
    (await platform.api.read(`/v1/vehicles/${vehicle}/telemetry/history?limit=100${query}`)).data;
  const told = (answer: Answer) => [answer.status, answer.body["code"], answer.body["param"]];

  it("has exactly the keys of the contract, and the id that it had from birth", async () => {
    const vehicle = await makeVehicle();
    const sent = await send(vehicle.id, full);
    assertSample(sent.body);
    assert.equal(sent.body.id, vehicle["telemetry"]);
    assert.equal(sent.body["vehicle"], vehicle.id);
    const got = await platform.api.get(`/v1/vehicles/${vehicle.id}/telemetry`);
    assert.equal(got.text, sent.text);
    assert.equal((got.body["battery"] as { capacity: number }).capacity, 82_000);
  });

  it("is not found before the first reading, and for an unknown vehicle", async () => {
    const vehicle = await makeVehicle();
    const path = `/v1/vehicles/${vehicle.id}/telemetry`;
    const none = await platform.api.get(path);
    assert.deepEqual(told(none), [404, "vehicle_telemetry_not_found", null]);
    assert.deepEqual(await history(vehicle.id), []);
    for (const suffix of ["telemetry", "telemetry/history"]) {
      const unknown = await platform.api.get(`/v1/vehicles/veh_nope/${suffix}`);
      assert.deepEqual(told(unknown), [404, "vehicle_not_found", null]);
    }
    assert.deepEqual(told(await send("veh_nope", full)), [404, "vehicle_not_found", null]);
    const other = platform.client((await platform.openAccount()).testKey);
    assert.deepEqual(told(await other.get(path)), [404, "vehicle_not_found", null]);
  });

  it("expands to null before the first reading and to itself afterwards", async () => {
    const vehicle = await makeVehicle();
    const path = `/v1/vehicles/${vehicle.id}?expand=telemetry.vehicle`;
    assert.equal((await platform.api.read(path))["telemetry"], null);
    await send(vehicle.id, { odometer });
    const telemetry = (await platform.api.read(path))["telemetry"] as Record<string, unknown>;
    assert.equal(telemetry["id"], vehicle["telemetry"]);
    assert.equal((telemetry["vehicle"] as { id: string }).id, vehicle.id);
  });

  it("keeps each part's newest value by its own time, however late readings come", async () => {
    const vehicle = await makeVehicle();
    await send(vehicle.id, { at: "2026-04-01T10:00:00Z", battery: { level: 50 }, odometer });
    await send(vehicle.id, { at: "2026-04-01T11:00:00+01:00", location });
    await send(vehicle.id, { at: "2026-04-01T09:00:00Z", battery: { level: 90 }, location });
    const telemetry = await read(vehicle.id);
    assert.deepEqual(telemetry["battery"], {
      ...{ capacity: 82_000, level: 50, range: null, status: "unknown", temperature: null },
      updated: "2026-04-01T10:00:00.000Z",
    });
    assert.equal((telemetry["location"] as Part)?.updated, "2026-04-01T10:00:00.000Z");
    assert.equal((telemetry["odometer"] as Part)?.updated, "2026-04-01T10:00:00.000Z");
    assert.equal(telemetry["firmware_version"], null);
    const times = (await history(vehicle.id)).map((one) => one["created"]);
    assert.deepEqual(times, [...times].sort().reverse());
    assert.equal(times.length, 3);
  });

  it("takes a batch in any order, pages through it and filters it by time", async () => {
    const vehicle = await makeVehicle();
    const minutes = Array.from({ length: 60 }, (_, at) => (at * 37) % 60);
    const at = (minute: number) => `2026-03-01T08:${String(minute).padStart(2, "0")}:00.000Z`;
    const readings = minutes.map((minute) => ({ at: at(minute), battery: { level: minute } }));
    const sent = await send(vehicle.id, { readings });
    assert.deepEqual([sent.status, (sent.body["battery"] as Part)?.level], [200, 59]);
    const all = await history(vehicle.id);
    assert.deepEqual(
      all.map((one) => one["created"]),
      Array.from({ length: 60 }, (_, index) => at(59 - index)),
    );
    const some = await history(vehicle.id, `&created[gte]=${at(10)}&created[lt]=${at(13)}`);
    assert.deepEqual(
      some.map((one) => one["created"]),
      [at(12), at(11), at(10)],
    );
    const first = await platform.api.read(`/v1/vehicles/${vehicle.id}/telemetry/history?limit=7`);
    const second = await platform.api.read(String(first["next_page_url"]));
    assert.deepEqual([...first.data, ...second.data], all.slice(0, 14));
  });

  it("takes a thousand readings at once and refuses one more", async () => {
    const vehicle = await makeVehicle();
    const start = Date.UTC(2026, 1, 1);
    const many = Array.from({ length: 1_000 }, (_, second) => ({
      at: new Date(start + second * 1000).toISOString(),
      odometer: { value: second },
    }));
    assert.equal((await send(vehicle.id, { readings: many })).status, 200);
    const more = await send(vehicle.id, { readings: [...many, many[0]] });
    assert.deepEqual(told(more), [400, "parameter_invalid", "readings"]);
  });

  it("keeps a reading that is sent twice once", async () => {
    const vehicle = await makeVehicle();
    const readings = [
      { at: "2026-02-01T00:00:00Z", ...full },
      { at: "2026-02-01T00:00:00Z", odometer: { value: 1 } },
    ];
    const first = await send(vehicle.id, { readings });
    const again = await send(vehicle.id, { readings });
    assert.equal(again.text, first.text);
    assert.equal((await history(vehicle.id)).length, 2);
  });

  it("shows a reading of the history with what was measured and where it came from", async () => {
    const vehicle = await makeVehicle();
    await send(vehicle.id, { at: "2026-02-01T00:00:00.5Z", ...full });
    const [reading] = await history(vehicle.id);
    assert.ok(reading);
    assert.match(String(reading["id"]), /^vtr_[0-9A-Za-z]{32}$/);
    assert.deepEqual(
      { ...reading, id: "", received: "" },
      {
        ...{ id: "", object: "vehicle_telemetry_reading", created: "2026-02-01T00:00:00.500Z" },
        battery: { capacity: 82_000, ...battery },
        ...{ location, odometer, firmware_version: "v1.2.3" },
        ...{ received: "", source: "api", vehicle: vehicle.id },
      },
    );
  });

  it("notes what many chargers say at once, and of one vehicle the newest", async () => {
    const [first, second] = [await makeVehicle(), await makeVehicle()];
    const now = systemClock.now();
    const scope = { account: platform.first.account, livemode: false };
    const told = [
      { vehicle: first.id, percent: 50, at: now },
      { vehicle: "veh_nope", percent: 10, at: now },
      { vehicle: second.id, percent: 100, at: now },
      { vehicle: first.id, percent: 40, at: addMs(now, -1000) },
      { vehicle: second.id, percent: -1, at: addMs(now, 1000) },
    ];
    await platform.database.transaction(scope, (work) => actions.recordStatesOfCharge(work, told));
    const batteryOf = async (id: string) => {
      const { level, status } = (await read(id))["battery"] as Record<string, unknown>;
      return [level, status, (await history(id)).length];
    };
    assert.deepEqual(await batteryOf(first.id), [50, "charging", 2]);
    assert.deepEqual(await batteryOf(second.id), [100, "full", 1]);
  });

  it("notes the state of charge that a charger reports, and no impossible one", async () => {
    const vehicle = await makeVehicle();
    const now = systemClock.now();
    const scope = { account: platform.first.account, livemode: false };
    await platform.database.transaction(scope, async (work) => {
      await actions.recordStatesOfCharge(work, [{ vehicle: vehicle.id, percent: 61, at: now }]);
      await actions.recordStatesOfCharge(work, [
        { vehicle: vehicle.id, percent: 255, at: addMs(now, 1000) },
      ]);
      await actions.recordStatesOfCharge(work, [
        { vehicle: vehicle.id, percent: 60, at: addMs(now, -1000) },
      ]);
    });
    const { level, status, updated } = (await read(vehicle.id))["battery"] as Record<
      string,
      unknown
    >;
    assert.deepEqual([level, status, updated], [61, "charging", now.toISOString()]);
    const known = await platform.database.transaction(scope, async (work) => [
      await actions.stateOfCharge(work, vehicle.id),
      await actions.stateOfCharge(work, "veh_nope"),
    ]);
    assert.deepEqual(known, [61, null]);
    const sources = (await history(vehicle.id)).map((one) => one["source"]);
    assert.deepEqual(sources, ["charger", "charger"]);
  });

  const ahead = addMs(systemClock.now(), 10 * 60_000).toISOString();
  const refusals: readonly (readonly [string, object, string, string])[] = [
    ["nothing measured", {}, "parameter_missing", "battery"],
    ["a time alone", { at: "2026-01-01T00:00:00Z" }, "parameter_missing", "battery"],
    ["more than five minutes ahead", { at: ahead, odometer }, "parameter_invalid", "at"],
    ["the last century", { at: "1999-12-31T23:59:59Z", odometer }, "parameter_invalid", "at"],
    ["a time that is none", { at: "yesterday", odometer }, "parameter_invalid", "at"],
    ["more than full", { battery: { level: 101 } }, "parameter_invalid", "battery.level"],
    ["a battery without level", { battery: { range: 1 } }, "parameter_missing", "battery.level"],
    ["half a place", { location: { latitude: 1 } }, "parameter_missing", "location.longitude"],
    ["furlongs", { odometer: { unit: "FUR", value: 1 } }, "parameter_invalid", "odometer.unit"],
    ["an unknown part", { tyres: 4 }, "parameter_unknown", "tyres"],
    ["an empty batch", { readings: [] }, "parameter_invalid", "readings"],
    ["a batch and a reading", { readings: [full], odometer }, "parameter_invalid", "readings"],
    ["a wrong one in a batch", { readings: [full, {}] }, "parameter_missing", "readings.1.battery"],
    [
      "a future one in a batch",
      { readings: [full, { ...full, at: ahead }] },
      ...(["parameter_invalid", "readings.1.at"] as const),
    ],
  ];
  for (const [what, body, code, param] of refusals) {
    it(`refuses ${what} and keeps nothing`, async () => {
      const vehicle = await makeVehicle();
      const answer = await send(vehicle.id, body);
      assert.deepEqual(told(answer), [400, code, param]);
      assert.ok(Array.isArray(answer.body["details"]));
      assert.deepEqual(await history(vehicle.id), []);
    });
  }

  it("loses none of the first readings of a vehicle when they come at once", async () => {
    for (let round = 0; round < 10; round++) {
      const vehicle = await makeVehicle();
      const sent = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((value) => send(vehicle.id, { odometer: { value } })),
      );
      assert.deepEqual([...new Set(sent.map(({ status }) => status))], [200]);
      assert.equal((await history(vehicle.id)).length, 6);
    }
  });

  it("ends with the same telemetry however readings are ordered, split and raced", async () => {
    const readings = Array.from({ length: 12 }, (_, at) => ({
      at: `2026-03-02T00:00:${String(at + 10)}.000Z`,
      ...(at % 2 === 0 ? { battery: { level: at } } : {}),
      ...(at % 3 === 0
        ? { odometer: { value: at } }
        : { location: { latitude: at, longitude: 0 } }),
    }));
    const shuffles = fc.sample(fc.shuffledSubarray(readings, { minLength: 12 }), {
      ...{ numRuns: 6, seed: 20_260_401 },
    });
    for (const shuffled of shuffles) {
      const vehicle = await makeVehicle();
      const batches = [shuffled.slice(0, 3), shuffled.slice(3, 4), shuffled.slice(4)];
      const sent = await Promise.all(batches.map((some) => send(vehicle.id, { readings: some })));
      for (const answer of sent) assert.equal(answer.status, 200, answer.text);
      const telemetry = await read(vehicle.id);
      const [level, value, latitude] = [
        (telemetry["battery"] as { level: number }).level,
        (telemetry["odometer"] as { value: number }).value,
        (telemetry["location"] as { latitude: number }).latitude,
      ];
      assert.deepEqual([level, value, latitude], [10, 9, 11], "seed 20260401");
      assert.equal((await history(vehicle.id)).length, 12);
    }
  });
});

describe("the newest value of a part", () => {
  const nothing = { battery: null, firmware_version: null, location: null, odometer: null };
  const reading = (second: number, firmware_version: string | null): Reading => ({
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)),
    measured: { ...nothing, firmware_version },
  });

  it("is null where no reading has it", () => {
    assert.equal(newest([reading(1, null)], "firmware_version"), null);
  });
  it("is the one with the latest time, and of equals the last", () => {
    const readings = [reading(2, "b"), reading(3, "c"), reading(3, "d"), reading(1, "a")];
    assert.equal(newest([...readings, reading(9, null)], "firmware_version")?.value, "d");
  });
});
