// Who may follow events, how many at a time, and when a stream ends.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Follower, followUrl, openStreams } from "../../../test/follower.ts";
import {
  type Answer,
  type Client,
  type TestPlatform,
  testPlatform,
} from "../../../test/platform.ts";
import { pause } from "../../lib/time.ts";

describe("a stream that may not go on", () => {
  const streams = openStreams();

  it("is refused to a key with twenty open, until one of them ends", async () => {
    const { testKey } = await streams.platform.openAccount();
    const twenty = await Promise.all(
      Array.from({ length: 20 }, () => streams.follow("", {}, testKey)),
    );
    const one = streams.platform.client(testKey);
    const refused = await one.get("/v1/events/stream");
    assert.deepEqual([refused.status, refused.body["code"]], [429, "rate_limit_exceeded"]);
    assert.equal(refused.headers.get("content-type"), "application/json; charset=utf-8");
    for (const stream of twenty.slice(1)) stream.close();
    let again: Follower | null = null;
    for (let tries = 0; tries < 100 && again === null; tries++) {
      const tried = await streams.follow("", {}, testKey);
      if (tried.response.statusCode === 200) again = tried;
      else await pause(50);
    }
    assert.ok(again !== null);
    again.close();
    twenty[0]?.close();
  });

  it("answers HEAD without beginning, and other methods with 405", async () => {
    const head = await fetch(`${streams.platform.url}/v1/events/stream`, {
      method: "HEAD",
      headers: { authorization: `Bearer ${streams.platform.api.key}` },
    });
    assert.deepEqual(
      [head.status, head.headers.get("content-type")],
      [200, "text/event-stream; charset=utf-8"],
    );
    assert.equal((await streams.platform.api.post("/v1/events/stream")).status, 405);
  });

  it("ends when the server stops", async () => {
    const other = await testPlatform({ databaseUrl: streams.platform.databaseUrl });
    const stream = await followUrl(`${other.url}/v1/events/stream`, streams.platform.api.key);
    const started = performance.now();
    await other.close();
    await stream.ended;
    assert.ok(stream.response.complete, "with a last word, not in the middle");
    assert.ok(performance.now() - started < 10_000);
  });

  it("ends within seconds when its key is revoked", async () => {
    const { testKey, account } = await streams.platform.openAccount();
    const stream = await streams.follow("", {}, testKey);
    await streams.platform.sql("update api_keys set status = 'revoked' where account_id = $1", [
      account,
    ]);
    const end = await Promise.race([stream.ended.then(() => "ended"), pause(14_000)]);
    assert.equal(end, "ended");
    assert.ok(stream.response.complete);
  });
});

describe("a stream of a key that is changed by API", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  /** What is heard of the fleets made right before and right after `change`. */
  async function heardAround(change: (api: Client, id: string) => Promise<Answer>) {
    const { testKey } = await platform.openAccount();
    const api = platform.client(testKey);
    const permissions = { events: "read", fleets: "read" };
    const made = await api.make("/v1/api_keys", { permissions });
    const stream = await followUrl(`${platform.url}/v1/events/stream`, String(made["key"]));
    await api.make("/v1/fleets", { name: "Before" });
    await stream.until(1);
    assert.equal((await change(api, String(made["id"]))).status, 200);
    await api.make("/v1/fleets", { name: "After" });
    await Promise.race([stream.ended, pause(8000)]);
    assert.ok(stream.response.complete, "the stream goes on");
    return stream.heard.length;
  }

  it("tells nothing more once the key is revoked", async () => {
    assert.equal(await heardAround((api, id) => api.delete(`/v1/api_keys/${id}`)), 1);
  });

  it("tells nothing more of what the key may not read any more", async () => {
    const change = { permissions: { fleets: "none" } };
    assert.equal(await heardAround((api, id) => api.post(`/v1/api_keys/${id}`, change)), 1);
  });
});

describe("events that a restricted key reads", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  it("are those whose objects it may read, in full pages, live, and one by one", async () => {
    const { testKey, account } = await platform.openAccount();
    const api = platform.client(testKey);
    await platform.sql(
      `update api_keys set permissions = '{"events": "read", "fleets": "read", "policies": "write"}'
       where account_id = $1 and not livemode`,
      [account],
    );
    // Made by work, as the key may make nothing any more.
    const emit = (type: string, object: string) =>
      platform.database.transaction({ account, livemode: false }, async (work) => {
        const id = work.newId(object === "fleet" ? "flt" : "drv");
        work.emit(type, { id, object });
      });
    await pause(1100); // The server believes a key for a second.
    const stream = await followUrl(`${platform.url}/v1/events/stream`, testKey);
    for (let at = 0; at < 7; at++) {
      await emit("fleet.created", "fleet");
      for (let more = 0; more < 3; more++) await emit("driver.created", "driver");
    }
    const page = await api.read("/v1/events?limit=5");
    assert.deepEqual(
      page.data.map((one) => one["type"]),
      Array(5).fill("fleet.created"),
    );
    const rest = await api.read(String(page["next_page_url"]));
    assert.deepEqual(
      rest.data.map((one) => one["type"]),
      Array(2).fill("fleet.created"),
    );
    assert.equal(rest["next_page_url"], null);
    const back = await api.read(String(rest["previous_page_url"]));
    assert.deepEqual(back.data, page.data);
    assert.deepEqual((await api.read("/v1/events?type=driver.created")).data, []);
    assert.deepEqual((await api.read("/v1/events?type=driver.*")).data, []);
    assert.equal((await api.read("/v1/events?type=fleet.*")).data.length, 7);
    const heard = await stream.until(7);
    assert.deepEqual(new Set(heard.map(({ event }) => event)), new Set(["fleet.created"]));
    stream.close();
    const [hidden] = await platform.sql(
      "select id from events where account_id = $1 and type = 'driver.created' limit 1",
      [account],
    );
    const refused = await api.get(`/v1/events/${hidden?.["id"]}`);
    assert.deepEqual([refused.status, refused.body["code"]], [403, "permission_denied"]);
    assert.equal((await api.get(`/v1/events/${page.data[0]?.["id"]}`)).status, 200);
  });
});
