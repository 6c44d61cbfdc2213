import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { Webhook } from "standardwebhooks";
import {
  type Answer,
  type Client,
  type Json,
  type TestPlatform,
  testPlatform,
} from "../../../../test/platform.ts";
import { refused } from "../../../../test/sample.ts";
import { type Got, openSinks, until } from "../../../../test/sinks.ts";
import { newId } from "../../../lib/id.ts";
import { type Clock, pause, systemClock } from "../../../lib/time.ts";
import { eventTypes } from "../../events/schema.ts";

const sinks = openSinks();
const { sink } = sinks;

let aheadMs = 0;
const clock: Clock = {
  now: () => new Date(systemClock.now().getTime() + aheadMs),
  after: systemClock.after,
};

describe("deliveries of an endpoint", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform({ clock });
  });
  after(async () => {
    await platform.close();
    sinks.close();
  });

  // What the next test makes goes to its own endpoints only.
  afterEach(async () => {
    for (const { id } of (await platform.api.read("/v1/webhook_endpoints?limit=100")).data) {
      await platform.api.delete(`/v1/webhook_endpoints/${id}`);
    }
  });

  const endpoint = (url: string, events = ["driver.*"], client: Client = platform.api) =>
    client.make("/v1/webhook_endpoints", { url, enabled_events: events });
  const driver = (name = "Ada", client: Client = platform.api) =>
    client.make("/v1/drivers", { name, email: "ada@example.com" });
  const pathOf = (hook: Json) => `/v1/webhook_endpoints/${hook["id"]}`;
  const listOf = async (hook: Json, query = "") =>
    (await platform.api.read(`${pathOf(hook)}/deliveries${query}`)).data;
  const allOver = (hook: Json, count: number) =>
    until(async () => {
      const data = await listOf(hook, "?limit=100");
      return data.length === count && data.every((one) => one["status"] !== "pending") && data;
    }, `${count} deliveries are over`);
  const attemptsOf = (one: Json | undefined) => one?.["attempts"] as Json[];

  it("tell of each attempt what became of it", async () => {
    const statuses = [500, 200];
    const { url } = await sink((_request, response) =>
      response
        .writeHead(statuses.shift() ?? 200)
        .end(`${"a\u0001\u001b[31m\r\n\t\0"}${"é".repeat(900)}`),
    );
    const hook = await endpoint(url);
    const made = await driver();
    const first = await until(async () => {
      const [one] = await listOf(hook);
      return one !== undefined && attemptsOf(one).length === 1 && one;
    }, "the first attempt");
    const [failed] = attemptsOf(first);
    assert.deepEqual(Object.keys(first), [
      ...["id", "object", "attempts", "created", "error", "event", "event_type", "finished"],
      ...["livemode", "next_attempt", "status", "test", "webhook_endpoint"],
    ]);
    assert.match(String(first["id"]), /^whd_\w{32}$/);
    assert.equal(first["status"], "pending");
    assert.equal(failed?.["response_status"], 500);
    assert.match(String(failed?.["error"]), /answered 500/);
    assert.equal(first["error"], failed?.["error"]);
    const head = String(failed?.["response_head"]);
    assert.match(head, /^a\uFFFD\uFFFD\[31m\r\n\t\uFFFDé+\uFFFD?$/);
    assert.ok(Buffer.byteLength(head) < 1100);
    assert.ok(Number(failed?.["duration_ms"]) >= 0);
    const wait = Date.parse(String(first["next_attempt"])) - clock.now().getTime();
    assert.ok(wait > 2000 && wait <= 6000, `${wait} ms`);
    aheadMs += 6000;
    const [done] = await allOver(hook, 1);
    assert.deepEqual(
      attemptsOf(done).map((one) => [one["response_status"], one["error"] === null]),
      [
        [500, false],
        [200, true],
      ],
    );
    assert.deepEqual(
      [done?.["status"], done?.["error"], done?.["next_attempt"], done?.["webhook_endpoint"]],
      ["succeeded", null, null, hook["id"]],
    );
    const event = await platform.api.read(`/v1/events?object_id=${made.id}`);
    assert.equal(done?.["event"], event.data[0]?.["id"]);
    assert.deepEqual(await platform.api.read(`${pathOf(hook)}/deliveries/${done?.["id"]}`), done);
    const expanded = await listOf(hook, "?expand=event");
    assert.deepEqual(expanded[0]?.["event"], event.data[0]);
  });

  it("are another endpoint's affair nowhere", async () => {
    const { url } = await sink();
    const hook = await endpoint(url, ["driver.created"]);
    const other = await endpoint(url, ["fleet.created"]);
    await driver();
    const [one] = await allOver(hook, 1);
    const wrong = `${pathOf(other)}/deliveries/${one?.["id"]}`;
    assert.deepEqual(refused(await platform.api.get(wrong)), [
      404,
      "webhook_delivery_not_found",
      null,
    ]);
    const retried = await platform.api.post(`${wrong}/retry`);
    assert.deepEqual(refused(retried), [404, "webhook_delivery_not_found", null]);
    const nowhere = `/v1/webhook_endpoints/wh_none/deliveries`;
    assert.equal((await platform.api.get(nowhere)).body["code"], "webhook_endpoint_not_found");
  });

  it("can be retried at once, whether they failed, wait or have arrived", async () => {
    let status = 500;
    const { url, got } = await sink((_request, response) => response.writeHead(status).end());
    const hook = await endpoint(url, ["driver.created"]);
    const made = await driver();
    const pendingOf = async () =>
      (await platform.api.read(`/v1/events?object_id=${made.id}`)).data[0]?.["pending_webhooks"];
    await until(() => got.length === 1, "the first attempt");
    const [waiting] = await listOf(hook);
    const path = `${pathOf(hook)}/deliveries/${waiting?.["id"]}/retry`;
    const again = await platform.api.make(path);
    assert.deepEqual([again["status"], attemptsOf(again).length], ["pending", 2]);
    assert.equal(await pendingOf(), 1);
    status = 200;
    const arrived = await platform.api.make(path);
    assert.deepEqual([arrived["status"], attemptsOf(arrived).length], ["succeeded", 3]);
    assert.equal(await pendingOf(), 0);
    const resent = await platform.api.make(path);
    assert.deepEqual([resent["status"], attemptsOf(resent).length], ["succeeded", 4]);
    assert.equal(got.length, 4);
    assert.equal(new Set(got.map(({ headers }) => headers["webhook-id"])).size, 1);
    assert.equal(await pendingOf(), 0);
    const reached = `/v1/events?object_id=${made.id}&delivery_success=true`;
    assert.equal((await platform.api.read(reached)).data.length, 1);
    // One that was sent again and did not arrive waits like any other.
    status = 500;
    const lost = await platform.api.make(path);
    assert.deepEqual([lost["status"], await pendingOf()], ["pending", 1]);
    assert.equal((await platform.api.read(reached)).data.length, 0);
    await platform.api.make(pathOf(hook), { status: "disabled" });
    const refusal = await platform.api.post(path);
    assert.deepEqual(refused(refusal), [409, "webhook_endpoint_state_conflict", null]);
    const [ended] = await allOver(hook, 1);
    assert.deepEqual(
      [ended?.["status"], ended?.["error"]],
      ["failed", "The endpoint was disabled."],
    );
    await platform.api.make(pathOf(hook), { status: "enabled" });
    status = 200;
    assert.equal((await platform.api.make(path))["status"], "succeeded");
    assert.equal(await pendingOf(), 0);
    await platform.sql("update webhook_deliveries set attempts = 50 where endpoint_id = $1", [
      hook.id,
    ]);
    assert.deepEqual(refused(await platform.api.post(path)), [
      ...[409, "webhook_delivery_state_conflict", null],
    ]);
  });

  it("are retried once under one idempotency key", async () => {
    const { url, got } = await sink();
    const hook = await endpoint(url, ["driver.created"]);
    await driver();
    const [one] = await allOver(hook, 1);
    const path = `${pathOf(hook)}/deliveries/${one?.["id"]}/retry`;
    const send = () => platform.api.post(path, {}, { "idempotency-key": `retry-${hook.id}` });
    const answers = [await send(), await send()];
    assert.equal(answers[0]?.text, answers[1]?.text);
    assert.equal(got.length, 2);
  });

  it("can be tried out with a sample of every type, which nobody else gets", async () => {
    const { url, got } = await sink();
    const bystander = await sink();
    const hook = await endpoint(url, ["fleet.deleted"]);
    await endpoint(bystander.url, ["*"]);
    for (const type of eventTypes) {
      const answer = await platform.api.post(`${pathOf(hook)}/test`, { type });
      const { body: delivery } = answer;
      assert.deepEqual(
        [delivery["status"], delivery["test"], delivery["event_type"], delivery["object"]],
        ["succeeded", true, type, "webhook_delivery"],
        answer.text,
      );
      const last = got.at(-1) as Got;
      new Webhook(String(hook["secret"])).verify(last.body, last.headers);
      assert.equal(last.headers["charge-test"], "true");
      const event = JSON.parse(last.body) as Json;
      assert.deepEqual([event["type"], event["livemode"]], [type, false]);
      assert.equal(event["id"], delivery["event"]);
      const { object } = event["data"] as { object: Json };
      assert.ok(Object.keys(object).length > 2 && typeof object["id"] === "string", last.body);
      assert.ok(!last.body.includes("whsec_"), "a secret");
      assert.equal((await platform.api.get(`/v1/events/${event["id"]}`)).status, 404);
    }
    assert.equal(bystander.got.length, 0);
    const unknown = await platform.api.post(`${pathOf(hook)}/test`, { type: "driver.eaten" });
    assert.deepEqual(refused(unknown), [400, "parameter_invalid", "type"]);
    const family = await platform.api.post(`${pathOf(hook)}/test`, { type: "driver.*" });
    assert.deepEqual(refused(family), [400, "parameter_invalid", "type"]);
  });

  it("that are tests tell of a refused connection, and can be retried", async () => {
    const hook = await endpoint("http://127.0.0.1:9/hook");
    const tested = await platform.api.make(`${pathOf(hook)}/test`, { type: "driver.created" });
    assert.deepEqual(
      [tested["status"], tested["error"]],
      ["pending", "The connection was refused."],
    );
    const path = `${pathOf(hook)}/deliveries/${tested.id}/retry`;
    assert.equal(attemptsOf(await platform.api.make(path)).length, 2);
  });

  it("are not waited for by a person behind a hanging one for longer than it hangs", async () => {
    const { url } = await sink(() => undefined);
    const hook = await endpoint(url, ["driver.created"]);
    const started = performance.now();
    const answer: Answer = await platform.api.post(`${pathOf(hook)}/test`, {
      type: "driver.created",
    });
    assert.deepEqual([answer.status, answer.body["status"]], [200, "pending"]);
    assert.match(String(answer.body["error"]), /within 10 s/);
    assert.ok(performance.now() - started < 20_000);
    await platform.api.delete(pathOf(hook));
  });

  it("are found by status, event and time, and kept for 30 days", async () => {
    const { url } = await sink((_request, response) => response.writeHead(204).end());
    const hook = await endpoint(url, ["driver.created"]);
    const other = await endpoint(url, ["driver.created"]);
    for (const name of ["a", "b", "c"]) await driver(name);
    const all = await allOver(hook, 3);
    await allOver(other, 3);
    const ids = async (query: string) => (await listOf(hook, query)).map((one) => one["id"]);
    const [newest, middle, oldest] = all;
    assert.deepEqual(
      await ids("?status=succeeded"),
      all.map((one) => one["id"]),
    );
    assert.deepEqual(await ids("?status=failed"), []);
    assert.deepEqual(await ids(`?event=${middle?.["event"]}`), [middle?.["id"]]);
    assert.deepEqual(await ids(`?event=${newId("evt", clock.now())}`), []);
    assert.deepEqual(await ids("?event=nonsense"), []);
    assert.deepEqual(await ids(`?created[gt]=${middle?.["created"]}`), [newest?.["id"]]);
    const page = await platform.api.read(`${pathOf(hook)}/deliveries?limit=2`);
    const rest = await platform.api.read(String(page["next_page_url"]));
    assert.deepEqual(rest.data, [oldest]);
    aheadMs += 31 * 24 * 3_600_000;
    assert.deepEqual(await ids(""), []);
    const path = `${pathOf(hook)}/deliveries/${newest?.["id"]}`;
    for (const answer of [await platform.api.get(path), await platform.api.post(`${path}/retry`)]) {
      assert.deepEqual(refused(answer), [404, "webhook_delivery_not_found", null]);
    }
  });
});

describe("a rolled secret", () => {
  let platform: TestPlatform;
  before(async () => {
    aheadMs = 0;
    platform = await testPlatform({ clock });
  });
  after(async () => {
    await platform.close();
    sinks.close();
  });

  it("signs beside the old one until that expires, for stock verifiers of either", async () => {
    const { url, got } = await sink();
    const create = { url, enabled_events: ["*"] };
    const hook = await platform.api.make("/v1/webhook_endpoints", create);
    const path = `/v1/webhook_endpoints/${hook.id}`;
    const send = async (): Promise<Got> => {
      await platform.api.make(`${path}/test`, { type: "driver.created" });
      return got.at(-1) as Got;
    };
    const verifies = (secret: unknown, { body, headers }: Got): boolean => {
      try {
        new Webhook(String(secret)).verify(body, {
          ...headers,
          // The package holds against the machine's clock, which this test has left behind.
          ...{ "webhook-timestamp": String(headers["webhook-timestamp"]) },
        });
        return true;
      } catch (error) {
        assert.match(String(error), /No matching signature/);
        return false;
      }
    };
    const rolled = await platform.api.make(`${path}/roll_secret`, { expires_in: 200 });
    assert.deepEqual({ ...rolled, secret: null }, { ...hook, secret: null });
    assert.match(String(rolled["secret"]), /^whsec_\w{32}$/);
    assert.notEqual(rolled["secret"], hook["secret"]);
    const both = await send();
    assert.match(
      both.headers["charge-signature"] ?? "",
      /^t=[^,]+,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/,
    );
    assert.match(both.headers["webhook-signature"] ?? "", /^v1,\S+ v1,\S+$/);
    assert.deepEqual(
      [verifies(hook["secret"], both), verifies(rolled["secret"], both)],
      [true, true],
    );
    aheadMs += 201_000;
    const one = await send();
    assert.match(one.headers["charge-signature"] ?? "", /^t=[^,]+,v1=[0-9a-f]{64}$/);
    assert.deepEqual(
      [verifies(hook["secret"], one), verifies(rolled["secret"], one)],
      [false, true],
    );
    const twice = await platform.api.make(`${path}/roll_secret`, { expires_in: 0 });
    const now = await send();
    assert.deepEqual(
      [verifies(rolled["secret"], now), verifies(twice["secret"], now)],
      [false, true],
    );
    const kept = JSON.stringify(await platform.sql("select * from webhook_endpoints"));
    for (const { secret } of [hook, rolled, twice]) assert.ok(!kept.includes(String(secret)));
  });

  it("is kept for a retry under the key that rolled it, and takes a week at most", async () => {
    const create = { url: "https://example.com/", enabled_events: ["*"] };
    const hook = await platform.api.make("/v1/webhook_endpoints", create);
    const path = `/v1/webhook_endpoints/${hook.id}/roll_secret`;
    const roll = () => platform.api.post(path, {}, { "idempotency-key": "roll" });
    const first = await roll();
    assert.equal((await roll()).text, first.text);
    const kept = JSON.stringify(await platform.sql("select body from idempotency_keys"));
    assert.ok(!kept.includes(String(first.body["secret"])));
    for (const expires_in of [-1, 7 * 86_400 + 1, 1.5, "60"]) {
      const answer = await platform.api.post(path, { expires_in });
      assert.deepEqual(refused(answer), [400, "parameter_invalid", "expires_in"]);
    }
  });

  it("shows to keys that may change the endpoint, and to no other", async () => {
    const { testKey, account } = await platform.openAccount();
    const api = platform.client(testKey);
    const create = { url: "https://example.com/", enabled_events: ["*"] };
    const hook = await api.make("/v1/webhook_endpoints", create);
    await platform.sql(
      `update api_keys set permissions = '{"webhook_endpoints": "read"}'
       where account_id = $1 and not livemode`,
      [account],
    );
    await pause(1100);
    const shown = await api.read(`/v1/webhook_endpoints/${hook.id}`);
    assert.equal(shown["secret"], null);
    assert.equal((await api.read("/v1/webhook_endpoints")).data[0]?.["secret"], null);
    const roll = await api.post(`/v1/webhook_endpoints/${hook.id}/roll_secret`);
    assert.deepEqual(refused(roll), [403, "permission_denied", null]);
  });
});

describe("a request that somebody has passed on", () => {
  it("makes us send to no private address, by any of its routes", async () => {
    const platform = await testPlatform({ config: { allowHttp: true } });
    try {
      const create = { url: "http://127.0.0.1:9/", enabled_events: ["*"] };
      const hook = await platform.api.make("/v1/webhook_endpoints", create);
      const path = `/v1/webhook_endpoints/${hook.id}`;
      const post = (name: string, to: string, body: object) =>
        platform.api.post(to, body, { [name]: name === "forwarded" ? "for=1.2.3.4" : "1.2.3.4" });
      const wrong = [400, "parameter_invalid", "url"];
      for (const name of [
        "x-forwarded-for",
        "forwarded",
        "x-forwarded-proto",
        "x-real-ip",
        "via",
      ]) {
        assert.deepEqual(refused(await post(name, "/v1/webhook_endpoints", create)), wrong, name);
        const tested = await post(name, `${path}/test`, { type: "driver.created" });
        assert.deepEqual(refused(tested), wrong, name);
        assert.deepEqual(refused(await post(name, path, { description: "x" })), wrong, name);
      }
      const public_ = { ...create, url: "https://example.com/" };
      assert.equal((await post("forwarded", "/v1/webhook_endpoints", public_)).status, 200);
      assert.equal((await post("forwarded", path, { status: "disabled" })).status, 200);
      assert.deepEqual(refused(await post("forwarded", path, { status: "enabled" })), wrong);
    } finally {
      await platform.close();
    }
  });
});
