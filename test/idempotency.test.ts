// `Idempotency-Key` over every POST of every noun: once, whatever happens, and the same bytes to
// everybody (spec part 1 "Idempotency", ruling 1). That a crash leaves both or neither is told in
// scenarios/crash.test.ts.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { FreshAccount } from "../src/first_start.ts";
import { removeExpired } from "../src/http/idempotency.ts";
import type { Route } from "../src/http/resource.ts";
import type { Ids } from "./exemplar.ts";
import { freshFor, makeOneOfEach, paramsOf, pathWith, routes } from "./exemplars.ts";
import {
  type Answer,
  type Client,
  type Json,
  type TestPlatform,
  testPlatform,
} from "./platform.ts";
import { newDataDir, removeDataDir, startServer } from "./server.ts";

const posts = routes.filter(({ route }) => route.method === "POST");
/** A POST on the collection makes an object of the noun, which its list counts. */
const creates = posts.filter(
  ({ noun, route }) =>
    route.path === `/v1/${noun}` &&
    routes.some((other) => other.route.method === "GET" && other.route.path === route.path),
);

const replayed = (answer: Answer): boolean => answer.headers.get("idempotent-replayed") === "true";
const code = (answer: Answer): unknown => [answer.status, answer.body["code"]];

describe("an idempotency key", () => {
  let platform: TestPlatform;
  // Not the installation's account, whose stations are everybody's.
  let owner: FreshAccount;
  let api: Client;
  let ids: Ids;
  before(async () => {
    platform = await testPlatform();
    owner = await platform.openAccount();
    api = platform.client(owner.testKey);
    ids = await makeOneOfEach(api, owner.account);
  });
  after(() => platform.close());

  const send = (path: string, body: unknown, key: string): Promise<Answer> =>
    api.post(path, body, { "idempotency-key": key });

  const prepared = async (noun: string, route: Route) => {
    const fresh = await freshFor(api, noun, route, ids);
    return { path: pathWith(noun, route.path, fresh.ids), body: fresh.body };
  };

  for (const { noun, route } of posts) {
    it(`on POST ${route.path} gives the first answer's bytes to a second request`, async () => {
      const { path, body } = await prepared(noun, route);
      const key = randomUUID();
      const first = await send(path, body, key);
      assert.equal(first.status, 200, first.text);
      assert.equal(replayed(first), false);
      const second = await send(path, body, key);
      assert.deepEqual([second.status, second.text, replayed(second)], [200, first.text, true]);
      assert.notEqual(second.headers.get("request-id"), first.headers.get("request-id"));
    });

    it(`on POST ${route.path} is refused with another body`, async () => {
      const { path, body } = await prepared(noun, route);
      const key = randomUUID();
      await send(path, body, key);
      const other = await send(path, { ...body, expand: [] }, key);
      assert.deepEqual(code(other), [422, "idempotency_key_reused"]);
    });
  }

  /** How many objects the noun lists; more than a page is never there. */
  async function count(path: string): Promise<number> {
    const page = await api.read(`${path}?limit=100`);
    assert.equal(page["next_page_url"], null, "the list has outgrown one page");
    return page.data.length;
  }

  /** Same key, same body, all at once: one effect, and the same bytes or "still running". */
  async function atOnce(clients: readonly Client[], path: string, body: unknown): Promise<void> {
    const key = randomUUID();
    const headers = { "idempotency-key": key };
    const answers = await Promise.all(clients.map((one) => one.post(path, body, headers)));
    const made = answers.filter(({ status }) => status === 200);
    assert.equal(new Set(made.map(({ text }) => text)).size, 1, answers[0]?.text);
    assert.equal(made.filter((answer) => !replayed(answer)).length, 1);
    for (const answer of answers) {
      if (answer.status !== 200) assert.deepEqual(code(answer), [409, "idempotency_key_in_use"]);
    }
    assert.equal((await send(path, body, key)).text, made[0]?.text);
    const twice = await platform.sql(
      `select type, object_id from events where idempotency_key = $1
       group by 1, 2 having count(*) > 1`,
      [key],
    );
    assert.deepEqual(twice, [], "events came twice");
  }

  /** The most expensive to do twice, and the plainest. */
  const crowded = ["/v1/charging_sessions", "/v1/payment_methods", "/v1/drivers"];

  for (const { noun, route } of posts) {
    const many = crowded.includes(route.path) ? 50 : 5;
    it(`on POST ${route.path} has one effect when ${many} requests come at once`, async () => {
      const { path, body } = await prepared(noun, route);
      const listed = creates.some((one) => one.route === route);
      const earlier = listed ? await count(path) : 0;
      const clients = Array.from({ length: many }, () => api);
      await atOnce(clients, path, body);
      if (listed) assert.equal(await count(path), earlier + 1);
    });
  }

  it("has one effect when fifty requests come to two servers on one database", async () => {
    const dataDir = await newDataDir();
    // Whose keys the other node greets with; it makes them only where it starts first.
    const { account, testKey: test_key, liveKey: live_key } = owner;
    await writeFile(
      join(dataDir, "credentials.json"),
      JSON.stringify({ base_url: "", account, test_key, live_key }),
    );
    const env = { CHARGE_DATABASE_URL: platform.databaseUrl, CHARGE_SECRET: "s".repeat(32) };
    const other = await startServer(dataDir, env);
    try {
      const clients = Array.from({ length: 50 }, (_, at) => (at % 2 === 0 ? api : other.api));
      for (const { noun, route } of creates.filter(({ route: { path } }) =>
        crowded.includes(path),
      )) {
        const { path, body } = await prepared(noun, route);
        const earlier = await count(path);
        await atOnce(clients, path, body);
        assert.equal(await count(path), earlier + 1, path);
      }
    } finally {
      await other.kill();
      await removeDataDir(dataDir);
    }
  });

  const driver = { name: "Ada", email: "ada@example.com" };

  it("knows its body again with the keys in another order, but not with another list", async () => {
    const key = randomUUID();
    const body = (a: string, b: string) =>
      `{"name":"Ada",${a},"email":"ada@example.com","metadata":{${b}}}`;
    const cpos = (list: string) => `"preferences":{"preferred_cpos":[${list}],"currency":"eur"}`;
    const first = await send("/v1/drivers", body(cpos('"x","y"'), '"a":"1","b":"2"'), key);
    assert.equal(first.status, 200, first.text);
    const turned = `{"metadata":{"b":"2","a":"1"},"email":"ada@example.com",
      "preferences":{"currency":"eur","preferred_cpos":["x","y"]},"name":"Ada"}`;
    const second = await send("/v1/drivers", turned, key);
    assert.deepEqual([second.text, replayed(second)], [first.text, true]);
    const other = await send("/v1/drivers", body(cpos('"y","x"'), '"a":"1","b":"2"'), key);
    assert.deepEqual(code(other), [422, "idempotency_key_reused"]);
  });

  it("belongs to the path: the same key elsewhere is refused", async () => {
    const key = randomUUID();
    await send("/v1/drivers", driver, key);
    assert.deepEqual(code(await send("/v1/fleets", driver, key)), [422, "idempotency_key_reused"]);
  });

  it("is another one in another account and in the other mode", async () => {
    const key = randomUUID();
    const mine = await send("/v1/drivers", driver, key);
    const stranger = platform.client((await platform.openAccount()).testKey);
    for (const client of [stranger, platform.client(owner.liveKey)]) {
      const other = await client.post("/v1/drivers", driver, { "idempotency-key": key });
      assert.deepEqual([other.status, replayed(other)], [200, false]);
      assert.notEqual(other.body.id, mine.body.id);
    }
  });

  it("keeps a 404 that the operation decided, although the object appears later", async () => {
    const key = randomUUID();
    const path = "/v1/drivers/drv_unknown/attach";
    const first = await send(path, { fleet: ids["fleet"] }, key);
    assert.equal(first.status, 404);
    const second = await send(path, { fleet: ids["fleet"] }, key);
    assert.deepEqual([second.status, second.text, replayed(second)], [404, first.text, true]);
  });

  it("keeps a 409 that the operation decided, although the conflict is gone", async () => {
    const key = randomUUID();
    const fleet = (await api.make("/v1/fleets", { name: "Old", status: "archived" })).id;
    const path = `/v1/drivers/${ids["driver"]}/attach`;
    const first = await send(path, { fleet }, key);
    assert.deepEqual(code(first), [409, "driver_fleet_conflict"]);
    await api.make(`/v1/fleets/${fleet}`, { status: "active" });
    const second = await send(path, { fleet }, key);
    assert.deepEqual([second.status, second.text, replayed(second)], [409, first.text, true]);
  });

  it("replays what a refusal left behind as well: nothing", async () => {
    const key = randomUUID();
    const body = { ...driver, policy_ids: ["pol_unknown"] };
    const earlier = await count("/v1/drivers");
    assert.equal((await send("/v1/drivers", body, key)).status, 404);
    assert.equal(await count("/v1/drivers"), earlier);
  });

  it("is free again after a refusal from before the operation began", async () => {
    const key = randomUUID();
    const headers = { "idempotency-key": key };
    const noName = await send("/v1/drivers", { email: "ada@example.com" }, key);
    assert.deepEqual(code(noName), [400, "parameter_missing"]);
    const nobody = platform.client("ch_sk_test_nobody");
    assert.equal((await nobody.post("/v1/drivers", driver, headers)).status, 401);
    const asText = { ...headers, "content-type": "text/plain" };
    assert.equal((await api.post("/v1/drivers", driver, asText)).status, 415);
    const expand = await send("/v1/drivers", { ...driver, expand: ["nothing"] }, key);
    assert.deepEqual(code(expand), [400, "unsupported_expand_value"]);
    const good = await send("/v1/drivers", driver, key);
    assert.deepEqual([good.status, replayed(good)], [200, false]);
  });

  it("is refused empty or over 255 characters, and taken at 255", async () => {
    for (const key of ["", "k".repeat(256)]) {
      const answer = await send("/v1/drivers", driver, key);
      assert.deepEqual(code(answer), [400, "idempotency_key_invalid"], `${key.length} characters`);
    }
    assert.equal((await send("/v1/drivers", driver, "k".repeat(255))).status, 200);
  });

  it("sends the first request's version of the answer: its expansion", async () => {
    const key = randomUUID();
    const path = `/v1/drivers/${ids["driver"]}/attach`;
    const body = { fleet: ids["fleet"], expand: ["fleets"] };
    const first = await send(path, body, key);
    assert.equal((first.body["fleets"] as Json[])[0]?.["object"], "fleet");
    assert.equal((await send(path, body, key)).text, first.text);
  });

  it("is forgotten after a day", async () => {
    const key = randomUUID();
    const first = await send("/v1/drivers", driver, key);
    await platform.sql(
      "update idempotency_keys set created = created - interval '24 hours 1 second' where key = $1",
      [key],
    );
    const second = await send("/v1/drivers", driver, key);
    assert.deepEqual([second.status, replayed(second)], [200, false]);
    assert.notEqual(second.body.id, first.body.id);
  });

  it("leaves no record after a day, and keeps those that are younger", async () => {
    const [old, young] = [randomUUID(), randomUUID()];
    for (const key of [old, young]) await send("/v1/drivers", driver, key);
    const older = `update idempotency_keys set created = created - interval '24 hours 1 second'
      where key = $1`;
    await platform.sql(older, [old]);
    await removeExpired(platform.database);
    const left = await platform.sql("select key from idempotency_keys where key = any($1)", [
      [old, young],
    ]);
    assert.deepEqual(left, [{ key: young }]);
  });

  it("has routes to prove itself on", () => {
    assert.ok(creates.length >= 3);
    for (const { route } of posts) assert.ok(paramsOf(route.path).every((name) => name in ids));
  });
});
