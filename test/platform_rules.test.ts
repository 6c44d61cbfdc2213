// What holds for every endpoint (spec part 1): headers, bodies, parameters, updates, keys, routes. Told
// on drivers and fleets; lists and expansion stand in list_rules.test.ts.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { errorCodes } from "../src/lib/errors.ts";
import { type Answer, type Json, type TestPlatform, testPlatform } from "./platform.ts";
import { assertSample, sample } from "./sample.ts";

let platform: TestPlatform;
before(async () => {
  platform = await testPlatform();
});
after(() => platform.close());

const ada = { name: "Ada", email: "ada@example.com" };
const makeDriver = (more: Json = {}) => platform.api.make("/v1/drivers", { ...ada, ...more });
const post = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  platform.api.send("POST", "/v1/drivers", body, headers);

/** Status, code and parameter of a refusal, which is a complete error object. */
function refused(answer: Answer): unknown[] {
  const { details: _details, ...body } = answer.body;
  assert.deepEqual(Object.keys(body), Object.keys(sample("error")), answer.text);
  assert.equal(body["status"], answer.status);
  assert.equal(body["request"], answer.headers.get("request-id"));
  assert.match(String(body["doc_url"]), /^http.*\/docs\/errors#\w+$/);
  assert.ok(String(body["message"]).length > 10);
  return [answer.status, body["code"], body["param"]];
}

/** The parameters that `details` names. */
const detailed = (answer: Answer): unknown[] =>
  (answer.body["details"] as Json[]).map(({ param }) => param);

/** One request as bytes, past every client's manners; the whole answer as text. */
const raw = (request: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(platform.port, "127.0.0.1", () => socket.write(request));
    let answer = "";
    socket.setEncoding("utf8");
    socket.on("data", (text) => {
      answer += text;
    });
    // What was still on its way when the server hung up is an error of the socket, not of the answer.
    socket.on("error", (error) => (answer === "" ? reject(error) : resolve(answer)));
    socket.on("close", () => resolve(answer));
  });

const rawGet = (path: string): Promise<string> =>
  raw(
    `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${platform.api.key}\r\n` +
      "connection: close\r\n\r\n",
  );

describe("every answer", () => {
  it("carries a request id of its own, the version and JSON as its type", async () => {
    const seen = new Set<string>();
    const paths = ["/v1/drivers", "/v1/drivers/drv_x", "/v1/nothing", "/v1/drivers?limit=0"];
    for (const path of paths) {
      const { headers } = await platform.api.get(path);
      assert.match(String(headers.get("request-id")), /^req_[0-9A-Za-z]{32}$/);
      assert.equal(headers.get("charge-version"), "2026-03-01");
      assert.match(String(headers.get("content-type")), /^application\/json/);
      seen.add(String(headers.get("request-id")));
    }
    assert.equal(seen.size, paths.length);
  });

  it("is 200 also for a create", async () => {
    assert.equal((await post(ada)).status, 200);
  });

  it("begins with id and object, then all keys in alphabetical order", async () => {
    const driver = await makeDriver();
    const [id, object, ...rest] = Object.keys(driver);
    assert.deepEqual([id, object], ["id", "object"]);
    assert.deepEqual(rest, [...rest].sort());
  });

  it("shows ids that sort by creation, and times with three decimals", async () => {
    const ids: string[] = [];
    for (let made = 0; made < 5; made++) {
      const driver = await makeDriver();
      assert.match(driver.id, /^drv_[0-9A-Za-z]{32}$/);
      assert.match(String(driver["created"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      ids.push(driver.id);
      await new Promise((done) => setTimeout(done, 2));
    }
    assert.deepEqual(ids, [...ids].sort());
  });
});

describe("a body", () => {
  it("may be empty, and then counts as {}", async () => {
    const driver = await makeDriver();
    const answer = await platform.api.send("POST", `/v1/drivers/${driver.id}`);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.body, driver);
  });

  it("of another media type is refused with 415", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"]) {
      const answer = await post(JSON.stringify(ada), { "content-type": type });
      assert.deepEqual(refused(answer), [415, "unsupported_media_type", null], type);
    }
  });

  it("may say its character set", async () => {
    const headers = { "content-type": "application/json; charset=utf-8" };
    assert.equal((await post(JSON.stringify(ada), headers)).status, 200);
  });

  it("over 1 MiB is refused with 413, and 1 MiB is read", async () => {
    const filled = (bytes: number): string => {
      const frame = JSON.stringify({ ...ada, license_number: "" });
      return JSON.stringify({ ...ada, license_number: "a".repeat(bytes - frame.length) });
    };
    const over = await post(filled(1024 * 1024 + 1));
    assert.deepEqual(refused(over), [413, "payload_too_large", null]);
    const full = await post(filled(1024 * 1024));
    assert.deepEqual(refused(full), [400, "parameter_invalid", "license_number"]);
  });

  it("that is broken JSON is refused, and the message says where", async () => {
    const broken: [string, RegExp][] = [
      ['{"name": "Ada",, }', /line 1, column 16/],
      ['{\n  "name": nobody\n}', /line 2, column 11/],
      ['{"name": "Ada"', /ends too early/],
      ["{'name': 1}", /line 1, column 2/],
      ['{"name": "Ada"} trailing', /line 1, column 17/],
    ];
    for (const [text, where] of broken) {
      const answer = await post(text);
      assert.deepEqual(refused(answer), [400, "body_invalid", null], text);
      assert.match(String(answer.body["message"]), where, text);
    }
  });

  it("that is JSON but no object is refused", async () => {
    for (const text of ["[]", "null", '"Ada"', "12", "true"]) {
      assert.deepEqual(refused(await post(text)), [400, "body_invalid", null], text);
    }
  });

  it("nested ten thousand deep is refused, not fatal", async () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const text = `{"metadata":${open.repeat(10_000)}1${close.repeat(10_000)}}`;
      assert.deepEqual(refused(await post(text)), [400, "body_invalid", null]);
    }
  });

  it("with U+0000 or half a surrogate pair is refused by the parameter's name", async () => {
    for (const bad of ["\\u0000", "\\ud800", "a\\udc00b"]) {
      const named = await post(`{"name": "${bad}", "email": "ada@example.com"}`);
      assert.deepEqual(refused(named), [400, "parameter_invalid", "name"], bad);
      const nested = await post(`{"name": "A", "metadata": {"a": "${bad}"}}`);
      assert.deepEqual(refused(nested), [400, "parameter_invalid", "metadata.a"], bad);
      const key = await post(`{"name": "A", "metadata": {"${bad}": "a"}}`);
      assert.deepEqual(refused(key).slice(0, 2), [400, "parameter_invalid"], bad);
    }
  });

  it("with whole surrogate pairs and any script is kept as it is", async () => {
    const name = "Ådå 王 🚗 \u202e";
    assert.equal((await makeDriver({ name }))["name"], name);
  });

  it("that is not UTF-8 is refused", async () => {
    const answer = await fetch(`${platform.url}/v1/drivers`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${platform.api.key}`,
        "content-type": "application/json",
      },
      body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    });
    assert.equal(answer.status, 400);
    assert.equal(((await answer.json()) as Json)["code"], "body_invalid");
  });

  it("with __proto__, constructor or the like changes no prototype", async () => {
    for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
      const top = await post(`{"name": "A", "email": "a@example.com", "${name}": {"polluted": 1}}`);
      assert.deepEqual(refused(top), [400, "parameter_unknown", name]);
      const nested = `{"name": "A", "email": "a@example.com", "preferences": {"${name}": {}}}`;
      const inside = await post(nested);
      assert.deepEqual(refused(inside), [400, "parameter_unknown", `preferences.${name}`]);
    }
    assert.equal(({} as Json)["polluted"], undefined);
  });

  it("may have metadata called __proto__ or constructor, as plain keys", async () => {
    const text =
      '{"name":"A","email":"a@example.com","metadata":{"__proto__":"x","constructor":"y"}}';
    const answer = await post(text);
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.text, /"metadata":\{"__proto__":"x","constructor":"y"\}/);
    const again = await platform.api.get(`/v1/drivers/${answer.body.id}`);
    assert.match(again.text, /"metadata":\{"__proto__":"x","constructor":"y"\}/);
  });
});

describe("parameters", () => {
  it("that are unknown are refused by their dotted path", async () => {
    assert.deepEqual(refused(await post({ ...ada, colour: 1 })), [
      400,
      "parameter_unknown",
      "colour",
    ]);
    const nested = await post({ ...ada, preferences: { colour: 1 } });
    assert.deepEqual(refused(nested), [400, "parameter_unknown", "preferences.colour"]);
  });

  it("that are missing, wrong or unknown are all told in details", async () => {
    const answer = await post({ email: "no", colour: 1, preferences: { notifications: "yes" } });
    refused(answer);
    assert.deepEqual(
      new Set(detailed(answer)),
      new Set(["colour", "name", "email", "preferences.notifications"]),
    );
    assert.equal(answer.body["param"], detailed(answer)[0]);
    for (const one of answer.body["details"] as Json[]) {
      assert.deepEqual(Object.keys(one), ["code", "message", "param"]);
    }
  });

  it("of a wrong type or form are refused with what was expected", async () => {
    const wrong: [Json, string, RegExp][] = [
      [{ name: 12 }, "name", /string/],
      [{ name: "" }, "name", /empty/],
      [{ name: "a".repeat(201) }, "name", /200/],
      [{ email: "ada@" }, "email", /email/],
      [{ phone: "0189000029" }, "phone", /E\.164/],
      [{ status: "gone" }, "status", /active/],
      [{ policy_ids: "pol_1" }, "policy_ids", /list/],
      [{ preferences: [] }, "preferences", /object/],
      [{ preferences: { max_price_per_kwh: 1.5 } }, "preferences.max_price_per_kwh", /integer/],
      [{ preferences: { max_price_per_kwh: -1 } }, "preferences.max_price_per_kwh", /at least 0/],
      [{ preferences: { currency: "EUR" } }, "preferences.currency", /currency/],
    ];
    for (const [more, param, expected] of wrong) {
      const answer = await post({ ...ada, ...more });
      assert.deepEqual(refused(answer), [400, "parameter_invalid", param]);
      assert.match(String(answer.body["message"]), expected, param);
      assert.deepEqual(detailed(answer), [param]);
    }
  });

  it("of a query that are unknown, or given twice, are refused", async () => {
    const unknown = await platform.api.get("/v1/drivers?colour=red");
    assert.deepEqual(refused(unknown), [400, "parameter_unknown", "colour"]);
    assert.deepEqual(detailed(unknown), ["colour"]);
    const twice = await platform.api.get("/v1/drivers?status=active&status=suspended");
    assert.deepEqual(refused(twice), [400, "parameter_invalid", "status"]);
    for (const name of ["__proto__", "constructor"]) {
      const odd = await platform.api.get(`/v1/drivers?${name}=1`);
      assert.deepEqual(refused(odd), [400, "parameter_unknown", name]);
    }
    const posted = await platform.api.post("/v1/drivers?name=Ada", ada);
    assert.deepEqual(refused(posted), [400, "parameter_unknown", "name"]);
    const { id } = await makeDriver();
    const retrieved = await platform.api.get(`/v1/drivers/${id}?colour=red`);
    assert.deepEqual(refused(retrieved), [400, "parameter_unknown", "colour"]);
    const deleted = await platform.api.delete(`/v1/drivers/${id}?colour=red`);
    assert.deepEqual(refused(deleted), [400, "parameter_unknown", "colour"]);
  });

  it("that hold no secret come back in the message, cut", async () => {
    const answer = await post({ ...ada, status: "x".repeat(5000) });
    assert.ok(String(answer.body["message"]).length < 400);
  });
});

describe("an update", () => {
  it("keeps what it leaves out, and changes nothing when it is empty", async () => {
    const driver = await makeDriver({ phone: "+33189000029", metadata: { a: "1" } });
    assert.deepEqual(await platform.api.make(`/v1/drivers/${driver.id}`, {}), driver);
  });

  it("clears a nullable field with null, at the top and nested, and refuses it elsewhere", async () => {
    const preferences = { max_price_per_kwh: 50, notifications: false };
    const driver = await makeDriver({ license_number: "B1", preferences });
    const cleared = await platform.api.make(`/v1/drivers/${driver.id}`, {
      license_number: null,
      preferences: { max_price_per_kwh: null },
    });
    assert.equal(cleared["license_number"], null);
    assert.equal((cleared["preferences"] as Json)["max_price_per_kwh"], null);
    for (const [body, param] of [
      [{ email: null }, "email"],
      [{ status: null }, "status"],
      [{ policy_ids: null }, "policy_ids"],
      [{ preferences: null }, "preferences"],
      [{ preferences: { notifications: null } }, "preferences.notifications"],
    ] as const) {
      const answer = await platform.api.post(`/v1/drivers/${driver.id}`, body);
      assert.deepEqual(refused(answer), [400, "parameter_invalid", param]);
    }
  });

  it("merges nested objects key by key and replaces lists whole", async () => {
    const driver = await makeDriver({
      preferences: { charging_speed: "slow", preferred_cpos: ["one", "two"] },
    });
    const updated = await platform.api.make(`/v1/drivers/${driver.id}`, {
      preferences: { notifications: false, preferred_cpos: ["three"] },
    });
    assert.deepEqual(updated["preferences"], {
      ...(driver["preferences"] as Json),
      notifications: false,
      preferred_cpos: ["three"],
    });
    const fleet = await platform.api.make("/v1/fleets", {
      name: "Fleet",
      address: { city: "Paris", country: "FR" },
    });
    const moved = await platform.api.make(`/v1/fleets/${fleet.id}`, { address: { city: "Lyon" } });
    assert.equal((moved["address"] as Json)["city"], "Lyon");
    assert.equal((moved["address"] as Json)["country"], "FR");
  });

  it("that fails leaves nothing changed", async () => {
    const driver = await makeDriver();
    await platform.api.post(`/v1/drivers/${driver.id}`, { name: "B", policy_ids: ["pol_none"] });
    assert.deepEqual(await platform.api.read(`/v1/drivers/${driver.id}`), driver);
  });
});

describe("metadata", () => {
  const update = async (id: string, metadata: unknown) =>
    (await platform.api.make(`/v1/drivers/${id}`, { metadata }))["metadata"];

  it("is merged; null or an empty value removes a key; null clears all; order is kept", async () => {
    const { id, metadata } = await makeDriver({ metadata: { z: "1", a: "2", "10": "3", b: "4" } });
    assert.deepEqual(metadata, { z: "1", a: "2", "10": "3", b: "4" });
    assert.deepEqual(await update(id, { c: "5" }), { z: "1", a: "2", "10": "3", b: "4", c: "5" });
    assert.deepEqual(await update(id, { a: null, b: "" }), { z: "1", "10": "3", c: "5" });
    assert.equal(Object.keys((await update(id, { y: "6" })) as Json).join(), "10,z,c,y");
    assert.deepEqual(await update(id, null), {});
  });

  it("keeps insertion order in the bytes, whatever the keys", async () => {
    const { id } = await makeDriver({ metadata: { b: "1", a: "2" } });
    const answer = await platform.api.get(`/v1/drivers/${id}`);
    assert.match(answer.text, /"metadata":\{"b":"1","a":"2"\}/);
  });

  it("takes 50 keys of 40 characters with values of 500, and no more", async () => {
    const keys = Array.from({ length: 50 }, (_, at) => String(at).padStart(40, "k"));
    const full = Object.fromEntries(keys.map((key) => [key, "v".repeat(500)]));
    const { id } = await makeDriver({ metadata: full });
    const over = await platform.api.post(`/v1/drivers/${id}`, { metadata: { one_more: "x" } });
    assert.deepEqual(refused(over), [400, "parameter_invalid", "metadata"]);
    const swapped = await update(id, { [keys[0] as string]: null, one_more: "x" });
    assert.equal(Object.keys(swapped as Json).length, 50);
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, "v"]));
    assert.deepEqual(refused(await post({ ...ada, metadata: many })), [
      400,
      "parameter_invalid",
      "metadata",
    ]);
  });

  it("refuses a bad key or value by its path", async () => {
    for (const [metadata, param] of [
      [{ ["k".repeat(41)]: "v" }, `metadata.${"k".repeat(41)}`],
      [{ "": "v" }, "metadata."],
      [{ "a[b]": "v" }, "metadata.a[b]"],
      [{ a: "v".repeat(501) }, "metadata.a"],
      [{ a: 1 }, "metadata.a"],
      [{ a: { b: "c" } }, "metadata.a"],
      [[], "metadata"],
      ["x", "metadata"],
    ] as const) {
      const answer = await post({ ...ada, metadata });
      assert.deepEqual(refused(answer), [400, "parameter_invalid", param]);
    }
  });
});

describe("a key", () => {
  it("that is missing gives 401 api_key_missing, on known and unknown paths alike", async () => {
    for (const path of ["/v1/drivers", "/v1/nothing", "/nothing", "/v1/drivers/%00"]) {
      const answer = await fetch(`${platform.url}${path}`);
      assert.equal(answer.status, 401, path);
      assert.equal(((await answer.json()) as Json)["code"], "api_key_missing", path);
      assert.equal(answer.headers.get("www-authenticate"), "Bearer");
    }
  });

  it("that is malformed, unknown, revoked or expired gives one and the same answer", async () => {
    const { testKey, account } = await platform.openAccount();
    const stranger = platform.client(testKey);
    const keys = [
      "nonsense",
      `${testKey}x`,
      testKey.slice(0, -1),
      `ch_sk_test_${"0".repeat(32)}`,
      testKey.replace("test", "live"),
      testKey.replace("ch_sk", "ch_rk"),
      `\t${testKey.slice(1)}`,
    ];
    const told = new Set<string>();
    for (const key of keys) {
      const answer = await platform.client(key.trim()).get("/v1/drivers");
      assert.deepEqual(refused(answer), [401, "api_key_invalid", null], key);
      told.add(String(answer.body["message"]));
    }
    const expiredAt = "update api_keys set expires_at = created where account_id = $1";
    await platform.sql(expiredAt, [account]);
    const expired = await stranger.get("/v1/drivers");
    assert.deepEqual(refused(expired), [401, "api_key_invalid", null]);
    told.add(String(expired.body["message"]));
    const other = await platform.openAccount();
    const revoke = "update api_keys set status = 'revoked' where account_id = $1";
    await platform.sql(revoke, [other.account]);
    const revoked = await platform.client(other.testKey).get("/v1/drivers");
    told.add(String(revoked.body["message"]));
    assert.equal(revoked.status, 401);
    assert.equal(told.size, 1);
  });

  it("works with any letter case of Bearer, and under no other scheme", async () => {
    const call = async (authorization: string) =>
      (await fetch(`${platform.url}/v1/drivers`, { headers: { authorization } })).status;
    assert.equal(await call(`bearer ${platform.api.key}`), 200);
    assert.equal(await call(`Basic ${platform.api.key}`), 401);
    assert.equal(await call(platform.api.key), 401);
  });

  it("is kept nowhere but as a digest", async () => {
    const found = await platform.sql(
      "select to_jsonb(k)::text as text from api_keys k where account_id = $1",
      [platform.first.account],
    );
    assert.equal(found.length, 2);
    for (const { text } of found) {
      assert.ok(!String(text).includes(platform.first.testKey.slice(-20)));
      assert.ok(!String(text).includes(platform.first.liveKey.slice(-20)));
    }
  });

  it("of a suspended account reads, of an archived one is not valid", async () => {
    const { testKey, account } = await platform.openAccount();
    await platform.sql("update accounts set status = 'suspended' where id = $1", [account]);
    const client = platform.client(testKey);
    assert.equal((await client.get("/v1/drivers")).status, 200);
    const archived = await platform.openAccount();
    await platform.sql("update accounts set status = 'archived' where id = $1", [archived.account]);
    const answer = await platform.client(archived.testKey).get("/v1/drivers");
    assert.deepEqual(refused(answer), [401, "api_key_invalid", null]);
  });
});

describe("Charge-Account", () => {
  const as = (account: string, key = platform.api.key): Promise<Answer> =>
    platform.client(key).send("GET", "/v1/account", undefined, { "charge-account": account });

  it("lets a parent act for its child, and nobody for a parent or a stranger", async () => {
    const child = await platform.openAccount();
    const sibling = await platform.openAccount();
    for (const one of [child, sibling]) {
      await platform.sql("update accounts set parent_id = $1 where id = $2", [
        platform.first.account,
        one.account,
      ]);
    }
    assert.equal((await as(child.account)).body.id, child.account);
    assert.equal((await as(platform.first.account)).body.id, platform.first.account);
    const stranger = (await platform.openAccount()).account;
    for (const [account, key] of [
      [stranger, platform.api.key],
      [platform.first.account, child.testKey],
      [sibling.account, child.testKey],
      ["acct_nothing", platform.api.key],
      ["", platform.api.key],
    ] as const) {
      assert.deepEqual(refused(await as(account, key)), [
        404,
        "account_not_found",
        "Charge-Account",
      ]);
    }
  });
});

describe("Charge-Version", () => {
  const ask = (version: string): Promise<Answer> =>
    platform.api.send("GET", "/v1/account", undefined, { "charge-version": version });

  it("is the account's by default and takes known versions only, which the error lists", async () => {
    assert.equal((await ask("2026-03-01")).status, 200);
    for (const version of ["2025-01-01", "latest", ""]) {
      const answer = await ask(version);
      assert.deepEqual(refused(answer), [400, "version_invalid", "Charge-Version"]);
      assert.match(String(answer.body["message"]), /2026-03-01/);
    }
  });
});

describe("routes", () => {
  it("that do not exist give 404 route_not_found, which names method and path", async () => {
    for (const path of ["/v1/nothing", "/v2/drivers", "/", "/v1", "/v1/drivers/a/b/c"]) {
      const answer = await platform.api.get(path);
      assert.deepEqual(refused(answer), [404, "route_not_found", null], path);
      assert.match(String(answer.body["message"]), /GET/);
    }
  });

  it("exist with their methods only; Allow lists them", async () => {
    for (const [method, path, allow] of [
      ["PUT", "/v1/drivers", ["GET", "POST"]],
      ["PATCH", "/v1/drivers/drv_1", ["DELETE", "GET", "POST"]],
      ["DELETE", "/v1/drivers", ["GET", "POST"]],
      ["GET", "/v1/drivers/drv_1/attach", ["POST"]],
      ["OPTIONS", "/v1/drivers", ["GET", "POST"]],
    ] as const) {
      const answer = await platform.api.send(method, path);
      assert.deepEqual(refused(answer), [405, "method_not_allowed", null], `${method} ${path}`);
      const listed = String(answer.headers.get("allow")).split(", ");
      assert.deepEqual(listed.filter((one) => one !== "HEAD").sort(), allow, `${method} ${path}`);
    }
  });

  it("take any text as an id and tell it as an unknown one", async () => {
    const odd = ["%00", "a%00b", "..%2f..", "drv_%F0%9F%9A%97", "'%20or%201=1", "a".repeat(290)];
    for (const id of odd) {
      const answer = await platform.api.get(`/v1/drivers/${id}`);
      assert.deepEqual(refused(answer), [404, "driver_not_found", null], id);
    }
  });

  it("answer a path that cannot be decoded or is endless with an error object, not a crash", async () => {
    for (const path of ["/v1/drivers/%", "/v1/drivers/%ff", `/v1/drivers/${"a".repeat(5000)}`]) {
      const answer = await rawGet(path);
      assert.match(answer, /^HTTP\/1\.1 (400|404) /, path.slice(0, 40));
      assert.match(answer, /"object":"error"/, path.slice(0, 40));
    }
    assert.equal((await platform.api.get("/v1/account")).status, 200);
  });

  it("answer what is not HTTP, or has too long headers, and go on", async () => {
    assert.match(await raw("NONSENSE\r\n\r\n"), /^HTTP\/1\.1 400 /);
    const long = `GET / HTTP/1.1\r\nhost: x\r\nx: ${"a".repeat(100_000)}\r\n\r\n`;
    assert.match(await raw(long), /^HTTP\/1\.1 (400|431) /);
    assert.equal((await platform.api.get("/v1/account")).status, 200);
  });
});

describe("errors", () => {
  it("have exactly the keys of the contract's sample", async () => {
    const answer = await platform.api.get("/v1/drivers/drv_unknown");
    assertSample(answer.body);
  });

  it("tell nothing of SQL, stack frames or keys", async () => {
    const key = `ch_sk_test_${"S".repeat(32)}`;
    const answers = [
      await platform.client(key).get("/v1/drivers"),
      await post({ ...ada, name: "'; drop table drivers; --", policy_ids: ["' or 1=1"] }),
      await platform.api.get("/v1/drivers?created[gt]=' or 1=1"),
    ];
    for (const { text } of answers) {
      assert.doesNotMatch(text, /select |insert |\.ts:|node_modules|SSSS/);
    }
  });

  it("have the status and type of their code", async () => {
    const answer = await post({});
    const { status, type } = errorCodes.parameter_missing;
    assert.deepEqual([answer.status, answer.body["type"]], [status, type]);
  });
});
