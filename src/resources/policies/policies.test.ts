import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { assertSample, sample } from "../../../test/sample.ts";

const none = {
  allowed_operators: [],
  denied_operators: [],
  geofences: [],
  max_price_per_kwh: null,
  time_windows: [],
};

describe("policies", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const make = (more: object = {}) =>
    platform.api.make("/v1/policies", { name: "Hours", mode: "enforcement", rules: {}, ...more });

  it("has exactly the keys of the contract, those of its rules included", async () => {
    const rules = sample("policy")["rules"] as Record<string, unknown>;
    const policy = await make({ rules });
    assertSample(policy);
    assert.equal(JSON.stringify(policy["rules"]), JSON.stringify(rules));
    const read = await platform.api.get(`/v1/policies/${policy.id}`);
    assert.equal(read.text, JSON.stringify(policy));
    assert.equal("updated" in policy, false);
  });

  it("shows rules that were left out as empty lists and no price", async () => {
    const policy = await make();
    assert.equal(JSON.stringify(policy["rules"]), JSON.stringify(none));
    assert.deepEqual([policy["status"], policy["description"]], ["active", null]);
  });

  it("replaces rules whole and keeps everything else that was left out", async () => {
    const policy = await make({
      rules: { max_price_per_kwh: 40, denied_operators: ["x"] },
      metadata: { a: "1" },
    });
    const updated = await platform.api.make(`/v1/policies/${policy.id}`, {
      rules: { allowed_operators: ["y"] },
    });
    assert.deepEqual(updated, { ...policy, rules: { ...none, allowed_operators: ["y"] } });
    const events = await platform.api.read(`/v1/events?object_id=${policy.id}`);
    assert.deepEqual(
      events.data.map((one) => one["type"]),
      ["policy.updated", "policy.created"],
    );
    const data = events.data[0]?.["data"] as Record<string, unknown>;
    assert.deepEqual(data["previous_attributes"], { rules: policy["rules"] });
  });

  it("makes no event of an update that changes nothing", async () => {
    const policy = await make({ rules: { geofences: [], max_price_per_kwh: 5 } });
    await platform.api.make(`/v1/policies/${policy.id}`, { rules: { max_price_per_kwh: 5 } });
    const events = await platform.api.read(`/v1/events?object_id=${policy.id}`);
    assert.equal(events.data.length, 1);
  });

  it("takes operators by display name and keeps their ids, each once", async () => {
    const policy = await make({
      rules: {
        allowed_operators: ["Example Operator", "example_operator"],
        denied_operators: ["É ON"],
      },
    });
    const rules = policy["rules"] as Record<string, unknown>;
    assert.deepEqual(rules["allowed_operators"], ["example_operator"]);
    assert.deepEqual(rules["denied_operators"], ["e_on"]);
  });

  it("filters by status, mode and metadata", async () => {
    const policy = await make({ mode: "suggestion", status: "inactive", metadata: { team: "n" } });
    for (const query of ["status=inactive", "mode=suggestion", "metadata[team]=n"]) {
      const page = await platform.api.read(`/v1/policies?${query}`);
      assert.deepEqual(
        page.data.map((one) => one["id"]),
        [policy.id],
        query,
      );
    }
  });

  it("that does not exist is named by its place in the list, as a station is", async () => {
    const policy = await make();
    const ada = { name: "Ada", email: "ada@example.com" };
    const refused = async (more: object) => {
      const answer = await platform.api.post("/v1/drivers", { ...ada, ...more });
      return [answer.status, answer.body["code"], answer.body["param"]];
    };
    const policy_ids = [policy.id, "pol_no", "pol_none"];
    assert.deepEqual(await refused({ policy_ids }), [404, "policy_not_found", "policy_ids.1"]);
    const preferences = { preferred_charging_stations: ["chst_no"] };
    assert.deepEqual(await refused({ preferences }), [
      404,
      "charging_station_not_found",
      "preferences.preferred_charging_stations.0",
    ]);
  });

  it("disappears from every policy_ids at once when it is deleted", async () => {
    const [one, other] = [await make(), await make()];
    const policy_ids = [other.id, one.id];
    const driver = await platform.api.make("/v1/drivers", {
      ...{ name: "Ada", email: "ada@example.com", policy_ids },
    });
    const fleet = await platform.api.make("/v1/fleets", { name: "Fleet", policy_ids });
    assert.deepEqual(driver["policy_ids"], policy_ids);
    const deleted = await platform.api.delete(`/v1/policies/${other.id}`);
    assert.equal(deleted.text, JSON.stringify({ id: other.id, object: "policy", deleted: true }));
    for (const path of [`/v1/drivers/${driver.id}`, `/v1/fleets/${fleet.id}`]) {
      assert.deepEqual((await platform.api.read(path))["policy_ids"], [one.id]);
    }
    const gone = await platform.api.get(`/v1/policies/${other.id}`);
    assert.deepEqual([gone.status, gone.body["code"]], [404, "policy_not_found"]);
    const events = await platform.api.read(`/v1/events?object_id=${other.id}&type=policy.deleted`);
    assert.equal(events.data.length, 1);
  });

  it("is bound or gone, never both, when binding and deleting race", async () => {
    for (let round = 0; round < 8; round++) {
      const policy = await make();
      const [made, deleted] = await Promise.all([
        platform.api.post("/v1/fleets", { name: "Race", policy_ids: [policy.id] }),
        platform.api.delete(`/v1/policies/${policy.id}`),
      ]);
      assert.equal(deleted.status, 200);
      if (made.status === 200) {
        const fleet = await platform.api.read(`/v1/fleets/${made.body.id}`);
        assert.deepEqual(fleet["policy_ids"], []);
      } else assert.deepEqual([made.status, made.body["code"]], [404, "policy_not_found"]);
    }
  });

  const zone = { center: { latitude: 1, longitude: 2 }, name: "Z", radius_meters: 5 };
  const window = { days_of_week: ["monday"], start_time: "09:00", end_time: "24:00" };
  it("says what a time of day is where a window has none", async () => {
    const time_windows = [{ ...window, start_time: "9:00", end_time: "24:30" }];
    const rules = { time_windows };
    const hours = { name: "Hours", mode: "enforcement", rules };
    const { body } = await platform.api.post("/v1/policies", hours);
    const at = "Invalid rules.time_windows.0";
    assert.deepEqual((body["details"] as { message: string }[]).map((one) => one.message).sort(), [
      `${at}.end_time: expected a time of day from 00:00 to 24:00, for instance 18:00, ` +
        'got "24:30".',
      `${at}.start_time: expected a time of day from 00:00 to 23:59, for instance 09:00, ` +
        'got "9:00".',
    ]);
  });

  const refusals: readonly (readonly [string, object, string, string])[] = [
    ["no name", { name: undefined }, "parameter_missing", "name"],
    ["no rules", { rules: undefined }, "parameter_missing", "rules"],
    ["no mode", { mode: undefined }, "parameter_missing", "mode"],
    ["an unknown mode", { mode: "advice" }, "parameter_invalid", "mode"],
    ["an unknown rule", { rules: { colour: 1 } }, "parameter_unknown", "rules.colour"],
    ["a name of null", { name: null }, "parameter_invalid", "name"],
    [
      "a price below zero",
      { rules: { max_price_per_kwh: -1 } },
      "parameter_invalid",
      "rules.max_price_per_kwh",
    ],
    [
      "a radius below zero",
      { rules: { geofences: [{ ...zone, radius_meters: -1 }] } },
      ...(["parameter_invalid", "rules.geofences.0.radius_meters"] as const),
    ],
    [
      "a latitude past the pole",
      { rules: { geofences: [{ ...zone, center: { latitude: 91, longitude: 0 } }] } },
      ...(["parameter_invalid", "rules.geofences.0.center.latitude"] as const),
    ],
    [
      "24:00 as a start",
      { rules: { time_windows: [{ ...window, start_time: "24:00" }] } },
      ...(["parameter_invalid", "rules.time_windows.0.start_time"] as const),
    ],
    [
      "a window without days",
      { rules: { time_windows: [{ ...window, days_of_week: [] }] } },
      ...(["parameter_invalid", "rules.time_windows.0.days_of_week"] as const),
    ],
  ];
  for (const [what, change, code, param] of refusals) {
    it(`refuses ${what} as ${code} ${param}`, async () => {
      const valid = {
        name: "Hours",
        mode: "enforcement",
        rules: { geofences: [zone], time_windows: [window] },
      };
      const answer = await platform.api.post("/v1/policies", { ...valid, ...change });
      assert.deepEqual(
        [answer.status, answer.body["code"], answer.body["param"]],
        [400, code, param],
      );
    });
  }
});
