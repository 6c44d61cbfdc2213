// Clients that keep connections without saying anything, or say it letter by letter. The time that
// a request may take is cut to seconds here.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { readConfig } from "../../src/config.ts";
import { pause } from "../../src/lib/time.ts";
import { reportOf, spring } from "../history.ts";
import { type TestPlatform, testPlatform } from "../platform.ts";
import { openSocket, statusesIn } from "./socket.ts";

const { requestTimeoutMs } = readConfig({
  CHARGE_SECRET: "s".repeat(32),
  CHARGE_REQUEST_TIMEOUT: "2",
});
const drip = 100;

describe("a slow client", () => {
  let platform: TestPlatform;
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "charge-slow-"));
    const files = { kind: "folder", folder } as const;
    platform = await testPlatform({ config: { requestTimeoutMs, files } });
  });
  after(async () => {
    await platform.close();
    await rm(folder, { recursive: true });
  });

  /** What was heard until the server hung up. */
  async function untilClosed(socket: Socket): Promise<string> {
    let text = "";
    socket.on("data", (part) => {
      text += part.toString("latin1");
    });
    socket.on("error", () => undefined);
    await once(socket, "close");
    return text;
  }

  /** Says a text letter by letter, without an end. */
  async function dripping(start: string, letter: string): Promise<string> {
    const socket = await openSocket(platform.url);
    socket.write(start);
    const timer = setInterval(() => socket.write(letter), drip);
    try {
      return await untilClosed(socket);
    } finally {
      clearInterval(timer);
    }
  }

  const head = (): string =>
    `POST /v1/drivers HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${platform.api.key}\r\n` +
    "Content-Type: application/json\r\n";

  it("that sends its headers letter by letter is answered 408 and cut", async () => {
    for (const start of ["GET /v1/dri", `${head()}X: `]) {
      const text = await dripping(start, "a");
      assert.match(text, /^HTTP\/1\.1 408 [\s\S]*"code":"request_timeout"/);
      assert.match(text, /0\.5 s for the headers, 2 s for all of it/);
    }
  });

  it("that sends its body letter by letter is answered 408 and cut", async () => {
    const sized = await dripping(`${head()}Content-Length: 100000\r\n\r\n{"name":"`, "a");
    assert.match(sized, /^HTTP\/1\.1 408 /);
    const chunked = await dripping(`${head()}Transfer-Encoding: chunked\r\n\r\n`, "1\r\na\r\n");
    assert.match(chunked, /^HTTP\/1\.1 408 /);
  });

  it("that was refused before its body came has one answer, and is cut", async () => {
    const stranger = "POST /v1/drivers HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
    assert.deepEqual(statusesIn(await dripping(stranger, "a")), [401]);
  });

  it("that says nothing is cut, and hundreds of them keep nobody from an answer", async () => {
    const silent = await Promise.all(Array.from({ length: 300 }, () => openSocket(platform.url)));
    const ended = silent.map(untilClosed);
    for (let asked = 0; asked < 5; asked++) {
      assert.equal((await platform.api.get("/v1/drivers")).status, 200);
    }
    await Promise.all(ended);
  });

  it("that does not read its answers holds up nobody else", async () => {
    const socket = await openSocket(platform.url);
    socket.pause();
    socket.on("error", () => undefined);
    socket.write("GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n".repeat(200));
    for (let asked = 0; asked < 5; asked++) {
      assert.equal((await platform.api.get("/v1/drivers")).status, 200);
    }
    socket.destroy();
  });

  it("that takes nothing of a download is cut, and one that pauses is not", async () => {
    const report = await reportOf(platform.api, { parameters: { type: "sessions", ...spring } });
    // More than the buffers on the way can hold.
    const bytes = 64 * 1024 * 1024;
    await writeFile(join(folder, `reports/${report.id}.csv`), Buffer.alloc(bytes, "x"));
    const { pathname, search } = new URL(String(report["url"]));
    const heardAfter = async (ms: number): Promise<number> => {
      const socket = await openSocket(platform.url);
      socket.on("error", () => undefined);
      socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      let heard = 0;
      await pause(ms);
      socket.on("data", (part) => {
        heard += part.length;
      });
      await once(socket, "close");
      return heard;
    };
    assert.ok((await heardAfter(requestTimeoutMs * 2.5)) < bytes);
    assert.ok((await heardAfter(requestTimeoutMs / 4)) > bytes);
  });
});
