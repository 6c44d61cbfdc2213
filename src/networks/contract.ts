// The stories that every network must pass, whatever protocol it speaks. Whoever adds a network
// hands in a station of it and somebody who can plug, unplug and pull cables there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChargingProfile } from "./commands.ts";
import type {
  ConnectorRef,
  Network,
  ReserveOrder,
  RunningTransaction,
  StartOrder,
  StationRef,
  StopOrder,
} from "./network.ts";
import { Witness } from "./witness.ts";

/** A station of the network under test that drivers do not touch by themselves. */
export type Harness = {
  /** The network of now: another one after `restart`. */
  readonly network: Network;
  readonly station: StationRef;
  readonly connector: ConnectorRef;
  now(): Date;
  /** The charger's own name of the transaction that we gave this number, if it has one. */
  reference(transactionId: number | null): string | null;
  plugIn(): Promise<void>;
  unplug(): Promise<void>;
  fault(): Promise<void>;
  goOffline(): Promise<void>;
  comeBack(): Promise<void>;
  swipe(idTag: string): Promise<void>;
  /** The platform's process dies and another one takes up what was running. */
  restart(running: readonly RunningTransaction[]): Promise<void>;
  end(): Promise<void>;
};

export type SetUp = (host: Witness) => Promise<Harness>;

export type Scene = { readonly host: Witness; readonly at: Harness };
export type Story = readonly [guarantee: string, tell: (scene: Scene) => Promise<void>];

const idTag = "CS-4F2A9C";

const startOrder = (at: Harness): StartOrder => ({
  station: at.station,
  connector: at.connector,
  session: "cs_story",
  idTag,
  vehicle: { batteryWh: 60_000, socPercent: 20 },
});

const stopOrder = (at: Harness, transactionId: number | null): StopOrder => ({
  station: at.station,
  connector: at.connector,
  session: "cs_story",
  transactionId,
  reference: at.reference(transactionId),
});

const accepted = { outcome: "accepted" } as const;
const firstNumber = 1000;

/** Whether a fact tells of the first transaction: by our number of it, or by the charger's name. */
const isFirst = (
  at: Harness,
  fact: { readonly transactionId: number | null; readonly reference: string | null },
): boolean => {
  const reference = at.reference(firstNumber);
  return reference === null ? fact.transactionId === firstNumber : fact.reference === reference;
};

/** From an order to the second reading. */
const charging = async ({ host, at }: Scene) => {
  assert.deepEqual(await at.network.start(startOrder(at)), accepted);
  await at.plugIn();
  const started = await host.nth("transaction_started");
  await host.nth("metered", 2);
  return started;
};

const assertRising = (values: readonly (number | null)[]) => {
  for (const [index, value] of values.entries()) {
    assert.ok(value !== null && value >= (values[index - 1] ?? 0), `falls: ${values}`);
  }
};

const lifeOfACharge: readonly Story[] = [
  [
    "an accepted start is reported with our card once the car is plugged in, the meter rises, and the stop brings the last reading",
    async (scene) => {
      const { host, at } = scene;
      assert.deepEqual(await at.network.start(startOrder(at)), accepted);
      await sleep(50);
      assert.equal(host.of("transaction_started").length, 0);
      await at.plugIn();
      const started = await host.nth("transaction_started");
      assert.equal(started.idTag, idTag);
      assert.equal(started.evse, at.connector.evse);
      await host.nth("metered", 3);
      assert.ok(host.of("metered").every((fact) => isFirst(at, fact)));
      assert.deepEqual(await at.network.stop(stopOrder(at, firstNumber)), accepted);
      const stopped = await host.nth("transaction_stopped");
      assert.ok(isFirst(at, stopped));
      assert.equal(stopped.reason, "remote");
      const readings = host.samples().map((sample) => sample.meterWh);
      assertRising([started.meterStartWh, ...readings, stopped.meterStopWh]);
      assert.ok((stopped.meterStopWh ?? 0) > (started.meterStartWh ?? 0));
    },
  ],
  [
    "unplugging ends the transaction",
    async (scene) => {
      await charging(scene);
      await scene.at.unplug();
      const stopped = await scene.host.nth("transaction_stopped");
      assert.equal(stopped.reason, "unplugged");
      assert.ok(isFirst(scene.at, stopped));
    },
  ],
  [
    "a second stop changes nothing",
    async (scene) => {
      const { host, at } = scene;
      await charging(scene);
      const both = [stopOrder(at, firstNumber), stopOrder(at, firstNumber)];
      const [first] = await Promise.all(both.map((order) => at.network.stop(order)));
      assert.deepEqual(first, accepted);
      await host.nth("transaction_stopped");
      await sleep(100);
      assert.equal(host.of("transaction_stopped").length, 1);
    },
  ],
  [
    "after a stop that comes before the plug no charge goes on",
    async ({ host, at }) => {
      assert.deepEqual(await at.network.start(startOrder(at)), accepted);
      assert.deepEqual(await at.network.stop(stopOrder(at, null)), accepted);
      host.refuse(idTag, "invalid");
      await at.plugIn();
      await sleep(100);
      await host.until("every start to be ended", () => {
        const starts = host.of("transaction_started").length;
        return starts === host.of("transaction_stopped").length;
      });
      const readings = host.of("metered").length;
      await sleep(150);
      assert.equal(host.of("metered").length, readings);
    },
  ],
  [
    "a restart of the platform in the middle continues the same transaction",
    async (scene) => {
      const { host, at } = scene;
      const started = await charging(scene);
      const last = host.samples().at(-1);
      await at.restart([runningOf(at, started, { meterWh: last?.meterWh ?? 0, at: last!.at })]);
      const before = host.samples();
      await host.until("more readings", () => host.samples().length > before.length + 1);
      const readings = host.samples();
      assertRising(readings.map((sample) => sample.meterWh));
      assert.ok(host.of("metered").every((fact) => isFirst(at, fact)));
      assert.equal(host.of("transaction_started").length, 1);
      await host.until("the station", () => at.network.online(at.station));
      assert.deepEqual(await at.network.stop(stopOrder(at, firstNumber)), accepted);
      const stopped = await host.nth("transaction_stopped");
      assert.ok((stopped.meterStopWh ?? 0) >= (readings.at(-1)?.meterWh ?? 0));
    },
  ],
];

/** In watts: so many at once, and more a second later. */
const slowThenFaster = { first: 3000, later: 5000, afterMs: 1000 };

const profile: ChargingProfile = {
  ...{ id: 7, stack_level: 0, purpose: "transaction", kind: "relative" },
  schedule: {
    unit: "W",
    periods: [
      { start: 0, limit: slowThenFaster.first },
      { start: slowThenFaster.afterMs / 1000, limit: slowThenFaster.later },
    ],
  },
};

/** Powers that were read so long after the start, and what they may be at the most. */
const assertBelowProfile = ({ host }: Scene, startedAt: Date): void => {
  for (const { at, powerW } of host.samples()) {
    const early = at.getTime() - startedAt.getTime() < slowThenFaster.afterMs;
    const most = early ? slowThenFaster.first : slowThenFaster.later;
    assert.ok((powerW ?? 0) <= most, `${powerW} W at ${at.toISOString()}`);
  }
};

const limited: readonly Story[] = [
  [
    "a start that carries a charging profile draws what it allows at that time, and no more",
    async (scene) => {
      const { host, at } = scene;
      assert.deepEqual(await at.network.start({ ...startOrder(at), profile }), accepted);
      await at.plugIn();
      const started = await host.nth("transaction_started");
      const faster = () =>
        host.samples().filter(({ powerW }) => (powerW ?? 0) > slowThenFaster.first);
      await host.until("the faster half", () => faster().length > 1);
      assertBelowProfile(scene, started.at);
      assert.ok(host.samples().some(({ powerW }) => powerW === slowThenFaster.first));
    },
  ],
  [
    "a restart of the platform forgets no charging profile",
    async (scene) => {
      const { host, at } = scene;
      const order = { ...startOrder(at), profile };
      assert.deepEqual(await at.network.start(order), accepted);
      await at.plugIn();
      const started = await host.nth("transaction_started");
      await host.nth("metered", 2);
      const last = host.samples().at(-1);
      const running = runningOf(at, started, { meterWh: last?.meterWh ?? 0, at: last!.at });
      await at.restart([{ ...running, order }]);
      const before = host.samples().length;
      await host.until("more readings", () => host.samples().length > before + 2);
      assertBelowProfile(scene, started.at);
    },
  ],
];

const runningOf = (
  at: Harness,
  started: { at: Date; meterStartWh: number | null },
  last: { meterWh: number; at: Date },
): RunningTransaction => ({
  order: startOrder(at),
  transactionId: firstNumber,
  reference: at.reference(firstNumber),
  orderedAt: started.at,
  startedAt: started.at,
  meterStartWh: started.meterStartWh ?? 0,
  lastMeterWh: last.meterWh,
  lastMeterAt: last.at,
  stopAsked: false,
});

const refusals: readonly Story[] = [
  [
    "a faulted connector rejects a start",
    async ({ host, at }) => {
      await at.fault();
      await host.until("the fault", () =>
        host.of("connector_status").some((fact) => fact.status === "faulted"),
      );
      const answer = await at.network.start(startOrder(at));
      assert.equal(answer.outcome, "rejected");
      await at.plugIn();
      await sleep(100);
      assert.equal(host.of("transaction_started").length, 0);
    },
  ],
  [
    "a station that is away answers nothing: offline, at once",
    async ({ at }) => {
      assert.equal(at.network.online(at.station), true);
      await at.goOffline();
      assert.equal(at.network.online(at.station), false);
      assert.deepEqual(await at.network.start(startOrder(at)), { outcome: "offline" });
      assert.deepEqual(await at.network.stop(stopOrder(at, 1)), { outcome: "offline" });
    },
  ],
  [
    "a start that the platform refuses when it is reported is stopped",
    async ({ host, at }) => {
      host.refuse(idTag, "invalid");
      assert.deepEqual(await at.network.start(startOrder(at)), accepted);
      await at.plugIn();
      await host.nth("transaction_started");
      const stopped = await host.nth("transaction_stopped");
      assert.ok(isFirst(at, stopped));
    },
  ],
];

const cards: readonly Story[] = [
  [
    "a card at the charger is authorised first and then starts a transaction",
    async ({ host, at }) => {
      await at.plugIn();
      await at.swipe("RFID-1");
      const started = await host.nth("transaction_started");
      assert.equal(started.idTag, "RFID-1");
      assert.deepEqual(host.authorizedCards, ["RFID-1"]);
    },
  ],
  [
    "a refused card starts nothing",
    async ({ host, at }) => {
      host.refuse("RFID-2", "blocked");
      await at.plugIn();
      await at.swipe("RFID-2");
      await sleep(150);
      assert.deepEqual(host.authorizedCards, ["RFID-2"]);
      assert.equal(host.of("transaction_started").length, 0);
    },
  ],
];

const reality: readonly Story[] = [
  [
    "what happened while the station was away is told later, in order, once, with its own times",
    async (scene) => {
      const { host, at } = scene;
      await charging(scene);
      await at.goOffline();
      await host.nth("disconnected");
      const away = at.now();
      const heard = host.facts.length;
      await sleep(250);
      await at.unplug();
      await sleep(100);
      assert.equal(host.facts.length, heard, "nothing is heard of a station that is away");
      const back = at.now();
      await at.comeBack();
      const stopped = await host.nth("transaction_stopped");
      assert.equal(stopped.reason, "unplugged");
      assert.ok(stopped.at > away && stopped.at < back);
      const times = host.samples().map((sample) => sample.at.getTime());
      assert.ok(times.some((time) => time > away.getTime() && time < back.getTime()));
      assert.deepEqual(times, [...new Set(times)].toSorted(), "in order, none twice");
      await sleep(100);
      assert.equal(host.of("transaction_stopped").length, 1);
    },
  ],
  [
    "facts that the platform could not store are told again",
    async (scene) => {
      const { host, at } = scene;
      host.failNext("transaction_started", 2);
      host.failNext("transaction_stopped", 2);
      await charging(scene);
      assert.equal(host.failuresLeft("transaction_started"), 0);
      await at.network.stop(stopOrder(at, firstNumber));
      const stopped = await host.nth("transaction_stopped");
      assert.equal(host.failuresLeft("transaction_stopped"), 0);
      assert.ok(isFirst(at, stopped));
      assert.equal(host.of("transaction_started").length, 1);
    },
  ],
  [
    "the connector's status follows what happens at it",
    async (scene) => {
      const { host, at } = scene;
      await charging(scene);
      await host.until("occupied", () => lastStatus(host) === "occupied");
      await at.unplug();
      await host.until("available", () => lastStatus(host) === "available");
      await at.fault();
      await host.until("faulted", () => lastStatus(host) === "faulted");
      assert.ok(host.of("connector_status").every((fact) => fact.evse === at.connector.evse));
    },
  ],
];

const reserveOrder = (at: Harness, more: Partial<ReserveOrder> = {}): ReserveOrder => ({
  ...{ station: at.station, connector: at.connector, reservation: 7, idTag, keepMs: 600_000 },
  group: "ADA",
  ...more,
});

const lastStatus = (host: Witness) => host.of("connector_status").at(-1)?.status;

const reserved: readonly Story[] = [
  [
    "a reserved connector says so, refuses another's start, and takes whom it is kept for",
    async ({ host, at }) => {
      assert.deepEqual(await at.network.reserve(reserveOrder(at)), accepted);
      await host.until("reserved", () => lastStatus(host) === "reserved");
      const other = await at.network.start({ ...startOrder(at), session: "cs_2", idTag: "CS-2" });
      assert.equal(other.outcome, "rejected");
      assert.deepEqual(await at.network.start(startOrder(at)), accepted);
      await at.plugIn();
      assert.equal((await host.nth("transaction_started")).idTag, idTag);
    },
  ],
  [
    "whom it is kept for may come with a card of their own",
    async ({ host, at }) => {
      assert.deepEqual(await at.network.reserve(reserveOrder(at)), accepted);
      await host.until("reserved", () => lastStatus(host) === "reserved");
      host.group("RFID-ADA", "ADA");
      await at.swipe("RFID-ADA");
      await at.plugIn();
      assert.equal((await host.nth("transaction_started")).idTag, "RFID-ADA");
    },
  ],
  [
    "a withdrawn reservation is free again, and withdrawing it again is rejected",
    async ({ host, at }) => {
      assert.deepEqual(await at.network.reserve(reserveOrder(at)), accepted);
      assert.deepEqual(await at.network.withdraw(reserveOrder(at)), accepted);
      await host.until("available", () => lastStatus(host) === "available");
      assert.equal((await at.network.withdraw(reserveOrder(at))).outcome, "rejected");
      const other = await at.network.start({ ...startOrder(at), idTag: "CS-2" });
      assert.deepEqual(other, accepted);
    },
  ],
  [
    "the same reservation may be ordered again; another one, or a taken connector, is refused",
    async ({ host, at }) => {
      assert.deepEqual(await at.network.reserve(reserveOrder(at)), accepted);
      assert.deepEqual(await at.network.reserve(reserveOrder(at)), accepted);
      const other = reserveOrder(at, { reservation: 8, idTag: "CS-2" });
      assert.equal((await at.network.reserve(other)).outcome, "rejected");
      assert.deepEqual(await at.network.withdraw(reserveOrder(at)), accepted);
      await at.plugIn();
      await host.until("occupied", () => lastStatus(host) === "occupied");
      const taken = await at.network.reserve(other);
      assert.deepEqual(taken, { outcome: "rejected", reason: "occupied" });
      await at.goOffline();
      assert.deepEqual(await at.network.reserve(other), { outcome: "offline" });
      assert.deepEqual(await at.network.withdraw(other), { outcome: "offline" });
    },
  ],
  [
    "a reservation lapses by itself",
    async ({ host, at }) => {
      const order = reserveOrder(at, { keepMs: 300 });
      assert.deepEqual(await at.network.reserve(order), accepted);
      await host.until("reserved", () => lastStatus(host) === "reserved");
      await host.until("available", () => lastStatus(host) === "available");
    },
  ],
];

/** Registers the stories of charging with node:test; those of commands are their own file. */
export const networkStories = (name: string, setUp: SetUp): void =>
  tellStories(name, setUp, [
    ...[...lifeOfACharge, ...limited, ...refusals, ...cards, ...reserved, ...reality],
  ]);

export const tellStories = (name: string, setUp: SetUp, stories: readonly Story[]): void => {
  for (const [guarantee, tell] of stories) {
    test(`${name}: ${guarantee}`, { timeout: 20_000 }, async () => {
      const host = new Witness();
      const at = await setUp(host);
      try {
        await tell({ host, at });
        assert.equal(host.overlaps, 0, "facts of a station are told one after another");
      } finally {
        await at.end();
      }
    });
  }
};
