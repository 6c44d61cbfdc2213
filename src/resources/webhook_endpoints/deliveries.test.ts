import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { Webhook } from "standardwebhooks";
import { type Client, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { openSinks, until } from "../../../test/sinks.ts";
import { type Clock, systemClock } from "../../lib/time.ts";
import { lanes } from "./actions.ts";

/** A clock that can be moved ahead; jobs and events see it, sockets do not. */
function movableClock(): Clock & { move(ms: number): void } {
  let ahead = 0;
  return {
    now: () => new Date(systemClock.now().getTime() + ahead),
    after: systemClock.after,
    move(ms) {
      ahead += ms;
    },
  };
}

const sinks = openSinks();
const { sink } = sinks;

describe("deliveries", () => {
  const clock = movableClock();
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform({ clock });
  });
  after(async () => {
    await platform.close();
    sinks.close();
  });

  const endpoint = (url: string, events: string[], client: Client = platform.api) =>
    client.make("/v1/webhook_endpoints", { url, enabled_events: events });
  const driver = (client: Client = platform.api) =>
    client.make("/v1/drivers", { name: "Ada", email: "ada@example.com" });
  const eventOf = async (object: string) =>
    (await platform.api.read(`/v1/events?object_id=${object}`)).data[0] as Json;
  /** Whether the object's event is listed under `delivery_success=true`, and under `false`. */
  const reached = async (object: string) => {
    const path = `/v1/events?object_id=${object}&type=driver.created&delivery_success=`;
    const listed = async (word: boolean) => (await platform.api.read(path + word)).data.length;
    return [await listed(true), await listed(false)];
  };
  const deliveriesOf = (hook: string) =>
    platform.sql("select * from webhook_deliveries where endpoint_id = $1 order by id", [hook]);
  const ended = (hook: string) =>
    until(async () => {
      const all = await deliveriesOf(hook);
      return all.length > 0 && all.every((one) => one["status"] !== "pending") && all;
    }, "the deliveries ended");

  it("are signed as a hand computation and the standardwebhooks package expect", async () => {
    const { url, got } = await sink();
    const hook = await endpoint(url, ["driver.created"]);
    const made = await driver();
    const { headers, body, event } = await until(() => got[0] ?? false, "a delivery");
    const secret = String(hook["secret"]);
    const [time, signature] = (headers["charge-signature"] ?? "").split(",") as [string, string];
    assert.match(time, /^t=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const expected = createHmac("sha256", secret)
      .update(`${time.slice(2)}.${body}`)
      .digest("hex");
    assert.equal(signature, `v1=${expected}`);
    new Webhook(secret).verify(body, headers);
    assert.equal(headers["content-type"], "application/json");
    assert.equal(event["type"], "driver.created");
    assert.equal(headers["webhook-id"], event["id"]);
    assert.deepEqual((event["data"] as Json)["object"], made);
    await ended(hook.id);
    assert.equal((await eventOf(made.id))["pending_webhooks"], 0);
    await platform.api.delete(`/v1/webhook_endpoints/${hook.id}`);
  });

  it("go to those who want the type, and to nobody else's account or mode", async () => {
    const [all, family, other, stranger] = await Promise.all([sink(), sink(), sink(), sink()]);
    const strangers = await platform.openAccount();
    const hooks = [
      await endpoint(all.url, ["*"]),
      await endpoint(family.url, ["driver.*", "driver.created"]),
      await endpoint(other.url, ["fleet.*", "driver.deleted"]),
    ];
    await endpoint(stranger.url, ["*"], platform.client(strangers.testKey));
    const made = await driver();
    assert.equal((await eventOf(made.id))["type"], "driver.created");
    for (const { id } of hooks.slice(0, 2)) assert.equal((await ended(id)).length, 1);
    assert.equal((await eventOf(made.id))["pending_webhooks"], 0);
    const counts = [all, family, other, stranger].map(({ got }) => got.length);
    assert.deepEqual(counts, [1, 1, 0, 0]);
    await driver(platform.client(platform.first.liveKey));
    await driver(platform.client(strangers.testKey));
    await until(() => stranger.got.length === 1, "the stranger's own delivery");
    assert.equal(all.got.length, 1);
    for (const { id } of hooks) await platform.api.delete(`/v1/webhook_endpoints/${id}`);
  });

  it("come again on schedule with a fresh signature, and end with the first success", async () => {
    const statuses = [500, 302, 200];
    const { url, got } = await sink((_request, response) => {
      response.writeHead(statuses.shift() ?? 200, { location: url }).end("why\0not");
    });
    const hook = await endpoint(url, ["driver.created"]);
    const made = await driver();
    const tried = (attempts: number) =>
      until(async () => {
        const [one] = await deliveriesOf(hook.id);
        return one !== undefined && one["attempts"] === attempts && one;
      }, `attempt ${attempts}`);
    const near = (one: Json, seconds: number) => {
      const left = (one["next_attempt"] as Date).getTime() - clock.now().getTime();
      assert.ok(left > seconds * 700 && left <= seconds * 1200, `${left} ms for ${seconds} s`);
    };
    const first = await tried(1);
    near(first, 5);
    const lastTry = (one: Json) => (one["tries"] as Json[]).at(-1) as Json;
    assert.deepEqual([lastTry(first)["status"], first["status"]], [500, "pending"]);
    assert.equal((await eventOf(made.id))["pending_webhooks"], 1);
    clock.move(6000);
    const second = await tried(2);
    near(second, 30);
    assert.match(String(second["last_error"]), /redirect/);
    assert.deepEqual(await reached(made.id), [0, 1], "not yet");
    clock.move(36_000);
    const third = await tried(3);
    assert.deepEqual(
      [third["status"], third["last_error"], third["next_attempt"]],
      ["succeeded", null, null],
    );
    assert.deepEqual(await reached(made.id), [1, 0]);
    assert.equal(lastTry(third)["head"], "why\uFFFDnot");
    assert.equal(got.length, 3, "the redirect was not followed");
    assert.equal(new Set(got.map(({ headers }) => headers["webhook-id"])).size, 1);
    assert.equal(new Set(got.map(({ headers }) => headers["charge-signature"])).size, 3);
    assert.equal((await eventOf(made.id))["pending_webhooks"], 0);
    await platform.api.delete(`/v1/webhook_endpoints/${hook.id}`);
  });

  it("end as failed after the last retry", async () => {
    const { url, got } = await sink((_request, response) => response.writeHead(503).end());
    const hook = await endpoint(url, ["driver.created"]);
    const made = await driver();
    for (let attempt = 1; attempt <= 11; attempt++) {
      const one = await until(async () => {
        const [row] = await deliveriesOf(hook.id);
        return row?.["attempts"] === attempt && row;
      }, `attempt ${attempt}`);
      if (attempt === 11) break;
      clock.move((one["next_attempt"] as Date).getTime() - clock.now().getTime());
    }
    const [one] = await ended(hook.id);
    assert.deepEqual([one?.["status"], one?.["attempts"], got.length], ["failed", 11, 11]);
    assert.deepEqual(await reached(made.id), [0, 1], "it reached not everybody");
    assert.equal((await eventOf(made.id))["pending_webhooks"], 0);
    await platform.api.delete(`/v1/webhook_endpoints/${hook.id}`);
  });

  it("that nobody wanted are neither reached nor missed", async () => {
    const made = await driver();
    assert.deepEqual(await reached(made.id), [0, 0]);
  });

  it("that hang delay no other endpoint, however many hang", async () => {
    const hanging = await Promise.all(Array.from({ length: 20 }, () => sink(() => undefined)));
    const quick = await sink();
    const hooks = await Promise.all(
      [...hanging, quick].map(({ url }) => endpoint(url, ["driver.created"])),
    );
    const started = performance.now();
    const made = await Promise.all(Array.from({ length: 30 }, () => driver()));
    await until(() => quick.got.length === made.length, "all of the quick endpoint's");
    assert.ok(performance.now() - started < 9500, "before the first of the others timed out");
    for (const { got } of hanging) assert.ok(got.length <= lanes, `${got.length} at one endpoint`);
    for (const { id } of hooks) await platform.api.delete(`/v1/webhook_endpoints/${id}`);
  });

  it("to an endpoint that fails go out one at a time, and all lanes once one arrives", async () => {
    let status = 500;
    let now = 0;
    let most = 0;
    const { url, got } = await sink((_request, response) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        response.writeHead(status).end();
      }, 30);
    });
    const hook = await endpoint(url, ["driver.created"]);
    const failing = "select 1 from webhook_endpoints where failing_since is not null and id = $1";
    await driver();
    await until(
      async () => (await platform.sql(failing, [hook.id])).length === 1,
      "the first failure is written",
    );
    most = 0;
    await Promise.all(Array.from({ length: 30 }, () => driver()));
    await until(
      async () => (await deliveriesOf(hook.id)).every((one) => Number(one["attempts"]) > 0),
      "each has been tried",
    );
    assert.equal(most, 1);
    status = 200;
    const before = got.length;
    clock.move(7000);
    for (const one of await ended(hook.id)) assert.equal(one["status"], "succeeded");
    assert.ok(got.length >= before + 31);
    assert.ok(most > 1 && most <= lanes, `${most} at once`);
    await platform.api.delete(`/v1/webhook_endpoints/${hook.id}`);
  });

  it("that wait end as failed when their endpoint is disabled", async () => {
    const { url, got } = await sink((_request, response) => response.writeHead(500).end());
    const hook = await endpoint(url, ["driver.*"]);
    const made = await Promise.all([driver(), driver(), driver()]);
    await until(
      async () => (await deliveriesOf(hook.id)).every((one) => one["attempts"] === 1),
      "first tries",
    );
    await platform.api.make(`/v1/webhook_endpoints/${hook.id}`, { status: "disabled" });
    for (const one of await ended(hook.id)) {
      assert.deepEqual(
        [one["status"], one["last_error"]],
        ["failed", "The endpoint was disabled."],
      );
    }
    for (const { id } of made) assert.equal((await eventOf(id))["pending_webhooks"], 0);
    await driver();
    assert.equal((await deliveriesOf(hook.id)).length, 3, "a disabled endpoint gets nothing");
    await platform.api.make(`/v1/webhook_endpoints/${hook.id}`, { status: "enabled" });
    await driver();
    await until(() => got.length === 4, "the enabled endpoint's next");
    await platform.api.delete(`/v1/webhook_endpoints/${hook.id}`);
    const all = await ended(hook.id);
    assert.equal(all.at(-1)?.["last_error"], "The endpoint was deleted.");
  });

  it("disable an endpoint that has only failed for five days, and an event says so", async () => {
    const dead = await sink((_request, response) => response.writeHead(500).end());
    const watcher = await sink();
    const hook = await endpoint(dead.url, ["driver.created"]);
    const watching = await endpoint(watcher.url, ["webhook_endpoint.disabled"]);
    await driver();
    await until(() => dead.got.length === 1, "the first failure");
    clock.move(5 * 24 * 3_600_000);
    const { event } = await until(() => watcher.got[0] ?? false, "the event");
    const object = (event["data"] as Json)["object"] as Json;
    assert.deepEqual(
      [object["id"], object["status"], object["secret"]],
      [hook.id, "disabled", null],
    );
    assert.equal(
      (await platform.api.read(`/v1/webhook_endpoints/${hook.id}`))["status"],
      "disabled",
    );
    assert.ok((await ended(hook.id)).every((one) => one["status"] === "failed"));
    await platform.api.delete(`/v1/webhook_endpoints/${watching.id}`);
  });

  it("exist exactly if their change does", async () => {
    const { url, got } = await sink();
    const hook = await endpoint(url, ["driver.*"]);
    const refused = await platform.api.post("/v1/drivers", {
      name: "x",
      email: "x@example.com",
      policy_ids: ["pol_no"],
    });
    assert.notEqual(refused.status, 200);
    const { id } = await driver();
    await platform.api.make(`/v1/drivers/${id}`, { name: "Ada" });
    await ended(hook.id);
    assert.deepEqual(
      got.map(({ event }) => event["type"]),
      ["driver.created"],
      "no change, no event",
    );
    await platform.api.delete(`/v1/webhook_endpoints/${hook.id}`);
  });
});
