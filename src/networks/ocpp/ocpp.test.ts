// OCPP 1.6J in every network's stories, against a charge point on a client written by others,
// over real sockets.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ChargePoint, type ChargePointSettings } from "../../../test/charge_point.ts";
import type { LineSettings } from "../../../test/charging_line.ts";
import { connector, harnessOf, order, scenesOf, station } from "../../../test/ocpp_harness.ts";
import { networkStories } from "../contract.ts";
import { commandStories } from "../contract_commands.ts";
import type { FrameSeen } from "./seen.ts";

const chargePoint = (line: LineSettings, settings: Partial<ChargePointSettings> = {}) =>
  new ChargePoint({ ...line, speed: 200, ...settings });

networkStories("ocpp 1.6", harnessOf(chargePoint));
commandStories("ocpp 1.6", harnessOf(chargePoint));

const scene = scenesOf(chargePoint);

test("a charger that has booted is set to lapse orders in time and to read its meter often", async () => {
  const { host, charger } = await scene();
  await charger.powerUp();
  const { configuration } = charger;
  await host.until("the readings to be set", () =>
    configuration.get("MeterValuesSampledData")?.includes("Power.Active.Import"),
  );
  assert.equal(configuration.get("ConnectionTimeOut"), "120");
  assert.equal(configuration.get("MeterValueSampleInterval"), "10");
  const [boot] = host.of("booted");
  assert.deepEqual([boot?.vendor, boot?.serial], ["Openfield", "OF-0017"]);
});

test("a charger that goes on after its start was refused is told to stop", async () => {
  const { host, charger, network } = await scene({ charger: { stopsOnInvalid: false } });
  await charger.powerUp();
  host.refuse("CS-1", "invalid");
  await network.start(order);
  await charger.plugIn();
  await host.nth("metered", 2);
  const stopped = await host.nth("transaction_stopped");
  assert.equal(stopped.reason, "remote");
  assert.ok(charger.asked.includes("RemoteStopTransaction"));
});

test("a charger that comes back without booting is asked what it is", async () => {
  const { host, charger } = await scene({ network: { bootWithinMs: 50 } });
  await charger.client.connect();
  await host.nth("booted");
  await host.nth("connector_status");
  assert.ok(charger.asked.includes("TriggerMessage"));
});

test("readings keep kW, decimals of an ampere and the charger's own time", async () => {
  const { host, charger, network } = await scene();
  await charger.powerUp();
  await network.start(order);
  await charger.plugIn();
  const [sample] = (await host.nth("metered")).samples;
  assert.deepEqual([sample?.powerW, sample?.currentA], [11_000, 8.1]);
  assert.ok(sample?.meterWh && sample.meterWh > 120_000);
});

test("a charger that knows no reservations says so, and keeps nothing", async () => {
  const { charger, network } = await scene();
  await charger.powerUp();
  const kept = { station, connector, reservation: 7, idTag: "CS-1", group: "ADA", keepMs: 60_000 };
  for (const action of ["ReserveNow", "CancelReservation"]) charger.client.removeHandler(action);
  assert.deepEqual(await network.reserve(kept), { outcome: "unsupported" });
  assert.deepEqual(await network.withdraw(kept), { outcome: "unsupported" });
});

test("any message can be sent as it stands, and our own mistakes stay here", async () => {
  const { charger, network } = await scene();
  await charger.powerUp();
  const outcome = await network.call(station, "UnlockConnector", { connectorId: 1 });
  assert.deepEqual(outcome, { kind: "result", payload: { status: "Unlocked" } });
  const list = { listVersion: 1, updateType: "Full" };
  const refused = await network.call(station, "SendLocalList", list);
  assert.equal(refused.kind, "error");
  await assert.rejects(network.call(station, "SendLocalList", {}), {
    code: "OccurenceConstraintViolation",
  });
  await assert.rejects(network.call(station, "Reset", { type: "Gently" }), {
    code: "PropertyConstraintViolation",
  });
});

test("a charger that is silent to a start has timed out, and takes the next order", async () => {
  const { charger, network } = await scene();
  await charger.powerUp();
  charger.client.handle("Reset", () => new Promise(() => {}));
  const reset = { type: "Soft" };
  const silent = await network.call(station, "Reset", reset, { timeoutMs: 100 });
  assert.deepEqual(silent, { kind: "timeout" });
  assert.deepEqual(await network.start(order), { outcome: "accepted" });
});

test("frames are shown to a listener, without passwords", async () => {
  const frames: FrameSeen[] = [];
  const onFrame = (frame: FrameSeen) => frames.push(frame);
  const { charger, host, network } = await scene({ network: { onFrame } });
  await charger.powerUp();
  const secret = { key: "AuthorizationKey", value: "0123456789abcdef" };
  await network.call(station, "ChangeConfiguration", secret);
  const { connection } = await host.nth("connected");
  assert.ok(frames.every((frame) => frame.connection === connection));
  const boot = frames.find((frame) => frame.action === "BootNotification");
  assert.deepEqual([boot?.direction, boot?.kind, boot?.findings], ["in", "call", []]);
  const answer = frames.find(({ kind, messageId }) => {
    return kind === "result" && messageId === boot?.messageId;
  });
  assert.deepEqual([answer?.direction, answer?.action], ["out", "BootNotification"]);
  const change = frames.find((frame) => frame.text.includes("AuthorizationKey"));
  assert.deepEqual([change?.direction, change?.action], ["out", "ChangeConfiguration"]);
  assert.ok(frames.every((frame) => !frame.text.includes(secret.value)));
});
