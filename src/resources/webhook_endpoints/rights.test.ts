// What restricted keys see of endpoints and may have sent (ruling 6), and plain http by setting.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Client, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { refused } from "../../../test/sample.ts";

const url = "https://example.com/webhook/endpoint";

describe("the rights of a key on webhook endpoints", () => {
  let platform: TestPlatform;
  before(async () => {
    // As an installation that the public reaches: nothing private is let through.
    platform = await testPlatform({ config: { webhookAllowPrivate: false } });
  });
  after(() => platform.close());

  async function keyWith(permissions: object): Promise<Client> {
    const made = await platform.api.make("/v1/api_keys", { permissions });
    return platform.client(String(made["key"]));
  }

  it("show the secret only with write; else it is null", async () => {
    const endpoint = await platform.api.make("/v1/webhook_endpoints", {
      ...{ url, enabled_events: ["*"] },
    });
    const path = `/v1/webhook_endpoints/${endpoint.id}`;
    const reader = await keyWith({ webhook_endpoints: "read" });
    assert.deepEqual(await reader.read(path), { ...endpoint, secret: null });
    const { data } = await reader.read("/v1/webhook_endpoints");
    assert.ok(data.every((one) => one["secret"] === null));
    const writer = await keyWith({ webhook_endpoints: "write" });
    assert.deepEqual(await writer.read(path), endpoint);
  });

  it("have events sent only of what the key may read", async () => {
    const writer = await keyWith({ webhook_endpoints: "write", drivers: "read" });
    const make = (...enabled_events: string[]) =>
      writer.post("/v1/webhook_endpoints", { url, enabled_events });
    const made = await make("driver.created", "driver.*");
    assert.equal(made.status, 200, made.text);
    const denied = (at: number) => [403, "permission_denied", `enabled_events.${at}`];
    assert.deepEqual(refused(await make("driver.*", "charge.succeeded")), denied(1));
    assert.deepEqual(refused(await make("*")), denied(0));
    const update = await writer.post(`/v1/webhook_endpoints/${made.body.id}`, {
      enabled_events: ["vehicle.*"],
    });
    assert.deepEqual(refused(update), denied(0));
    const payer = await keyWith({ webhook_endpoints: "write", transactions: "read" });
    const paid = await payer.post("/v1/webhook_endpoints", {
      ...{ url, enabled_events: ["charge.*"] },
    });
    assert.equal(paid.status, 200, paid.text);
  });

  it("stand beside the account's setting for http: public hosts, test mode, and not private", async () => {
    const make = (target: string, client = platform.api) =>
      client.post("/v1/webhook_endpoints", { url: target, enabled_events: ["*"] });
    const wrong = [400, "parameter_invalid", "url"];
    assert.deepEqual(refused(await make("http://example.com/")), wrong);
    await platform.api.make("/v1/account/settings", { webhook_http_allowed: true });
    assert.equal((await make("http://example.com/")).status, 200);
    for (const host of ["127.0.0.1", "10.0.0.1", "localhost", "169.254.169.254"]) {
      assert.deepEqual(refused(await make(`http://${host}/`)), wrong, host);
    }
    const live = platform.client(platform.first.liveKey);
    assert.deepEqual(refused(await make("http://example.com/", live)), wrong);
    const set = await live.post("/v1/account/settings", { webhook_http_allowed: true });
    assert.deepEqual(refused(set), [400, "parameter_invalid", "webhook_http_allowed"]);
  });
});
