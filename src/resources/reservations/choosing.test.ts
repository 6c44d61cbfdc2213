// Which connector a reservation is given, and when, over the API.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeFleet, startOf } from "../../../test/fleet.ts";
import type { Json } from "../../../test/platform.ts";
import {
  alone,
  assertLetGo,
  becomes,
  minuteMs,
  reservationOf,
  reservingHere,
  spanFrom,
  stationAt,
  timeOf,
  toldOf,
} from "../../../test/reserving.ts";
import { ownConfirmMs } from "./due.ts";

describe("the connector of a reservation", () => {
  const { platform, now, open, make, confirm, confirmed, goTo } = reservingHere();

  /** So many more of a station, at its place. */
  async function copied(station: string, count: number): Promise<void> {
    const copy = (table: string, key: string) =>
      platform().sql(
        `insert into ${table} select (jsonb_populate_record(t, jsonb_build_object('${key}',
           left(t.${key}, 24) || lpad(n::text, 13, '0'), 'ocpp_identity', null))).*
         from ${table} t, generate_series(1, $2::int) n where t.${key} = $1`,
        [station, count],
      );
    await copy("charging_stations", "id");
    await copy("charging_station_places", "station_id");
    await copy("charging_station_connectors", "station_id");
    await platform().sql("analyze charging_stations, charging_station_places");
  }

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

  it("is chosen in time by itself, but not before its client could confirm it", async () => {
    const place = await open();
    await stationAt(place.api, place.place);
    const one = await make(place, spanFrom(now(), 20));
    assert.equal((await becomes(place.api, one.id, "confirmed"))["object"], "reservation");
    const { confirmed_at, created } = await reservationOf(place.api, one.id);
    const tookMs = timeOf(confirmed_at) - timeOf(created);
    assert.ok(tookMs >= ownConfirmMs, `${tookMs} ms`);
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
    await assertLetGo(platform(), only.id);
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

  it("is not one whose station is closed in the span, which shifts to when it opens", async () => {
    const place = await open();
    const wall = (minutes: number) =>
      new Date(now().getTime() + minutes * minuteMs).toISOString().slice(11, 16);
    // Local time at these places is that of Greenwich, the year round.
    const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    const openFor = (from: number, until: number): Json => ({
      availability: {
        opening_hours: days.map((day) => ({ day, from: wall(from), until: wall(until) })),
      },
    });
    const closing = await stationAt(place.api, place.place, 0, openFor(-600, 150));
    const far = await stationAt(place.api, place.place, 900, { ...alone, ...openFor(100, 400) });
    const first = await confirmed(place, spanFrom(now(), 120));
    assert.equal(first["charging_station"], far.id, "the nearest closes in the span");
    const none = await confirm(place, (await make(place, spanFrom(now(), 120))).id);
    assert.equal(none["failed_reason"], "no_available_connectors");
    const { ideal_start: earliest_start } = spanFrom(now(), 60);
    const earlier = await confirmed(place, { ...spanFrom(now(), 120), earliest_start });
    assert.equal(earlier["charging_station"], closing.id);
    const closes = timeOf(earlier["reserved_end"]);
    assert.ok(closes <= now().getTime() + 150 * minuteMs, "it ends when the station closes");
  });

  it("is found behind two thousand nearer stations that do not fit", async () => {
    const place = await open();
    await copied((await stationAt(place.api, place.place, 0, alone)).id, 2100);
    const fits = await stationAt(place.api, place.place, 1900, {
      connectors: [{ id: "t2", type: "Type2", power: 22 }],
    });
    const far = await confirmed(place, { connector_type: ["Type2"] });
    assert.equal(far["charging_station"], fits.id);
  });
});
