// Compressed lines (RFC 7692), as a charger on a mobile line pays for them.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { call, type Line, openLine, password, say, station } from "../../../test/ocpp_line.ts";

let line: Line;
before(async () => {
  line = await openLine({ bootWithinMs: 60_000 });
});
after(() => line.end());

const newest = { protocols: ["ocpp2.0.1"] };

test("a charger of 2.0.1 that offers compression gets it, one of 1.6 is left as it is", async () => {
  const socket = await line.open(newest);
  assert.match(socket.extensions, /permessage-deflate/);
  const data = "a reading ".repeat(20_000);
  const [, , answer] = await say(socket, call("DataTransfer", { vendorId: "v", data }));
  assert.deepEqual(answer, { status: "UnknownVendorId" });
  const older = await line.open();
  assert.equal(older.extensions, "");
});

test("a small message that grows to ten megabytes ends its socket and nothing else", async () => {
  const socket = await line.open(newest);
  assert.match(socket.extensions, /permessage-deflate/);
  socket.send(call("DataTransfer", { vendorId: "v", data: "x".repeat(10_000_000) }));
  const [code] = await once(socket, "close");
  assert.ok(code === 1009 || code === 1006, String(code));
  const again = await line.open(newest);
  const [type] = await say(again, call("Heartbeat", {}, "m2"));
  assert.equal(type, 3);
});

test("a charger that offers what nobody knows is let in without it", async () => {
  const socket = connect(line.port, "127.0.0.1");
  const credentials = Buffer.from(`${station.identity}:${password}`).toString("base64");
  const lines = [
    ...[`GET /ocpp/${station.identity} HTTP/1.1`, "Host: x", "Upgrade: websocket"],
    ...["Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="],
    ...["Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: ocpp2.0.1"],
    ...["Sec-WebSocket-Extensions: permessage-deflate; level=9"],
    `Authorization: Basic ${credentials}`,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const [head] = await once(socket, "data");
  socket.destroy();
  assert.match(String(head), /^HTTP\/1\.1 101 /);
  assert.doesNotMatch(String(head), /Extensions/i);
});
