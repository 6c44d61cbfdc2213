import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../../test/platform.ts";

describe("operators", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
    const [network] = (await platform.api.read("/v1/networks?kind=simulator")).data;
    const stations = [
      ["Süd Strom", "DE"],
      ["SÜD-STROM", "FR"],
      ["Süd Strom", "DE"],
      ["Nord 100%", "DK"],
    ];
    for (const [operator, country] of stations) {
      await platform.api.make("/v1/charging_stations", {
        ...{ network: network?.["id"], name: "S", operator, address: { country } },
        location: { latitude: 52.5, longitude: 13.4 },
        connectors: [{ id: "1", type: "CCS", power: 150 }],
      });
    }
  });
  after(() => platform.close());

  const south = {
    ...{
      id: "sud_strom",
      object: "operator",
      countries: ["DE", "FR"],
      name: "Süd Strom",
      stations: 3,
    },
  };
  const ids = async (query: string) =>
    (await platform.api.read(`/v1/operators?${query}`)).data.map((one) => one["id"]);

  it("shows one under its most frequent name, with its stations and countries", async () => {
    const text = JSON.stringify(await platform.api.read("/v1/operators/sud_strom"));
    assert.equal(text, JSON.stringify(south));
    const unknown = await platform.api.get("/v1/operators/nobody");
    assert.deepEqual([unknown.status, unknown.body["code"]], [404, "operator_not_found"]);
  });

  it("lists by id, forwards and back, and finds by a piece of name or id", async () => {
    assert.deepEqual(await ids(""), ["nord_100", "sud_strom"]);
    const first = await platform.api.read("/v1/operators?limit=1");
    const second = await platform.api.read(String(first["next_page_url"]));
    assert.deepEqual(second.data, [south]);
    assert.equal(second["next_page_url"], null);
    assert.deepEqual(
      (await platform.api.read(String(second["previous_page_url"]))).data,
      first.data,
    );
    assert.deepEqual(await ids("query=SÜD"), ["sud_strom"]);
    assert.deepEqual(await ids("query=ud_st"), ["sud_strom"]);
    assert.deepEqual(await ids(`query=${encodeURIComponent("100%")}`), ["nord_100"]);
  });

  it("counts for an account what that account sees", async () => {
    const other = platform.client((await platform.openAccount()).testKey);
    assert.deepEqual(await other.read("/v1/operators/sud_strom"), south);
    assert.deepEqual(
      (await platform.client(platform.first.liveKey).read("/v1/operators")).data,
      [],
    );
  });
});
