// The driver who comes, the charger that will not keep its connector, what is deleted meanwhile.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Fleet, makeFleet, startOf, until } from "../../../test/fleet.ts";
import type { Client } from "../../../test/platform.ts";
import {
  alone,
  assertLetGo,
  becomes,
  connectorStatuses,
  feeOf,
  minuteMs,
  type Opened,
  reservationOf,
  reservingHere,
  shows,
  stationAt,
  timeOf,
  toldOf,
} from "../../../test/reserving.ts";
import { refused } from "../../../test/sample.ts";

describe("a reservation", () => {
  const { platform, open, make, confirmed, goTo, enters, fault } = reservingHere();

  describe("and the driver's session", () => {
    const started = (client: Client, id: unknown) =>
      until(
        () => client.read(`/v1/charging_sessions/${id}`),
        (one) => one["session_started"] !== null,
      );
    /** Confirmed for a single connector, its charger told, in its span. */
    const inSpan = async (place: Opened) => {
      const station = await stationAt(place.api, place.place, 0, alone);
      const one = await confirmed(place);
      goTo(one["reserved_start"], -14);
      await shows(place.api, station.id, "reserved");
      return { one, station };
    };

    it("completes it and releases the fee; a stranger is refused in the span", async () => {
      const place = await open(1200);
      const { one, station } = await inSpan(place);
      const stranger = await makeFleet(place.api);
      const early = await place.api.post("/v1/charging_sessions", startOf(stranger, station));
      assert.deepEqual(refused(early), [409, "charging_session_conflict", "connector"]);
      goTo(one["reserved_start"], 5);
      await enters(one.id, "open");
      assert.deepEqual(await connectorStatuses(place.api, station.id), ["reserved"]);
      const later = await place.api.post("/v1/charging_sessions", startOf(stranger, station));
      assert.deepEqual(refused(later), [409, "charging_session_conflict", "connector"]);
      const own = await place.api.make("/v1/charging_sessions", startOf(place.fleet, station));
      await started(place.api, own.id);
      await becomes(place.api, one.id, "completed");
      await assertLetGo(platform(), one.id);
      assert.deepEqual((await feeOf(platform(), one.id, place.fleet.driver)).hold, ["released"]);
      assert.equal((await toldOf(place.api, one.id)).at(-1), "reservation.completed");
      await place.api.make(`/v1/charging_sessions/${own.id}/end`);
    });

    it("that began early completes it when the span begins", async () => {
      const place = await open(1200);
      const { one, station } = await inSpan(place);
      const own = await place.api.make("/v1/charging_sessions", startOf(place.fleet, station));
      await started(place.api, own.id);
      assert.equal((await reservationOf(place.api, one.id))["status"], "confirmed");
      goTo(one["reserved_start"], 1);
      await becomes(place.api, one.id, "completed");
      await place.api.make(`/v1/charging_sessions/${own.id}/end`);
    });

    it("that ended before the span leaves the reservation as it was", async () => {
      const place = await open(1200);
      const { one, station } = await inSpan(place);
      const own = await place.api.make("/v1/charging_sessions", startOf(place.fleet, station));
      await started(place.api, own.id);
      await place.api.make(`/v1/charging_sessions/${own.id}/end`);
      const [row] = await platform().sql("select session, state from reservations where id = $1", [
        one.id,
      ]);
      assert.deepEqual(row?.["session"], null);
      assert.equal((await reservationOf(place.api, one.id))["status"], "confirmed");
      await place.api.make(`/v1/reservations/${one.id}/cancel`);
    });

    it("may follow another reservation on the same connector without a gap", async () => {
      const place = await open();
      await stationAt(place.api, place.place, 0, alone);
      const first = await confirmed(place);
      const second = await confirmed(place, {
        ...{ ideal_start: first["reserved_end"] },
        ideal_end: new Date(timeOf(first["reserved_end"]) + 60 * minuteMs).toISOString(),
      });
      goTo(first["reserved_start"], 1);
      goTo(second["reserved_start"], -14);
      await new Promise((done) => setTimeout(done, 1000));
      assert.equal((await reservationOf(place.api, second.id))["status"], "confirmed");
      goTo(second["reserved_start"], 1);
      await becomes(place.api, first.id, "expired");
      // The second was asked for while the charger still kept the first.
      goTo(second["reserved_start"], 3);
      await enters(second.id, "open");
    });
  });

  describe("whose charger will not keep the connector", () => {
    it("move to another one, and say so", async () => {
      const place = await open(1200);
      const near = await stationAt(place.api, place.place, 0, {
        connectors: [{ id: "a1", type: "CCS", power: 150 }],
      });
      const far = await stationAt(place.api, place.place, 500);
      const one = await confirmed(place);
      assert.equal(one["charging_station"], near.id);
      fault(near.id);
      goTo(one["reserved_start"], -14);
      const moved = await until(
        () => reservationOf(place.api, one.id),
        (now_) => now_["charging_station"] === far.id,
      );
      assert.equal(moved["status"], "confirmed");
      assert.equal((await toldOf(place.api, one.id)).at(-1), "reservation.updated");
      await shows(place.api, far.id, "reserved");
      assert.deepEqual((await feeOf(platform(), one.id, place.fleet.driver)).hold, ["authorized"]);
    });

    it("move on when their station is gone", async () => {
      const place = await open(1200);
      const near = await stationAt(place.api, place.place, 0, alone);
      const far = await stationAt(place.api, place.place, 500);
      const one = await confirmed(place);
      assert.equal((await place.api.delete(`/v1/charging_stations/${near.id}`)).status, 200);
      goTo(one["reserved_start"], -14);
      await until(
        () => reservationOf(place.api, one.id),
        (moved) => moved["charging_station"] === far.id,
      );
    });

    it("fail where there is no other, and cost nothing", async () => {
      const place = await open(1200);
      const near = await stationAt(place.api, place.place, 0, {
        connectors: [{ id: "a1", type: "CCS", power: 150 }],
      });
      const one = await confirmed(place);
      fault(near.id);
      goTo(one["reserved_start"], -14);
      const failed = await becomes(place.api, one.id, "failed");
      assert.equal(failed["failed_reason"], "other");
      await assertLetGo(platform(), one.id);
      assert.deepEqual((await feeOf(platform(), one.id, place.fleet.driver)).hold, ["released"]);
    });
  });

  describe("of what is deleted", () => {
    const gone = async (place: Opened, path: (fleet: Fleet) => string) => {
      await stationAt(place.api, place.place);
      const pending = await make(place);
      const one = await confirmed(place);
      goTo(one["reserved_start"], -20);
      await becomes(place.api, pending.id, "confirmed");
      assert.equal((await place.api.delete(path(place.fleet))).status, 200);
      for (const { id } of [pending, one]) {
        assert.equal((await reservationOf(place.api, id))["status"], "cancelled");
        await assertLetGo(platform(), id);
        assert.deepEqual((await feeOf(platform(), id, place.fleet.driver)).moved, [], "free");
      }
    };

    for (const [noun, path] of [
      ["driver", (fleet: Fleet) => `/v1/drivers/${fleet.driver}`],
      ["vehicle", (fleet: Fleet) => `/v1/vehicles/${fleet.vehicle}`],
      ["fleet", (fleet: Fleet) => `/v1/fleets/${fleet.fleet}`],
      ["payment method", (fleet: Fleet) => `/v1/payment_methods/${fleet.card}`],
    ] as const) {
      it(`are cancelled free with their ${noun}, however late`, async () => {
        await gone(await open(1200), path);
      });
    }
  });

  it("is chosen, kept and let go in turn when a test clock passes over it", async () => {
    const place = await open(1200);
    const station = await stationAt(place.api, place.place);
    const test = await place.api.make("/v1/test_clocks", { name: "A day" });
    const one = await make(place, {});
    const path = `/v1/test_clocks/${test.id}`;
    await place.api.make(`${path}/advance`, { by: "PT6H" });
    await until(
      () => place.api.read(path),
      (clock) => clock["status"] === "ready",
    );
    const ended = await becomes(place.api, one.id, "expired");
    assert.deepEqual(
      [ended["charging_station"], ended["reserved_start"]],
      [station.id, one["ideal_start"]],
    );
    await assertLetGo(platform(), one.id);
    assert.deepEqual(await toldOf(place.api, one.id), [
      ...["reservation.created", "reservation.confirmed", "reservation.expired"],
    ]);
    const fees = await feeOf(platform(), one.id, place.fleet.driver);
    assert.deepEqual(fees.moved, [["charge", "succeeded", 1200]]);
  });

  it("meet every due step in order when the clock jumps over all of them", async () => {
    const place = await open(1200);
    const station = await stationAt(place.api, place.place);
    const one = await confirmed(place);
    goTo(one["reserved_end"], 600);
    await becomes(place.api, one.id, "expired");
    await assertLetGo(platform(), one.id);
    assert.deepEqual((await toldOf(place.api, one.id)).slice(-1), ["reservation.expired"]);
    await until(
      () => connectorStatuses(place.api, station.id),
      (all) => all.every((each) => each === "available"),
    );
    const missed = await make(place);
    goTo(missed["ideal_end"], 5);
    const failed = await becomes(place.api, missed.id, "failed");
    assert.equal(failed["failed_reason"], "no_available_connectors");
  });
});
