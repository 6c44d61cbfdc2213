import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Answer, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";

/** A Saturday. */
const saturday = "2026-04-04T10:00:00.000Z";
const weekdays = { days_of_week: ["monday", "friday"], start_time: "00:00", end_time: "24:00" };

describe("checking policies without starting anything", () => {
  let platform: TestPlatform;
  let station: Answer["body"];
  before(async () => {
    platform = await testPlatform();
    const networks = (await platform.api.read("/v1/networks")).data;
    station = await platform.api.make("/v1/charging_stations", {
      network: networks.find((one) => one["kind"] === "simulator")?.["id"],
      name: "Paix",
      location: { latitude: 48.8698, longitude: 2.3319 },
      address: { country: "FR", city: "Paris" },
      connectors: [
        { id: "dc", type: "CCS", power: 150 },
        { id: "ac", type: "Type2", power: 22 },
      ],
      pricing: [{ type: "TIME", currency: "eur", price: 660 }],
    });
  });
  after(() => platform.close());

  async function pair(rules: object, mode = "enforcement") {
    const policy = await platform.api.make("/v1/policies", { name: "P", mode, rules });
    const fleet = await platform.api.make("/v1/fleets", { name: "F", policy_ids: [policy.id] });
    const driver = await platform.api.make("/v1/drivers", { name: "A", email: "a@example.com" });
    const vehicle = await platform.api.make("/v1/vehicles", {
      ...{ vin: "YV1XZK5V0S1234567", battery_capacity: 82_000, charging_standard: "CCS" },
    });
    await platform.api.make(`/v1/drivers/${driver.id}/attach`, { fleet: fleet.id });
    await platform.api.make(`/v1/vehicles/${vehicle.id}/attach`, { fleet: fleet.id });
    return { driver: driver.id, vehicle: vehicle.id, fleet: fleet.id };
  }
  const ask = ({ driver, vehicle }: { driver: string; vehicle: string }, more: object = {}) =>
    platform.api.post("/v1/policy_decisions", {
      ...{ driver, vehicle, charging_station: station.id },
      ...more,
    });
  const told = (answer: Answer) => [answer.status, answer.body["code"], answer.body["param"]];
  const rulesOf = (answer: Answer) =>
    (answer.body["policies"] as { rules: { rule: string; actual: Json; passed: boolean }[] }[])
      .flatMap(({ rules }) => rules)
      .filter(({ rule }) => !rule.endsWith("_status"));

  it("answers what would be blocked as a stored decision, not as an error", async () => {
    const ids = await pair({ time_windows: [weekdays], denied_operators: ["nobody"] });
    const answer = await ask(ids, { at: saturday });
    assert.equal(answer.status, 200);
    const { outcome, trigger, fleet, at, connector, charging_session } = answer.body;
    assert.deepEqual(
      [outcome, trigger, fleet, at, connector, charging_session],
      ["blocked", "check", ids.fleet, saturday, "dc", null],
    );
    assert.deepEqual(
      rulesOf(answer).map(({ rule, passed }) => [rule, passed]),
      [
        ["denied_operators", true],
        ["time_windows", false],
      ],
    );
    const read = await platform.api.get(`/v1/policy_decisions/${answer.body.id}`);
    assert.equal(read.text, answer.text);
    const monday = await ask(ids, { at: "2026-04-06T10:00:00Z" });
    assert.equal(monday.body["outcome"], "allowed");
  });

  it("compares the price of the connector that was named, by time and power", async () => {
    const ids = await pair({ max_price_per_kwh: 10 });
    // 6.60 an hour: 4.4 cents a kWh at 150 kW, 30 at 22 kW.
    const [fast, slow] = [await ask(ids), await ask(ids, { connector: "ac" })];
    assert.deepEqual([fast.body["outcome"], slow.body["outcome"]], ["allowed", "blocked"]);
    assert.deepEqual(rulesOf(slow)[0]?.actual, {
      ...{ price_per_kwh: "30", currency: "eur", basis: "time" },
    });
  });

  it("announces nothing, also where a suggestion was not followed", async () => {
    const ids = await pair({ max_price_per_kwh: 1 }, "suggestion");
    const answer = await ask(ids);
    assert.equal(answer.body["outcome"], "allowed");
    const events = await platform.api.read(`/v1/events?object_id=${answer.body.id}`);
    assert.deepEqual(events.data, []);
  });

  it("names what does not exist, and a vehicle that is not the driver's", async () => {
    const [ids, others] = [await pair({}), await pair({})];
    const refusals = [
      [{ driver: "drv_nope" }, 404, "driver_not_found", "driver"],
      [{ vehicle: "veh_nope" }, 404, "vehicle_not_found", "vehicle"],
      [{ charging_station: "chst_nope" }, 404, "charging_station_not_found", "charging_station"],
      [{ connector: "c9" }, 400, "parameter_invalid", "connector"],
      [{ at: "soon" }, 400, "parameter_invalid", "at"],
      [{ vehicle: others.vehicle }, 409, "driver_fleet_conflict", "driver"],
      [{ driver: undefined }, 400, "parameter_missing", "driver"],
    ] as const;
    for (const [change, ...expected] of refusals) {
      assert.deepEqual(told(await ask(ids, change)), expected);
    }
    const page = await platform.api.read(`/v1/policy_decisions?driver=${ids.driver}`);
    assert.deepEqual(page.data, []);
  });

  it("expands the station, and answers a repeated key with the same decision", async () => {
    const ids = await pair({});
    const body = { ...ids, fleet: undefined, charging_station: station.id };
    const key = { "idempotency-key": "check-1" };
    const first = await platform.api.post("/v1/policy_decisions", body, key);
    const again = await platform.api.post("/v1/policy_decisions", body, key);
    assert.equal(again.text, first.text);
    const path = `/v1/policy_decisions/${first.body.id}?expand=charging_station`;
    const expanded = (await platform.api.read(path))["charging_station"] as { id: string };
    assert.equal(expanded.id, station.id);
  });
});
