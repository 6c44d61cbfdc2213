// What holds for every expansion (spec part 1, "Expanding"), told on drivers and fleets.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { ada, openLists } from "./listed_drivers.ts";
import type { Json } from "./platform.ts";
import { refused } from "./sample.ts";

describe("expand", () => {
  const lists = openLists();

  let fleet: Json & { id: string };
  let driver: Json & { id: string };
  before(async () => {
    fleet = await lists.platform.api.make("/v1/fleets", { name: "Fleet" });
    const { id } = await lists.platform.api.make("/v1/drivers", ada);
    driver = await lists.platform.api.make(`/v1/drivers/${id}/attach`, { fleet: fleet.id });
    fleet = await lists.platform.api.read(`/v1/fleets/${fleet.id}`);
  });

  it("replaces ids by the objects as their own endpoint shows them", async () => {
    const expected = { ...driver, fleets: [fleet] };
    const shown = await lists.platform.api.read(`/v1/drivers/${driver.id}?expand=fleets`);
    assert.deepEqual(shown, expected);
    assert.deepEqual(Object.keys(shown), Object.keys(driver));
  });

  it("works on lists, creates, updates and actions", async () => {
    const listed = await lists.platform.api.read(`/v1/drivers?fleet=${fleet.id}&expand=fleets`);
    assert.deepEqual(listed.data[0]?.["fleets"], [fleet]);
    const path = `/v1/drivers/${driver.id}`;
    for (const [place, body] of [
      [path, { expand: ["fleets"] }],
      [path, { expand: "fleets" }],
      [`${path}?expand=fleets`, {}],
      [`${path}/attach`, { fleet: fleet.id, expand: ["fleets"] }],
    ] as const) {
      assert.deepEqual((await lists.platform.api.make(place, body))["fleets"], [fleet], place);
    }
    const created = await lists.platform.api.make("/v1/drivers", { ...ada, expand: ["fleets"] });
    assert.deepEqual(created["fleets"], []);
  });

  it("leaves a null reference null", async () => {
    const path = "preferences.default_payment_method";
    const shown = await lists.platform.api.read(`/v1/fleets/${fleet.id}?expand=${path}`);
    assert.equal((shown["preferences"] as Json)["default_payment_method"], null);
    assert.deepEqual(shown, fleet);
  });

  it("is refused for unknown paths, plain fields, expand[], over four levels", async () => {
    const deep = "vehicles.drivers.vehicles.drivers.fleets";
    const bad = ["nothing", "name", "fleets.name", "data.fleets", "", "fleets.", ".fleets", deep];
    for (const path of bad) {
      const answer = await lists.platform.api.get(`/v1/drivers?expand=${path}`);
      assert.deepEqual(refused(answer), [400, "unsupported_expand_value", "expand"], path);
      const change = { name: "Changed", expand: [path] };
      const posted = await lists.platform.api.post(`/v1/drivers/${driver.id}`, change);
      assert.deepEqual(refused(posted), [400, "unsupported_expand_value", "expand"], path);
    }
    for (const path of ["__proto__", "constructor", "fleets.__proto__"]) {
      const answer = await lists.platform.api.get(`/v1/drivers?expand=${path}`);
      assert.deepEqual(refused(answer), [400, "unsupported_expand_value", "expand"], path);
    }
    const brackets = await lists.platform.api.get("/v1/drivers?expand[]=fleets");
    assert.deepEqual(refused(brackets), [400, "unsupported_expand_value", "expand[]"]);
    for (const expand of [1, [1], { a: 1 }, null]) {
      const answer = await lists.platform.api.post("/v1/drivers", { ...ada, expand });
      assert.deepEqual(refused(answer), [400, "unsupported_expand_value", "expand"]);
    }
    assert.equal((await lists.platform.api.read(`/v1/drivers/${driver.id}`))["name"], "Ada");
  });

  it("reaches four levels deep and back to where it began", async () => {
    const vehicle = await lists.platform.api.make("/v1/vehicles", {
      ...{ vin: "TESTVN00000999999", battery_capacity: 82_000, charging_standard: "CCS" },
    });
    await lists.platform.api.make(`/v1/vehicles/${vehicle.id}/attach`, { driver: driver.id });
    const path = "vehicles.drivers.vehicles.drivers";
    let at = await lists.platform.api.read(`/v1/drivers/${driver.id}?expand=${path}`);
    for (const key of path.split(".")) at = (at[key] as (typeof at)[])[0] as typeof at;
    assert.equal(at.id, driver.id);
    assert.deepEqual(at["fleets"], [fleet.id]);
  });

  it("costs a list of twenty as many statements as a list of one", async () => {
    const { api, ids } = await lists.accountWith(20);
    const { id } = await api.make("/v1/fleets", { name: "All" });
    for (const one of ids) await api.make(`/v1/drivers/${one}/attach`, { fleet: id });
    const cost = (limit: number) =>
      lists.fewestStatements(() =>
        api.read(`/v1/drivers?limit=${limit}&expand=fleets&expand=vehicles`),
      );
    assert.equal(await cost(20), await cost(1));
  });

  it("is carried on to the next page", async () => {
    const page = await lists.platform.api.read("/v1/drivers?limit=1&expand=fleets");
    const url = new URL(String(page["next_page_url"]));
    assert.deepEqual(url.searchParams.getAll("expand"), ["fleets"]);
  });
});
