// Accounts below accounts (spec part 1 "Keys, modes, accounts", part 2 "account").
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { makeFleet, makeStation, startOf } from "../../../test/fleet.ts";
import { type Client, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { assertSample, refused } from "../../../test/sample.ts";
import { present } from "../../lib/assert.ts";
import { pause } from "../../lib/time.ts";

const depot = { name: "Depot", email: "depot@example.com", type: "business" };
const unknown = [404, "account_not_found", null];

describe("accounts", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const open = async (): Promise<{ api: Client; account: string; live: Client }> => {
    const { testKey, liveKey, account } = await platform.openAccount();
    return { account, api: platform.client(testKey), live: platform.client(liveKey) };
  };

  /** `api` with `Charge-Account`. */
  const acting = (api: Client, account: string) => ({
    get: (path: string) => api.send("GET", path, undefined, { "charge-account": account }),
    post: (path: string, body: unknown = {}) => api.post(path, body, { "charge-account": account }),
  });

  /** A sub-account with a key of its own in the mode of `api`. */
  async function child(api: Client): Promise<{ api: Client; account: string }> {
    const { id } = await api.make("/v1/accounts", depot);
    const key = await acting(api, id).post("/v1/api_keys");
    assert.equal(key.status, 200, key.text);
    return { account: id, api: platform.client(String(key.body["key"])) };
  }

  describe("a sub-account", () => {
    it("is exactly the contract's object, with the contract's defaults and no keys", async () => {
      const { api } = await open();
      const made = await api.make("/v1/accounts", { ...depot, metadata: { site: "9" } });
      assertSample(made);
      assert.deepEqual(
        [made["status"], made["plan"], made["default_currency"], made["metadata"]],
        ["active", "starter", "eur", { site: "9" }],
      );
      assert.deepEqual((await acting(api, made.id).get("/v1/api_keys")).body.data, []);
      assert.deepEqual(await api.read(`/v1/accounts/${made.id}`), made);
    });

    it("takes its currency from either place and has no payment method yet", async () => {
      const { api } = await open();
      const preferences = { default_currency: "chf" };
      const made = await api.make("/v1/accounts", { ...depot, preferences });
      assert.equal(made["default_currency"], "chf");
      const method = { default_payment_method: "pm_x" };
      const answer = await api.post("/v1/accounts", { ...depot, preferences: method });
      const param = "preferences.default_payment_method";
      assert.deepEqual(refused(answer), [404, "payment_method_not_found", param]);
    });

    it("has the networks that every account begins with, in both modes", async () => {
      const { api, live } = await open();
      const { id } = await api.make("/v1/accounts", depot);
      const kinds = async (client: Client) =>
        (await acting(client, id).get("/v1/networks")).body.data.map((one) => one["kind"]).sort();
      assert.deepEqual(await kinds(api), ["ocpp", "simulator"]);
      assert.deepEqual(await kinds(live), ["ocpp"]);
    });

    it("is news in its parent's log, and its own begins empty", async () => {
      const { api } = await open();
      const made = await api.make("/v1/accounts", depot);
      const { data } = await api.read("/v1/events?type=account.created");
      assert.deepEqual(
        data.map((one) => (one["data"] as { object: unknown }).object),
        [made],
      );
      assert.deepEqual((await acting(api, made.id).get("/v1/events")).body.data, []);
    });

    it("works with its own key, which sees neither parent, sibling nor what stands below", async () => {
      const { api, account } = await open();
      const one = await child(api);
      const other = await child(api);
      const below = await child(one.api);
      assert.equal((await one.api.read("/v1/account")).id, one.account);
      for (const stranger of [account, other.account, "acct_nobody"]) {
        const path = `/v1/accounts/${stranger}`;
        assert.deepEqual(refused(await one.api.get(path)), unknown);
        assert.deepEqual(refused(await one.api.post(path, { name: "Mine" })), unknown);
      }
      // Two levels down is out of reach, for the header too.
      assert.deepEqual(refused(await api.get(`/v1/accounts/${below.account}`)), unknown);
      const far = await acting(api, below.account).get("/v1/account");
      assert.deepEqual(refused(far), [404, "account_not_found", "Charge-Account"]);
      assert.equal((await one.api.get(`/v1/accounts/${below.account}`)).status, 200);
    });

    it("may have its own, five levels in all", async () => {
      let { api } = await open();
      for (let level = 2; level <= 5; level++) ({ api } = await child(api));
      const answer = await api.post("/v1/accounts", depot);
      assert.deepEqual(refused(answer), [403, "permission_denied", null]);
    });

    it("shows its parent the wallet and payment method of the mode that is asked for", async () => {
      const { api, live } = await open();
      const { id } = await api.make("/v1/accounts", depot);
      const card = { number: "4242424242424242", exp_month: 12, exp_year: 2035, cvc: "123" };
      const method = await acting(api, id).post("/v1/payment_methods", { type: "card", card });
      const preferences = { default_payment_method: method.body.id };
      const updated = await api.make(`/v1/accounts/${id}`, { preferences });
      const shown = (one: Record<string, unknown> | undefined) =>
        (present(one, "account")["preferences"] as Record<string, unknown>)[
          "default_payment_method"
        ];
      assert.equal(shown(updated), method.body.id);
      assert.equal(shown((await api.read("/v1/accounts")).data[0]), method.body.id);
      assert.equal(shown((await live.read("/v1/accounts")).data[0]), null);
    });
  });

  it("list their sub-accounts, themselves not among them, by status, metadata and page", async () => {
    const { api, account } = await open();
    const made: string[] = [];
    for (const site of ["1", "2", "3"]) {
      made.unshift((await api.make("/v1/accounts", { ...depot, metadata: { site } })).id);
    }
    const ids = async (query: string) => {
      const { data } = await api.read(`/v1/accounts?${query}`);
      return data.map((one) => one["id"]);
    };
    assert.deepEqual(await ids(""), made);
    assert.ok(!made.includes(account));
    assert.deepEqual(await ids("metadata[site]=2"), [made[1]]);
    await api.make(`/v1/accounts/${made[0]}`, { status: "suspended" });
    assert.deepEqual(await ids("status=suspended"), [made[0]]);
    const first = await api.read("/v1/accounts?limit=2");
    const next = await api.read(String(first["next_page_url"]));
    assert.deepEqual(
      [...first.data, ...next.data].map((one) => one["id"]),
      made,
    );
    assert.deepEqual(await ids("created[gt]=2100-01-01T00:00:00Z"), []);
  });

  it("are changed by their parent, and both logs say so", async () => {
    const { api } = await open();
    const one = await child(api);
    const updated = await api.make(`/v1/accounts/${one.account}`, { name: "North" });
    assert.equal(updated["name"], "North");
    assert.equal((await one.api.read("/v1/account"))["name"], "North");
    for (const log of [api, one.api]) {
      const { data } = await log.read("/v1/events?type=account.updated");
      const told = data[0]?.["data"] as Record<string, Record<string, unknown>>;
      assert.deepEqual(told["previous_attributes"], { name: "Depot" });
      assert.equal(told["object"]?.["id"], one.account);
    }
  });

  describe("the status of an account", () => {
    it("is its parent's to set, never its own", async () => {
      const { api, account } = await open();
      const one = await child(api);
      const own = [403, "permission_denied", "status"];
      for (const answer of [
        await one.api.post(`/v1/accounts/${one.account}`, { status: "suspended" }),
        await api.post(`/v1/accounts/${account}`, { status: "archived" }),
        await acting(api, one.account).post(`/v1/accounts/${one.account}`, { status: "archived" }),
      ]) {
        assert.deepEqual(refused(answer), own);
      }
      const same = await one.api.post(`/v1/accounts/${one.account}`, { status: "active" });
      assert.equal(same.status, 200);
    });

    it("suspended: reads and plain changes go on, at once nothing starts that costs", async () => {
      const { api } = await open();
      const one = await child(api);
      const below = await child(one.api);
      assert.equal((await one.api.get("/v1/drivers")).status, 200);
      assert.equal((await below.api.get("/v1/drivers")).status, 200);
      await api.make(`/v1/accounts/${one.account}`, { status: "suspended" });
      const denied = [403, "permission_denied", null];
      const start = "/v1/charging_sessions";
      for (const account of [one, below]) {
        assert.equal((await account.api.get("/v1/drivers")).status, 200);
        const ada = { name: "Ada", email: "ada@example.com" };
        assert.equal((await account.api.post("/v1/drivers", ada)).status, 200);
        assert.deepEqual(refused(await account.api.post(start, {})), denied);
      }
      assert.deepEqual(refused(await acting(api, one.account).post(start)), denied);
      // The account below shows its own status: its parent is the suspended one.
      assert.equal((await below.api.read("/v1/account"))["status"], "active");
      await api.make(`/v1/accounts/${one.account}`, { status: "active" });
      assert.equal((await one.api.post(start, {})).status, 400);
    });

    it("archived: its keys and those below it stop at once, and work again once it is not", async () => {
      const { api } = await open();
      const one = await child(api);
      const below = await child(one.api);
      const status = async ({ api: client }: { api: Client }) =>
        (await client.get("/v1/account")).status;
      assert.deepEqual([await status(one), await status(below)], [200, 200]);
      const archived = await api.make(`/v1/accounts/${one.account}`, { status: "archived" });
      assert.equal(archived["status"], "archived");
      assert.deepEqual([await status(one), await status(below)], [401, 401]);
      const header = await acting(api, one.account).get("/v1/drivers");
      assert.deepEqual(refused(header), [404, "account_not_found", "Charge-Account"]);
      assert.equal((await api.read(`/v1/accounts/${one.account}`))["status"], "archived");
      await api.make(`/v1/accounts/${one.account}`, { status: "active" });
      assert.deepEqual([await status(one), await status(below)], [200, 200]);
    });

    it("keeps a running session: suspended it goes on and can be ended, archived it cannot be", async () => {
      const { api } = await open();
      const one = await child(api);
      const below = await child(one.api);
      const fleet = await makeFleet(below.api);
      const station = await makeStation(below.api);
      const session = await below.api.make("/v1/charging_sessions", startOf(fleet, station));
      for (const [parent, account] of [
        [api, one.account],
        [one.api, below.account],
      ] as const) {
        const archive = await parent.post(`/v1/accounts/${account}`, { status: "archived" });
        assert.deepEqual(refused(archive), [409, "charging_session_conflict", "status"]);
        assert.equal((await parent.read(`/v1/accounts/${account}`))["status"], "active");
      }
      await one.api.make(`/v1/accounts/${below.account}`, { status: "suspended" });
      const shown = await below.api.read(`/v1/charging_sessions/${session.id}`);
      assert.equal(shown["status"], "active");
      await below.api.make(`/v1/charging_sessions/${session.id}/end`);
      await api.make(`/v1/accounts/${one.account}`, { status: "archived" });
    });

    it("holds within a second in another process", async () => {
      const { api } = await open();
      const one = await child(api);
      const other = await testPlatform({ databaseUrl: platform.databaseUrl });
      const there = other.client(one.api.key);
      assert.equal((await there.get("/v1/account")).status, 200);
      await api.make(`/v1/accounts/${one.account}`, { status: "archived" });
      await pause(1100);
      const { status } = await there.get("/v1/account");
      await other.close();
      assert.equal(status, 401);
    });
  });
});
