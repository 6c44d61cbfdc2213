// Reservations over the API: how they are made, checked, changed and chosen.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { makeFleet, startOf } from "../../../test/fleet.ts";
import type { Json, TestPlatform } from "../../../test/platform.ts";
import {
  alone,
  assertLetGo,
  becomes,
  minuteMs,
  openReserving,
  type Reserving,
  reservationOf,
  spanFrom,
  stationAt,
  timeOf,
  toldOf,
  wishOf,
} from "../../../test/reserving.ts";
import { assertSample, refused } from "../../../test/sample.ts";

describe("reservations", () => {
  let reserving: Reserving;
  let platform: TestPlatform;
  before(async () => {
    reserving = await openReserving();
    ({ platform } = reserving);
  });
  after(() => platform.close());
  const open: Reserving["open"] = (...given) => reserving.open(...given);
  const make: Reserving["make"] = (...given) => reserving.make(...given);
  const confirm: Reserving["confirm"] = (...given) => reserving.confirm(...given);
  const confirmed: Reserving["confirmed"] = (...given) => reserving.confirmed(...given);
  const goTo: Reserving["goTo"] = (...given) => reserving.goTo(...given);
  const now = () => reserving.now();

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
    await assertLetGo(platform, far.id);
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

  it("take a favourite first, then the nearest, then the cheapest connector", async () => {
    const place = await open();
    const price = (amount: number) => ({
      pricing: [{ currency: "eur", price: amount, step_size: 1, tax: "vat", type: "ENERGY" }],
    });
    const far = await stationAt(place.api, place.place, 900);
    const near = await stationAt(place.api, place.place, 100, price(59));
    const cheap = await stationAt(place.api, place.place, 100, price(39));
    await stationAt(place.api, place.place, 10, { capabilities: { reservable: false } });
    await stationAt(place.api, place.place, 20, {
      connectors: [{ id: "a1", type: "CHAdeMO", power: 50 }],
    });
    const chosen = async () => (await confirmed(place))["charging_station"];
    assert.equal(await chosen(), cheap.id);
    assert.equal(await chosen(), cheap.id, "its second connector");
    assert.equal(await chosen(), near.id);
    await place.api.make(`/v1/drivers/${place.fleet.driver}`, {
      preferences: { preferred_charging_stations: [far.id] },
    });
    assert.equal(await chosen(), far.id);
  });

  it("let a CCS car use Type2 only where it is asked for, and no other plug", async () => {
    const place = await open();
    const station = await stationAt(place.api, place.place, 0, {
      connectors: [{ id: "t2", type: "Type2", power: 22 }],
    });
    const only = await confirm(place, (await make(place)).id);
    assert.deepEqual(
      [only["status"], only["failed_reason"], only["charging_station"]],
      ["failed", "no_available_connectors", null],
    );
    const both = await confirmed(place, { connector_type: ["CHAdeMO", "Type2"] });
    assert.equal(both["charging_station"], station.id);
    assert.deepEqual((await toldOf(place.api, only.id)).at(-1), "reservation.failed");
    await assertLetGo(platform, only.id);
  });

  it("choose what the policies allow at the reserved time, and keep the record of it", async () => {
    const place = await open();
    await stationAt(place.api, place.place, 100, { operator: "Dear Power" });
    const allowed = await stationAt(place.api, place.place, 800, { operator: "Good Power" });
    const policy = await place.api.make("/v1/policies", {
      ...{ name: "Ours", mode: "enforcement", rules: { allowed_operators: ["Good Power"] } },
    });
    await place.api.make(`/v1/fleets/${place.fleet.fleet}`, { policy_ids: [policy.id] });
    const one = await confirmed(place);
    assert.equal(one["charging_station"], allowed.id);
    const decisions = `/v1/policy_decisions?driver=${place.fleet.driver}&limit=1`;
    const [record] = (await place.api.read(decisions)).data;
    assert.deepEqual(
      [record?.["trigger"], record?.["charging_station"], record?.["at"], record?.["until"]],
      ["reservation", allowed.id, one["reserved_start"], one["reserved_end"]],
    );
    await confirmed(place);
    const none = await confirm(place, (await make(place)).id);
    assert.equal(none["failed_reason"], "no_available_connectors");
    const [blocked] = (await place.api.read(decisions)).data;
    assert.equal(blocked?.["outcome"], "blocked");
  });

  it("tell what only a suggestion speaks against, once they are confirmed", async () => {
    const place = await open();
    await stationAt(place.api, place.place, 0, { operator: "Dear Power" });
    const hint = await place.api.make("/v1/policies", {
      ...{ name: "Hint", mode: "suggestion", rules: { denied_operators: ["Dear Power"] } },
    });
    await place.api.make(`/v1/drivers/${place.fleet.driver}`, { policy_ids: [hint.id] });
    await confirmed(place);
    const { data } = await place.api.read("/v1/events?type=policy.suggestion");
    assert.equal(data.length, 1);
  });

  it("shift within the given limits where the ideal span is taken", async () => {
    const place = await open();
    await stationAt(place.api, place.place, 0, alone);
    const first = await confirmed(place);
    const none = await confirm(place, (await make(place)).id);
    assert.equal(none["failed_reason"], "no_available_connectors");
    const shifted = await confirmed(place, {
      ...spanFrom(now(), 130),
      latest_end: new Date(now().getTime() + 260 * minuteMs).toISOString(),
    });
    assert.equal(shifted["reserved_start"], first["reserved_end"], "spans may touch");
  });

  it("exclude the siblings of an EVSE", async () => {
    const place = await open();
    await stationAt(place.api, place.place, 0, {
      connectors: [
        { id: "a1", type: "CCS", power: 150, evse: 1 },
        { id: "a2", type: "CCS", power: 150, evse: 1 },
      ],
    });
    await confirmed(place);
    const second = await confirm(place, (await make(place)).id);
    assert.equal(second["failed_reason"], "no_available_connectors");
  });

  it("are not chosen where a car charges now, or a connector is out of order", async () => {
    const place = await open();
    const station = await stationAt(place.api, place.place);
    const other = await makeFleet(place.api);
    const session = await place.api.make("/v1/charging_sessions", startOf(other, station));
    await confirmed(place);
    const none = await confirm(place, (await make(place)).id);
    assert.equal(none["failed_reason"], "no_available_connectors", "a session has no known end");
    await place.api.make(`/v1/charging_sessions/${session.id}/end`);
  });

  it("are chosen half an hour before the ideal start by themselves", async () => {
    const place = await open();
    await stationAt(place.api, place.place);
    const one = await make(place);
    goTo(one["ideal_start"], -31);
    await new Promise((done) => setTimeout(done, 600));
    assert.equal((await reservationOf(place.api, one.id))["status"], "pending");
    goTo(one["ideal_start"], -29);
    const chosen = await becomes(place.api, one.id, "confirmed");
    assert.equal(chosen["reserved_start"], one["ideal_start"]);
  });
});
