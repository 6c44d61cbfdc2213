// OCPP 1.6J in every network's stories, against a charge point on a client written by others,
// over real sockets.

import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, test } from "node:test";
import { ChargePoint, type ChargePointSettings } from "../../../test/charge_point.ts";
import { type Harness, networkStories } from "../contract.ts";
import type { Log } from "../network.ts";
import { wallClock } from "../wall_clock.ts";
import { Witness } from "../witness.ts";
import { type OcppNetwork, type OcppSettings, ocppNetwork } from "./server.ts";

const now = () => new Date(performance.timeOrigin + performance.now());
const log: Log = { info() {}, warn() {}, error() {} };
const station = { id: "chst_1", identity: "DE:ABC*E1" };
const password = "a password with : in it";
const connector = { id: "connector_a1", evse: 1, type: "Type2", powerKw: 22 };
const order = {
  ...{ station, connector, session: "cs_1", idTag: "CS-1" },
  vehicle: { batteryWh: 60_000, socPercent: null },
};

const listen = (server: Server, port: number) =>
  new Promise<number>((resolve) => {
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

/** A platform's process: a listener and the network behind it. */
const serve = async (host: Witness, port = 0, settings: Partial<OcppSettings> = {}) => {
  const network = ocppNetwork({ host, clock: wallClock(now), log, ...settings });
  const server = createServer();
  server.on("upgrade", (request, socket, head) => network.upgrade(request, socket, head));
  const listeningAt = await listen(server, port);
  const close = async () => {
    await network.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { network, port: listeningAt, close };
};

const chargePointAt = (port: number, settings: Partial<ChargePointSettings> = {}) => {
  const endpoint = `ws://127.0.0.1:${port}/ocpp`;
  const identity = station.identity;
  return new ChargePoint({ endpoint, identity, password, speed: 200, ...settings });
};

const harness = async (host: Witness): Promise<Harness> => {
  host.know(station, password);
  let platform = await serve(host);
  const { port } = platform;
  const charger = chargePointAt(port);
  await charger.powerUp();
  return {
    get network(): OcppNetwork {
      return platform.network;
    },
    ...{ station, connector, now },
    reference: () => null,
    plugIn: () => charger.plugIn(),
    unplug: () => charger.unplug(),
    fault: () => charger.fault(),
    async goOffline() {
      await charger.goOffline();
      await host.until("the cut", () => !platform.network.online(station));
    },
    comeBack: () => charger.comeBack(),
    async swipe(idTag) {
      await charger.swipe(idTag);
    },
    async restart(running) {
      await platform.close();
      platform = await serve(host, port);
      await platform.network.resume(running);
    },
    async end() {
      await charger.powerDown();
      await platform.close();
    },
  };
};

networkStories("ocpp 1.6", harness);

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const scene = async (
  settings: { charger?: Partial<ChargePointSettings>; network?: Partial<OcppSettings> } = {},
) => {
  const host = new Witness();
  host.know(station, password);
  const platform = await serve(host, 0, settings.network);
  const charger = chargePointAt(platform.port, settings.charger);
  endings.push(platform.close, () => charger.powerDown());
  return { host, charger, network: platform.network };
};

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
  const refused = await network.call(station, "SendLocalList", {});
  assert.equal(refused.kind, "error");
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
  const frames: string[] = [];
  const onFrame = (_: unknown, direction: string, text: string) => frames.push(direction + text);
  const { charger, network } = await scene({ network: { onFrame } });
  await charger.powerUp();
  const secret = { key: "AuthorizationKey", value: "0123456789abcdef" };
  await network.call(station, "ChangeConfiguration", secret);
  assert.ok(frames.some((frame) => frame.startsWith("in") && frame.includes("Openfield")));
  assert.ok(frames.some((frame) => frame.startsWith("out") && frame.includes("AuthorizationKey")));
  assert.ok(frames.every((frame) => !frame.includes(secret.value)));
});
