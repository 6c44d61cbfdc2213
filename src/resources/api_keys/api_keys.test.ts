// Keys that are made, rolled and revoked by API (spec part 3; ruling 6).
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  type Answer,
  type Client,
  type TestPlatform,
  testPlatform,
} from "../../../test/platform.ts";
import { refused } from "../../../test/sample.ts";
import { pause } from "../../lib/time.ts";

const shape = [
  ...["id", "object", "created", "expires_at", "last4", "last_used", "livemode", "name"],
  ...["permissions", "prefix", "replaced_by", "status"],
];

describe("api keys", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  /** An account of its own: its first key, and that key's id. */
  async function fresh(): Promise<{ api: Client; id: string; account: string; liveKey: string }> {
    const { testKey, liveKey, account } = await platform.openAccount();
    const api = platform.client(testKey);
    const { data } = await api.read("/v1/api_keys");
    return { api, id: String(data[0]?.["id"]), account, liveKey };
  }

  const keyOf = (made: Answer["body"]): Client => platform.client(String(made["key"]));
  const restricted = async (api: Client, permissions: object) =>
    keyOf(await api.make("/v1/api_keys", { permissions }));
  const inAnHour = () => new Date(platform.database.clock.now().getTime() + 3_600_000);
  const works = async (client: Client) => (await client.get("/v1/account")).status;

  describe("a new key", () => {
    it("is shown this once, works, and is listed without itself", async () => {
      const { api } = await fresh();
      const made = await api.make("/v1/api_keys", { name: "Back end" });
      const key = String(made["key"]);
      assert.match(key, /^ch_sk_test_[0-9A-Za-z]{32}$/);
      assert.deepEqual(
        Object.keys(made),
        shape.flatMap((one) => (one === "last4" ? ["key", one] : [one])),
      );
      assert.deepEqual(
        [made["last4"], made["prefix"], made["status"], made["livemode"], made["permissions"]],
        [key.slice(-4), "ch_sk_test_", "active", false, null],
      );
      assert.equal((await platform.client(key).get("/v1/drivers")).status, 200);
      const shown = await api.read(`/v1/api_keys/${made.id}`);
      assert.deepEqual(Object.keys(shown), shape);
      const { data } = await api.read("/v1/api_keys");
      assert.equal(data.length, 2);
      assert.ok(!JSON.stringify(data).includes(key));
    });

    it("lives in the mode of the key that made it", async () => {
      const { liveKey } = await fresh();
      const made = await platform.client(liveKey).make("/v1/api_keys", { permissions: {} });
      assert.deepEqual([made["livemode"], made["prefix"]], [true, "ch_rk_live_"]);
    });

    it("is kept nowhere, not even in the answer that a retry is given", async () => {
      const { api } = await fresh();
      const headers = { "idempotency-key": "one" };
      const first = await api.post("/v1/api_keys", {}, headers);
      const again = await api.post("/v1/api_keys", {}, headers);
      assert.equal(again.text, first.text);
      const key = String(first.body["key"]);
      const kept = await platform.sql(
        `select to_jsonb(k)::text as text from api_keys k
         union all select to_jsonb(i)::text from idempotency_keys i`,
      );
      for (const { text } of kept) assert.ok(!String(text).includes(key.slice(-20)));
    });

    it("tells its permissions in one order, made or read", async () => {
      const { api } = await fresh();
      const permissions = { vehicles: "read", drivers: "write", fleets: "none" };
      const made = await api.make("/v1/api_keys", { permissions });
      const read = await api.read(`/v1/api_keys/${made.id}`);
      const order = ["drivers", "fleets", "vehicles"];
      for (const shown of [made, read]) {
        assert.deepEqual(Object.keys(shown["permissions"] as object), order);
      }
    });

    it("with permissions may do what they say, and the refusal names the right", async () => {
      const { api } = await fresh();
      const key = await restricted(api, { drivers: "read", fleets: "write" });
      assert.match(key.key, /^ch_rk_test_/);
      assert.equal((await key.get("/v1/drivers")).status, 200);
      assert.equal((await key.get("/v1/fleets")).status, 200);
      assert.equal((await key.post("/v1/fleets", { name: "F" })).status, 200);
      const ada = { name: "Ada", email: "ada@example.com" };
      for (const [answer, right] of [
        [await key.post("/v1/drivers", ada), "drivers: write"],
        [await key.get("/v1/vehicles"), "vehicles: read"],
        [await key.get("/v1/drivers?expand=vehicles"), "vehicles: read"],
      ] as const) {
        assert.deepEqual(refused(answer), [403, "permission_denied", null]);
        assert.ok(String(answer.body["message"]).includes(`'${right}'`), answer.text);
      }
    });

    it("has rights on known resources only, and a known right on them", async () => {
      const { api } = await fresh();
      for (const [permissions, code, param] of [
        [{ cars: "read" }, "parameter_unknown", "permissions.cars"],
        [{ __proto__x: "read" }, "parameter_unknown", "permissions.__proto__x"],
        [{ drivers: "admin" }, "parameter_invalid", "permissions.drivers"],
        [{ drivers: null }, "parameter_invalid", "permissions.drivers"],
      ] as const) {
        const answer = await api.post("/v1/api_keys", { permissions });
        assert.deepEqual(refused(answer), [400, code, param]);
      }
      const hidden = await api.post("/v1/api_keys", '{"permissions":{"__proto__":"write"}}');
      assert.deepEqual(refused(hidden), [400, "parameter_unknown", "permissions.__proto__"]);
      const nouns = { api_keys: "read", station_connections: "read", accounts: "none" };
      assert.equal((await api.post("/v1/api_keys", { permissions: nouns })).status, 200);
    });
  });

  describe("the end of a key", () => {
    it("comes by itself at expires_at, which lies ahead", async () => {
      const { api } = await fresh();
      const soon = new Date(platform.database.clock.now().getTime() + 1500);
      const made = await api.make("/v1/api_keys", { expires_at: soon.toISOString() });
      assert.equal(await works(keyOf(made)), 200);
      for (const expires_at of [new Date(0).toISOString(), "tomorrow"]) {
        const answer = await api.post("/v1/api_keys", { expires_at });
        assert.deepEqual(refused(answer), [400, "parameter_invalid", "expires_at"]);
      }
      // The end, and the second for which a good key is believed.
      await pause(2600);
      assert.equal(await works(keyOf(made)), 401);
      assert.equal((await api.read(`/v1/api_keys/${made.id}`))["status"], "expired");
      const late = await api.post(`/v1/api_keys/${made.id}`, { expires_at: null });
      assert.deepEqual(refused(late), [409, "api_key_state_conflict", null]);
    });

    it("by revoking holds at once in this process; the key stays listed", async () => {
      const { api } = await fresh();
      const made = await api.make("/v1/api_keys", {});
      assert.equal(await works(keyOf(made)), 200);
      const answer = await api.delete(`/v1/api_keys/${made.id}`);
      assert.deepEqual(answer.body, { id: made.id, object: "api_key", deleted: true });
      assert.equal(await works(keyOf(made)), 401);
      assert.equal((await api.read(`/v1/api_keys/${made.id}`))["status"], "revoked");
      assert.equal((await api.delete(`/v1/api_keys/${made.id}`)).status, 200);
      const late = await api.post(`/v1/api_keys/${made.id}/roll`);
      assert.deepEqual(refused(late), [409, "api_key_state_conflict", null]);
    });

    it("by revoking holds within a second in another process", async () => {
      const { api } = await fresh();
      const made = await api.make("/v1/api_keys", {});
      const other = await testPlatform({ databaseUrl: platform.databaseUrl });
      const there = other.client(String(made["key"]));
      assert.equal(await works(there), 200);
      await api.delete(`/v1/api_keys/${made.id}`);
      await pause(1100);
      const status = await works(there);
      await other.close();
      assert.equal(status, 401);
    });

    it("is not for the last secret key of an account and mode", async () => {
      const { api, id, liveKey } = await fresh();
      await restricted(api, { drivers: "write" });
      const last = [409, "api_key_state_conflict", null];
      assert.deepEqual(refused(await api.delete(`/v1/api_keys/${id}`)), last);
      const expires_at = inAnHour().toISOString();
      assert.deepEqual(refused(await api.post(`/v1/api_keys/${id}`, { expires_at })), last);
      // One that ends is no help: then the account would have none.
      await api.make("/v1/api_keys", { expires_at });
      assert.deepEqual(refused(await api.delete(`/v1/api_keys/${id}`)), last);
      assert.equal(await works(platform.client(liveKey)), 200);
      await api.make("/v1/api_keys", {});
      assert.equal((await api.delete(`/v1/api_keys/${id}`)).status, 200);
    });

    it("is refused to one of the last two that are revoked at the same time", async () => {
      for (let round = 0; round < 5; round++) {
        const { api, id } = await fresh();
        const other = await api.make("/v1/api_keys", {});
        const answers = await Promise.all([
          api.delete(`/v1/api_keys/${id}`),
          keyOf(other).delete(`/v1/api_keys/${other.id}`),
        ]);
        assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
      }
    });
  });

  describe("rolling", () => {
    it("makes a new key at once and ends the old one at once", async () => {
      const { api, id } = await fresh();
      assert.equal(await works(api), 200);
      const made = await api.make(`/v1/api_keys/${id}/roll`);
      assert.equal(await works(keyOf(made)), 200);
      assert.equal(await works(api), 401);
      const old = await keyOf(made).read(`/v1/api_keys/${id}`);
      assert.deepEqual([old["status"], old["replaced_by"]], ["expired", made.id]);
    });

    it("lets the old key go on for a grace of up to a week, and no further", async () => {
      const { api, id } = await fresh();
      const expires_in = 3600;
      const made = await api.make(`/v1/api_keys/${id}/roll`, { expires_in });
      assert.equal(await works(api), 200);
      const old = await api.read(`/v1/api_keys/${id}`);
      const left = Date.parse(String(old["expires_at"])) - Date.parse(String(made["created"]));
      assert.equal(left, expires_in * 1000);
      for (const [path, body] of [
        [`/v1/api_keys/${id}/roll`, {}],
        [`/v1/api_keys/${id}`, { expires_at: null }],
      ] as const) {
        assert.deepEqual(refused(await keyOf(made).post(path, body)), [
          ...[409, "api_key_state_conflict", null],
        ]);
      }
      // The grace is not one for making keys that outlive it.
      const outlives = [403, "permission_denied", "expires_at"];
      assert.deepEqual(refused(await api.post("/v1/api_keys")), outlives);
      const roll = await api.post(`/v1/api_keys/${made.id}/roll`);
      assert.deepEqual(refused(roll), outlives);
      const expires_at = String(old["expires_at"]);
      assert.equal((await api.post("/v1/api_keys", { expires_at })).status, 200);
      for (const wrong of [-1, 604_801, 1.5]) {
        const answer = await keyOf(made).post(`/v1/api_keys/${made.id}/roll`, {
          expires_in: wrong,
        });
        assert.deepEqual(refused(answer), [400, "parameter_invalid", "expires_in"]);
      }
    });

    it("keeps name, rights and end", async () => {
      const { api } = await fresh();
      const expires_at = inAnHour().toISOString();
      const body = { name: "Kiosk", permissions: { drivers: "read" }, expires_at };
      const first = await api.make("/v1/api_keys", body);
      const second = await api.make(`/v1/api_keys/${first.id}/roll`, { expires_in: 7200 });
      for (const key of ["name", "permissions", "expires_at", "prefix"]) {
        assert.deepEqual(second[key], first[key], key);
      }
      // A grace does not lengthen what ends sooner.
      assert.equal((await api.read(`/v1/api_keys/${first.id}`))["expires_at"], expires_at);
    });
  });

  describe("a restricted key that may write keys", () => {
    const may = { api_keys: "write", drivers: "write", fleets: "read" };
    const denied = (param: string) => [403, "permission_denied", param];

    it("makes keys that may do no more than itself", async () => {
      const { api } = await fresh();
      const key = await restricted(api, may);
      const make = (permissions: unknown) => key.post("/v1/api_keys", { permissions });
      assert.equal((await make({ drivers: "read", fleets: "read" })).status, 200);
      assert.equal((await make(may)).status, 200);
      assert.deepEqual(refused(await make({ fleets: "write" })), denied("permissions.fleets"));
      assert.deepEqual(refused(await make({ vehicles: "read" })), denied("permissions.vehicles"));
      assert.deepEqual(refused(await make(null)), denied("permissions"));
      assert.deepEqual(refused(await key.post("/v1/api_keys")), denied("permissions"));
    });

    it("rolls, changes and revokes no key that may do more", async () => {
      const { api, id } = await fresh();
      const key = await restricted(api, may);
      const strong = await api.make("/v1/api_keys", { permissions: { vehicles: "read" } });
      for (const [target, param] of [
        [id, "permissions"],
        [strong.id, "permissions.vehicles"],
      ] as const) {
        for (const answer of [
          await key.post(`/v1/api_keys/${target}/roll`),
          await key.post(`/v1/api_keys/${target}`, { name: "x" }),
          await key.delete(`/v1/api_keys/${target}`),
        ]) {
          assert.deepEqual(refused(answer), denied(param));
        }
      }
    });

    it("raises neither itself nor another key above itself", async () => {
      const { api } = await fresh();
      const made = await api.make("/v1/api_keys", { permissions: may });
      const answer = await keyOf(made).post(`/v1/api_keys/${made.id}`, {
        permissions: { fleets: "write" },
      });
      assert.deepEqual(refused(answer), denied("permissions.fleets"));
      const lowered = await keyOf(made).make(`/v1/api_keys/${made.id}`, {
        permissions: { drivers: "read" },
      });
      assert.deepEqual(lowered["permissions"], { ...may, drivers: "read" });
      const ada = { name: "Ada", email: "ada@example.com" };
      assert.equal((await keyOf(made).post("/v1/drivers", ada)).status, 403);
    });
  });

  it("stay what they are: a secret key takes no permissions", async () => {
    const { api, id } = await fresh();
    const answer = await api.post(`/v1/api_keys/${id}`, { permissions: { drivers: "read" } });
    assert.deepEqual(refused(answer), [400, "parameter_invalid", "permissions"]);
  });

  it("tell when they were last used once a process has stopped", async () => {
    const other = await testPlatform({ databaseUrl: platform.databaseUrl });
    const { testKey } = await other.openAccount();
    const from = other.database.clock.now().getTime();
    const made = await other.client(testKey).make("/v1/api_keys", {});
    assert.equal(made["last_used"], null);
    assert.equal((await other.client(String(made["key"])).get("/v1/account")).status, 200);
    await other.close();
    const shown = await platform.client(testKey).read(`/v1/api_keys/${made.id}`);
    assert.ok(Date.parse(String(shown["last_used"])) >= from, String(shown["last_used"]));
  });
});
