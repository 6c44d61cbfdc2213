import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../../test/platform.ts";

describe("networks", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const shown = (page: { data: Record<string, unknown>[] }) =>
    page.data.map((one) => `${one["kind"]} ${one["shared"]}`).sort();

  it("begins with simulator and OCPP in test mode, OCPP in live; the first is shared", async () => {
    const live = platform.client(platform.first.liveKey);
    assert.deepEqual(shown(await platform.api.read("/v1/networks")), [
      "ocpp false",
      "simulator true",
    ]);
    assert.deepEqual(shown(await live.read("/v1/networks")), ["ocpp false"]);
    const other = platform.client((await platform.openAccount()).testKey);
    assert.deepEqual(shown(await other.read("/v1/networks")), ["ocpp false", "simulator false"]);
  });

  it("makes, reads and changes one", async () => {
    const made = await platform.api.make("/v1/networks", { kind: "ocpp", name: "Depot" });
    assert.deepEqual(Object.keys(made), [
      ...["id", "object", "created", "kind", "name", "operator", "shared", "status", "updated"],
    ]);
    assert.equal(made["operator"], "Depot");
    const changed = await platform.api.make(`/v1/networks/${made.id}`, { status: "inactive" });
    assert.deepEqual({ ...changed, updated: 0 }, { ...made, status: "inactive", updated: 0 });
    assert.deepEqual(await platform.api.read(`/v1/networks/${made.id}`), changed);
  });

  it("refuses a simulator in live mode, an unknown kind, and a change of kind", async () => {
    const live = platform.client(platform.first.liveKey);
    const refused = await live.post("/v1/networks", { kind: "simulator", name: "x" });
    assert.deepEqual([refused.status, refused.body["param"]], [400, "kind"]);
    const ocpi = await platform.api.post("/v1/networks", { kind: "ocpi", name: "x" });
    assert.deepEqual([ocpi.status, ocpi.body["param"]], [400, "kind"]);
    const made = await platform.api.make("/v1/networks", { kind: "ocpp", name: "y" });
    const change = await platform.api.post(`/v1/networks/${made.id}`, { kind: "simulator" });
    assert.deepEqual([change.status, change.body["code"]], [400, "parameter_unknown"]);
  });

  it("hides another account's network, the shared one too", async () => {
    const other = platform.client((await platform.openAccount()).testKey);
    for (const { id } of (await platform.api.read("/v1/networks")).data) {
      const answer = await other.get(`/v1/networks/${id}`);
      assert.deepEqual([answer.status, answer.body["code"]], [404, "network_not_found"]);
      assert.equal((await other.post(`/v1/networks/${id}`, { name: "mine" })).status, 404);
    }
  });
});
