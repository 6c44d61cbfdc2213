// Bytes on a socket that no HTTP client sends: two servers that read them differently would let a
// stranger smuggle a request in another's name. Each is refused by an error object, or hung up on.
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, afterEach, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../platform.ts";
import { openSocket, say, statusesIn } from "./socket.ts";

const ada = '{"name":"Ada","email":"ada@example.com"}';
const chunked = `${ada.length.toString(16)}\r\n${ada}\r\n0\r\n\r\n`;
const exact = `Content-Length: ${ada.length}\r\n`;
const inChunks = "Transfer-Encoding: chunked\r\n";

describe("a request that is not quite HTTP", () => {
  let platform: TestPlatform;
  let key = "";
  before(async () => {
    platform = await testPlatform();
    key = `Authorization: Bearer ${platform.api.key}\r\n`;
  });
  after(() => platform.close());
  afterEach(async () => {
    assert.equal((await fetch(`${platform.url}/healthz`)).status, 200);
  });

  const post = (headers: string, body: string): string =>
    `POST /v1/drivers HTTP/1.1\r\nHost: a\r\n${key}Content-Type: application/json\r\n` +
    `${headers}\r\n${body}`;
  const get = (target: string, headers = ""): string =>
    `GET ${target} HTTP/1.1\r\nHost: a\r\n${key}${headers}\r\n`;
  const drivers = async (): Promise<number> =>
    Number((await platform.sql("select count(*) as n from drivers"))[0]?.["n"]);

  /** Each is refused with this status and code, and the connection ends. */
  async function areCut(requests: readonly string[], status = 400, code = "request_invalid") {
    const before = await drivers();
    for (const request of requests) {
      const heard = await say(platform.url, request);
      const shown = JSON.stringify(request.slice(-200));
      assert.deepEqual(heard.statuses, [status], `${shown}\n${heard.text}`);
      assert.equal(heard.body?.["code"], code, shown);
      assert.ok(heard.closed, `${shown} left the connection open`);
    }
    assert.equal(await drivers(), before);
  }

  it("because its length is told twice, or not as a number, is cut", async () => {
    await areCut([
      post(`${exact}${exact}`, ada),
      post(`${exact}Content-Length: 3\r\n`, ada),
      post(`Content-Length: ${ada.length}, ${ada.length}\r\n`, ada),
      ...["-1", `+${ada.length}`, "0x28", "4 0", "", "abc", "9".repeat(30)].map((length) =>
        post(`Content-Length: ${length}\r\n`, ada),
      ),
    ]);
  });

  it("because it has both a length and chunks, or an encoding we do not read, is cut", async () => {
    await areCut([
      post(`${exact}${inChunks}`, chunked),
      post(`${inChunks}Content-Length: 6\r\n`, "0\r\n\r\nGET /v1/drivers HTTP/1.1\r\nX: "),
      post("Transfer-Encoding: gzip, chunked\r\n", chunked),
      post("Transfer-Encoding: chunked, gzip\r\n", chunked),
      post("Transfer-Encoding: chunked, chunked\r\n", chunked),
      post("Transfer-Encoding: xchunked\r\n", chunked),
      post("Transfer-Encoding: identity\r\n", ada),
      post("Transfer-Encoding : chunked\r\n", chunked),
      post("Transfer-Encoding:\x0bchunked\r\n", chunked),
      post(`${inChunks}Transfer-Encoding: identity\r\n`, chunked),
    ]);
  });

  it("because its chunks are broken is cut", async () => {
    const size = ada.length.toString(16);
    await areCut(
      [
        `xx\r\n${ada}\r\n0\r\n\r\n`,
        `-1\r\n${ada}\r\n0\r\n\r\n`,
        "fffffffffffffffff\r\n",
        `${size}\r\n${ada}XX0\r\n\r\n`,
        `${size}\n${ada}\n0\n\n`,
        `${size};a\n${ada}\r\n0\r\n\r\n`,
        `${size};${"a".repeat(20_000)}\r\n${ada}\r\n0\r\n\r\n`,
      ].map((body) => post(inChunks, body)),
    );
  });

  it("because its lines are folded, or end or are spelt oddly, is cut", async () => {
    const line = "GET /v1/drivers HTTP/1.1\r\n";
    await areCut([
      post(`${exact}X-A: b\r\n c\r\n`, ada),
      `GET /v1/drivers HTTP/1.1\nHost: a\n${key.trim()}\n\n`,
      `${line}Host: a\r\n${key}A: b\nC: d\r\n\r\n`,
      `${line}Host: a\r\n${key}A: b\rC: d\r\n\r\n`,
      `${line}Host: a\r\n${key}A: b\0c\r\n\r\n`,
      `${line}Host : a\r\n${key}\r\n`,
      `${line} Host: a\r\n${key}\r\n`,
      `${line}Host: a\r\n${key}no colon\r\n\r\n`,
    ]);
  });

  it("because a header that counts once is there twice, or Host is missing, is cut", async () => {
    await areCut([
      `GET /v1/drivers HTTP/1.1\r\n${key}\r\n`,
      get("/v1/drivers", "Host: b\r\n"),
      get("/v1/drivers", "Authorization: Bearer other\r\n"),
      get("/v1/drivers", "Charge-Version: 2026-03-01\r\ncharge-version: 1999-01-01\r\n"),
      get("/v1/drivers", "Charge-Account: a\r\nCharge-Account: b\r\n"),
      post(`${exact}Idempotency-Key: a\r\nIdempotency-Key: b\r\n`, ada),
      post(`${exact}Content-Type: text/plain\r\n`, ada),
    ]);
  });

  it("because it speaks another version, or no HTTP at all, is cut", async () => {
    await areCut([
      `GET /v1/drivers HTTP/2.0\r\nHost: a\r\n${key}\r\n`,
      `GET /v1/drivers HTTP/0.9\r\nHost: a\r\n${key}\r\n`,
      `GET /v1/drivers HTTP/1.2\r\nHost: a\r\n${key}\r\n`,
      `GET /v1/drivers\r\n${key}\r\n`,
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      Buffer.from("16030100dc010000d80303", "hex").toString("latin1"),
      "\0\x01\x02\xff\xfe\r\n\r\n",
      "SSH-2.0-OpenSSH_9.6\r\n",
    ]);
  });

  it("because its target is not one is cut, or not found", async () => {
    await areCut([get(""), get("v1/drivers"), get("/v1/drivers#x"), get("/v1/\xc3\xa9")]);
    await areCut([get("/v1/drivers /x"), get("/v1/drivers\t")]);
    for (const target of [
      "*",
      "//v1/drivers",
      "/v1/../v1/drivers",
      "/v1/%2e%2e/v1/drivers",
      "/v1/drivers/%00",
      "/v1/drivers/a%00b",
      "/%00",
      "/v1/drivers/%",
      "/v1/drivers/%zz",
      "/v1/drivers/%ff",
      "/v1/drivers/%c0%ae",
      "/v1/drivers;a=b",
      "/v1\\drivers",
    ]) {
      const heard = await say(platform.url, get(target));
      assert.deepEqual(heard.statuses, [404], `${target}\n${heard.text}`);
      assert.match(String(heard.body?.["code"]), /_not_found$/, target);
    }
  });

  it("because it is too long is refused with 431, the body with 413 before it was sent", async () => {
    const many = Array.from({ length: 3000 }, (_, at) => `x${at}: 1\r\n`).join("");
    await areCut(
      [
        get("/v1/drivers", `X: ${"a".repeat(17_000)}\r\n`),
        get(`/v1/drivers?a=${"a".repeat(20_000)}`),
        get("/v1/drivers", many),
      ],
      431,
      "headers_too_large",
    );
    const head = get("/v1/drivers", many).replace("GET", "HEAD");
    assert.match((await say(platform.url, head)).text, /^HTTP\/1\.1 431 [\s\S]*\r\n\r\n$/);
    const endless = `ffffff\r\n${"a".repeat(1_500_000)}`;
    const tooBig = [post("Content-Length: 2000000\r\n", "{"), post(inChunks, endless)];
    await areCut(tooBig, 413, "payload_too_large");
  });

  it("because its method does not exist, or asks for a tunnel, is refused or hung up on", async () => {
    const lower = await say(platform.url, get("/v1/drivers").replace("GET", "get"));
    assert.deepEqual([lower.statuses, lower.body?.["code"]], [[405], "method_not_allowed"]);
    const trace = await say(platform.url, get("/v1/drivers").replace("GET", "TRACE"));
    assert.deepEqual([trace.statuses, trace.body?.["code"]], [[405], "method_not_allowed"]);
    const tunnel = await say(platform.url, `CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n${key}\r\n`);
    assert.deepEqual([tunnel.statuses, tunnel.closed], [[], true]);
  });

  it("but fits the standard's rarer forms is answered like any other", async () => {
    for (const request of [
      post(inChunks, chunked),
      post(inChunks, chunked.replace("\r\n", ";name=value\r\n")),
      post(inChunks, chunked.replace(/\r\n$/, "Authorization: x\r\n\r\n")),
      post(`${exact}Expect: 100-continue\r\n`, ada),
      post(`${exact}Expect: the-unexpected\r\n`, ada),
      post(`${exact}Connection: Upgrade\r\nUpgrade: foo\r\n`, ada),
      post(`${exact}Content-Encoding: identity\r\n`, ada),
      get("/v1/drivers", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"),
      `POST /v1/drivers HTTP/1.0\r\n${key}Content-Type: application/json\r\n${exact}\r\n${ada}`,
      `\r\n\r\n${get("/v1/drivers")}`,
    ]) {
      const heard = await say(platform.url, request);
      assert.equal(heard.statuses.at(-1), 200, `${JSON.stringify(request)}\n${heard.text}`);
    }
    const three = await say(platform.url, get("/healthz").repeat(3), { answers: 3 });
    assert.deepEqual(three.statuses, [200, 200, 200]);
  });

  it("but names another host in its target is answered, and its pages stay ours", async () => {
    await platform.api.make("/v1/drivers", JSON.parse(ada));
    const heard = await say(platform.url, get("http://evil.example/v1/drivers?limit=1"));
    const next = String(heard.body?.["next_page_url"]);
    assert.ok(next.startsWith(`${platform.url}/v1/drivers?page=`), heard.text);
    const health = await say(platform.url, "GET https://a/healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    assert.deepEqual(health.statuses, [200]);
  });

  it("but asks to upgrade below /ocpp/ without being a charger is turned away", async () => {
    const socket = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    for (const target of ["/ocpp/x", "/ocpp/%zz", "/ocpp/", `/ocpp/${"a".repeat(2000)}`]) {
      const heard = await say(platform.url, get(target, socket));
      assert.equal(heard.statuses.length, 1, heard.text);
      assert.ok((heard.statuses[0] as number) >= 400 && (heard.statuses[0] as number) < 500);
      assert.ok(heard.closed);
    }
  });

  it("but follows one that is still being answered is cut without a word into that answer", async () => {
    const socket = await openSocket(platform.url);
    let text = "";
    socket.on("data", (part) => {
      text += part.toString("latin1");
      if (text.includes("retry:")) socket.write("no such thing\r\n\r\n");
    });
    socket.on("error", () => undefined);
    socket.write(get("/v1/events/stream"));
    await once(socket, "close");
    assert.deepEqual(statusesIn(text), [200], text);
  });

  it("but breaks off is hung up on, and nothing comes of it", async () => {
    const before = await drivers();
    for (const request of [
      "GET /v1/dri",
      `POST /v1/drivers HTTP/1.1\r\nHost: a\r\n${key}`,
      post(exact, ada.slice(0, 10)),
      post(inChunks, chunked.slice(0, -5)),
    ]) {
      const heard = await say(platform.url, request, { halfClose: true });
      assert.ok(heard.closed, request);
      assert.ok(
        heard.statuses.every((status) => status >= 400 && status < 500),
        heard.text,
      );
    }
    assert.equal(await drivers(), before);
  });
});
