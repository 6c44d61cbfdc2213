// Reservations over the API: how they are made, checked, changed and chosen.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeFleet } from "../../../test/fleet.ts";
import type { Json } from "../../../test/platform.ts";
import {
  alone,
  assertLetGo,
  minuteMs,
  reservationOf,
  reservingHere,
  spanFrom,
  stationAt,
  timeOf,
  toldOf,
  wishOf,
} from "../../../test/reserving.ts";
import { assertSample, refused } from "../../../test/sample.ts";

describe("reservations", () => {
  const { platform, now, open, make, confirm, confirmed } = reservingHere();

  it("are born pending, as the contract shows them, with the account's fee and limit", async () => {
    const place = await open(700);
    await place.api.make("/v1/account/settings", { reservation_free_cancellation_seconds: 600 });
    const one = await make(place, { metadata: { trip: "7" } });
    assertSample(one);
    assert.deepEqual(
      [one["status"], one["reservation_fee"], one["currency"], one["payment_method"]],
      ["pending", 700, "eur", place.fleet.card],
    );
    assert.deepEqual(one["cancellation_policy"], {
      ...{ free_until_before: 600, type: "free_cancellation" },
    });
    const { charging_station, confirmed_at, reserved_start, reserved_end, failed_reason } = one;
    const open_ = [charging_station, confirmed_at, reserved_start, reserved_end, failed_reason];
    assert.deepEqual(open_, [null, null, null, null, null]);
    assert.deepEqual(await toldOf(place.api, one.id), ["reservation.created"]);
    await place.api.make("/v1/account/settings", { reservation_fee: 1 });
    assert.equal((await reservationOf(place.api, one.id))["reservation_fee"], 700);
    const found = await place.api.read(
      `/v1/reservations?status=pending&driver=${place.fleet.driver}&vehicle=${place.fleet.vehicle}`,
    );
    assert.deepEqual(
      found.data.map((each) => each["id"]),
      [one.id],
    );
  });

  it("refuse times that do not fit together, all of them by name", async () => {
    const place = await open();
    const base = now();
    const { ideal_start, ideal_end } = spanFrom(base, 120);
    const later = (minutes: number) => spanFrom(base, minutes).ideal_start;
    for (const [more, param] of [
      [{ ideal_start: later(-1) }, "ideal_start"],
      [{ ideal_end: ideal_start }, "ideal_end"],
      [{ earliest_start: later(121) }, "earliest_start"],
      [{ latest_end: later(179) }, "latest_end"],
      [{ latest_end: later(120 + 24 * 60 + 1) }, "latest_end"],
      [{ ideal_end: later(120 + 24 * 60 + 1) }, "ideal_end"],
    ] as const) {
      const wish = wishOf(place.fleet, place.place, { ideal_start, ideal_end, ...more });
      const answer = await place.api.post("/v1/reservations", wish);
      assert.deepEqual(refused(answer), [400, "reservation_invalid_input", param]);
      const details = answer.body["details"] as Json[];
      assert.equal(details[0]?.["param"], param);
    }
    const both = { ideal_start, ideal_end: later(60), earliest_start: later(130) };
    const answer = await place.api.post("/v1/reservations", wishOf(place.fleet, place.place, both));
    assert.deepEqual(
      (answer.body["details"] as Json[]).map((one) => one["param"]),
      ["ideal_end", "earliest_start"],
    );
    const whole = { earliest_start: later(120), latest_end: later(120 + 24 * 60) };
    await make(place, { ...whole, ideal_start, ideal_end });
  });

  it("refuse what does not exist or belong together, by the code of each", async () => {
    const place = await open();
    const other = await makeFleet(place.api);
    const nobody = "drv_0VbalNLGMSdPeMxURb1FkJWrNZnwp3Ig";
    for (const [more, refusal] of [
      [{ driver: nobody }, [404, "driver_not_found", "driver"]],
      [{ vehicle: `veh${nobody.slice(3)}` }, [404, "vehicle_not_found", "vehicle"]],
      [
        { payment_method: `pm${nobody.slice(3)}` },
        [404, "payment_method_not_found", "payment_method"],
      ],
      [{ payment_method: other.card }, [400, "payment_method_scope_invalid", "payment_method"]],
      [{ vehicle: other.vehicle }, [409, "driver_fleet_conflict", "driver"]],
      [{ connector_type: [] }, [400, "parameter_invalid", "connector_type"]],
      [{ connector_type: ["Schuko"] }, [400, "parameter_invalid", "connector_type.0"]],
      [
        { location: { ...place.place, radius: 50_001 } },
        [400, "parameter_invalid", "location.radius"],
      ],
    ] as const) {
      const wish = wishOf(place.fleet, place.place, { ...spanFrom(now(), 120), ...more });
      assert.deepEqual(refused(await place.api.post("/v1/reservations", wish)), refusal);
    }
  });

  it("are blocked by the driver's status and by a closed time window, with a record", async () => {
    const place = await open();
    await place.api.make(`/v1/drivers/${place.fleet.driver}`, { status: "suspended" });
    const wish = wishOf(place.fleet, place.place, spanFrom(now(), 120));
    const answer = await place.api.post("/v1/reservations", wish);
    assert.deepEqual([answer.status, answer.body["code"]], [403, "policy_blocked"]);
    assert.equal((answer.body["details"] as Json[])[0]?.["rule"], "driver_status");
    const decisions = `/v1/policy_decisions?driver=${place.fleet.driver}`;
    const [record] = (await place.api.read(decisions)).data;
    assert.deepEqual([record?.["trigger"], record?.["outcome"]], ["reservation", "blocked"]);
    assert.equal(record?.["charging_station"], null);
    await place.api.make(`/v1/drivers/${place.fleet.driver}`, { status: "active" });
    const minute = (from: Date) => from.toISOString().slice(11, 16);
    const closed = await place.api.make("/v1/policies", {
      ...{ name: "Early", mode: "enforcement" },
      rules: {
        time_windows: [
          {
            days_of_week: [
              ...["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
            ],
            start_time: minute(new Date(now().getTime() + 110 * minuteMs)),
            end_time: minute(new Date(now().getTime() + 150 * minuteMs)),
          },
        ],
      },
    });
    await place.api.make(`/v1/fleets/${place.fleet.fleet}`, { timezone: "UTC" });
    await place.api.make(`/v1/drivers/${place.fleet.driver}`, { policy_ids: [closed.id] });
    const late = await place.api.post("/v1/reservations", wish);
    assert.equal((late.body["details"] as Json[])[0]?.["rule"], "time_windows");
    const short = { ...wish, ...spanFrom(now(), 120, 25) };
    assert.equal((await place.api.post("/v1/reservations", short)).status, 200);
  });

  it("are confirmed with a station, and keep its connector in the day's free spans", async () => {
    const place = await open();
    const station = await stationAt(place.api, place.place, 100, alone);
    const one = await confirmed(place);
    assertSample(one);
    assert.deepEqual(
      [one["charging_station"], one["reserved_start"], one["reserved_end"]],
      [station.id, one["ideal_start"], one["ideal_end"]],
    );
    assert.ok(timeOf(one["confirmed_at"]) > 0);
    assert.deepEqual(await toldOf(place.api, one.id), [
      "reservation.created",
      "reservation.confirmed",
    ]);
    const { availability } = await place.api.read(`/v1/charging_stations/${station.id}`);
    const range = (availability as Json)["range"] as Json[];
    assert.equal(range.length, 2);
    assert.equal(range[0]?.["until"], one["reserved_start"]);
    assert.equal(range[1]?.["from"], one["reserved_end"]);
    const listed = await place.api.read(`/v1/reservations?charging_station=${station.id}`);
    assert.equal(listed.data.length, 1);
    const expanded = await place.api.read(
      `/v1/reservations/${one.id}?expand=charging_station&expand=vehicle.fleet&expand=driver`,
    );
    assert.equal((expanded["charging_station"] as Json)["object"], "charging_station");
  });

  it("are confirmed at most 7 days ahead, once, and not changed afterwards", async () => {
    const place = await open();
    await stationAt(place.api, place.place);
    const far = await make(place, spanFrom(now(), 7 * 24 * 60 + 5));
    const path = (id: unknown, verb: string) => `/v1/reservations/${id}${verb}`;
    const early = await place.api.post(path(far.id, "/confirm"));
    assert.deepEqual(refused(early), [409, "reservation_invalid_state", null]);
    await place.api.make(path(far.id, ""), spanFrom(now(), 7 * 24 * 60 - 5));
    await confirm(place, far.id);
    const again = await place.api.post(path(far.id, "/confirm"));
    assert.deepEqual(refused(again), [409, "reservation_invalid_state", null]);
    const change = await place.api.post(path(far.id, ""), { metadata: { a: "b" } });
    assert.deepEqual(refused(change), [409, "reservation_update_invalid_state", null]);
    await place.api.make(path(far.id, "/cancel"));
    const twice = await place.api.post(path(far.id, "/cancel"));
    assert.deepEqual(refused(twice), [409, "reservation_cancel_invalid_state", null]);
    await assertLetGo(platform(), far.id);
  });

  it("follow an update: merged, checked as a new one, announced with what was before", async () => {
    const place = await open();
    const one = await make(place);
    const path = `/v1/reservations/${one.id}`;
    const span = spanFrom(now(), 300);
    const after = await place.api.make(path, { ...span, location: { radius: 900 } });
    assert.deepEqual(after["location"], { ...place.place, radius: 900 });
    assert.equal(after["ideal_start"], span.ideal_start);
    const { data } = await place.api.read(`/v1/events?object_id=${one.id}&limit=1`);
    const event = data[0] as Json;
    assert.equal(event["type"], "reservation.updated");
    const { previous_attributes } = event["data"] as Json;
    const was = previous_attributes as Json;
    assert.deepEqual((was["location"] as Json)["radius"], 2000);
    assert.equal(was["ideal_start"], one["ideal_start"]);
    const wrong = await place.api.post(path, { ideal_end: span.ideal_start });
    assert.deepEqual(refused(wrong), [400, "reservation_invalid_input", "ideal_end"]);
    assert.deepEqual(await place.api.make(path, span), after);
    assert.equal((await toldOf(place.api, one.id)).length, 2, "no change, no event");
  });
});
