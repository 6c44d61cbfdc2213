// Whose rendered links change is told as updated, too.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { card, makeVehicle } from "../fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../platform.ts";

describe("a link that comes or goes", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const driver = () => platform.api.make("/v1/drivers", { name: "Ada", email: "ada@example.com" });
  /** Type, object and previous values of the newest events, oldest of them first. */
  const newest = async (count: number) => {
    const { data } = await platform.api.read(`/v1/events?limit=${count}`);
    return data
      .map((one) => {
        const { object, previous_attributes } = one["data"] as { object: Json } & Json;
        return { type: one["type"], object, previous: previous_attributes as Json };
      })
      .sort((a, b) => (String(a.type) < String(b.type) ? -1 : 1));
  };

  it("is told of the driver as of the vehicle", async () => {
    const { api } = platform;
    const fleet = await api.make("/v1/fleets", { name: "F" });
    const vehicle = await makeVehicle(api, fleet.id);
    const one = await driver();
    await api.make(`/v1/vehicles/${vehicle}/attach`, { driver: one.id });
    const [updated, attached] = await newest(2);
    assert.deepEqual([updated?.type, attached?.type], ["driver.updated", "vehicle.attached"]);
    assert.deepEqual(updated?.previous, { vehicles: [] });
    assert.deepEqual(updated?.object, await api.read(`/v1/drivers/${one.id}`));
    await api.make(`/v1/vehicles/${vehicle}/attach`, { driver: one.id });
    const again = (await newest(2)).map(({ type }) => type);
    assert.deepEqual(again, ["driver.updated", "vehicle.attached"], "again: no event");
    assert.equal((await api.read(`/v1/events?object_id=${one.id}`)).data.length, 2);
    await api.make(`/v1/vehicles/${vehicle}/detach`, { driver: one.id });
    const [left] = await newest(2);
    assert.deepEqual([left?.type, left?.previous], ["driver.updated", { vehicles: [vehicle] }]);
    assert.deepEqual(left?.object, await api.read(`/v1/drivers/${one.id}`));
  });

  it("with a deletion is told of those who stay", async () => {
    const { api } = platform;
    const fleet = await api.make("/v1/fleets", { name: "F" });
    const [a, b] = [await driver(), await driver()];
    const [v, w] = [await makeVehicle(api, fleet.id), await makeVehicle(api, fleet.id)];
    for (const vehicle of [v, w]) {
      for (const { id } of [a, b]) await api.make(`/v1/vehicles/${vehicle}/attach`, { driver: id });
    }
    await api.delete(`/v1/drivers/${a.id}`);
    const [deleted, first, second] = await newest(3);
    assert.equal(deleted?.type, "driver.deleted");
    for (const one of [first, second]) {
      assert.deepEqual([one?.type, one?.previous], ["vehicle.updated", { drivers: [a.id, b.id] }]);
      assert.deepEqual(one?.object, await api.read(`/v1/vehicles/${one?.object["id"]}`));
    }
    await api.delete(`/v1/vehicles/${v}`);
    const [updated, gone] = await newest(2);
    assert.deepEqual([updated?.type, gone?.type], ["driver.updated", "vehicle.deleted"]);
    assert.deepEqual(updated?.previous, { vehicles: [v, w] });
    assert.deepEqual(updated?.object, await api.read(`/v1/drivers/${b.id}`));
  });

  it("to a default payment method is told of whose default it was", async () => {
    const { api } = platform;
    const one = await driver();
    const method = await api.make("/v1/payment_methods", card());
    await api.make(`/v1/payment_methods/${method.id}/attach`, { driver: one.id });
    const preferences = { default_payment_method: method.id };
    await api.make(`/v1/drivers/${one.id}`, { preferences });
    await api.delete(`/v1/payment_methods/${method.id}`);
    const [updated] = await newest(2);
    assert.equal(updated?.type, "driver.updated");
    assert.deepEqual(updated?.object, await api.read(`/v1/drivers/${one.id}`));
    const was = updated?.previous["preferences"] as Json;
    assert.equal(was["default_payment_method"], method.id);
  });
});
