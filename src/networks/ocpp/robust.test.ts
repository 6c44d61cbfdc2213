// What comes from chargers that misbehave, over raw sockets: each gets the protocol's own answer,
// and the charger next to it notices nothing.

import assert from "node:assert/strict";
import { once } from "node:events";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  call,
  heard,
  type Line,
  neighbour,
  now,
  openLine,
  password,
  say,
  station,
} from "../../../test/ocpp_line.ts";
import type { Witness } from "../witness.ts";
import type { OcppNetwork } from "./server.ts";

const pingEveryMs = 300;
const at = "2026-11-21T10:00:00Z";

let line: Line;
let host: Witness;
let network: OcppNetwork;
const dial: Line["dial"] = (opening) => line.dial(opening);
const open: Line["open"] = (opening) => line.open(opening);
const refusalOf: Line["refusalOf"] = (opening) => line.refusalOf(opening);

beforeEach(async () => {
  line = await openLine({ pingEveryMs, seenEveryMs: 200 });
  ({ host, network } = line);
  host.know({ id: "chst_3", identity: "CP-3" }, null);
});
afterEach(() => line.end());

test("strangers get 404 and wait as pending, wrong and missing passwords 401", async () => {
  assert.equal(await refusalOf({ identity: "NOBODY" }), 404);
  assert.deepEqual(host.strangers, ["NOBODY"]);
  assert.equal(await refusalOf({ secret: "wrong" }), 401);
  assert.equal(await refusalOf({ secret: null }), 401);
  assert.equal(await refusalOf({ identity: "CP-3" }), 401);
  assert.equal(await refusalOf({ path: `/ocpp/${"x".repeat(49)}` }), 404);
  assert.equal(await refusalOf({ path: "/ocpp/a%2Fb" }), 404);
  assert.equal(await refusalOf({ path: "/ocpp/%zz" }), 404);
  assert.ok(line.logged.every((line) => !line.includes("wrong") && !line.includes(password)));
});

test("who is hung up on and does not answer the goodbye is cut off", async () => {
  const socket = await open();
  await host.nth("connected");
  socket.pause();
  const began = performance.now();
  await network.hangUp(station);
  await host.nth("disconnected");
  assert.ok(performance.now() - began < 15_000);
  socket.terminate();
});

test("of a crowd that waits to be let in so many are kept, the others are told to come again", async () => {
  await line.end();
  line = await openLine({ mostAdmissions: 3 });
  const letIn = line.host.admit.bind(line.host);
  const gate = Promise.withResolvers<void>();
  line.host.admit = async (...asked) => {
    await gate.promise;
    return letIn(...asked);
  };
  const waiting = Array.from({ length: 3 }, () => line.open());
  // Turned away while the first three wait, and no earlier.
  while ((await Promise.race([refusalOf({}), sleep(100)])) !== 503) await sleep(5);
  gate.resolve();
  await Promise.all(waiting);
  await line.open();
});

test("a password that belongs to another identity opens nothing", async () => {
  const path = `/ocpp/${neighbour.identity}`;
  assert.equal(await refusalOf({ identity: station.identity, path }), 401);
});

test("a client without our subprotocol gets a handshake without one and is let go", async () => {
  const socket = dial({ protocols: ["ocpp9.9"] });
  // The client library takes offence at the missing subprotocol, as OCPP-J says it should.
  const [cause] = await once(socket, "error");
  assert.match(cause.message, /no subprotocol/);
  assert.equal(network.online(station), false);
  const both = await open({ protocols: ["ocpp9.9", "ocpp1.6"] });
  assert.equal(both.protocol, "ocpp1.6");
});

test("what is no frame is refused as such, and the conversation goes on", async () => {
  const socket = await open();
  for (const text of ["nonsense", "{}", "[2", "17", '["2","m1","Heartbeat",{}]', '[2,7,"X",{}]']) {
    const [type, , code] = await say(socket, text);
    assert.deepEqual([type, code], [4, "FormationViolation"], text);
  }
  const [type, id] = await say(socket, call("Heartbeat", {}));
  assert.deepEqual([type, id], [3, "m1"]);
});

test("unknown message types and answers that nobody asked for are ignored", async () => {
  const socket = await open();
  socket.send('[9,"m0","x",{}]');
  socket.send('[3,"m0",{"status":"Accepted"}]');
  socket.send('[4,"m0","GenericError","",{}]');
  const [type, id] = await say(socket, call("Heartbeat", {}, "m2"));
  assert.deepEqual([type, id], [3, "m2"]);
});

test("each way to be wrong has its own error code", async () => {
  const socket = await open();
  const start = { connectorId: 1, idTag: "A", meterStart: 5, timestamp: at };
  const wrong: [action: string, payload: unknown, code: string][] = [
    ["MakeCoffee", {}, "NotImplemented"],
    ["Heartbeat", [], "FormationViolation"],
    ["Heartbeat", "nothing", "FormationViolation"],
    ["Authorize", {}, "OccurenceConstraintViolation"],
    ["Authorize", { idTag: 5 }, "TypeConstraintViolation"],
    ["Authorize", { idTag: "x".repeat(21) }, "PropertyConstraintViolation"],
    ["StartTransaction", { ...start, timestamp: "yesterday" }, "PropertyConstraintViolation"],
    ["StartTransaction", { ...start, meterStart: 1.5 }, "TypeConstraintViolation"],
    ["StatusNotification", { connectorId: 1 }, "OccurenceConstraintViolation"],
  ];
  for (const [action, payload, code] of wrong) {
    const [type, , answered] = await say(socket, call(action, payload));
    assert.deepEqual([type, answered], [4, code], `${action} ${JSON.stringify(payload)}`);
  }
  assert.deepEqual(
    host.facts.map((fact) => fact.kind).filter((kind) => kind !== "heartbeat"),
    ["connected"],
  );
});

test("a stop with words that nobody knows is taken, with what the bill needs", async () => {
  const socket = await open();
  const sampledValue = [
    { value: "900", unit: "Watt" },
    { value: "1500", context: "Vendor.End", measurand: "Energy.Active.Import.Register" },
  ];
  const stop = { transactionId: 7, meterStop: 1500, timestamp: at, reason: "VendorSaysSo" };
  const transactionData = [{ timestamp: at, sampledValue }];
  const said = call("StopTransaction", { ...stop, idTag: "x".repeat(36), transactionData });
  assert.equal((await say(socket, said))[0], 3);
  const [stopped] = host.of("transaction_stopped");
  assert.deepEqual([stopped?.reason, stopped?.meterStopWh, stopped?.idTag], ["other", 1500, null]);
  assert.deepEqual(
    stopped?.samples.map((sample) => sample.meterWh),
    [1500],
  );
  for (const broken of ["meterStop", "timestamp", "transactionId"]) {
    assert.equal((await say(socket, call("StopTransaction", { ...stop, [broken]: "x" })))[0], 4);
  }
});

test("an error code or a state that nobody knows is kept, or counts as unknown", async () => {
  const socket = await open();
  const news = { connectorId: 1, status: "Daydreaming", errorCode: "CoffeeSpilt" };
  const info = "y".repeat(300);
  assert.equal((await say(socket, call("StatusNotification", { ...news, info })))[0], 3);
  const [status] = host.of("connector_status");
  assert.equal(status?.status, "unknown");
  assert.equal(status?.error?.slice(0, 12), "CoffeeSpilt ");
});

test("a charger with long names boots, and they are kept as far as they fit", async () => {
  const socket = await open();
  const names = { chargePointVendor: "Elektrizitätswerk Süd-West GmbH", chargePointModel: "M\0\0" };
  const more = { chargePointSerialNumber: "s".repeat(60), firmwareVersion: "f".repeat(999) };
  const [type, , answer] = await say(socket, call("BootNotification", { ...names, ...more }));
  assert.deepEqual([type, (answer as { status: string }).status], [3, "Accepted"]);
  const [boot] = host.of("booted");
  assert.deepEqual([boot?.vendor, boot?.model], [names.chargePointVendor, "M"]);
  assert.deepEqual([boot?.serial?.length, boot?.firmware?.length], [60, 255]);
});

test("a clock that is hours off, or set back, mutes no status", async () => {
  const socket = await open();
  const hours = (off: number) => new Date(now().getTime() + off * 3_600_000).toISOString();
  const told = async (status: string, timestamp: string) => {
    const news = { connectorId: 1, errorCode: "NoError", status, timestamp };
    assert.equal((await say(socket, call("StatusNotification", news)))[0], 3);
    return host.of("connector_status").at(-1)?.status;
  };
  assert.equal(await told("Charging", "2000-01-01T00:00:00Z"), "occupied");
  assert.equal(await told("Available", "2000-01-01T00:00:05Z"), "available");
  assert.equal(await told("Faulted", hours(3)), "faulted");
  assert.equal(await told("Available", hours(0)), "available");
  // What waited while the charger was away, after the news of now.
  assert.equal(await told("Charging", hours(-1)), "available");
});

test("a charger is not answered before its fact is stored, and an error makes it repeat", async () => {
  const socket = await open();
  host.failNext("transaction_started", 1);
  const start = call("StartTransaction", {
    ...{ connectorId: 1, idTag: "A", meterStart: 5, timestamp: at },
  });
  assert.deepEqual((await say(socket, start)).slice(0, 3), [4, "m1", "InternalError"]);
  const [type, , payload] = await say(socket, start);
  assert.deepEqual(
    [type, payload],
    [3, { transactionId: 1000, idTagInfo: { status: "Accepted" } }],
  );
  assert.equal(host.of("transaction_started").length, 1);
});

test("frames nested as deep as they may be long are only wrong", async () => {
  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const socket = await open();
  socket.send(`[4,"m0",${deep},""]`);
  const named = `[2,"m1","Heartbeat",{"a":${deep},"key":"AuthorizationKey"}]`;
  assert.equal((await say(socket, named))[0], 3);
  assert.equal((await say(socket, call("Heartbeat", {}, "m2")))[1], "m2");
});

test("a stop with two thousand readings, of 767 KB and more, is delivered", async () => {
  const socket = await open();
  const sampledValue = Array.from({ length: 4 }, () => ({
    value: "1",
    measurand: "x".repeat(120),
  }));
  const transactionData = Array.from({ length: 2000 }, () => ({ timestamp: at, sampledValue }));
  const stop = { transactionId: 7, meterStop: 1500, timestamp: at, transactionData };
  const frame = call("StopTransaction", stop);
  assert.ok(frame.length > 767_000);
  assert.equal((await say(socket, frame))[0], 3);
});

test("whoever sends nothing but rubbish is hung up on", async () => {
  const socket = await open();
  for (let n = 0; n < 30; n += 1) socket.send("rubbish");
  const [code] = await once(socket, "close");
  assert.equal(code, 1002);
});

test("a new socket replaces the old one, whose end is told under its own name", async () => {
  const first = await open();
  await host.nth("connected");
  const closed = once(first, "close");
  const second = await open();
  await closed;
  const [one, two] = [await host.nth("connected"), await host.nth("connected", 2)];
  const gone = await host.nth("disconnected");
  assert.equal(gone.connection, one.connection);
  assert.notEqual(two.connection, one.connection);
  assert.equal(network.online(station), true);
  assert.equal((await say(second, call("Heartbeat", {})))[0], 3);
});

test("a charger that answers no ping is cut, one that speaks is not", async () => {
  const silent = await open();
  silent.pong = () => {};
  await host.until("the station", () => network.online(station));
  for (let n = 0; n < 4; n += 1) {
    await sleep(pingEveryMs / 2);
    await say(silent, call("Heartbeat", {}));
  }
  assert.equal(network.online(station), true);
  await once(silent, "close");
  await host.nth("disconnected");
  assert.equal(network.online(station), false);
});

test("a charger that answers pings and sends nothing else is heard of, under its socket's name", async () => {
  await open();
  const connected = await host.nth("connected");
  const heard = await host.nth("heartbeat", 2);
  assert.equal(heard.connection, connected.connection);
});

test("a connection that the platform cannot store is not kept, so that the charger comes again", async () => {
  host.failNext("connected", 1);
  const [code] = await once(dial(), "close");
  assert.equal(code, 1011);
  await open();
  await host.nth("connected");
});

test("a start whose socket breaks before the answer has timed out: the charger may have heard it", async () => {
  const socket = await open();
  await host.until("the station", () => network.online(station));
  const connector = { id: "connector_a1", evse: 1, type: "Type2", powerKw: 22 };
  const vehicle = { batteryWh: 60_000, socPercent: null };
  const asked = heard(socket);
  const answer = network.start({ station, connector, session: "cs_1", idTag: "CS-1", vehicle });
  assert.equal((await asked)[2], "RemoteStartTransaction");
  socket.terminate();
  assert.deepEqual(await answer, { outcome: "timeout" });
});

test("a call of the charger is served while ours is open", async () => {
  const socket = await open();
  await host.until("the station", () => network.online(station));
  const asked = heard(socket);
  const reset = network.call(station, "Reset", { type: "Soft" });
  const [, id] = await asked;
  assert.equal((await say(socket, call("Heartbeat", {})))[0], 3);
  socket.send(JSON.stringify([3, id, { status: "Accepted" }]));
  assert.deepEqual(await reset, { kind: "result", payload: { status: "Accepted" } });
});
