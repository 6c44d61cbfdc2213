import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { assertSample } from "../../../test/sample.ts";

describe("drivers", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const make = (more: object = {}) =>
    platform.api.make("/v1/drivers", { name: "Ada", email: "ada@example.com", ...more });

  it("has exactly the keys of the contract", async () => {
    const driver = await make();
    assertSample(driver);
    assertSample(await platform.api.read(`/v1/drivers/${driver.id}`));
  });

  it("updates what the first seed updates and nothing else", async () => {
    const driver = await make({ metadata: { b: "1", a: "2" } });
    const updated = await platform.api.make(`/v1/drivers/${driver.id}`, { phone: "+33189000029" });
    assert.deepEqual(
      { ...updated, updated: null },
      { ...driver, phone: "+33189000029", updated: null },
    );
    assert.ok(String(updated["updated"]) >= String(driver["updated"]));
  });

  it("attaches to a fleet as the second seed does, once", async () => {
    const driver = await make();
    const fleet = await platform.api.make("/v1/fleets", { name: "Fleet" });
    const attached = await platform.api.make(`/v1/drivers/${driver.id}/attach`, {
      fleet: fleet.id,
    });
    assert.deepEqual(attached["fleets"], [fleet.id]);
    const again = await platform.api.make(`/v1/drivers/${driver.id}/attach`, { fleet: fleet.id });
    assert.deepEqual(again, attached);
    assert.equal((await platform.api.read(`/v1/fleets/${fleet.id}`))["total_drivers"], 1);
    const events = await platform.api.read(
      `/v1/events?object_id=${driver.id}&type=driver.attached`,
    );
    assert.equal(events.data.length, 1);
  });

  it("detaches, and again changes nothing", async () => {
    const driver = await make();
    const fleet = await platform.api.make("/v1/fleets", { name: "Fleet" });
    await platform.api.make(`/v1/drivers/${driver.id}/attach`, { fleet: fleet.id });
    const detached = await platform.api.make(`/v1/drivers/${driver.id}/detach`, {
      fleet: fleet.id,
    });
    assert.deepEqual(detached["fleets"], []);
    assert.deepEqual(
      await platform.api.make(`/v1/drivers/${driver.id}/detach`, { fleet: fleet.id }),
      detached,
    );
    assert.equal((await platform.api.read(`/v1/fleets/${fleet.id}`))["total_drivers"], 0);
  });

  it("refuses an unknown fleet with its code, an archived one with a conflict", async () => {
    const driver = await make();
    const unknown = await platform.api.post(`/v1/drivers/${driver.id}/attach`, {
      fleet: "flt_nope",
    });
    assert.equal(unknown.status, 404);
    assert.deepEqual([unknown.body["code"], unknown.body["param"]], ["fleet_not_found", "fleet"]);
    const fleet = await platform.api.make("/v1/fleets", { name: "Old", status: "archived" });
    const archived = await platform.api.post(`/v1/drivers/${driver.id}/attach`, {
      fleet: fleet.id,
    });
    assert.deepEqual([archived.status, archived.body["code"]], [409, "driver_fleet_conflict"]);
  });

  it("is gone after its deletion, and answers as the contract says", async () => {
    const driver = await make();
    const deleted = await platform.api.delete(`/v1/drivers/${driver.id}`);
    assert.equal(deleted.text, JSON.stringify({ id: driver.id, object: "driver", deleted: true }));
    assert.equal((await platform.api.get(`/v1/drivers/${driver.id}`)).status, 404);
  });

  it("takes operators by display name and keeps their ids", async () => {
    const driver = await make({
      preferences: { preferred_cpos: ["Example Operator", "example_operator"] },
    });
    const preferences = driver["preferences"] as Record<string, unknown>;
    assert.deepEqual(preferences["preferred_cpos"], ["example_operator"]);
  });

  it("clears a nullable field with null and refuses null for one that is not", async () => {
    const driver = await make({ phone: "+33189000029" });
    const cleared = await platform.api.make(`/v1/drivers/${driver.id}`, { phone: null });
    assert.equal(cleared["phone"], null);
    const refused = await platform.api.post(`/v1/drivers/${driver.id}`, { name: null });
    assert.deepEqual(
      [refused.status, refused.body["code"], refused.body["param"]],
      [400, "parameter_invalid", "name"],
    );
  });

  it("filters by fleet, status and email", async () => {
    const fleet = await platform.api.make("/v1/fleets", { name: "Filter" });
    const driver = await make({ email: "Filter@Example.com", status: "suspended" });
    await platform.api.make(`/v1/drivers/${driver.id}/attach`, { fleet: fleet.id });
    for (const query of [`fleet=${fleet.id}`, "status=suspended", "email=filter@example.com"]) {
      const page = await platform.api.read(`/v1/drivers?${query}`);
      assert.deepEqual(
        page.data.map((one) => one["id"]),
        [driver.id],
        query,
      );
    }
  });
});
