// The chain of versions, proved with one artificial older version beside the published one: every
// place where an object is shown or a parameter is read speaks the version that was asked for.
// docs/decisions/0001-versions.md says how to add a real one.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { FreshAccount } from "../src/first_start.ts";
import { type Change, openVersions, publishedChanges } from "../src/http/versions.ts";
import { pause } from "../src/lib/time.ts";
import { freshFor, makeOneOfEach, routes } from "./exemplars.ts";
import {
  type Answer,
  type Client,
  type Json,
  type TestPlatform,
  testPlatform,
} from "./platform.ts";
import { openReceiver, type Receiver } from "./receiver.ts";
import { refused } from "./sample.ts";

const older = "2025-09-01";
const newest = publishedChanges.at(-1)?.version as string;

/** Then: drivers had a `full_name`, fleets were `groups` of kind `group`, errors a `reason`. */
const renamed = (from: string, to: string) => (given: Json) =>
  Object.fromEntries(Object.entries(given).map(([key, one]) => [key === from ? to : key, one]));

const driverRequest = {
  raise: renamed("full_name", "name"),
  names: { name: "full_name" },
};

const changes: readonly Change[] = [
  { version: older, lower: {}, requests: {} },
  {
    version: newest,
    lower: {
      driver: renamed("name", "full_name"),
      fleet: (fleet) => ({ ...fleet, object: "group", title: fleet["name"] }),
      error: ({ message, ...error }) => ({ ...error, reason: message }),
      charging_session: (session) => ({ ...session, state: session["status"] }),
    },
    requests: {
      "POST /v1/drivers": driverRequest,
      "POST /v1/drivers/:driver": driverRequest,
      "GET /v1/drivers": { raise: renamed("mail", "email"), names: { email: "mail" } },
    },
  },
];

describe("an older version of the API", () => {
  let platform: TestPlatform;
  let account: FreshAccount;
  let api: Client;
  before(async () => {
    platform = await testPlatform({ changes });
    account = await platform.openAccount();
    api = platform.client(account.testKey);
  });
  after(() => platform.close());

  const header = { "charge-version": older };
  const then = (method: string, path: string, body?: unknown, more = {}): Promise<Answer> =>
    api.send(method, path, body, { ...header, ...more });
  const ada = { full_name: "Ada", email: "ada@example.com" };

  it("is spoken by the request that names it, and said in the answer", async () => {
    const made = await then("POST", "/v1/drivers", ada);
    assert.equal(made.status, 200, made.text);
    assert.deepEqual([made.body["full_name"], "name" in made.body], ["Ada", false]);
    assert.equal(made.headers.get("charge-version"), older);
    const now = await api.get(`/v1/drivers/${made.body.id}`);
    assert.deepEqual([now.body["name"], "full_name" in now.body], ["Ada", false]);
    assert.equal(now.headers.get("charge-version"), newest);
  });

  it("is spoken to who has it as the account's own, unless a request names another", async () => {
    const old = await platform.openAccount();
    await platform.sql("update accounts set api_version = $1 where id = $2", [older, old.account]);
    const client = platform.client(old.testKey);
    const made = await client.post("/v1/drivers", ada);
    assert.deepEqual([made.body["full_name"], made.headers.get("charge-version")], ["Ada", older]);
    const now = { "charge-version": newest };
    const read = await client.send("GET", `/v1/drivers/${made.body.id}`, undefined, now);
    assert.deepEqual([read.body["name"], read.headers.get("charge-version")], ["Ada", newest]);
    const missing = await client.get("/v1/nothing");
    assert.ok("reason" in missing.body && !("message" in missing.body));
  });

  it("shows lists, and objects inside of others, as it did", async () => {
    const fleet = (await api.make("/v1/fleets", { name: "Depot" })).id;
    const made = await then("POST", "/v1/drivers", ada);
    const attached = await then("POST", `/v1/drivers/${made.body.id}/attach?expand=fleets`, {
      fleet,
    });
    const [group] = attached.body["fleets"] as Json[];
    assert.deepEqual([group?.["object"], group?.["title"]], ["group", "Depot"]);
    const page = await then(
      "GET",
      `/v1/drivers?fleet=${fleet}&expand=fleets&mail=${ada.email}&limit=1`,
    );
    assert.equal(page.body.data[0]?.["full_name"], "Ada");
    const inside = page.body.data[0]?.["fleets"] as Json[] | undefined;
    assert.equal(inside?.[0]?.["title"], "Depot");
    assert.deepEqual(Object.keys(page.body), ["data", "next_page_url", "previous_page_url"]);
  });

  it("keeps its own names of filters in the URLs of other pages", async () => {
    await then("POST", "/v1/drivers", ada);
    await then("POST", "/v1/drivers", ada);
    const first = await then("GET", `/v1/drivers?mail=${ada.email}&limit=1`);
    const next = await then("GET", String(first.body["next_page_url"]));
    assert.equal(next.status, 200, next.text);
    assert.notEqual(next.body.data[0]?.["id"], first.body.data[0]?.["id"]);
    const unknown = await then("GET", "/v1/drivers?post=a");
    assert.deepEqual(unknown.body["param"], "post");
  });

  it("is told of errors in its own shape, with its own names of parameters", async () => {
    const wrong = await then("POST", "/v1/drivers", { full_name: 1, email: ada.email });
    assert.equal(wrong.status, 400);
    assert.deepEqual([wrong.body["param"], "message" in wrong.body], ["full_name", false]);
    assert.equal((wrong.body["details"] as Json[])[0]?.["param"], "full_name");
    assert.equal(typeof wrong.body["reason"], "string");
    const decided = await then("POST", "/v1/drivers/drv_x/attach", { fleet: "flt_x" });
    assert.deepEqual([decided.status, typeof decided.body["reason"]], [404, "string"]);
    const method = await then("PUT", "/v1/drivers");
    assert.deepEqual([method.status, typeof method.body["reason"]], [405, "string"]);
    const now = await api.post("/v1/drivers", { name: 1, email: ada.email });
    assert.deepEqual(refused(now), [400, "parameter_invalid", "name"]);
  });

  it("leaves metadata alone, whatever they look like", async () => {
    const metadata = { object: "driver", name: "x" };
    const made = await then("POST", "/v1/drivers", { ...ada, metadata });
    assert.deepEqual(made.body["metadata"], metadata);
  });

  it("answers a delete as every version does", async () => {
    const made = await then("POST", "/v1/drivers", ada);
    const gone = await then("DELETE", `/v1/drivers/${made.body.id}`);
    assert.deepEqual(gone.body, { id: made.body.id, object: "driver", deleted: true });
  });

  it("gets a replay in the version of the first request, which the answer says", async () => {
    const more = { "idempotency-key": "once" };
    const fleet = (await api.make("/v1/fleets", { name: "Depot" })).id;
    const path = `/v1/drivers/${(await then("POST", "/v1/drivers", ada)).body.id}/attach`;
    const first = await then("POST", path, { fleet }, more);
    assert.equal(first.body["full_name"], "Ada");
    const second = await api.post(path, { fleet }, more);
    assert.deepEqual([second.status, second.text], [200, first.text]);
    assert.equal(second.headers.get("idempotent-replayed"), "true");
    assert.equal(second.headers.get("charge-version"), older);
  });

  it("gets what a request waited for in the version of the first request", async () => {
    const ids = await makeOneOfEach(api, account.account);
    const path = "/v1/charging_sessions";
    const start = routes.find(({ route }) => route.path === path && route.method === "POST");
    assert.ok(start !== undefined);
    const { body } = await freshFor(api, "charging_sessions", start.route, ids);
    const more = { "idempotency-key": "wait" };
    const first = await then("POST", path, body, more);
    assert.equal(first.body["state"], "active", first.text);
    // As a crash leaves it: the session is there, its outcome was not written yet.
    await platform.sql(
      "update idempotency_keys set status = null, body = null, version = null where key = 'wait'",
    );
    const second = await api.post(path, body, more);
    assert.deepEqual([second.status, second.body.id], [200, first.body.id]);
    assert.deepEqual(
      [second.body["state"], second.headers.get("charge-version")],
      ["active", older],
    );
  });

  it("shows events with their object, and what changed, as it did; and says so", async () => {
    const made = await api.post("/v1/drivers", { name: "Ada", email: ada.email });
    await api.post(`/v1/drivers/${made.body.id}`, { name: "Eve" });
    const query = `object_id=${made.body.id}&type=driver.updated`;
    const [event] = (await then("GET", `/v1/events?${query}`)).body.data as [Json];
    const { object, previous_attributes } = event["data"] as { [key: string]: Json };
    assert.equal(event["api_version"], older);
    assert.deepEqual([object?.["full_name"], object?.["name"]], ["Eve", undefined]);
    assert.deepEqual(previous_attributes, { full_name: "Ada" });
    const now = (await api.read(`/v1/events?${query}`)).data[0] as Json;
    assert.equal(now["api_version"], newest);
    const data = now["data"] as { [key: string]: Json };
    assert.deepEqual(data["previous_attributes"], { name: "Ada" });
  });

  describe("as a webhook endpoint's", () => {
    let receiver: Receiver;
    before(async () => {
      receiver = await openReceiver();
    });
    after(() => receiver.close());

    it("is spoken to the endpoint, whatever version the request spoke", async () => {
      const endpoint = { url: receiver.url, enabled_events: ["driver.created"] };
      const made = await api.post("/v1/webhook_endpoints", { ...endpoint, api_version: older });
      assert.equal(made.body["api_version"], older, made.text);
      await api.post("/v1/drivers", { name: "Ada", email: ada.email });
      while (receiver.deliveries.length === 0) await pause(20);
      const body = JSON.parse(String(receiver.deliveries[0]?.body)) as Json;
      assert.equal(body["api_version"], older);
      const { object } = body["data"] as { object: Json };
      assert.deepEqual([object["full_name"], "name" in object], ["Ada", false]);
    });
  });

  it("is listed where versions are listed", async () => {
    const refusal = await api.send("GET", "/v1/drivers", undefined, { "charge-version": "1999" });
    assert.deepEqual(refused(refusal), [400, "version_invalid", "Charge-Version"]);
    assert.match(String(refusal.body["message"]), new RegExp(`${older}, ${newest}`));
    const document = (await (await fetch(`${platform.url}/openapi.json`)).json()) as Json;
    const text = JSON.stringify(document);
    assert.ok(text.includes(`"enum":["${older}","${newest}"]`));
    const odd = await api.post("/v1/webhook_endpoints", {
      ...{ url: "http://127.0.0.1:9", enabled_events: ["*"], api_version: "1999" },
    });
    assert.deepEqual(refused(odd), [400, "parameter_invalid", "api_version"]);
  });
});

describe("the chain of versions", () => {
  const step = (version: string, word: string): Change => ({
    version,
    lower: { driver: (driver) => ({ ...driver, path: `${driver["path"]}<${word}` }) },
    requests: {
      "POST /v1/drivers": {
        raise: (input) => ({ ...input, path: `${input["path"]}>${word}` }),
        names: { [`p${word}`]: `p${Number(word) - 1}` },
      },
    },
  });
  const three = openVersions([
    { version: "2025-01-01", lower: {}, requests: {} },
    step("2025-06-01", "1"),
    step("2026-01-01", "2"),
  ]);
  const driver = { id: "drv_1", object: "driver", path: "" };

  it("lowers answers from the newest backwards and raises requests from the oldest on", () => {
    assert.equal(three.shown(driver, "2025-01-01")["path"], "<2<1");
    assert.equal(three.shown(driver, "2025-06-01")["path"], "<2");
    assert.equal(three.shown(driver, "2026-01-01"), driver);
    const raise = (version: string) => three.raise("POST /v1/drivers", version)?.({ path: "" });
    assert.deepEqual(raise("2025-01-01"), { path: ">1>2" });
    assert.deepEqual(raise("2025-06-01"), { path: ">2" });
    assert.equal(raise("2026-01-01"), undefined);
    assert.equal(three.raise("GET /v1/drivers", "2025-01-01"), null);
    const error = { object: "error", param: "p2" };
    const told = (version: string) => three.told(error, "POST /v1/drivers", version)["param"];
    assert.deepEqual(["2025-01-01", "2025-06-01", "2026-01-01"].map(told), ["p0", "p1", "p2"]);
  });

  it("changes nothing that it is given", () => {
    const frozen = Object.freeze({ ...driver, fleets: Object.freeze([Object.freeze(driver)]) });
    const shown = three.shown(frozen, "2025-01-01");
    assert.equal((shown["fleets"] as Json[])[0]?.["path"], "<2<1");
    assert.equal(frozen.path, "");
  });
});
