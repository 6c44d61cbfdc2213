import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { type Client, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { refused } from "../../../test/sample.ts";
import { pause } from "../../lib/time.ts";

const idOf = (answer: { headers: Headers }): string => String(answer.headers.get("request-id"));

/** Waits for the line of an answer. */
async function lineOf(api: Client, answer: { headers: Headers }): Promise<Json> {
  for (let tries = 0; ; tries++) {
    const line = await api.get(`/v1/request_logs/${idOf(answer)}`);
    if (line.status === 200) return line.body;
    assert.ok(tries < 100, `no line: ${line.text}`);
    await pause(50);
  }
}

describe("the request log", () => {
  let platform: TestPlatform;
  let api: Client;
  before(async () => {
    platform = await testPlatform();
    api = platform.client((await platform.openAccount()).testKey);
  });
  after(() => platform.close());

  const ada = { name: "Ada", email: "ada@example.com" };

  it("tells of a request what was asked and what was answered", async () => {
    const headers = { "idempotency-key": "order-1", "user-agent": "fleet/1" };
    const made = await api.post("/v1/drivers", ada, headers);
    const line = await lineOf(api, made);
    const { api_key, created, duration_ms, ...plain } = line;
    assert.match(String(api_key), /^key_/);
    assert.ok(Number(duration_ms) >= 0 && String(created).endsWith("Z"));
    assert.deepEqual(plain, {
      id: idOf(made),
      object: "request_log",
      acting_account: null,
      api_version: "2026-03-01",
      collapsed: 0,
      error_code: null,
      idempotency_key: "order-1",
      idempotent_replayed: false,
      ip_address: "127.0.0.1",
      livemode: false,
      method: "POST",
      object_id: made.body.id,
      path: "/v1/drivers",
      query: null,
      request_body: JSON.stringify(ada),
      response_body: made.text,
      status: 200,
      user_agent: "fleet/1",
    });
    assert.deepEqual(Object.keys(line).slice(2), Object.keys(line).slice(2).sort());
  });

  it("keeps the query of a read, and not its answer", async () => {
    const line = await lineOf(api, await api.get("/v1/drivers?limit=3"));
    assert.deepEqual([line["path"], line["query"]], ["/v1/drivers", "limit=3"]);
    assert.deepEqual([line["request_body"], line["response_body"]], [null, null]);
  });

  it("has no idempotency key where the header was empty", async () => {
    const refused = await api.post("/v1/drivers", ada, { "idempotency-key": "" });
    assert.equal(refused.body["code"], "idempotency_key_invalid");
    assert.equal((await lineOf(api, refused))["idempotency_key"], null);
  });

  it("flags a replay", async () => {
    const headers = { "idempotency-key": "order-2" };
    await api.post("/v1/drivers", ada, headers);
    const line = await lineOf(api, await api.post("/v1/drivers", ada, headers));
    assert.equal(line["idempotent_replayed"], true);
  });

  it("has a line for every refusal of a request with a good key", async () => {
    const asked: [string, string, (string | undefined)?, Record<string, string>?][] = [
      ["POST", "/v1/drivers", "{broken"],
      ["POST", "/v1/drivers", "{}"],
      ["POST", "/v1/drivers", "{}", { "content-type": "text/plain" }],
      ["POST", "/v1/drivers", JSON.stringify({ a: "b".repeat(1024 * 1024) })],
      ["GET", "/v1/nothing"],
      ["GET", "/v1/drivers/%zz"],
      ["PUT", "/v1/drivers"],
      ["OPTIONS", "/v1/drivers"],
      ["GET", "/v1/drivers?limit=0"],
      ["GET", "/v1/drivers/drv_x"],
      ["GET", "/v1/drivers", undefined, { "charge-version": "1999-01-01" }],
      ["GET", "/v1/drivers", undefined, { "charge-account": "acct_x" }],
      ["POST", "/v1/drivers", "{}", { "idempotency-key": "k".repeat(256) }],
    ];
    for (const [method, path, body, headers] of asked) {
      const answer = await api.send(method, path, body, headers ?? {});
      assert.ok(answer.status >= 400, path);
      const line = await lineOf(api, answer);
      const shown = [line["method"], line["path"], line["status"], line["error_code"]];
      const expected = [method, path.split("?")[0], answer.status, answer.body["code"]];
      assert.deepEqual(shown, expected);
      assert.equal(line["response_body"], answer.text);
    }
  });

  it("has none for requests without a good key, nor for reads of itself", async () => {
    const nobody = platform.client(`ch_sk_test_${"0".repeat(32)}`);
    const strangers = [
      await fetch(`${platform.url}/v1/drivers`),
      await nobody.get("/v1/drivers"),
      await fetch(`${platform.url}/healthz`),
      await api.get("/v1/request_logs"),
    ];
    await lineOf(api, await api.get("/v1/fleets"));
    for (const answer of strangers) {
      const lines = await platform.sql("select 1 from request_logs where id = $1", [idOf(answer)]);
      assert.equal(lines.length, 0);
    }
  });

  it("finds requests by each of its filters, newest first", async () => {
    const own = platform.client((await platform.openAccount()).testKey);
    const made = await own.post("/v1/drivers", ada, { "idempotency-key": "order-3" });
    const read = await own.get(`/v1/drivers/${made.body.id}`);
    const missing = await own.get("/v1/fleets/flt_x");
    const wrong = await own.post("/v1/drivers", { name: 1 });
    const key = (await lineOf(own, wrong))["api_key"];
    const found = async (query: string) => {
      const { data } = await own.read(`/v1/request_logs?${query}`);
      return data.map(({ id }) => id);
    };
    const [first, second, third, fourth] = [made, read, missing, wrong].map(idOf);
    assert.deepEqual(await found("limit=100"), [fourth, third, second, first]);
    assert.deepEqual(await found("method=GET"), [third, second]);
    assert.deepEqual(await found("path=/v1/drivers"), [fourth, first]);
    assert.deepEqual(await found("status=200"), [second, first]);
    assert.deepEqual(await found("status=2xx"), [second, first]);
    assert.deepEqual(await found("status=404"), [third]);
    assert.deepEqual(await found("status=4xx"), [fourth, third]);
    assert.deepEqual(await found("error_code=fleet_not_found"), [third]);
    assert.deepEqual(await found("idempotency_key=order-3"), [first]);
    assert.deepEqual(await found(`object_id=${made.body.id}`), [second, first]);
    assert.deepEqual(await found(`api_key=${key}`), [fourth, third, second, first]);
    assert.deepEqual(await found("api_key=key_x"), []);
    for (const status of ["0", "600", "4x", "abc", "40"]) {
      const answer = await own.get(`/v1/request_logs?status=${status}`);
      assert.deepEqual(refused(answer), [400, "parameter_invalid", "status"], status);
    }
  });

  it("belongs to the account that was acted for, and names the parent", async () => {
    const parent = await platform.openAccount();
    const child = await platform.openAccount();
    await platform.sql("update accounts set parent_id = $1 where id = $2", [
      ...[parent.account, child.account],
    ]);
    const acting = { "charge-account": child.account };
    const answer = await platform
      .client(parent.testKey)
      .send("GET", "/v1/drivers", undefined, acting);
    assert.equal(answer.status, 200);
    const line = await lineOf(platform.client(child.testKey), answer);
    assert.equal(line["acting_account"], parent.account);
    const own = await platform.client(parent.testKey).get(`/v1/request_logs/${idOf(answer)}`);
    assert.equal(own.status, 404);
  });

  it("shows bodies and queries to no restricted key", async () => {
    const owner = await platform.openAccount();
    const whole = platform.client(owner.testKey);
    const made = await whole.post("/v1/drivers?expand=fleets", ada);
    assert.ok((await lineOf(whole, made))["response_body"] !== null);
    await platform.sql(
      "update api_keys set permissions = $2 where account_id = $1 and not livemode",
      [owner.account, JSON.stringify({ request_logs: "read" })],
    );
    await pause(1100);
    const line = await lineOf(whole, made);
    const shown = [line["query"], line["request_body"], line["response_body"]];
    assert.deepEqual([...shown, line["path"]], [null, null, null, "/v1/drivers"]);
  });

  it("shows nothing that is older than thirty days", async () => {
    const clock = { now: () => new Date(at), after: () => () => undefined };
    let at = Date.parse("2026-05-31T12:00:00Z");
    const other = await testPlatform({ clock });
    try {
      const answer = await other.api.get("/v1/drivers");
      const line = await lineOf(other.api, answer);
      assert.equal(line["created"], "2026-05-31T12:00:00.000Z");
      at += 30 * 86_400_000 - 1;
      assert.equal((await other.api.read("/v1/request_logs")).data.length, 1);
      at += 1;
      const gone = await other.api.get(`/v1/request_logs/${idOf(answer)}`);
      assert.deepEqual(refused(gone).slice(0, 2), [404, "request_log_not_found"]);
      assert.deepEqual((await other.api.read("/v1/request_logs")).data, []);
    } finally {
      await other.close();
    }
  });

  it("writes what it holds when the server stops", async () => {
    const other = await testPlatform();
    const answer = await other.api.get("/v1/drivers");
    await other.close();
    const lines = await other.sql("select 1 from request_logs where id = $1", [idOf(answer)]);
    assert.equal(lines.length, 1);
  });

  it("cuts long bodies, and takes any bytes", async () => {
    const long = await api.post("/v1/drivers", { ...ada, license_number: "ü".repeat(20_000) });
    const line = await lineOf(api, long);
    assert.ok(String(line["request_body"]).length <= 8193);
    const text = "\\u0000 \\ud800 \u0000 \ud800 \u2028";
    const odd = await api.send("POST", "/v1/drivers?a=%00%ed%a0%80", text, {
      "user-agent": "\u00ff",
    });
    assert.equal((await lineOf(api, odd))["status"], odd.status);
  });

  it("has no card number, cvc, password or secret anywhere, wherever it was sent", async () => {
    const owner = await platform.openAccount();
    const client = platform.client(owner.testKey);
    const card = "4000056655665556";
    const spaced = card.replaceAll(/(.{4})(?=.)/g, "$1 ");
    const secret = "ch_sk_live_SeCrEtSeCrEtSeCrEtSeCrEtSeCrEt12";
    const signing = "whsec_SeCrEtSeCrEtSeCrEtSeCrEt";
    const method = {
      type: "card",
      card: { number: card, exp_month: 12, exp_year: 2035, cvc: "987" },
    };
    const sent: Response[] = [];
    const send = async (method: string, path: string, body?: string, headers = {}) => {
      const all = { authorization: `Bearer ${owner.testKey}`, ...headers };
      const type = body === undefined ? {} : { "content-type": "application/json" };
      const init = {
        method,
        headers: { ...type, ...all },
        ...(body === undefined ? {} : { body }),
      };
      sent.push(await fetch(`${platform.url}${path}`, init));
    };
    const text = JSON.stringify(method);
    await send("POST", "/v1/payment_methods", text);
    await send("POST", "/v1/payment_methods", text.slice(0, -4));
    await send("POST", "/v1/payment_methods", text.replace(card, card.replace("4", "\\u0034")));
    await send("POST", "/v1/payment_methods", `${text}${card}`);
    await send("POST", "/v1/payment_methods", JSON.stringify({ ...method, card: Number(card) }));
    await send("POST", "/v1/payment_methods", " ".repeat(8185) + text);
    await send("POST", "/v1/drivers", JSON.stringify({ ...ada, name: `card ${spaced}` }));
    await send("POST", "/v1/drivers", JSON.stringify({ ...ada, metadata: { [card]: secret } }));
    await send("POST", "/v1/drivers", JSON.stringify({ ...ada, password: "hunter2", [secret]: 1 }));
    await send("POST", "/v1/drivers", text, { "content-type": "text/plain" });
    await send("POST", "/v1/drivers", "{}", { "idempotency-key": card, "user-agent": spaced });
    await send("POST", "/v1/drivers", "{}", { "idempotency-key": secret, "user-agent": signing });
    await send("GET", `/v1/drivers/${card}`);
    await send("GET", `/v1/drivers/drv_${card}${"a".repeat(16)}`);
    await send("GET", `/v1/drivers?number=${encodeURIComponent(spaced)}&cvc=987&key=${secret}`);
    await send("GET", `/v1/${encodeURIComponent(spaced)}/%E0%A4${card}`);
    await send("PUT", `/v1/drivers?${card}`, text);
    const hook = { url: "http://me:hunter2@127.0.0.1:9/?token=hunter2", enabled_events: ["*"] };
    await send("POST", "/v1/webhook_endpoints", JSON.stringify(hook));
    await send(
      "POST",
      "/v1/webhook_endpoints",
      JSON.stringify({ ...hook, url: hook.url.replace("me:hunter2@", "") }),
    );
    const made = (await sent.at(-1)?.json()) as Json;
    assert.match(String(made["secret"]), /^whsec_/);
    for (const answer of sent) await lineOf(client, answer as unknown as { headers: Headers });
    const lines = await platform.sql(
      "select l::text as line from request_logs l where account_id = $1",
      [owner.account],
    );
    assert.ok(lines.length >= sent.length);
    for (const { line } of lines) {
      const digits = String(line).replaceAll(/[ \-.]/g, "");
      assert.ok(!digits.includes(card) && !digits.includes("056655665556"), String(line));
      assert.doesNotMatch(String(line), /987|hunter2|SeCrEt|whsec_[A-Za-z0-9]/, String(line));
      assert.ok(!String(line).includes(String(made["secret"])), String(line));
    }
  });

  it("does not fail a request whose client has gone", async () => {
    const socket = connect(platform.port, "127.0.0.1");
    const head = `GET /v1/drivers HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${api.key}\r\n`;
    await new Promise<void>((done) => socket.write(`${head}\r\n`, () => done()));
    socket.destroy();
    assert.equal((await api.get("/v1/drivers")).status, 200);
  });
});
