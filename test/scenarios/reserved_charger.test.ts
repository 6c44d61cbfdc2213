// Reservations at a real charger, over its socket: what it is asked, what it lets pass, and what
// becomes of a reservation while it is away.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ChargePoint } from "../charge_point.ts";
import { commissioned, switchedOffAfterEach } from "../commissioned.ts";
import { type Fleet, makeFleet, startOf, until } from "../fleet.ts";
import type { Client, Json, TestPlatform } from "../platform.ts";
import {
  becomes,
  minuteMs,
  type Opened,
  openReserving,
  type Reserving,
  reservationOf,
  shows,
  spanFrom,
  stationAt,
} from "../reserving.ts";
import { refused } from "../sample.ts";

let number = 0;

describe("a reservation at a charger", () => {
  let reserving: Reserving;
  let platform: TestPlatform;
  const chargers = switchedOffAfterEach<ChargePoint>();
  before(async () => {
    reserving = await openReserving();
    ({ platform } = reserving);
  });
  after(() => platform.close());

  const online = (api: Client, station: string, is: boolean) =>
    until(
      () => api.read(`/v1/charging_stations/${station}/connection`),
      (one) => one["online"] === is,
    );

  /** A single connector on a charger of its own. */
  async function scene() {
    const at = await reserving.open(1200);
    const identity = `RES-${++number}`;
    const more: Json = { ocpp_identity: identity };
    more["connectors"] = [{ id: "a1", type: "CCS", power: 150 }];
    const station = await stationAt(at.api, at.place, 0, more, "ocpp");
    const made = await commissioned({ api: at.api, url: platform.url }, station, identity);
    const point = new ChargePoint({ ...made.line, meterEveryMs: 100, speed: 100 });
    await chargers.on(point, made);
    await shows(at.api, station.id, "available");
    return { ...at, station, point };
  }

  /** Within the quarter of an hour in which the charger is asked. */
  const soon = (at: Opened) => reserving.confirmed(at, spanFrom(reserving.now(), 14, 60));

  it("keeps its connector for the driver's start, and no other's", async () => {
    const at = await scene();
    const one = await soon(at);
    await shows(at.api, at.station.id, "reserved");
    assert.ok(at.point.asked.includes("ReserveNow"));
    const stranger = await makeFleet(at.api);
    const other = await at.api.post("/v1/charging_sessions", startOf(stranger, at.station));
    assert.deepEqual(refused(other), [409, "charging_session_conflict", "connector"]);
    await at.api.make("/v1/charging_sessions", startOf(at.fleet, at.station));
    await at.point.plugIn();
    await until(
      async () => at.point.charging,
      (charging) => charging,
    );
    assert.equal((await reservationOf(at.api, one.id))["status"], "confirmed");
    reserving.clock.forward(15 * minuteMs);
    await becomes(at.api, one.id, "completed");
    await at.point.unplug();
  });

  const cardOf = async (api: Client, fleet: Fleet): Promise<string> => {
    const uid = `04RES${++number}`;
    const card = { uid, driver: fleet.driver, vehicle: fleet.vehicle, payment_method: fleet.card };
    await api.make("/v1/charge_tokens", card);
    return uid;
  };

  it("lets the driver's own card pass, and turns away a stranger's", async () => {
    const at = await scene();
    const one = await soon(at);
    await shows(at.api, at.station.id, "reserved");
    const stranger = await cardOf(at.api, await makeFleet(at.api));
    assert.equal(await at.point.swipe(stranger), "Invalid");
    assert.equal(await at.point.swipe(await cardOf(at.api, at.fleet)), "Accepted");
    reserving.clock.forward(15 * minuteMs);
    await reserving.enters(one.id, "open");
    await at.point.plugIn();
    await becomes(at.api, one.id, "completed");
    await at.point.unplug();
  });

  it("is given back when it is cancelled", async () => {
    const at = await scene();
    const one = await soon(at);
    await shows(at.api, at.station.id, "reserved");
    await at.api.make(`/v1/reservations/${one.id}/cancel`);
    await shows(at.api, at.station.id, "available");
    assert.ok(at.point.asked.includes("CancelReservation"));
  });

  it("waits for a charger that is away, and is kept when it comes back", async () => {
    const at = await scene();
    const one = await reserving.confirmed(at, spanFrom(reserving.now(), 16, 60));
    await at.point.goOffline();
    await online(at.api, at.station.id, false);
    reserving.clock.forward(2 * minuteMs);
    await reserving.enters(one.id, "ordering");
    await at.point.comeBack();
    await online(at.api, at.station.id, true);
    reserving.clock.forward(2 * minuteMs);
    await reserving.enters(one.id, "kept");
    await shows(at.api, at.station.id, "reserved");
  });

  it("costs nothing where the charger stays away", async () => {
    const at = await scene();
    const one = await reserving.confirmed(at, spanFrom(reserving.now(), 16, 60));
    await at.point.goOffline();
    await online(at.api, at.station.id, false);
    for (const state of ["ordering", "doubtful"]) {
      reserving.clock.forward((state === "ordering" ? 2 : 20) * minuteMs);
      await reserving.enters(one.id, state);
    }
    reserving.clock.forward(60 * minuteMs);
    const failed = await becomes(at.api, one.id, "failed");
    assert.equal(failed["failed_reason"], "other");
    const holds = await platform.sql("select status from payment_holds where source = $1", [
      one.id,
    ]);
    assert.deepEqual(holds, [{ status: "released" }]);
  });

  it("is kept by the platform alone where the charger knows no reservations", async () => {
    const at = await scene();
    at.point.client.removeHandler("ReserveNow");
    const one = await soon(at);
    await reserving.enters(one.id, "kept");
    assert.equal((await reservationOf(at.api, one.id))["status"], "confirmed");
    reserving.clock.forward(15 * minuteMs);
    await reserving.enters(one.id, "open");
    await shows(at.api, at.station.id, "reserved");
    const stranger = await cardOf(at.api, await makeFleet(at.api));
    assert.equal(await at.point.swipe(stranger), "Invalid");
  });
});
