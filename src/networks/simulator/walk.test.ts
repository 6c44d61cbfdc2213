// A law of the simulator, by seeded random walks: whatever drivers, vandals, weather and a failing
// host do, each transaction is told once, whole, in order, and in the end nothing is left.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fact } from "../fact.ts";
import type { Clock, Log } from "../network.ts";
import { Witness } from "../witness.ts";
import { simulatorNetwork } from "./simulator.ts";

const log: Log = { info() {}, warn() {}, error() {} };
const station = { id: "chst_1", identity: null };
const places = [1, 2].map((evse) => {
  const connector = { id: `connector_a${evse}`, evse, type: "CCS", powerKw: 150 };
  return { station, connector };
});

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
const randomFrom = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Time that moves only when told to. */
class HandClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 21);
  #timers: { at: number; call: () => void }[] = [];

  now(): Date {
    return new Date(this.#nowMs);
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#nowMs + ms, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get pending(): number {
    return this.#timers.length;
  }

  advance(ms: number): void {
    const until = this.#nowMs + ms;
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > until) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#nowMs = next.at;
      next.call();
    }
    this.#nowMs = until;
  }
}

type World = { clock: HandClock; host: Witness; network: ReturnType<typeof simulatorNetwork> };

const kinds = ["transaction_started", "transaction_stopped", "metered"] as const;

const step = async ({ clock, host, network }: World, random: () => number, n: number) => {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const place = pick(places);
  const vehicle = { batteryWh: 60_000, socPercent: Math.floor(random() * 100) };
  const session = `cs_${n}`;
  const running = host.of("transaction_started").length - 1 + 1000;
  const acts: [weight: number, act: () => unknown][] = [
    [4, () => network.start({ ...place, session, idTag: `CS-${n}`, vehicle })],
    [2, () => network.stop({ ...place, session, transactionId: running, reference: null })],
    [3, () => network.swipe(place, pick(["RFID-1", "RFID-2", "RFID-BAD"]))],
    [5, () => network.plugIn(place)],
    [2, () => network.unplug(place)],
    [1, () => network.fault(place, "GroundFailure")],
    [4, () => network.mend(place)],
    [1, () => network.goOffline(station)],
    [3, () => network.comeBack(station)],
    [1, () => host.failNext(pick(kinds), 2)],
  ];
  await pick(acts.flatMap(([weight, act]) => Array<typeof act>(weight).fill(act)))();
  clock.advance(Math.floor(random() * 20_000));
  await sleep(random() * 4);
};

/** Everybody leaves, everything is mended, and all is told. */
const calmDown = async ({ clock, host, network }: World) => {
  network.comeBack(station);
  for (const place of places) {
    network.unplug(place);
    network.mend(place);
  }
  await host.until("the station to be let go", () => {
    clock.advance(130_000);
    return network.stationsInUse === 0;
  });
};

const assertLaws = ({ clock, host }: World) => {
  const open = new Map<number, { evse: number; meterWh: number; at: Date }>();
  let started = 0;
  for (const fact of host.facts) {
    if (fact.kind === "transaction_started") {
      assert.ok(![...open.values()].some((other) => other.evse === fact.evse));
      open.set(1000 + started, { evse: fact.evse, meterWh: fact.meterStartWh ?? 0, at: fact.at });
      started += 1;
    } else assertReading(open, fact);
  }
  assert.equal(open.size, 0, "each transaction has ended");
  assert.equal(clock.pending, 0, "no timer is left");
  assert.equal(host.overlaps, 0);
  const statuses = places.map(({ connector }) =>
    host.of("connector_status").filter((fact) => fact.evse === connector.evse),
  );
  for (const [index, fact] of statuses.flat().entries()) {
    const before = statuses.flat()[index - 1];
    const same = before?.evse === fact.evse && before.status === fact.status;
    assert.ok(!same, "a status is told when it changes");
  }
};

const assertReading = (
  open: Map<number, { evse: number; meterWh: number; at: Date }>,
  fact: Fact,
) => {
  if (fact.kind !== "metered" && fact.kind !== "transaction_stopped") return;
  const running = open.get(fact.transactionId ?? -1);
  assert.ok(running !== undefined, `${fact.kind} of ${fact.transactionId}, which does not run`);
  for (const { at, meterWh } of fact.samples) {
    assert.ok(meterWh !== null && meterWh >= running.meterWh, "the register never falls");
    assert.ok(at >= running.at, "readings come in order");
    Object.assign(running, { meterWh, at });
  }
  if (fact.kind !== "transaction_stopped") return;
  assert.equal(fact.meterStopWh, running.meterWh);
  open.delete(fact.transactionId ?? -1);
};

test("whatever happens, each transaction is told once and whole, and idle stations cost nothing", async (t) => {
  let charges = 0;
  for (let walk = 0; walk < 6; walk += 1) {
    const seed = Number(process.env.CHARGE_TEST_SEED ?? Math.floor(performance.now() * 1000));
    t.diagnostic(`seed ${seed}`);
    const clock = new HandClock();
    const host = new Witness();
    host.refuse("RFID-BAD", "blocked");
    const autoPlug = walk % 2 === 0;
    const network = simulatorNetwork({ host, clock, log, speed: 5, autoPlug });
    const world = { clock, host, network };
    const random = randomFrom(seed);
    for (let n = 0; n < 150; n += 1) await step(world, random, n);
    await calmDown(world);
    assertLaws(world);
    charges += host.of("transaction_stopped").length;
    await network.close();
  }
  assert.ok(charges > 10, "the walks have seen something");
});
