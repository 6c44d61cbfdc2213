// trigger makes things really happen: for every type that it says it can.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../test/platform.ts";
import { inside } from "./program.ts";

type Listed = { type: string; how: string };

const listed = async (): Promise<Listed[]> => {
  const { out } = await inside(["trigger", "--list", "--json"]);
  return JSON.parse(out) as Listed[];
};
const really = (await listed()).filter(({ how }) => !how.startsWith("only as a sample"));

describe("trigger", () => {
  let platform: TestPlatform;
  let env: Record<string, string>;
  before(async () => {
    platform = await testPlatform();
    env = { CHARGE_API_KEY: platform.first.testKey, CHARGE_BASE_URL: platform.url };
  });
  after(() => platform.close());

  it("lists every type of event there is", async () => {
    const { default: document } = await import("../../openapi.json", { with: { type: "json" } });
    const text = JSON.stringify(document);
    const types = (await listed()).map(({ type }) => type);
    assert.ok(types.length > 50);
    for (const type of types) assert.ok(text.includes(`"${type}"`), type);
    assert.ok(really.length >= 25);
  });

  for (const { type } of really) {
    it(`makes ${type} happen`, async () => {
      const { code, out, err } = await inside(["trigger", type, "--json"], { env });
      assert.equal(code, 0, err);
      const told = JSON.parse(out) as { id: string; type: string; object: { id: string } };
      const event = await platform.api.read(`/v1/events/${told.id}`);
      assert.equal(event["type"], type);
      assert.equal(told.type, type);
      assert.deepEqual((event["data"] as unknown as { object: unknown }).object, told.object);
    });
  }

  it("leaves nothing charging", async () => {
    const { data } = await platform.api.read("/v1/charging_sessions?status=active");
    assert.deepEqual(data, []);
  });

  it("does nothing with a live key, and nothing that it can not do", async () => {
    const live = { ...env, CHARGE_API_KEY: platform.first.liveKey };
    const refused = await inside(["trigger", "driver.created"], { env: live });
    assert.equal(refused.code, 2);
    assert.deepEqual((await platform.client(platform.first.liveKey).read("/v1/drivers")).data, []);
    const unable = await inside(["trigger", "account.created"], { env });
    assert.equal(unable.code, 2);
    assert.match(unable.err, /--endpoint/);
  });
});
