// Charge points as clients, against the central system that ships: both versions, and a bad day.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../network.ts";
import { wallClock } from "../../wall_clock.ts";
import { Witness } from "../../witness.ts";
import type { Version } from "../official.ts";
import { ocppNetwork } from "../server.ts";
import { mischief, seeded, skewOf } from "./chaos.ts";
import { ChargePointFleet } from "./fleet.ts";

const now = () => new Date(performance.timeOrigin + performance.now());
const log: Log = { info() {}, warn() {}, error() {} };
const connectors = [{ id: "c1", evse: 1, type: "CCS", powerKw: 150 }];

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function openScene(versions: readonly Version[], skewMs = 0) {
  const host = new Witness();
  host.checks = "strict";
  const clock = wallClock(now);
  const network = ocppNetwork({ host, clock, log });
  const server = createServer();
  server.on("upgrade", (request, socket, head) => network.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const fleet = new ChargePointFleet({
    endpoint: `ws://127.0.0.1:${port}/ocpp`,
    ...{ clock, log, speed: 200, heartbeatMs: 1_000, reportEveryMs: 50 },
  });
  endings.push(async () => {
    await fleet.close();
    await network.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const points = versions.map((version, index) => {
    const station = { id: `SIM-${index}`, identity: `SIM-${index}` };
    host.know(station, "secret");
    return fleet.add({
      identity: station.identity,
      password: "secret",
      version,
      connectors,
      skewMs,
    });
  });
  for (const point of points) point.connect();
  await host.until("the lines", () =>
    points.every(({ station }) => fleet.chargers.online(station) && network.online(station)),
  );
  return { host, network, fleet, points };
}

for (const version of ["1.6", "2.0.1"] as const) {
  const order = {
    ...{ station: { id: "SIM-0", identity: "SIM-0" }, connector: connectors[0]! },
    ...{ session: "cs_1", idTag: "CS-1", vehicle: { batteryWh: 60_000, socPercent: null } },
  };

  test(`${version}: an order starts a car, whose meter rises until the order to stop`, async () => {
    const { host, network } = await openScene([version]);
    assert.deepEqual(await network.start(order), { outcome: "accepted" });
    const started = await host.nth("transaction_started");
    assert.equal(started.idTag, "CS-1");
    await host.nth("metered", 3);
    const { reference } = started;
    const stop = { ...order, transactionId: 1000, reference };
    assert.deepEqual(await network.stop(stop), { outcome: "accepted" });
    const stopped = await host.nth("transaction_stopped");
    assert.equal(stopped.reference, reference);
    assert.ok(host.samples().some((one) => one.powerW !== null && one.socPercent !== null));
  });

  test(`${version}: an order that carries a charging profile draws no more than that`, async () => {
    const { host, network } = await openScene([version]);
    const schedule = { unit: "W", periods: [{ start: 0, limit: 3500 }] } as const;
    const place = { id: 7, stack_level: 0, purpose: "transaction", kind: "relative" } as const;
    await network.start({ ...order, profile: { ...place, schedule } });
    await host.nth("metered", 3);
    const powers = host.samples().flatMap(({ powerW }) => (powerW === null ? [] : [powerW]));
    assert.deepEqual([...new Set(powers)], [3500]);
  });

  test(`${version}: a card is asked about, and refused cards charge nothing`, async () => {
    const { host, fleet, points } = await openScene([version]);
    host.refuse("RFID-9", "blocked");
    const [point] = points;
    const place = { station: point!.station, connector: connectors[0]! };
    assert.equal(await fleet.chargers.swipe(place, "RFID-9"), "blocked");
    assert.equal(await fleet.chargers.swipe(place, "RFID-1"), "accepted");
    assert.equal((await host.nth("transaction_started")).idTag, "RFID-1");
    assert.deepEqual(host.authorizedCards, ["RFID-9", "RFID-1"]);
  });

  test(`${version}: what happened without a line is told later, by a wrong clock`, async () => {
    const skewMs = -2 * 3_600_000;
    const { host, fleet, points } = await openScene([version], skewMs);
    const [point] = points;
    const place = { station: point!.station, connector: connectors[0]! };
    await fleet.chargers.swipe(place, "RFID-1");
    await host.nth("metered", 1);
    point!.drop(600);
    await host.nth("disconnected");
    await fleet.chargers.unplug(place);
    const stopped = await host.nth("transaction_stopped");
    assert.equal(stopped.reason, "unplugged");
    const behindMs = now().getTime() - stopped.at.getTime();
    assert.ok(behindMs >= 2 * 3_600_000, "by its own clock");
    await host.until("the answer", () => fleet.running === 0);
  });
}

test("on a bad day every transaction is still told once and whole", {
  timeout: 120_000,
}, async (t) => {
  const seed = Number(process.env["CHARGE_TEST_SEED"] ?? Math.floor(performance.now() * 1000));
  t.diagnostic(`seed ${seed}`);
  const random = seeded(seed);
  const { host, fleet, points } = await openScene(["1.6", "2.0.1", "1.6", "2.0.1"], skewOf(random));
  let charges = 0;
  for (let round = 0; round < 60; round += 1) {
    for (const point of points) {
      const place = { station: point.station, connector: connectors[0]! };
      if (random() < 0.04) mischief(point, random);
      point.slowMs = 0;
      if (random() < 0.4) {
        fleet.chargers.plugIn(place);
        const status = await fleet.chargers.swipe(place, `RFID-${round}`).catch(() => "offline");
        if (status === "accepted") charges += 1;
      }
      if (random() < 0.2) fleet.chargers.unplug(place);
    }
    await sleep(60);
  }
  for (const point of points) {
    fleet.chargers.unplug({ station: point.station, connector: connectors[0]! });
  }
  // A dropped line comes back after up to 15 seconds.
  for (let waited = 0; waited < 40_000 && (fleet.running > 0 || points.some((p) => !p.online)); ) {
    await sleep(100);
    waited += 100;
  }
  await sleep(300);
  assert.equal(fleet.running, 0, `seed ${seed}`);
  const starts = host.of("transaction_started");
  const stops = host.of("transaction_stopped");
  assert.ok(charges > 0 && starts.length > 0, `seed ${seed}`);
  const distinct = new Set(
    starts.map((one) => `${one.idTag} ${one.at.getTime()} ${one.reference}`),
  );
  const ends = new Set(stops.map((one) => `${one.transactionId} ${one.reference}`));
  assert.equal(ends.size, distinct.size, `seed ${seed}: each has one end`);
});
