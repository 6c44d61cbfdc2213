import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Answer, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { assertSample } from "../../../test/sample.ts";
import * as actions from "./actions.ts";

const vin = "YV1XZK5V0S1234567";
const valid = { vin, battery_capacity: 82_000, charging_standard: "CCS" };

describe("vehicles", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const make = (more: object = {}) => platform.api.make("/v1/vehicles", { ...valid, ...more });
  const makeFleet = (more: object = {}) =>
    platform.api.make("/v1/fleets", { name: "Fleet", ...more });
  const makeDriver = () =>
    platform.api.make("/v1/drivers", { name: "Ada", email: "ada@example.com" });
  const move = (verb: string, id: string, owner: object) =>
    platform.api.post(`/v1/vehicles/${id}/${verb}`, owner);
  const told = (answer: Answer) => [answer.status, answer.body["code"], answer.body["param"]];
  const total = async (fleet: string) =>
    (await platform.api.read(`/v1/fleets/${fleet}`))["total_vehicles"];
  const events = async (id: string, type: string) =>
    (await platform.api.read(`/v1/events?object_id=${id}&type=${type}&limit=100`)).data.length;
  const inSession = (vehicle: string, by: 1 | -1) =>
    platform.database.transaction({ account: platform.first.account, livemode: false }, (work) =>
      actions.countActive(work, vehicle, by),
    );

  it("has exactly the keys of the contract", async () => {
    const vehicle = await make({
      information: { make: "Volvo", model: "EX30", year: "2025" },
      registration_plate: "AB-123-CD",
    });
    assertSample(vehicle);
    const read = await platform.api.get(`/v1/vehicles/${vehicle.id}`);
    assert.equal(read.text, JSON.stringify(vehicle));
    assert.match(String(vehicle["telemetry"]), /^vtel_[0-9A-Za-z]{32}$/);
  });

  it("is active, without plate and particulars, where nothing else is said", async () => {
    const vehicle = await make({ vin: vin.toLowerCase() });
    assert.equal(vehicle["vin"], vin);
    assert.deepEqual(vehicle["information"], { make: null, model: null, year: null });
    assert.deepEqual(
      [vehicle["status"], vehicle["registration_plate"], vehicle["fleet"], vehicle["drivers"]],
      ["active", null, null, []],
    );
  });

  it("merges information key by key on update and keeps what was left out", async () => {
    const vehicle = await make({
      information: { make: "Volvo", year: "2025" },
      metadata: { a: "1" },
    });
    const updated = await platform.api.make(`/v1/vehicles/${vehicle.id}`, {
      information: { model: "EX30" },
      metadata: { b: "2" },
    });
    assert.deepEqual(
      { ...updated, updated: null },
      {
        ...vehicle,
        ...{ information: { make: "Volvo", model: "EX30", year: "2025" }, updated: null },
        metadata: { a: "1", b: "2" },
      },
    );
  });

  it("binds existing policies and refuses unknown ones", async () => {
    const policy = await platform.api.make("/v1/policies", {
      ...{ name: "P", mode: "suggestion", rules: {} },
    });
    const vehicle = await make({ policy_ids: [policy.id] });
    assert.deepEqual(vehicle["policy_ids"], [policy.id]);
    const refused = await platform.api.post(`/v1/vehicles/${vehicle.id}`, {
      policy_ids: ["pol_nope"],
    });
    assert.deepEqual(told(refused), [404, "policy_not_found", "policy_ids.0"]);
    await platform.api.delete(`/v1/policies/${policy.id}`);
    const read = await platform.api.read(`/v1/vehicles/${vehicle.id}`);
    assert.deepEqual(read["policy_ids"], []);
  });

  const refusals: readonly (readonly [string, object, string, string])[] = [
    ["no vin", { vin: undefined }, "parameter_missing", "vin"],
    ["a vin with an O", { vin: "YV1XZK5V0S123456O" }, "parameter_invalid", "vin"],
    ["a short vin", { vin: "YV1XZK5V0S12345" }, "parameter_invalid", "vin"],
    ["no capacity", { battery_capacity: undefined }, "parameter_missing", "battery_capacity"],
    ["a toy's capacity", { battery_capacity: 999 }, "parameter_invalid", "battery_capacity"],
    ["a ship's capacity", { battery_capacity: 2_000_001 }, "parameter_invalid", "battery_capacity"],
    ["another plug", { charging_standard: "NACS" }, "parameter_invalid", "charging_standard"],
    ["an unknown status", { status: "sold" }, "parameter_invalid", "status"],
    [
      "an unknown key inside",
      { information: { colour: "red" } },
      "parameter_unknown",
      "information.colour",
    ],
    [
      "a year as a number",
      { information: { year: 2025 } },
      "parameter_invalid",
      "information.year",
    ],
    ["a fleet on create", { fleet: "flt_x" }, "parameter_unknown", "fleet"],
  ];
  for (const [what, change, code, param] of refusals) {
    it(`refuses ${what}`, async () => {
      const answer = await platform.api.post("/v1/vehicles", { ...valid, ...change });
      assert.deepEqual(told(answer), [400, code, param]);
    });
  }

  it("says what a vin is where one is none", async () => {
    const { body } = await platform.api.post("/v1/vehicles", { ...valid, vin: "O".repeat(17) });
    assert.equal(
      body["message"],
      "Invalid vin: expected a vehicle identification number: 17 letters and digits, " +
        'no I, O or Q, got "OOOOOOOOOOOOOOOOO".',
    );
  });

  it("refuses to change the vin, by its name", async () => {
    const vehicle = await make();
    const answer = await platform.api.post(`/v1/vehicles/${vehicle.id}`, { vin });
    assert.deepEqual(told(answer), [400, "parameter_unknown", "vin"]);
  });

  it("joins many drivers, each once", async () => {
    const vehicle = await make();
    const [ada, bob] = [await makeDriver(), await makeDriver()];
    for (const driver of [ada.id, bob.id, ada.id]) {
      assert.equal((await move("attach", vehicle.id, { driver })).status, 200);
    }
    const read = await platform.api.read(`/v1/vehicles/${vehicle.id}`);
    assert.deepEqual(read["drivers"], [ada.id, bob.id]);
    assert.deepEqual((await platform.api.read(`/v1/drivers/${ada.id}`))["vehicles"], [vehicle.id]);
    assert.equal(await events(vehicle.id, "vehicle.attached"), 2);
    const detached = await move("detach", vehicle.id, { driver: ada.id });
    assert.deepEqual(detached.body["drivers"], [bob.id]);
    const again = await move("detach", vehicle.id, { driver: ada.id });
    assert.equal(again.text, detached.text);
    assert.equal(await events(vehicle.id, "vehicle.detached"), 1);
  });

  it("is in one fleet: a second attach moves it, and both totals follow", async () => {
    const vehicle = await make();
    const [north, south] = [await makeFleet(), await makeFleet()];
    const attached = await move("attach", vehicle.id, { fleet: north.id, driver: null });
    assert.equal(attached.body["fleet"], north.id);
    assert.equal((await move("attach", vehicle.id, { fleet: north.id })).text, attached.text);
    assert.equal((await move("attach", vehicle.id, { fleet: south.id })).body["fleet"], south.id);
    assert.deepEqual([await total(north.id), await total(south.id)], [0, 1]);
    assert.equal(await events(vehicle.id, "vehicle.attached"), 2);
    assert.equal((await move("detach", vehicle.id, { fleet: north.id })).body["fleet"], south.id);
    assert.equal((await move("detach", vehicle.id, { fleet: south.id })).body["fleet"], null);
    assert.equal(await total(south.id), 0);
  });

  it("names the scope, the missing owner and the archived fleet in its refusals", async () => {
    const vehicle = await make();
    const [driver, fleet] = [await makeDriver(), await makeFleet()];
    const archived = await makeFleet({ status: "archived" });
    const both = { driver: driver.id, fleet: fleet.id };
    for (const verb of ["attach", "detach"]) {
      assert.deepEqual(told(await move(verb, vehicle.id, {})), [400, "owner_scope_invalid", null]);
      assert.deepEqual(told(await move(verb, vehicle.id, both)), [
        400,
        "owner_scope_invalid",
        null,
      ]);
      for (const param of ["driver", "fleet"]) {
        const answer = await move(verb, vehicle.id, { [param]: "drv_nope" });
        assert.deepEqual(told(answer), [404, "driver_or_fleet_not_found", param]);
      }
      assert.deepEqual(told(await move(verb, "veh_nope", { driver: "drv_nope" })), [
        ...[404, "vehicle_not_found", null],
      ]);
    }
    const answer = await move("attach", vehicle.id, { fleet: archived.id });
    assert.deepEqual(told(answer), [409, "driver_fleet_conflict", "fleet"]);
  });

  it("stays with its driver and fleet, and cannot be deleted, while a session runs", async () => {
    const vehicle = await make();
    const [driver, north, south] = [await makeDriver(), await makeFleet(), await makeFleet()];
    await move("attach", vehicle.id, { driver: driver.id });
    await move("attach", vehicle.id, { fleet: north.id });
    await inSession(vehicle.id, 1);
    const conflict = (param: string) => [409, "driver_fleet_conflict", param];
    const { id } = vehicle;
    assert.deepEqual(told(await move("detach", id, { fleet: north.id })), conflict("fleet"));
    assert.deepEqual(told(await move("attach", id, { fleet: south.id })), conflict("fleet"));
    assert.deepEqual(told(await move("detach", id, { driver: driver.id })), conflict("driver"));
    const deleted = await platform.api.delete(`/v1/vehicles/${id}`);
    assert.deepEqual(told(deleted), [409, "charging_session_conflict", null]);
    assert.deepEqual([await total(north.id), await total(south.id)], [1, 0]);
    await inSession(vehicle.id, -1);
    assert.equal((await move("detach", id, { fleet: north.id })).status, 200);
  });

  it("takes its links and totals with it when it is deleted", async () => {
    const vehicle = await make();
    const [driver, fleet] = [await makeDriver(), await makeFleet()];
    await move("attach", vehicle.id, { driver: driver.id });
    await move("attach", vehicle.id, { fleet: fleet.id });
    const deleted = await platform.api.delete(`/v1/vehicles/${vehicle.id}`);
    assert.equal(
      deleted.text,
      JSON.stringify({ id: vehicle.id, object: "vehicle", deleted: true }),
    );
    assert.deepEqual(told(await platform.api.get(`/v1/vehicles/${vehicle.id}`)), [
      ...[404, "vehicle_not_found", null],
    ]);
    assert.equal(await total(fleet.id), 0);
    assert.deepEqual((await platform.api.read(`/v1/drivers/${driver.id}`))["vehicles"], []);
    assert.equal(await events(vehicle.id, "vehicle.deleted"), 1);
  });

  it("is told as detached, and so is a driver, when their fleet is deleted", async () => {
    const vehicle = await make();
    const [driver, gone, kept] = [await makeDriver(), await makeFleet(), await makeFleet()];
    await move("attach", vehicle.id, { fleet: gone.id });
    for (const fleet of [gone.id, kept.id]) {
      await platform.api.make(`/v1/drivers/${driver.id}/attach`, { fleet });
    }
    await platform.api.delete(`/v1/fleets/${gone.id}`);
    for (const [path, type, field, left] of [
      [`/v1/vehicles/${vehicle.id}`, "vehicle.detached", "fleet", null],
      [`/v1/drivers/${driver.id}`, "driver.detached", "fleets", [kept.id]],
    ] as const) {
      const now = await platform.api.read(path);
      const list = await platform.api.read(`/v1/events?object_id=${now.id}&type=${type}`);
      assert.deepEqual(now[field], left);
      assert.deepEqual(
        list.data.map((event) => event["data"]),
        [{ object: now, previous_attributes: null }],
      );
    }
  });

  it("is refused or detached, never left behind, when its fleet is deleted meanwhile", async () => {
    const fleet = await makeFleet();
    const vehicles = await Promise.all(Array.from({ length: 8 }, () => make()));
    const answers = await Promise.all([
      ...vehicles.map(({ id }) => move("attach", id, { fleet: fleet.id })),
      platform.api.delete(`/v1/fleets/${fleet.id}`),
    ]);
    assert.equal(answers.at(-1)?.status, 200);
    for (const [at, { id }] of vehicles.entries()) {
      assert.ok([200, 404].includes(answers[at]?.status ?? 0), answers[at]?.text);
      assert.equal((await platform.api.read(`/v1/vehicles/${id}`))["fleet"], null);
      const attached = answers[at]?.status === 200 ? 1 : 0;
      assert.equal(await events(id, "vehicle.detached"), attached);
    }
  });

  it("keeps totals true however attaches and detaches race", async () => {
    const [north, south] = [await makeFleet(), await makeFleet()];
    const fleets = [north.id, south.id];
    const vehicles = await Promise.all([1, 2, 3].map(() => make()));
    const moves = Array.from({ length: 24 }, (_, at) =>
      move(at % 4 === 3 ? "detach" : "attach", String(vehicles[at % 3]?.id), {
        fleet: fleets[(at >> 1) % 2],
      }),
    );
    const statuses = (await Promise.all(moves)).map((answer) => answer.status);
    assert.deepEqual([...new Set(statuses)], [200]);
    const places = await Promise.all(
      vehicles.map(async ({ id }) => (await platform.api.read(`/v1/vehicles/${id}`))["fleet"]),
    );
    for (const fleet of fleets) {
      assert.equal(await total(fleet), places.filter((place) => place === fleet).length);
    }
  });

  it("announces an attach once when the same one comes eight times at once", async () => {
    const [vehicle, fleet, driver] = [await make(), await makeFleet(), await makeDriver()];
    for (const owner of [{ fleet: fleet.id }, { driver: driver.id }]) {
      await Promise.all(Array.from({ length: 8 }, () => move("attach", vehicle.id, owner)));
    }
    assert.equal(await events(vehicle.id, "vehicle.attached"), 2);
    assert.equal(await total(fleet.id), 1);
  });

  it("filters by driver, fleet, status, vin, plate and metadata", async () => {
    const own = "WVWZZZ1JZXW000001";
    const vehicle = await make({
      ...{ vin: own, status: "inactive", registration_plate: "b-xy 1", metadata: { depot: "4" } },
    });
    const [driver, fleet] = [await makeDriver(), await makeFleet()];
    await move("attach", vehicle.id, { driver: driver.id });
    await move("attach", vehicle.id, { fleet: fleet.id });
    for (const query of [
      ...[`driver=${driver.id}`, `fleet=${fleet.id}`, "status=inactive", `vin=${own}`],
      ...["registration_plate=B-XY%201", "metadata[depot]=4"],
    ]) {
      const page = await platform.api.read(`/v1/vehicles?${query}`);
      assert.deepEqual(
        page.data.map((one) => one["id"]),
        [vehicle.id],
        query,
      );
    }
    assert.deepEqual((await platform.api.read("/v1/vehicles?driver=drv_nope")).data, []);
  });

  it("expands its drivers and fleet, and a driver's vehicles", async () => {
    const [vehicle, driver, fleet] = [await make(), await makeDriver(), await makeFleet()];
    await move("attach", vehicle.id, { driver: driver.id });
    await move("attach", vehicle.id, { fleet: fleet.id });
    const path = `/v1/vehicles/${vehicle.id}?expand=drivers.vehicles&expand=fleet`;
    const expanded = await platform.api.read(path);
    const drivers = expanded["drivers"] as { id: string; vehicles: { id: string }[] }[];
    assert.deepEqual([drivers[0]?.id, drivers[0]?.vehicles[0]?.id], [driver.id, vehicle.id]);
    assert.equal((expanded["fleet"] as { id: string }).id, fleet.id);
  });

  it("is nobody else's: other accounts and the other mode know no such id", async () => {
    const vehicle = await make();
    const other = await platform.openAccount();
    for (const key of [other.testKey, platform.first.liveKey]) {
      const client = platform.client(key);
      assert.equal((await client.get(`/v1/vehicles/${vehicle.id}`)).status, 404);
      const attach = await client.post(`/v1/vehicles/${vehicle.id}/attach`, { fleet: "flt_x" });
      assert.deepEqual(told(attach), [404, "vehicle_not_found", null]);
    }
  });
});
