// Who gets in, as whom, and what is where (spec part 1): keys, Charge-Account, Charge-Version,
// routes and the errors that tell of them.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { errorCodes } from "../src/lib/errors.ts";
import { routes } from "./exemplars.ts";
import { type Answer, type Json, type TestPlatform, testPlatform } from "./platform.ts";
import { assertSample, refused } from "./sample.ts";

describe("access", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const ada = { name: "Ada", email: "ada@example.com" };

  /** One request as bytes, past every client's manners; the whole answer as text. */
  const raw = (request: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(platform.port, "127.0.0.1", () => socket.write(request));
      let answer = "";
      socket.setEncoding("utf8");
      socket.on("data", (text) => {
        answer += text;
      });
      // What was still on its way when the server hung up is an error of the socket, not of the
      // answer.
      socket.on("error", (error) => (answer === "" ? reject(error) : resolve(answer)));
      socket.on("close", () => resolve(answer));
    });

  const rawGet = (path: string): Promise<string> =>
    raw(
      `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${platform.api.key}\r\n` +
        "connection: close\r\n\r\n",
    );

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

    it("of a suspended account starts nothing, of an archived one is not valid", async () => {
      const { testKey, account } = await platform.openAccount();
      await platform.sql("update accounts set status = 'suspended' where id = $1", [account]);
      const client = platform.client(testKey);
      assert.equal((await client.get("/v1/drivers")).status, 200);
      const costly = await client.post("/v1/charging_sessions", {});
      assert.deepEqual(refused(costly), [403, "permission_denied", null]);
      const archived = await platform.openAccount();
      await platform.sql("update accounts set status = 'archived' where id = $1", [
        archived.account,
      ]);
      const answer = await platform.client(archived.testKey).get("/v1/drivers");
      assert.deepEqual(refused(answer), [401, "api_key_invalid", null]);
    });
  });

  it("refuses a suspended account every operation that costs money, before its input", async () => {
    const { testKey, account } = await platform.openAccount();
    await platform.sql("update accounts set status = 'suspended' where id = $1", [account]);
    const costly = routes.filter(({ route }) => route.costs);
    assert.ok(costly.length > 0);
    for (const { route } of costly) {
      const path = route.path.replaceAll(/:\w+/g, "unknown");
      const answer = await platform.client(testKey).send(route.method, path, {});
      assert.deepEqual(refused(answer), [403, "permission_denied", null], route.path);
      assert.match(String(answer.body["message"]), /suspended/);
    }
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

    it("takes known versions only, which the error lists, and is the account's", async () => {
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
        ["PROPFIND", "/v1/drivers/drv_1", ["DELETE", "GET", "POST"]],
        ["POST", "/openapi.json", ["GET"]],
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

    it("answer a path that is endless or cannot be decoded with an error object", async () => {
      for (const path of ["/v1/drivers/%", "/v1/drivers/%ff", `/v1/drivers/${"a".repeat(5000)}`]) {
        const answer = await rawGet(path);
        assert.match(answer, /^HTTP\/1\.1 (400|404) /, path.slice(0, 40));
        assert.match(answer, /"object":"error"/, path.slice(0, 40));
      }
      assert.equal((await platform.api.get("/v1/account")).status, 200);
    });

    it("answer HEAD as GET without its body, and 405 where there is no GET", async () => {
      const head = await platform.api.send("HEAD", "/v1/drivers");
      assert.deepEqual([head.status, head.text], [200, ""]);
      const posted = await platform.api.send("HEAD", "/v1/drivers/drv_1/attach");
      assert.deepEqual([posted.status, posted.headers.get("allow")], [405, "POST"]);
      const missing = await platform.api.send("HEAD", "/v1/drivers/drv_1");
      assert.deepEqual([missing.status, missing.text], [404, ""]);
    });

    it("answer what is not HTTP or has too long headers with an error object, and go on", async () => {
      const line = (method: string) =>
        `${method} /v1/drivers HTTP/1.1\r\nhost: x\r\nconnection: close\r\n` +
        `authorization: Bearer ${platform.api.key}\r\n`;
      for (const [request, status, code] of [
        ["NONSENSE\r\n\r\n", 400, "request_invalid"],
        [`${line("GET")}no colon\r\n\r\n`, 400, "request_invalid"],
        [`${line("GET")}x: ${"a".repeat(20_000)}\r\n\r\n`, 431, "headers_too_large"],
        [`${line("FOO")}\r\n`, 405, "method_not_allowed"],
        [`${line("TRACE")}\r\n`, 405, "method_not_allowed"],
      ] as const) {
        const [head = "", body = ""] = (await raw(request)).split("\r\n\r\n");
        assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `), request.slice(0, 20));
        const error = JSON.parse(body) as Json;
        assert.deepEqual([error["object"], error["code"]], ["error", code]);
        assert.match(head, new RegExp(`request-id: ${error["request"]}`, "i"));
        assert.match(head, /charge-version: 2026-03-01/i);
        if (status === 405) assert.match(head, /allow: .*GET, HEAD, POST/i);
      }
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
        await platform.api.post("/v1/drivers", {
          ...ada,
          name: "'; drop table drivers; --",
          policy_ids: ["' or 1=1"],
        }),
        await platform.api.get("/v1/drivers?created[gt]=' or 1=1"),
      ];
      for (const { text } of answers) {
        assert.doesNotMatch(text, /select |insert |\.ts:|node_modules|SSSS/);
      }
    });

    it("have the status and type of their code", async () => {
      const answer = await platform.api.post("/v1/drivers", {});
      const { status, type } = errorCodes.parameter_missing;
      assert.deepEqual([answer.status, answer.body["type"]], [status, type]);
    });
  });
});
