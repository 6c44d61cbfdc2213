// Whatever comes over the line that should not: the protocol's own error goes back, the station's
// trace shows what came and what was wrong with it, and nobody else notices.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { WebSocket } from "ws";
import {
  call,
  heard,
  type Line,
  neighbour,
  openLine,
  password,
  say,
  station,
} from "../../../test/ocpp_line.ts";

const at = "2026-11-21T10:00:00Z";
const start = { connectorId: 1, idTag: "A", meterStart: 5, timestamp: at };

let line: Line;
beforeEach(async () => {
  line = await openLine();
});
afterEach(() => line.end());

/** The findings of the last frame of a kind, as words that one can compare. */
const lastFindings = (kind: Parameters<Line["traced"]>[0]) =>
  line
    .traced(kind)
    .at(-1)
    ?.findings.map(({ path, keyword }) => `${path} ${keyword}`.trim());

/** Beside it another charger is answered as ever. */
const assertNobodyNotices = async (other: WebSocket) => {
  const [type] = await say(other, call("Heartbeat", {}, "unmoved"));
  assert.equal(type, 3);
};

test("what is no frame is answered with an error of its own and stands in the trace as it came", async () => {
  const [socket, other] = [await line.open(), await line.open({ identity: neighbour.identity })];
  const rows = ["nonsense", "{}", "[2", '[2,"m1","Heartb', "17", '[2,7,"Heartbeat",{}]', "[2]"];
  for (const text of [...rows, "\0\0"]) {
    assert.deepEqual((await say(socket, text)).slice(0, 3), [4, "-1", "FormationViolation"], text);
    const [shown] = line.traced("malformed").slice(-1);
    assert.equal(shown?.text, text.replaceAll("\0", ""));
    assert.equal(shown?.station.id, station.id);
    assert.deepEqual(lastFindings("malformed"), ["frame"]);
  }
  assert.equal(line.traced("error", "out").length, rows.length + 1);
  await assertNobodyNotices(other);
});

test("a payload that holds nothing may be null, also at a strict station", async () => {
  line.host.checks = "strict";
  for (const protocol of ["ocpp1.6", "ocpp2.0.1"]) {
    const socket = await line.open({ protocols: [protocol] });
    assert.equal((await say(socket, '[2,"n1","Heartbeat",null]'))[0], 3, protocol);
  }
});

test("a malformed answer is answered with nothing: two that blame each other would never end", async () => {
  const socket = await line.open();
  for (const text of ["[3]", "[4,7]", '[3,{},{"status":"Accepted"}]']) socket.send(text);
  assert.equal((await say(socket, call("Heartbeat", {}, "next")))[1], "next");
  assert.equal(line.traced("malformed").length, 3);
});

test("an answer that nobody waits for changes nothing and is noted", async () => {
  const socket = await line.open();
  socket.send('[3,"m0",{"status":"Accepted"}]');
  socket.send('[4,"m0","GenericError","",{}]');
  assert.equal((await say(socket, call("Heartbeat", {})))[0], 3);
  for (const kind of ["result", "error"] as const) {
    assert.deepEqual(lastFindings(kind), ["messageId"]);
    assert.equal(line.traced(kind).at(-1)?.action, null);
  }
});

test("a call that is repeated under its id gets the same answer, and is served once", async () => {
  const socket = await line.open();
  const frame = call("StartTransaction", start, "s1");
  const first = await say(socket, frame);
  assert.equal(first[0], 3);
  assert.deepEqual(await say(socket, frame), first);
  assert.equal(line.host.of("transaction_started").length, 1);
  assert.deepEqual(lastFindings("call"), ["messageId"]);
});

test("a call that is repeated while it is being served gets the same answer, too", async () => {
  const socket = await line.open();
  const frame = call("StartTransaction", start, "s1");
  const answers: string[] = [];
  socket.on("message", (data) => answers.push(String(data)));
  for (let n = 0; n < 3; n += 1) socket.send(frame);
  await line.host.until("three answers", () => answers.length === 3);
  assert.equal(new Set(answers).size, 1);
  assert.equal(line.host.of("transaction_started").length, 1);
});

test("another call under a used id is served and noted; a strict station refuses it", async () => {
  const socket = await line.open();
  const status = (word: string) =>
    call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: word }, "same");
  for (const word of ["Available", "Preparing", "Available"]) {
    assert.equal((await say(socket, status(word)))[0], 3);
  }
  const told = line.host.of("connector_status").map((fact) => fact.status);
  assert.deepEqual(told, ["available", "occupied", "available"]);
  line.host.checks = "strict";
  const strict = await line.open();
  assert.equal((await say(strict, status("Available")))[0], 3);
  const refused = await say(strict, status("Preparing"));
  assert.deepEqual(refused.slice(0, 3), [4, "same", "ProtocolError"]);
  // The id still belongs to the first call.
  assert.equal((await say(strict, status("Available")))[0], 3);
});

test("a heartbeat that always has the same id hears the time of now", async () => {
  const socket = await line.open();
  const timeOf = ([, , payload]: unknown[]) => (payload as { currentTime: string }).currentTime;
  const first = timeOf(await say(socket, call("Heartbeat", {})));
  await sleep(5);
  assert.ok(timeOf(await say(socket, call("Heartbeat", {}))) > first);
});

test("what does not fit is served and noted where checks are lenient, and refused where strict", async () => {
  const longVendor = { chargePointVendor: "v".repeat(30), chargePointModel: "M" };
  const rows: [action: string, payload: object, place: string, code: string][] = [
    ["Heartbeat", { extra: 1 }, "additionalProperties", "FormationViolation"],
    ["StatusNotification", status("Dreaming"), "/status enum", "PropertyConstraintViolation"],
    // The last: who has booted is asked for its settings.
    ["BootNotification", longVendor, "/chargePointVendor maxLength", "PropertyConstraintViolation"],
  ];
  for (const checks of ["lenient", "strict"] as const) {
    line.host.checks = checks;
    const socket = await line.open();
    for (const [action, payload, place, code] of rows) {
      const [type, , answer] = await say(socket, call(action, payload, action));
      assert.deepEqual(lastFindings("call"), [place]);
      assert.deepEqual(
        checks === "strict" ? [type, answer] : [type],
        checks === "strict" ? [4, code] : [3],
      );
    }
    assert.equal(socket.readyState, socket.OPEN);
  }
  assert.equal(line.host.of("booted").length, 1);
});

const status = (word: string) => ({ connectorId: 1, errorCode: "NoError", status: word });

test("an answer that does not fit fails our call where checks are strict, and is noted where not", async () => {
  const answer = { status: "Accepted", vendorNote: "done" };
  for (const checks of ["lenient", "strict"] as const) {
    line.host.checks = checks;
    const socket = await line.open();
    await line.host.until("the line", () => line.network.online(station));
    const asked = heard(socket);
    const outcome = line.network.call(station, "Reset", { type: "Soft" });
    socket.send(JSON.stringify([3, (await asked)[1], answer]));
    const { kind, ...rest } = await outcome;
    assert.equal(kind, checks === "strict" ? "error" : "result");
    if (checks === "strict") assert.equal("code" in rest && rest.code, "FormationViolation");
    assert.deepEqual(lastFindings("result"), ["additionalProperties"]);
    assert.equal(line.traced("result").at(-1)?.action, "Reset");
  }
});

test("a frame of ten megabytes ends its socket with the code for that, and stands in the trace", async () => {
  const [socket, other] = [await line.open(), await line.open({ identity: neighbour.identity })];
  socket.send(call("DataTransfer", { vendorId: "v", data: "x".repeat(10_000_000) }));
  const [code] = await once(socket, "close");
  assert.ok(code === 1009 || code === 1006);
  await line.host.until("the trace", () => line.traced("malformed").length > 0);
  assert.deepEqual(lastFindings("malformed"), ["line"]);
  await assertNobodyNotices(other);
});

/** The first bytes of a WebSocket frame of a kilobyte, and no more of it. */
const halfAFrame = Buffer.concat([
  Buffer.from([0x81, 0xfe, 0x04, 0x00, 1, 2, 3, 4]),
  Buffer.alloc(9),
]);

const rawSocket = async () => {
  const socket = connect(line.port, "127.0.0.1");
  const credentials = Buffer.from(`${station.identity}:${password}`).toString("base64");
  const lines = [
    ...[`GET /ocpp/${station.identity} HTTP/1.1`, "Host: x", "Upgrade: websocket"],
    ...["Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="],
    ...["Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: ocpp1.6"],
    `Authorization: Basic ${credentials}`,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  await once(socket, "data");
  socket.resume();
  return socket;
};

test("half a frame that never goes on is a dead line: cut after a missed ping, and shown", async () => {
  await line.end();
  line = await openLine({ pingEveryMs: 100 });
  const [socket, other] = [await rawSocket(), await line.open({ identity: neighbour.identity })];
  socket.write(halfAFrame);
  await once(socket, "close");
  await line.host.nth("disconnected");
  assert.deepEqual(lastFindings("malformed"), ["line"]);
  await assertNobodyNotices(other);
});

test("bytes that are no WebSocket frame end the line, and are shown", async () => {
  const socket = await rawSocket();
  socket.write("GET / HTTP/1.1\r\n\r\n");
  await once(socket, "close");
  await line.host.nth("disconnected");
  assert.deepEqual(lastFindings("malformed"), ["line"]);
});

test("who claims to be another is turned away, and the other's trace shows it", async () => {
  const other = await line.open({ identity: neighbour.identity });
  const path = `/ocpp/${neighbour.identity}`;
  assert.equal(await line.refusalOf({ identity: station.identity, path }), 401);
  assert.equal(await line.refusalOf({ identity: neighbour.identity, secret: "guess" }), 401);
  const shown = line.traced("malformed");
  // Chargers that have lost their password try all day: one line a minute says so.
  assert.equal(shown.length, 1);
  assert.equal(shown[0]?.station.id, neighbour.id);
  assert.deepEqual(lastFindings("malformed"), ["password"]);
  assert.ok(!JSON.stringify(shown).includes("guess"));
  assert.equal(line.network.online(neighbour), true);
  await assertNobodyNotices(other);
});

test("who mends one reason of being turned away sees the next one at once", async () => {
  assert.equal(await line.refusalOf({ identity: neighbour.identity, secret: "guess" }), 401);
  line.host.know(neighbour, null);
  for (const _ of "again")
    assert.equal(await line.refusalOf({ identity: neighbour.identity }), 401);
  const messages = line.traced("malformed").map(({ findings }) => findings[0]?.message ?? "");
  assert.deepEqual(
    messages.map((one) => one.split(",")[0]),
    ["not this station's password", "this station has no password yet"],
  );
});

test("a thousand frames at once from one charger are all served, in order, and a neighbour waits for none of them", async () => {
  const [socket, other] = [await line.open(), await line.open({ identity: neighbour.identity })];
  const answers: unknown[] = [];
  socket.on("message", (data) => answers.push(JSON.parse(String(data))[1]));
  const ids = Array.from({ length: 1000 }, (_, n) => `f${n}`);
  const news = status("Charging");
  for (const id of ids) socket.send(call("StatusNotification", news, id));
  await assertNobodyNotices(other);
  assert.ok(answers.length < 1000, "the neighbour waited for the whole flood");
  await line.host.until("all answers", () => answers.length === 1000);
  assert.deepEqual(answers, ids);
  assert.equal(line.host.overlaps, 0);
  assert.equal(line.traced("call").filter((frame) => frame.station.id === station.id).length, 1000);
});

test("a charger that asks and never reads the answers is cut before they fill our memory", async () => {
  const [socket, other] = [await line.open(), await line.open({ identity: neighbour.identity })];
  await line.host.nth("connected", 2);
  socket.pause();
  const id = "i".repeat(250);
  const flood = setInterval(() => {
    for (let n = 0; n < 2_000; n += 1) socket.send(call("Heartbeat", {}, id));
  }, 5);
  await line.host.nth("disconnected");
  clearInterval(flood);
  assert.equal(line.network.online(station), false);
  assert.deepEqual(lastFindings("malformed"), ["line"]);
  await assertNobodyNotices(other);
});

test("calls of ours wait for each other, a timeout frees the next, and urgent ones go first", async () => {
  const socket = await line.open();
  await line.host.until("the line", () => line.network.online(station));
  const asked: unknown[][] = [];
  socket.on("message", (data) => asked.push(JSON.parse(String(data))));
  const reset = line.network.call(station, "Reset", { type: "Soft" }, { timeoutMs: 100 });
  const clear = line.network.call(station, "ClearCache", {});
  const connector = { id: "connector_a1", evse: 1, type: "Type2", powerKw: 22 };
  const stopped = line.network.stop({
    ...{ station, connector, session: "cs_1", transactionId: 7, reference: null },
  });
  await sleep(20);
  assert.deepEqual(
    asked.map(([, , action]) => action),
    ["Reset"],
  );
  assert.deepEqual(await reset, { kind: "timeout" });
  await line.host.until("the next", () => asked.length === 2);
  assert.equal(asked[1]?.[2], "RemoteStopTransaction");
  socket.send(JSON.stringify([3, asked[1]?.[1], { status: "Accepted" }]));
  assert.deepEqual(await stopped, { outcome: "accepted" });
  await line.host.until("the last", () => asked.length === 3);
  socket.send(JSON.stringify([3, asked[2]?.[1], { status: "Accepted" }]));
  assert.equal((await clear).kind, "result");
  // What comes for the call that timed out is an answer that nobody waits for.
  socket.send(JSON.stringify([3, asked[0]?.[1], { status: "Accepted" }]));
  await line.host.until("the trace", () => lastFindings("result")?.includes("messageId"));
});
