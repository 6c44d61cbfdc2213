// What is kept under an idempotency key, to whom it is replayed, and what is not kept (spec part 1
// "Idempotency", rulings 1, 2 and 6). Every route's replay is told in idempotency.test.ts.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { FreshAccount } from "../src/first_start.ts";
import { card, makeFleet, makeStation, startOf } from "./fleet.ts";
import {
  type Answer,
  type Client,
  type Json,
  type TestPlatform,
  testPlatform,
} from "./platform.ts";

const replayed = (answer: Answer): boolean => answer.headers.get("idempotent-replayed") === "true";
const code = (answer: Answer): unknown => [answer.status, answer.body["code"]];
const ada = { name: "Ada", email: "ada@example.com" };

describe("an answer kept under an idempotency key", () => {
  let platform: TestPlatform;
  let owner: FreshAccount;
  let api: Client;
  before(async () => {
    platform = await testPlatform();
    owner = await platform.openAccount();
    api = platform.client(owner.testKey);
  });
  after(() => platform.close());

  const sessions = async (driver: string): Promise<number> =>
    (await api.read(`/v1/charging_sessions?driver=${driver}`)).data.length;

  /** The same request twice; what changed in between must not show in the second answer. */
  async function twice(
    path: string,
    body: Json,
    between: () => Promise<unknown>,
    expected: readonly [number, string],
  ): Promise<void> {
    const headers = { "idempotency-key": randomUUID() };
    const first = await api.post(path, body, headers);
    assert.deepEqual([...(code(first) as unknown[]), replayed(first)], [...expected, false]);
    await between();
    const second = await api.post(path, body, headers);
    assert.deepEqual(
      [second.status, second.text, replayed(second)],
      [first.status, first.text, true],
    );
    assert.equal(second.headers.get("content-type"), first.headers.get("content-type"));
  }

  it("is a declined card's 402, although the next card would do: nothing starts", async () => {
    const fleet = await makeFleet(api, "4000000000000002");
    const start = startOf(fleet, await makeStation(api));
    const pays = async () => {
      const { id } = await api.make("/v1/payment_methods", card());
      await api.make(`/v1/payment_methods/${id}/attach`, { fleet: fleet.fleet });
    };
    await twice("/v1/charging_sessions", start, pays, [402, "payment_authorization_failed"]);
    assert.equal(await sessions(fleet.driver), 0);
  });

  it("is a policy's 403, although the policy is gone: nothing starts", async () => {
    const fleet = await makeFleet(api);
    const start = startOf(fleet, await makeStation(api));
    const rules = { max_price_per_kwh: 1 };
    const policy = await api.make("/v1/policies", { name: "No", mode: "enforcement", rules });
    await api.make(`/v1/fleets/${fleet.fleet}`, { policy_ids: [policy.id] });
    const goes = () => api.delete(`/v1/policies/${policy.id}`);
    await twice("/v1/charging_sessions", start, goes, [403, "policy_blocked"]);
    assert.equal(await sessions(fleet.driver), 0);
    // A crash leaves the decision and the answer, or neither.
    const kept = await platform.sql(
      `select d.xmin = k.xmin as together from policy_decisions d, idempotency_keys k
       where d.account_id = k.account_id and d.driver = $1 and k.body like '%policy_blocked%'
         and k.body like '%' || $2 || '%'`,
      [fleet.driver, policy.id],
    );
    assert.deepEqual(kept, [{ together: true }]);
  });

  it("is one decision's, however many ask at once", async () => {
    const fleet = await makeFleet(api);
    const start = startOf(fleet, await makeStation(api));
    const rules = { max_price_per_kwh: 1 };
    const policy = await api.make("/v1/policies", { name: "No", mode: "enforcement", rules });
    await api.make(`/v1/fleets/${fleet.fleet}`, { policy_ids: [policy.id] });
    const headers = { "idempotency-key": randomUUID() };
    const ask = () => api.post("/v1/charging_sessions", start, headers);
    const answers = await Promise.all(Array.from({ length: 30 }, ask));
    const met = new Set(answers.map(({ body }) => body["code"]));
    met.delete("idempotency_key_in_use");
    assert.deepEqual([...met], ["policy_blocked"]);
    const { data } = await api.read(`/v1/policy_decisions?driver=${fleet.driver}`);
    assert.equal(data.length, 1);
  });

  it("is the operation's own 400, but not one from before it began", async () => {
    const fleet = await makeFleet(api);
    const wrong = { type: "card", card: { ...card().card, exp_year: 2020 } };
    const nothing = async () => undefined;
    await twice("/v1/payment_methods", wrong, nothing, [400, "payment_method_invalid_input"]);
    const headers = { "idempotency-key": randomUUID() };
    const path = `/v1/drivers/${fleet.driver}`;
    for (const [body, status] of [
      [`{"name":"${"x".repeat(1_100_000)}"}`, 413],
      ["{", 400],
      [{ nonsense: 1 }, 400],
    ] as const) {
      assert.equal((await api.post(path, body, headers)).status, status);
    }
    const good = await api.post(path, { name: "New" }, headers);
    assert.deepEqual([good.status, replayed(good)], [200, false]);
  });

  it("of a day ago is no obstacle to a refusal that is new", async () => {
    const key = randomUUID();
    const headers = { "idempotency-key": key };
    const path = "/v1/drivers/drv_unknown/attach";
    const fleet = { fleet: "flt_unknown" };
    const first = await api.post(path, fleet, headers);
    await platform.sql(
      "update idempotency_keys set created = created - interval '25 hours' where key = $1",
      [key],
    );
    const second = await api.post(path, fleet, headers);
    assert.deepEqual([second.status, replayed(second)], [404, false]);
    assert.notEqual(second.text, first.text);
    const third = await api.post(path, fleet, headers);
    assert.deepEqual([third.text, replayed(third)], [second.text, true]);
  });

  it("is sent to every key of the account", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const { key } = await api.make("/v1/api_keys", { name: "Second" });
    const first = await api.post("/v1/drivers", ada, headers);
    const second = await platform.client(String(key)).post("/v1/drivers", ada, headers);
    assert.deepEqual([second.status, second.text, replayed(second)], [200, first.text, true]);
  });

  it("is shared by a sub-account's own keys and a parent that acts for it", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const { id, key } = await subAccount();
    const acting = { ...headers, "charge-account": id };
    const first = await api.post("/v1/drivers", ada, acting);
    assert.equal(first.status, 200, first.text);
    const own = await platform.client(key).post("/v1/drivers", ada, headers);
    assert.deepEqual([own.text, replayed(own)], [first.text, true]);
    const parents = await api.post("/v1/drivers", ada, headers);
    assert.deepEqual([parents.status, replayed(parents)], [200, false]);
    assert.notEqual(parents.body.id, first.body.id);
  });

  /** A sub-account with a key of its own. */
  async function subAccount(): Promise<{ id: string; key: string }> {
    const body = { name: "Child", email: "c@example.com", type: "business" };
    const { id } = await api.make("/v1/accounts", body);
    const made = await api.post("/v1/api_keys", { name: "Own" }, { "charge-account": id });
    assert.equal(made.status, 200, made.text);
    return { id, key: String(made.body["key"]) };
  }

  it("is the first one's, whatever the retry wants expanded", async () => {
    const { id } = await api.make("/v1/drivers", ada);
    const fleet = await api.make("/v1/fleets", { name: "F" });
    await api.make(`/v1/drivers/${id}/attach`, { fleet: fleet.id });
    for (const [asked, other] of [
      ["?expand=fleets", ""],
      ["", "?expand=fleets"],
    ]) {
      const headers = { "idempotency-key": randomUUID() };
      const first = await api.post(`/v1/drivers/${id}${asked}`, { name: "B" }, headers);
      const second = await api.post(`/v1/drivers/${id}${other}`, { name: "B" }, headers);
      assert.deepEqual([second.text, replayed(second)], [first.text, true]);
    }
  });

  it("does not show a restricted key what it may not read", async () => {
    const { id } = await api.make("/v1/drivers", ada);
    const { key } = await api.make("/v1/api_keys", {
      ...{ name: "Drivers only", permissions: { drivers: "write" } },
    });
    const restricted = platform.client(String(key));
    const headers = { "idempotency-key": randomUUID() };
    const path = `/v1/drivers/${id}`;
    const first = await api.post(`${path}?expand=fleets`, { name: "B" }, headers);
    const second = await restricted.post(path, { name: "B" }, headers);
    assert.deepEqual(code(second), [403, "permission_denied"]);
    const again = await api.post(path, { name: "B" }, headers);
    assert.deepEqual([again.text, replayed(again)], [first.text, true]);
    const plain = { "idempotency-key": randomUUID() };
    const mine = await api.post(path, { name: "C" }, plain);
    assert.equal((await restricted.post(path, { name: "C" }, plain)).text, mine.text);
  });

  it("is of a POST: a DELETE takes no key", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const { id } = await api.make("/v1/drivers", ada);
    const gone = await api.send("DELETE", `/v1/drivers/${id}`, undefined, headers);
    assert.equal(gone.status, 200, gone.text);
    const again = await api.send("DELETE", `/v1/drivers/${id}`, undefined, headers);
    assert.deepEqual(
      [...(code(again) as unknown[]), replayed(again)],
      [...[404, "driver_not_found"], false],
    );
  });
});
