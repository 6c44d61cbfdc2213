import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Fleet, makeFleet, makeStation, startOf, until } from "../../../../test/fleet.ts";
import { type Follower, followUrl, type Heard } from "../../../../test/follower.ts";
import { type Json, type TestPlatform, testPlatform } from "../../../../test/platform.ts";

const progress = ({ data }: Heard) => data as Json & { meter_values: Json[] };
const sessionOf = (heard: Heard) => progress(heard)["charging_session"] as Json;
const idsOf = (heard: readonly Heard[]) =>
  heard.flatMap((one) => progress(one).meter_values.map(({ id }) => id));

describe("the meter values of a session", () => {
  let platform: TestPlatform;
  let fleet: Fleet;
  before(async () => {
    platform = await testPlatform();
    fleet = await makeFleet(platform.api);
  });
  after(() => platform.close());

  const path = (session: string, what: string) => `/v1/charging_sessions/${session}/${what}`;

  async function begin(): Promise<string> {
    const station = await makeStation(platform.api);
    const { id } = await platform.api.make("/v1/charging_sessions", startOf(fleet, station));
    await until(
      () => platform.api.read(path(id, "meter_values")),
      ({ data }) => data.length >= 2,
    );
    return id;
  }

  const end = (session: string) => platform.api.make(path(session, "end"));

  const follow = (session: string, headers: Record<string, string> = {}): Promise<Follower> =>
    followUrl(`${platform.url}${path(session, "stream")}`, platform.api.key, headers);

  it("are a series, newest first, whose last energy is the session's", async () => {
    const id = await begin();
    const session = await end(id);
    const { data } = await platform.api.read(`${path(id, "meter_values")}?limit=100`);
    const [last] = data;
    assert.equal(last?.["object"], "meter_value");
    assert.equal(last?.["charging_session"], id);
    assert.equal(last?.["energy"], session["energy_consumed"]);
    const times = data.map((one) => String(one["created"]));
    assert.deepEqual(times, times.toSorted().reverse());
    const energies = data.map((one) => Number(one["energy"]));
    assert.deepEqual(
      energies,
      energies.toSorted((a, b) => b - a),
    );
    const live = data.find((one) => Number(one["power"]) > 0);
    assert.ok(Number(live?.["state_of_charge"]) > 0, JSON.stringify(live));
    const since = encodeURIComponent(String(times[1]));
    const later = await platform.api.read(`${path(id, "meter_values")}?created[gt]=${since}`);
    assert.deepEqual(
      later.data.map((one) => one.id),
      data.filter((one) => String(one["created"]) > String(times[1])).map((one) => one.id),
    );
  });

  it("come live with the running price, until the session is over and the stream ends", async () => {
    const id = await begin();
    const stream = await follow(id);
    const [first] = await stream.until(1);
    assert.equal(first?.event, "charging_session.progress");
    assert.deepEqual(progress(first as Heard).meter_values, [], "what was before is the list's");
    assert.equal(sessionOf(first as Heard)["status"], "active");
    await stream.until(3);
    const ended = await end(id);
    await stream.ended;
    assert.ok(stream.response.complete);
    const last = sessionOf(stream.heard.at(-1) as Heard);
    assert.equal(last["status"], "completed");
    assert.equal(last["energy_consumed"], ended["energy_consumed"]);
    const due = stream.heard.map((one) => Number(sessionOf(one)["amount_due"]));
    assert.deepEqual(
      due,
      due.toSorted((a, b) => a - b),
      "the price never falls",
    );
  });

  it("are told whole to who comes back, none twice and none left out", async () => {
    const id = await begin();
    const all: (string | undefined)[] = [];
    let last = id;
    for (let turn = 0; turn < 3; turn++) {
      const stream = await follow(id, { "last-event-id": last });
      await stream.until(2);
      stream.close();
      await stream.ended;
      all.push(...(idsOf(stream.heard) as string[]));
      last = String(stream.heard.at(-1)?.id);
    }
    await end(id);
    const stream = await follow(id, { "last-event-id": last });
    await stream.ended;
    all.push(...(idsOf(stream.heard) as string[]));
    const { data } = await platform.api.read(`${path(id, "meter_values")}?limit=100`);
    assert.deepEqual(new Set(all), new Set(data.map((one) => one.id)));
    assert.equal(all.length, data.length, "none twice");
  });

  it("are refused where the session, or the place to go on from, is not known", async () => {
    const id = await begin();
    const other = await platform.openAccount();
    const stranger = platform.client(other.testKey);
    for (const what of ["meter_values", "stream"]) {
      const answer = await stranger.get(path(id, what));
      assert.deepEqual([answer.status, answer.body["code"]], [404, "charging_session_not_found"]);
    }
    for (const last of ["mtv_nonsense", fleet.driver]) {
      const headers = { "last-event-id": last };
      const answer = await platform.api.send("GET", path(id, "stream"), undefined, headers);
      assert.deepEqual([answer.status, answer.body["param"]], [400, "Last-Event-ID"]);
    }
    await end(id);
  });

  it("become the vehicle's telemetry", async () => {
    const id = await begin();
    const { data } = await platform.api.read(path(id, "meter_values"));
    const level = data.find((one) => one["state_of_charge"] !== null)?.["state_of_charge"];
    const telemetry = await platform.api.read(`/v1/vehicles/${fleet.vehicle}/telemetry`);
    const battery = (telemetry as unknown as Json)["battery"] as Json;
    assert.ok(Number(battery["level"]) >= Number(level), "at least what the list shows");
    assert.equal(battery["status"], "charging");
    await end(id);
  });
});
