import assert from "node:assert/strict";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { type Follower, followUrl } from "../../test/follower.ts";
import { type TestPlatform, testPlatform } from "../../test/platform.ts";
import { openPulse } from "../db/pulse.ts";
import { refuse } from "../lib/errors.ts";
import { openLog } from "../lib/log.ts";
import * as s from "../lib/schema.ts";
import { openVault } from "../lib/secret.ts";
import { pause } from "../lib/time.ts";
import type { Principal } from "./auth.ts";
import type { Kernel } from "./request.ts";
import { type Message, type StreamContext, stream } from "./resource.ts";
import { openStreams, type Pace, type Streams, streamHeaders } from "./streaming.ts";
import { openVersions, publishedChanges } from "./versions.ts";

const pace: Pace = { heartbeatMs: 60, recheckMs: 20, slowMs: 300, perKey: 2 };

describe("server-sent events", () => {
  let platform: TestPlatform;
  let streams: Streams;
  let principal: Principal;
  let revoked = false;
  let url = "";
  /** What the next stream answers. */
  let messages: (context: StreamContext) => AsyncGenerator<readonly Message[]>;
  const closers: (() => unknown)[] = [];
  let endings = 0;

  before(async () => {
    platform = await testPlatform();
    principal = {
      ...{ account: platform.first.account, livemode: false, apiVersion: "2026-03-01" },
      ...{ accountStatus: "active", keyId: "key_1", permissions: null, expiresAt: null },
    };
    const kernel: Kernel = {
      database: platform.database,
      catalogue: { nounOf: new Map(), byPrefix: new Map(), byObject: new Map() },
      ...{ waits: {}, vault: openVault("s".repeat(32)), log: openLog("silent") },
      ...{ publicUrl: () => platform.url, pulse: openPulse() },
      versions: openVersions(publishedChanges),
    };
    streams = openStreams(kernel, pace);
    const route = stream(
      "/v1/things/stream",
      { summary: "Follow things", answer: s.object({}) },
      async (_input, context) => counted(messages(context)),
    );
    const server = createServer(async (_request, response) => {
      const gone = new AbortController();
      response.on("close", () => gone.abort());
      const call = {
        ...{ route, object: "thing", principal, requestId: "req_1", bearer: "" },
        ...{ idempotencyKey: null, version: "2026-03-01", expand: [], input: {} },
        ...{ rawBody: null, url: "/v1/things/stream", listing: null, forwarded: false },
      };
      const recheck = async () => (revoked ? refuse("api_key_invalid", "no longer") : principal);
      const body = await streams
        .open({ call, recheck, gone: gone.signal, lastEventId: null })
        .catch(() => null);
      if (body === null) response.writeHead(429).end();
      else body.pipe(response.writeHead(200, streamHeaders));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    closers.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
  });
  after(async () => {
    for (const close of closers) close();
    await platform.close();
  });

  async function* counted<T>(given: AsyncGenerator<T>): AsyncGenerator<T> {
    try {
      yield* given;
    } finally {
      endings++;
    }
  }

  const untilAborted = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  const silent = async function* (context: StreamContext): AsyncGenerator<readonly Message[]> {
    await untilAborted(context.signal);
    yield [];
  };
  const follow = (): Promise<Follower> => followUrl(url, "key");

  it("keep the line warm with comments, and end with the messages", async () => {
    messages = async function* () {
      await pause(250);
      yield [{ id: "a_1", event: "a.b", data: { text: "two\nlines" } }];
    };
    const one = await follow();
    await one.ended;
    assert.match(one.text(), /^retry: 2000\n\n(:\n\n){2,4}id: a_1\nevent: a\.b\ndata: \{.*\}\n\n$/);
    assert.deepEqual(one.heard[0]?.data, { text: "two\nlines" });
  });

  it("end when the key is no longer good, whether there is something to say or not", async () => {
    for (const busy of [false, true]) {
      const before = endings;
      messages = busy
        ? async function* (context) {
            while (!context.signal.aborted) {
              await pause(2);
              yield [{ id: "a_1", event: "a.b", data: {} }];
            }
          }
        : silent;
      const one = await follow();
      revoked = true;
      await one.ended;
      revoked = false;
      assert.equal(endings, before + 1);
    }
  });

  it("let go of what they read from when the client leaves", async () => {
    messages = silent;
    const before = endings;
    const one = await follow();
    one.close();
    for (let tries = 0; tries < 100 && endings === before; tries++) await pause(10);
    assert.equal(endings, before + 1);
  });

  it("cut off a client that takes nothing, having asked for no more than it could take", async () => {
    let asked = 0;
    messages = async function* () {
      for (;;) {
        asked++;
        yield [{ id: "a_1", event: "a.b", data: { text: "x".repeat(100_000) } }];
      }
    };
    const before = endings;
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    socket.pause();
    for (let tries = 0; tries < 300 && endings === before; tries++) await pause(10);
    assert.equal(endings, before + 1);
    assert.ok(asked < 200, `${asked} messages were made for nobody`);
    socket.destroy();
  });

  it("are limited per key, and free their place however they end", async () => {
    messages = silent;
    for (let round = 0; round < 3; round++) {
      const [a, b] = await Promise.all([follow(), follow()]);
      const third = await follow();
      assert.equal(third.response.statusCode, 429);
      third.close();
      const before = endings;
      a.close();
      b.close();
      for (let tries = 0; tries < 300 && endings < before + 2; tries++) await pause(10);
      assert.equal(endings, before + 2);
    }
  });

  it("end with a last word when the server stops", async () => {
    messages = silent;
    const one = await follow();
    streams.close();
    await one.ended;
    assert.ok(one.response.complete);
  });
});
