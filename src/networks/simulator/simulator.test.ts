// The simulator in every network's stories, and in its own: the full car, the order that lapses,
// the driver who acts by himself, and stations that cost nothing while nobody uses them.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Harness, networkStories } from "../contract.ts";
import { commandStories } from "../contract_commands.ts";
import type { Clock, Log, Network, RunningTransaction, StartOrder } from "../network.ts";
import { Witness } from "../witness.ts";
import { registerAt } from "./charge.ts";
import { type SimulatorSettings, simulatorNetwork } from "./simulator.ts";

/** Time that runs twenty times as fast, so that a reading a second is one in 50 ms. */
const fastClock = (factor = 20): Clock => {
  const begin = performance.timeOrigin;
  return {
    now: () => new Date(begin + performance.now() * factor),
    after(ms, call) {
      const timer = setTimeout(call, ms / factor);
      return () => clearTimeout(timer);
    },
  };
};

const log: Log = { info() {}, warn() {}, error() {} };
const station = { id: "chst_1", identity: null };
const connector = { id: "connector_a1", evse: 1, type: "CCS", powerKw: 150 };
const place = { station, connector };
const order: StartOrder = {
  ...place,
  session: "cs_1",
  idTag: "CS-1",
  vehicle: { batteryWh: 60_000, socPercent: 20 },
};

const build = (host: Witness, settings: Partial<SimulatorSettings> = {}) => {
  const clock = fastClock();
  const given = { host, clock, log, speed: 10, autoPlug: false, ...settings };
  const network = simulatorNetwork(given);
  built.push(network);
  return network;
};

const built: Network[] = [];
afterEach(async () => {
  for (const network of built.splice(0)) await network.close();
});

const harness = async (host: Witness): Promise<Harness> => {
  const clock = fastClock();
  let network = build(host, { clock });
  return {
    get network() {
      return network;
    },
    ...place,
    now: clock.now,
    reference: () => null,
    plugIn: async () => network.plugIn(place),
    unplug: async () => network.unplug(place),
    fault: async () => network.fault(place, "GroundFailure"),
    goOffline: async () => network.goOffline(station),
    comeBack: async () => network.comeBack(station),
    swipe: async (idTag) => {
      await network.swipe(place, idTag);
    },
    async restart(running) {
      await network.close();
      network = build(host, { clock });
      await network.resume(running);
    },
    end: () => network.close(),
  };
};

networkStories("simulator", harness);
commandStories("simulator", harness);

test("a simulated driver plugs in after the order and leaves after the stop", async () => {
  const host = new Witness();
  const network = build(host, { autoPlug: true });
  await network.start(order);
  const started = await host.nth("transaction_started");
  await host.nth("metered", 2);
  await network.stop({ ...order, transactionId: null, reference: null });
  await host.until("the driver to leave", () => network.stationsInUse === 0);
  const statuses = host.of("connector_status").map((fact) => fact.status);
  assert.deepEqual(statuses, ["occupied", "available"]);
  assert.ok((started.meterStartWh ?? 0) > 0);
});

test("a session started within a second of the last one's end is not ended by the last car leaving", async () => {
  const host = new Witness();
  const clock = fastClock();
  const network = build(host, { clock, autoPlug: true });
  await network.start(order);
  await host.nth("transaction_started");
  await network.stop({ ...order, transactionId: null, reference: null });
  const orderedAt = clock.now();
  const next = { session: "cs_2", idTag: "CS-2", vehicle: { batteryWh: 90_000, socPercent: 60 } };
  assert.equal((await network.start({ ...order, ...next })).outcome, "accepted");
  const started = await host.nth("transaction_started", 2);
  assert.equal(started.idTag, "CS-2");
  // A timer may fire a real millisecond early, which is many on the fast clock.
  assert.ok(started.at.getTime() >= orderedAt.getTime() + 500, "the next car needs its second");
  const reading = () => host.samples().findLast((sample) => sample.at > started.at);
  const goesOn = started.at.getTime() + 5_000;
  await host.until("readings to go on", () => Number(reading()?.at ?? 0) > goesOn);
  assert.ok(Number(reading()?.socPercent) >= 60, "the order's own car stands there");
  assert.equal(host.of("transaction_stopped").length, 1);
  const statuses = host.of("connector_status").map((fact) => fact.status);
  assert.deepEqual(statuses, ["occupied", "available", "occupied"]);
});

test("a full car idles: no power, still plugged, and its meter has counted what the battery lacked", async () => {
  const host = new Witness();
  const network = build(host, { speed: 20_000 });
  network.plugIn(place);
  await network.start(order);
  const started = await host.nth("transaction_started");
  await host.until("an idle reading", () => host.samples().filter((s) => s.powerW === 0)[1]);
  const idle = host.samples().filter((sample) => sample.powerW === 0);
  const energies = new Set(idle.map((sample) => sample.meterWh! - started.meterStartWh!));
  assert.deepEqual([...energies], [Math.floor((0.8 * 60_000) / 0.94)]);
  assert.ok(idle.every((sample) => sample.socPercent === 100));
  assert.equal(host.of("transaction_stopped").length, 0);
});

test("an order without a plug lapses, and a car that comes later is not charged", async () => {
  const host = new Witness();
  const network = build(host, { plugWithinMs: 2_000 });
  await network.start(order);
  assert.equal((await network.start(order)).outcome, "rejected");
  await host.until("the order to lapse", () => network.stationsInUse === 0);
  network.plugIn(place);
  await sleep(100);
  assert.equal(host.of("transaction_started").length, 0);
});

test("stations cost nothing while nobody uses them", async () => {
  const host = new Witness();
  const network = build(host);
  for (let n = 0; n < 10_000; n += 1) {
    assert.equal(network.online({ id: `chst_${n}`, identity: null }), true);
  }
  const answer = await network.stop({ ...order, transactionId: 1, reference: null });
  assert.equal(answer.outcome, "rejected");
  await network.swipe(place, "RFID-1");
  await host.until("the card's start to be taken", () => network.stationsInUse === 1);
  network.plugIn(place);
  await host.nth("transaction_started");
  network.unplug(place);
  await host.until("the station to be let go", () => network.stationsInUse === 0);
});

test("a transaction taken up after a kill stands where an undisturbed one stands", async () => {
  const startedAt = new Date("2026-11-21T10:00:00Z");
  const clockAt = (seconds: number): Clock => ({
    ...fastClock(),
    now: () => new Date(startedAt.getTime() + seconds * 1000),
  });
  const meterStartWh = registerAt(startedAt);
  const running: RunningTransaction = {
    ...{
      order,
      transactionId: 7,
      reference: null,
      orderedAt: startedAt,
      startedAt,
      stopAsked: true,
    },
    ...{ meterStartWh, lastMeterWh: meterStartWh, lastMeterAt: startedAt },
  };
  const stopAfter = async (resumed: RunningTransaction, seconds: number) => {
    const host = new Witness();
    const network = build(host, { clock: clockAt(seconds), speed: 1 });
    await network.resume([resumed]);
    const stopped = await host.nth("transaction_stopped");
    await network.close();
    return stopped;
  };
  const early = await stopAfter(running, 300);
  const middle = { lastMeterWh: early.meterStopWh!, lastMeterAt: early.at };
  const undisturbed = await stopAfter(running, 900);
  const killedBetween = await stopAfter({ ...running, ...middle }, 900);
  assert.deepEqual(killedBetween, undisturbed);
  assert.ok(undisturbed.meterStopWh! - meterStartWh > 25_000);
});

test("a changed speed never makes a resumed register fall", async () => {
  const host = new Witness();
  const clock = fastClock();
  const startedAt = new Date(clock.now().getTime() - 10_000);
  const network = build(host, { clock, speed: 1 });
  const last = { lastMeterWh: 35_000, lastMeterAt: new Date(clock.now().getTime() - 1000) };
  const start = {
    orderedAt: startedAt,
    startedAt,
    meterStartWh: 5_000,
    transactionId: 7,
    reference: null,
  };
  await network.resume([{ order, ...start, ...last, stopAsked: false }]);
  const [sample] = (await host.nth("metered")).samples;
  assert.ok(sample?.meterWh && sample.meterWh >= 35_000 && sample.meterWh < 35_400);
});

test("an order that was waiting for its plug when the process ended waits on", async () => {
  const host = new Witness();
  const clock = fastClock();
  const network = build(host, { clock });
  const orderedAt = new Date(clock.now().getTime() - 60_000);
  const none = { startedAt: null, meterStartWh: 0, lastMeterWh: 0, lastMeterAt: orderedAt };
  await network.resume([
    { order, transactionId: null, reference: null, orderedAt, ...none, stopAsked: false },
  ]);
  network.plugIn(place);
  assert.equal((await host.nth("transaction_started")).idTag, "CS-1");
});

test("the card that started a charge ends it", async () => {
  const host = new Witness();
  const network = build(host);
  network.plugIn(place);
  await network.swipe(place, "RFID-1");
  await host.nth("metered");
  await network.swipe(place, "RFID-1");
  const stopped = await host.nth("transaction_stopped");
  assert.deepEqual([stopped.reason, stopped.idTag], ["local", "RFID-1"]);
});
