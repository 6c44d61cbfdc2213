import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { assertSample } from "../../../test/sample.ts";

const url = "https://example.com/webhook/endpoint";

describe("webhook endpoints", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const make = (more: object = {}) =>
    platform.api.make("/v1/webhook_endpoints", { url, enabled_events: ["*"], ...more });
  const refused = async (input: object, client = platform.api) => {
    const answer = await client.post("/v1/webhook_endpoints", {
      url,
      enabled_events: ["*"],
      ...input,
    });
    return [answer.status, answer.body["code"], answer.body["param"]];
  };

  it("has exactly the keys of the contract, and shows its secret in each answer", async () => {
    const endpoint = await make({ enabled_events: ["report.succeeded", "reservation.confirmed"] });
    assertSample(endpoint);
    assert.equal(endpoint["application"], null);
    assert.match(String(endpoint["secret"]), /^whsec_[0-9A-Za-z]{32}$/);
    assert.deepEqual(await platform.api.read(`/v1/webhook_endpoints/${endpoint.id}`), endpoint);
    const listed = await platform.api.read("/v1/webhook_endpoints?limit=1");
    assert.deepEqual(listed.data, [endpoint]);
    const updated = await platform.api.make(`/v1/webhook_endpoints/${endpoint.id}`, {
      description: "Billing",
      enabled_events: ["driver.*"],
      metadata: { a: "1" },
    });
    const changes = { description: "Billing", enabled_events: ["driver.*"], metadata: { a: "1" } };
    assert.deepEqual(updated, { ...endpoint, ...changes });
  });

  it("keeps the secret encrypted", async () => {
    const endpoint = await make();
    const text = JSON.stringify(await platform.sql("select * from webhook_endpoints"));
    assert.ok(!text.includes(String(endpoint["secret"])));
  });

  it("leaves no secret in the clear in what is kept for a retry, and shows it again", async () => {
    const post = (path: string, body: object, key: string) =>
      platform.api.post(path, body, { "idempotency-key": key });
    const create = { url, enabled_events: ["*"] };
    const made = await post("/v1/webhook_endpoints", create, "hook-create");
    const path = `/v1/webhook_endpoints/${made.body.id}`;
    const updated = await post(path, { description: "Billing" }, "hook-update");
    const kept = JSON.stringify(await platform.sql("select body from idempotency_keys"));
    assert.ok(!kept.includes(String(made.body["secret"])));
    assert.equal((await post("/v1/webhook_endpoints", create, "hook-create")).text, made.text);
    assert.equal((await post(path, { description: "Billing" }, "hook-update")).text, updated.text);
  });

  it("refuses unknown events by their place in the list", async () => {
    const unknown = await refused({ enabled_events: ["driver.eaten"] });
    assert.deepEqual(unknown, [400, "parameter_invalid", "enabled_events.0"]);
    const second = await refused({ enabled_events: ["driver.*", "drivers.*"] });
    assert.deepEqual(second, [400, "parameter_invalid", "enabled_events.1"]);
    assert.deepEqual(await refused({ enabled_events: [] }), [
      400,
      "parameter_invalid",
      "enabled_events",
    ]);
    const { id } = await make();
    const answer = await platform.api.post(`/v1/webhook_endpoints/${id}`, {
      enabled_events: ["x"],
    });
    assert.equal(answer.body["param"], "enabled_events.0");
  });

  it("tells a wrong url and an unknown event together", async () => {
    const body = { url: "ftp://x", enabled_events: ["*", "foo"] };
    const answer = await platform.api.post("/v1/webhook_endpoints", body);
    assert.equal(answer.status, 400);
    assert.deepEqual(
      (answer.body["details"] as { param: string }[]).map(({ param }) => param).sort(),
      ["enabled_events.1", "url"],
    );
    assert.match(answer.text, /driver\.\*.* and \d+ more that the reference lists/);
  });

  it("takes http and private addresses in test mode only", async () => {
    const live = platform.client(platform.first.liveKey);
    const wrong = [400, "parameter_invalid", "url"];
    for (const host of [
      "127.0.0.1",
      "10.0.0.1",
      "[::1]",
      "localhost",
      "2130706433",
      "[::ffff:10.0.0.1]",
    ]) {
      assert.deepEqual(await refused({ url: `https://${host}/` }, live), wrong, host);
      await make({ url: `http://${host}/` });
    }
    assert.deepEqual(await refused({ url: "http://example.com/" }, live), wrong);
    assert.deepEqual(await refused({ url: "https://169.254.169.254/" }), wrong);
    assert.deepEqual(await refused({ url: "ftp://example.com/" }), wrong);
    const listed = await live.read("/v1/webhook_endpoints");
    assert.deepEqual(listed.data, [], "a refusal leaves nothing behind");
  });

  it("is gone after its deletion", async () => {
    const { id } = await make();
    const deleted = await platform.api.delete(`/v1/webhook_endpoints/${id}`);
    assert.equal(deleted.text, JSON.stringify({ id, object: "webhook_endpoint", deleted: true }));
    for (const answer of [
      await platform.api.get(`/v1/webhook_endpoints/${id}`),
      await platform.api.post(`/v1/webhook_endpoints/${id}`, {}),
      await platform.api.delete(`/v1/webhook_endpoints/${id}`),
    ]) {
      assert.deepEqual([answer.status, answer.body["code"]], [404, "webhook_endpoint_not_found"]);
    }
  });
});

describe("webhook endpoints where private addresses are not allowed", () => {
  it("refuse them in test mode too", async () => {
    const platform = await testPlatform({ config: { webhookAllowPrivate: false } });
    try {
      for (const target of ["http://example.com/", "https://127.0.0.1/"]) {
        const body = { url: target, enabled_events: ["*"] };
        const answer = await platform.api.post("/v1/webhook_endpoints", body);
        assert.deepEqual([answer.status, answer.body["param"]], [400, "url"], target);
      }
    } finally {
      await platform.close();
    }
  });
});
