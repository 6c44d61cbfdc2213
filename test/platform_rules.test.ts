// What holds for every endpoint (spec part 1): headers, bodies, parameters, updates, metadata.
// Told on drivers and fleets; keys and routes stand in access_rules.test.ts, lists in
// list_rules.test.ts.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Answer, type Json, type TestPlatform, testPlatform } from "./platform.ts";
import { refused } from "./sample.ts";

describe("every endpoint", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const ada = { name: "Ada", email: "ada@example.com" };
  const makeDriver = (more: Json = {}) => platform.api.make("/v1/drivers", { ...ada, ...more });
  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    platform.api.send("POST", "/v1/drivers", body, headers);

  /** The parameters that `details` names. */
  const detailed = (answer: Answer): unknown[] =>
    (answer.body["details"] as Json[]).map(({ param }) => param);

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
      for (const type of [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "application/json, text/plain",
        "application/json;charset=latin1",
        'application/json; charset="utf-16"',
        "",
      ]) {
        const answer = await post(JSON.stringify(ada), { "content-type": type });
        assert.deepEqual(refused(answer), [415, "unsupported_media_type", null], type);
      }
    });

    it("may say its character set", async () => {
      for (const charset of ["; charset=utf-8", ';charset="UTF-8"', "; charset=utf8", ""]) {
        const headers = { "content-type": `application/json${charset}` };
        assert.equal((await post(JSON.stringify(ada), headers)).status, 200, charset);
      }
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
        const top = await post(
          `{"name": "A", "email": "a@example.com", "${name}": {"polluted": 1}}`,
        );
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

    it("are told in details by every 400, also by the operation's own", async () => {
      const card = { number: "4242424242424241", exp_month: 12, exp_year: 2040, cvc: "123" };
      const { id } = await platform.api.make("/v1/payment_methods", { type: "wallet" });
      const answers = [
        [await platform.api.get("/v1/drivers?limit=1&limit=2"), "limit"],
        [await platform.api.get("/v1/drivers?status=%00"), "status"],
        [await platform.api.get("/v1/drivers?page=page_x"), "page"],
        [await platform.api.post("/v1/drivers?foo=1", ada), "foo"],
        [await platform.api.get("/v1/drivers?expand=colour"), "expand"],
        [await platform.api.post("/v1/payment_methods", { type: "card", card }), "card.number"],
        [await platform.api.post(`/v1/payment_methods/${id}/attach`, {}), null],
        [await post(ada, { "charge-version": "1999-01-01" }), "Charge-Version"],
      ] as const;
      for (const [answer, param] of answers) {
        assert.equal(answer.status, 400, answer.text);
        const { code, message } = answer.body;
        assert.deepEqual(answer.body["details"], [{ code, message, param }]);
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

    it("clears a nullable field with null, at any depth, and refuses it elsewhere", async () => {
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
      const moved = await platform.api.make(`/v1/fleets/${fleet.id}`, {
        address: { city: "Lyon" },
      });
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

    it("is merged; null or '' removes a key; null clears all; order is kept", async () => {
      const { id, metadata } = await makeDriver({
        metadata: { z: "1", a: "2", "10": "3", b: "4" },
      });
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
});
