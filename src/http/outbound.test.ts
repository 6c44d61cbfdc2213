import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { after, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import {
  OutboundClosed,
  OutboundFault,
  type OutboundRequest,
  openOutbound,
  openResolver,
} from "./outbound.ts";

const opened: { close(): unknown; closeAllConnections?(): void }[] = [];

async function listen(
  answer: RequestListener,
): Promise<{ server: Server; port: number; seen: () => number }> {
  let seen = 0;
  const server = createServer((request, response) => {
    seen++;
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  opened.push(server);
  return { server, port: (server.address() as AddressInfo).port, seen: () => seen };
}

const outbound = openOutbound(openResolver());
opened.push(outbound);
after(() => {
  for (const one of opened) {
    one.closeAllConnections?.();
    one.close();
  }
});

const open = { allowHttp: true, allowPrivate: true };
const base = { headers: {}, body: "{}", timeoutMs: 2000, keepBytes: 1024, ...open };
const to = (url: string, more: Partial<OutboundRequest> = {}) =>
  outbound.send({ ...base, url, ...more });

describe("outbound requests", () => {
  it("posts the body and keeps the head of the answer", async () => {
    const { port } = await listen((request, response) => {
      request.setEncoding("utf8");
      let text = "";
      request.on("data", (part: string) => {
        text += part;
      });
      request.on("end", () =>
        response.writeHead(201).end(`${request.method} ${text} ${"x".repeat(5000)}`),
      );
    });
    const answer = await to(`http://127.0.0.1:${port}/`, { body: '{"ä":1}' });
    assert.equal(answer.status, 201);
    assert.equal(Buffer.byteLength(answer.head), 1024);
    assert.ok(answer.head.startsWith('POST {"ä":1} xxx'));
  });

  it("does not follow redirects", async () => {
    const target = await listen((_request, response) => response.end("secret"));
    const { port } = await listen((_request, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${target.port}/` }).end(),
    );
    assert.equal((await to(`http://127.0.0.1:${port}/`)).status, 307);
    assert.equal(target.seen(), 0);
  });

  it("connects to no private address unless allowed, however it is written", async () => {
    const { port, seen } = await listen((_request, response) => response.end());
    const hosts = [
      "127.0.0.1",
      "2130706433",
      "0x7f.1",
      "0177.1",
      "127.1",
      "[::1]",
      "[::ffff:127.0.0.1]",
    ];
    for (const host of [
      ...hosts,
      "localhost",
      "a.localhost",
      "localhost.",
      "[64:ff9b::7f00:1]",
      "10.0.0.1",
    ]) {
      await assert.rejects(
        to(`https://${host}:${port}/`, { allowPrivate: false }),
        OutboundFault,
        host,
      );
    }
    await assert.rejects(to("http://example.com/", { allowHttp: false }), /https/);
    // Plain http is one matter, private addresses are another.
    const guarded = { allowHttp: true, allowPrivate: false };
    await assert.rejects(to("http://127.0.0.1/", guarded), /private/);
    assert.equal(seen(), 0);
  });

  it("never connects to link-local and metadata addresses", async () => {
    for (const host of [
      "169.254.169.254",
      "[fe80::1]",
      "[::ffff:169.254.169.254]",
      "[fd00:ec2::254]",
      "0.0.0.0",
    ]) {
      await assert.rejects(to(`http://${host}/`), /reserved address/, host);
    }
  });

  it("connects to no address that is written inside another one, or special", async () => {
    for (const host of [
      "[::ffff:10.0.0.1]",
      "[::ffff:7f00:1]",
      "[0:0:0:0:0:ffff:127.0.0.1]",
      "[::127.0.0.1]",
      "[64:ff9b::10.0.0.1]",
      "[64:ff9b:1::10.0.0.1]",
      "[2002:7f00:1::]",
      "[2001:0:7f00:1::]",
      "[fc00::1]",
      "[fe80::1]",
      "[ff02::1]",
      "[2001:db8::1]",
      "[::]",
      "100.64.0.1",
      "192.0.2.1",
      "198.18.0.1",
      "198.51.100.1",
      "203.0.113.1",
      "224.0.0.1",
      "255.255.255.255",
      "0.0.0.0",
      "0",
      "017700000001",
      "127.0.0.1.",
      "0x7f000001",
      "3232235521",
      "\u2460\u2461\u2466.0.0.1",
    ]) {
      const send = to(`https://${host}/`, { allowPrivate: false });
      await assert.rejects(send, /reserved address|cannot be read/, host);
    }
    const zoned = to("https://[fe80::1%25eth0]/", { allowPrivate: false });
    await assert.rejects(zoned, /cannot be read/);
  });

  it("takes no passwords in URLs, and no ports of other protocols", async () => {
    const named = openOutbound(async () => ["1.1.1.1"]);
    opened.push(named);
    const send = (url: string) => named.send({ ...base, url, allowPrivate: false, timeoutMs: 500 });
    await assert.rejects(send("https://ada:secret@example.com/"), /user name/);
    await assert.rejects(send("https://ada@example.com/"), /user name/);
    for (const port of [22, 25, 5432, 6379]) {
      await assert.rejects(send(`https://example.com:${port}/`), /another protocol/);
    }
  });

  it("does not unpack what is packed, and takes no headers without end", async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const packed = await listen((_request, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
    );
    const answer = await to(`http://127.0.0.1:${packed.port}/`);
    assert.ok(Buffer.byteLength(answer.head) <= 3 * 1024);
    const tcp = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.write("HTTP/1.1 200 OK\r\n");
      for (let at = 0; at < 400; at++) socket.write(`x-${at}: ${"y".repeat(100)}\r\n`);
    });
    tcp.listen(0, "127.0.0.1");
    opened.push(tcp);
    await new Promise((done) => tcp.once("listening", done));
    const { port } = tcp.address() as AddressInfo;
    await assert.rejects(to(`http://127.0.0.1:${port}/`), /headers are too large/);
  });

  it("lets no answer drip for longer than its time", async () => {
    const { port } = await listen((_request, response) => {
      const timer = setInterval(() => response.write("z"), 20);
      response.on("close", () => clearInterval(timer));
    });
    const started = performance.now();
    const send = to(`http://127.0.0.1:${port}/`, { timeoutMs: 300 });
    await assert.rejects(send, /within 0.3 s/);
    assert.ok(performance.now() - started < 3000);
  });

  it("checks the address it connects to, so rebinding a name gains nothing", async () => {
    const { port, seen } = await listen((_request, response) => response.end());
    const answers = [["1.1.1.1"], ["127.0.0.1"], ["127.0.0.1", "1.1.1.1"], ["::ffff:127.0.0.1"]];
    let asked = 0;
    const rebinding = openOutbound(async () => {
      asked++;
      return answers[1 + (asked % 3)] as string[];
    });
    opened.push(rebinding);
    for (let i = 0; i < 6; i++) {
      const send = rebinding.send({
        ...base,
        url: `https://rebind.example:${port}/`,
        allowPrivate: false,
      });
      await assert.rejects(send, /reserved address/);
    }
    assert.equal(asked, 6, "every connection asks anew and uses what it was told");
    assert.equal(seen(), 0);
  });

  it("does not use a socket that was opened under looser rules", async () => {
    const { port, seen } = await listen((_request, response) => response.end());
    const named = openOutbound(async () => ["127.0.0.1"]);
    opened.push(named);
    const url = `http://inside.example:${port}/`;
    assert.equal((await named.send({ ...base, url })).status, 200);
    await assert.rejects(
      named.send({ ...base, url: url.replace("http", "https"), allowPrivate: false }),
      OutboundFault,
    );
    assert.equal(seen(), 1);
  });

  it("gives up when the answer is not complete in time, headers or not", async () => {
    const silent = await listen(() => undefined);
    await assert.rejects(
      to(`http://127.0.0.1:${silent.port}/`, { timeoutMs: 200 }),
      /within 0.2 s/,
    );
    const dripping = await listen((_request, response) => {
      response.writeHead(200).write("a");
    });
    await assert.rejects(
      to(`http://127.0.0.1:${dripping.port}/`, { timeoutMs: 200 }),
      /within 0.2 s/,
    );
  });

  it("stops reading an endless answer", async () => {
    const { port, server } = await listen((_request, response) => {
      const timer = setInterval(() => response.write("y".repeat(64 * 1024)), 5);
      response.on("close", () => clearInterval(timer));
    });
    assert.equal((await to(`http://127.0.0.1:${port}/`)).head.length, 1024);
    for (let i = 0; i < 50 && (await connections(server)) > 0; i++)
      await new Promise((done) => setTimeout(done, 20));
    assert.equal(await connections(server), 0);
  });

  it("uses a kept connection again, and survives that the other side closed it", async () => {
    const ports = new Set<number>();
    const { port, server } = await listen((request, response) => {
      ports.add(request.socket.remotePort ?? 0);
      response.end();
    });
    await to(`http://127.0.0.1:${port}/`);
    await to(`http://127.0.0.1:${port}/`);
    assert.equal(ports.size, 1);
    server.closeIdleConnections();
    assert.equal((await to(`http://127.0.0.1:${port}/`)).status, 200);
  });

  it("tells a refused connection and broken speech in words for the endpoint's owner", async () => {
    const tcp = createTcpServer((socket) => socket.resume().end("this is not HTTP\r\n\r\n"));
    tcp.listen(0, "127.0.0.1");
    await new Promise((done) => tcp.once("listening", done));
    const { port } = tcp.address() as AddressInfo;
    await assert.rejects(to(`http://127.0.0.1:${port}/`), OutboundFault);
    await new Promise((done) => tcp.close(done));
    await assert.rejects(to(`http://127.0.0.1:${port}/`), /connection was refused/);
  });

  it("settles when the other side asks to switch protocols", async () => {
    const { port, server } = await listen(() => undefined);
    server.on("request", (_request, response) => {
      response.socket?.end(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
      );
    });
    await assert.rejects(to(`http://127.0.0.1:${port}/`), OutboundFault);
  });

  it("cuts what is under way when it closes", async () => {
    const { port } = await listen(() => undefined);
    const own = openOutbound(openResolver());
    const waiting = assert.rejects(
      own.send({ ...base, url: `http://localhost:${port}/` }),
      OutboundClosed,
    );
    setTimeout(() => own.close(), 50);
    await waiting;
    await assert.rejects(own.send({ ...base, url: `http://localhost:${port}/` }), OutboundClosed);
  });
});

const connections = (server: Server): Promise<number> =>
  new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  );
