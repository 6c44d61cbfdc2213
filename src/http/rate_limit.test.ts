import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { type Answer, type Client, type TestPlatform, testPlatform } from "../../test/platform.ts";
import { refused } from "../../test/sample.ts";
import { elapsedMs, pause } from "../lib/time.ts";
import { forgetTokens } from "./store.ts";

const opened: TestPlatform[] = [];
const open = async (rate: number, burst: number, databaseUrl?: string): Promise<TestPlatform> => {
  const config = { rateLimit: { rate, burst } };
  const platform = await testPlatform({
    config,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  opened.push(platform);
  return platform;
};
/** Before the database ends, which the file's own hooks would not wait for. */
const closeAll = () => Promise.all(opened.splice(0).map((platform) => platform.close()));

/** Asks without a break for so long; how many requests were admitted. */
async function hammer(client: Client, ms: number, atOnce: number): Promise<number> {
  const until = elapsedMs() + ms;
  let admitted = 0;
  const ask = async (): Promise<void> => {
    while (elapsedMs() < until) {
      const { status } = await client.get("/v1/drivers/drv_x");
      assert.ok(status === 404 || status === 429, String(status));
      if (status === 404) admitted += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  return admitted;
}

const quotaOf = ({ headers }: Answer) => [
  headers.get("ratelimit-policy"),
  headers.get("ratelimit"),
];

describe("the rate limit", () => {
  after(closeAll);

  it("tells every answer to a good key what is left, as the draft has it", async () => {
    const { api, client, url } = await open(0.1, 5);
    const first = await api.get("/v1/drivers");
    assert.deepEqual(quotaOf(first), ['"default";q=5;w=50', '"default";r=4;t=40']);
    assert.deepEqual(quotaOf(await api.get("/v1/nothing"))[1], '"default";r=3;t=30');
    const broken = await api.send("POST", "/v1/drivers", "{");
    assert.deepEqual([broken.status, quotaOf(broken)[1]], [400, '"default";r=2;t=20']);
    const nobody = await client(`ch_sk_test_${"0".repeat(32)}`).get("/v1/drivers");
    const health = await fetch(`${url}/healthz`);
    for (const { headers } of [nobody, health]) assert.equal(headers.get("ratelimit"), null);
  });

  it("refuses what is over it with 429, and says when to come back", async () => {
    const { api } = await open(0.5, 3);
    for (let one = 0; one < 3; one++) assert.equal((await api.get("/v1/drivers")).status, 200);
    const over = await api.get("/v1/drivers");
    assert.deepEqual(refused(over), [429, "rate_limit_exceeded", null]);
    assert.equal(over.headers.get("retry-after"), "2");
    assert.equal(quotaOf(over)[1], '"default";r=0;t=2');
    await pause(2100);
    assert.equal((await api.get("/v1/drivers")).status, 200);
  });

  it("is each key's own, in both modes", async () => {
    const { api, client, first } = await open(0.1, 2);
    for (let one = 0; one < 2; one++) await api.get("/v1/drivers");
    assert.equal((await api.get("/v1/drivers")).status, 429);
    assert.equal((await client(first.liveKey).get("/v1/drivers")).status, 200);
  });

  it("is the key's also where it acts for a child", async () => {
    const { api, first, openAccount, sql } = await open(0.1, 2);
    const child = await openAccount();
    await sql("update accounts set parent_id = $1 where id = $2", [first.account, child.account]);
    const acting = () =>
      api.send("GET", "/v1/drivers", undefined, { "charge-account": child.account });
    assert.equal((await acting()).status, 200);
    assert.equal((await acting()).status, 200);
    assert.equal((await api.get("/v1/drivers")).status, 429);
  });

  it("stores no 429 under an idempotency key", async () => {
    const { api } = await open(0.5, 1);
    await api.get("/v1/drivers");
    const body = { name: "Ada", email: "ada@example.com" };
    const make = () => api.post("/v1/drivers", body, { "idempotency-key": "a" });
    assert.equal((await make()).status, 429);
    await pause(2100);
    const made = await make();
    assert.deepEqual([made.status, made.headers.get("idempotent-replayed")], [200, null]);
  });

  it("gives one line of the request log a second to a flood, which counts the others", async () => {
    const { api, sql } = await open(0.01, 1);
    for (let one = 0; one < 20; one++) await api.get("/v1/drivers");
    await pause(1100);
    await api.get("/v1/drivers");
    await pause(600);
    const [told] = await sql(
      "select count(*)::int as lines, sum(collapsed)::int as others from request_logs where status = 429",
    );
    const { lines, others } = told as { lines: number; others: number };
    assert.equal(lines + others, 20);
    assert.ok(lines < 10, `${lines} lines`);
  });

  it("is one for two nodes on one database, within what it lets pass in a second", async () => {
    const [rate, burst] = [20, 30];
    const one = await open(rate, burst);
    const two = await open(rate, burst, one.databaseUrl);
    const { key } = one.api;
    const started = elapsedMs();
    const admitted = await Promise.all([
      hammer(one.api, 3000, 4),
      hammer(two.client(key), 3000, 4),
    ]);
    const total = admitted.reduce((sum, count) => sum + count);
    const due = burst + (rate * (elapsedMs() - started)) / 1000;
    assert.ok(total <= due + rate, `${admitted} of ${due}`);
    assert.ok(total >= due - rate, `${admitted} of ${due}`);
  });

  it("is known to a node that comes later, and to one that stays alone", async () => {
    const one = await open(0.1, 40);
    for (let tries = 0; tries < 40; tries++) await one.api.get("/v1/drivers");
    await pause(700);
    const two = await open(0.1, 40, one.databaseUrl);
    const late = two.client(one.api.key);
    const answers = await Promise.all(Array.from({ length: 40 }, () => late.get("/v1/drivers")));
    const admitted = answers.filter(({ status }) => status === 200).length;
    assert.ok(admitted <= 5, String(admitted));
  });

  it("removes the buckets of keys that have been idle for so long that they are full", async () => {
    const { api, database, sql } = await open(1, 60);
    await api.get("/v1/drivers");
    await pause(700);
    await sql(
      "insert into rate_limit_buckets select 'key_old', 0, filled - interval '121 s' from rate_limit_buckets",
    );
    await forgetTokens(database.everyone(), [120]);
    const left = await sql("select key from rate_limit_buckets");
    assert.equal(left.length, 1);
    assert.notEqual(left[0]?.["key"], "key_old");
  });

  it("lets requests pass by this node's own count while the reports fail", async () => {
    const { api, sql } = await open(20, 20);
    await sql("revoke all on rate_limit_buckets from charge_app");
    const statuses: number[] = [];
    for (let one = 0; one < 25; one++) statuses.push((await api.get("/v1/drivers")).status);
    assert.equal(statuses[0], 200);
    assert.ok(statuses.filter((status) => status === 200).length >= 20);
  });

  it("can be turned off", async () => {
    const platform = await testPlatform();
    opened.push(platform);
    assert.deepEqual(quotaOf(await platform.api.get("/v1/drivers")), [null, null]);
  });
});

describe("a flood of unknown keys", () => {
  after(closeAll);

  const unknown = (number: number): string => `ch_sk_test_${String(number).padStart(32, "0")}`;

  it("is made to wait, and costs those who are known nothing", async () => {
    const { api, client } = await open(100, 200);
    assert.equal((await api.get("/v1/drivers")).status, 200);
    const statuses = new Map<number, number>();
    for (let number = 0; number < 300; number++) {
      const { status, headers } = await client(unknown(number)).get("/v1/drivers");
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 429) assert.equal(headers.get("retry-after"), "1");
    }
    assert.deepEqual([...statuses.keys()], [401, 429]);
    assert.ok((statuses.get(401) ?? 0) >= 100);
    assert.equal((await api.get("/v1/drivers")).status, 200);
  });

  it("asks the database once in a second for one and the same key", async () => {
    const { client, database } = await open(100, 200);
    await client(unknown(0)).get("/v1/drivers");
    const counts: number[] = [];
    for (let tries = 0; tries < 8; tries++) {
      const before = database.sent();
      assert.equal((await client(unknown(0)).get("/v1/drivers")).status, 401);
      counts.push(database.sent() - before);
    }
    assert.equal(Math.min(...counts), 0);
  });
});
