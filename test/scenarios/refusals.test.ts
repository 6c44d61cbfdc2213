import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  card,
  type Fleet,
  makeFleet,
  makeStation,
  makeVehicle,
  type Station,
  startOf,
  until,
} from "../fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../platform.ts";

describe("a refused start", () => {
  let platform: TestPlatform;
  let fleet: Fleet;
  let station: Station;
  before(async () => {
    platform = await testPlatform({ config: { simulatorSpeed: 60 } });
    fleet = await makeFleet(platform.api);
    station = await makeStation(platform.api);
  });
  after(() => platform.close());

  /** Rows of every table that a session could leave something in. */
  async function traces(): Promise<Json> {
    const counts = [
      "charging_sessions",
      "connector_bookings",
      "payment_holds",
      "events",
      "transactions",
    ].map((table) => `(select count(*)::int from ${table}) as ${table}`);
    const active = ["drivers", "vehicles", "fleets", "fleet_drivers"].map(
      (table) => `(select coalesce(sum(active_sessions), 0)::int from ${table}) as ${table}`,
    );
    const [row] = await platform.sql(`select ${[...counts, ...active].join(", ")}`);
    return row as Json;
  }

  /** What is still to come of a session before: its car leaves, its payment is booked. */
  const quiet = () =>
    until(
      () =>
        platform.sql(
          `select id from charging_sessions where state in ('waiting', 'charging', 'stopping')
           union all select station_id from charging_station_connectors where status <> 'available'
           union all select task from jobs where run_at <= now()`,
        ),
      (left) => left.length === 0,
    );

  async function refused(
    body: object,
    status: number,
    code: string,
    param: string | null,
  ): Promise<Json> {
    const before = await traces();
    const answer = await platform.api.post("/v1/charging_sessions", body);
    assert.deepEqual(
      [answer.status, answer.body["code"], answer.body["param"]],
      [status, code, param],
      answer.text,
    );
    assert.deepEqual(await traces(), before, "something was left behind");
    return answer.body;
  }

  it("names the reference that does not exist, whichever of the five it is", async () => {
    const good = startOf(fleet, station);
    for (const [param, value] of [
      ["charging_station", "chst_none"],
      ["connector", "none"],
      ["driver", "drv_none"],
      ["vehicle", "veh_none"],
      ["payment_method", "pm_none"],
    ] as const) {
      await refused(
        { ...good, [param]: value },
        404,
        "charging_session_dependency_not_found",
        param,
      );
    }
  });

  it("tells a suspended driver by the rule, and lists every violated policy", async () => {
    const { api } = platform;
    await api.make(`/v1/drivers/${fleet.driver}`, { status: "suspended" });
    const policy = await api.make("/v1/policies", {
      ...{
        name: "No",
        mode: "enforcement",
        rules: { max_price_per_kwh: 1, denied_operators: ["Nobody"] },
      },
    });
    await api.make(`/v1/vehicles/${fleet.vehicle}`, { policy_ids: [policy.id] });
    const body = await refused(startOf(fleet, station), 403, "policy_blocked", null);
    const details = body["details"] as { policy: string | null; rule: string }[];
    assert.deepEqual(
      details.map(({ policy: id, rule }) => [id, rule]).sort(),
      [
        [null, "driver_status"],
        [policy.id, "max_price_per_kwh"],
      ].sort(),
    );
    await api.make(`/v1/drivers/${fleet.driver}`, { status: "active" });
    await api.make(`/v1/vehicles/${fleet.vehicle}`, { policy_ids: [] });
  });

  it("keeps the decision record of a block, and only that", async () => {
    const { api } = platform;
    const policy = await api.make("/v1/policies", {
      name: "No",
      mode: "enforcement",
      rules: { max_price_per_kwh: 1 },
    });
    await api.make(`/v1/fleets/${fleet.fleet}`, { policy_ids: [policy.id] });
    await refused(startOf(fleet, station), 403, "policy_blocked", null);
    const { data } = await api.read(
      `/v1/policy_decisions?driver=${fleet.driver}&outcome=blocked&limit=1`,
    );
    assert.deepEqual([data[0]?.["fleet"], data[0]?.["charging_session"]], [fleet.fleet, null]);
    await api.make(`/v1/fleets/${fleet.fleet}`, { policy_ids: [] });
  });

  it("lets a suggestion pass and announces it", async () => {
    const { api } = platform;
    const policy = await api.make("/v1/policies", {
      name: "Hm",
      mode: "suggestion",
      rules: { max_price_per_kwh: 1 },
    });
    await api.make(`/v1/fleets/${fleet.fleet}`, { policy_ids: [policy.id] });
    const session = await api.make("/v1/charging_sessions", startOf(fleet, station));
    const { data } = await api.read("/v1/events?type=policy.suggestion");
    assert.equal(data.length, 1);
    await api.make(`/v1/charging_sessions/${session.id}/end`);
    await api.make(`/v1/fleets/${fleet.fleet}`, { policy_ids: [] });
  });

  it("is a conflict where the plug does not fit, the station is out of service, or somebody charges there", async () => {
    const { api } = platform;
    const chademo = await makeVehicle(api, fleet.fleet, { charging_standard: "CHAdeMO" });
    await refused(
      { ...startOf(fleet, station), vehicle: chademo },
      409,
      "charging_session_conflict",
      "connector",
    );
    const closed = await makeStation(api);
    await api.make(`/v1/charging_stations/${closed.id}`, { status: "maintenance" });
    await refused(startOf(fleet, closed), 409, "charging_session_conflict", "charging_station");

    const session = await api.make("/v1/charging_sessions", startOf(fleet, station));
    await until(
      () => api.read(`/v1/charging_sessions/${session.id}`),
      (one) => one["session_started"] !== null,
    );
    const other = await makeVehicle(api, fleet.fleet);
    await refused(
      { ...startOf(fleet, station), vehicle: other },
      409,
      "charging_session_conflict",
      "connector",
    );
    await refused(
      { ...startOf(fleet, station), connector: "a2" },
      409,
      "charging_session_conflict",
      "vehicle",
    );
    await api.make(`/v1/charging_sessions/${session.id}/end`);
  });

  it("is a conflict of driver and fleet where vehicle and driver do not belong together", async () => {
    const { api } = platform;
    const stranger = await api.make("/v1/drivers", { name: "Eve", email: "eve@example.com" });
    await refused(
      { ...startOf(fleet, station), driver: stranger.id },
      409,
      "driver_fleet_conflict",
      "driver",
    );
  });

  it("tells a payment method of somebody else, and leaves nothing of a declined card", async () => {
    const { api } = platform;
    const foreign = await api.make("/v1/payment_methods", card());
    await refused(
      { ...startOf(fleet, station), payment_method: foreign.id },
      400,
      "payment_method_scope_invalid",
      "payment_method",
    );

    // A suggestion that is not followed is news only of a session that goes on.
    const hint = await api.make("/v1/policies", {
      ...{ name: "Hint", mode: "suggestion", rules: { max_price_per_kwh: 1 } },
    });
    await api.make(`/v1/vehicles/${fleet.vehicle}`, { policy_ids: [hint.id] });
    const bad = await api.make("/v1/payment_methods", card("4000000000000002"));
    await api.make(`/v1/payment_methods/${bad.id}/attach`, { fleet: fleet.fleet });
    await quiet();
    const before = await traces();
    const answer = await api.post(
      "/v1/charging_sessions",
      startOf(fleet, station, { payment_method: bad.id }),
    );
    assert.deepEqual(
      [answer.status, answer.body["code"]],
      [402, "payment_authorization_failed"],
      answer.text,
    );
    assert.equal((answer.body["details"] as Json)["decline_code"], "card_declined");
    const { data } = await api.read(`/v1/charging_sessions?driver=${fleet.driver}&status=failed`);
    assert.equal(data.length, 0);
    const after = await traces();
    for (const table of [
      "connector_bookings",
      "events",
      "transactions",
      "drivers",
      "vehicles",
      "fleets",
    ]) {
      assert.equal(after[table], before[table], table);
    }
    const again = await api.make("/v1/charging_sessions", startOf(fleet, station));
    await api.make(`/v1/charging_sessions/${again.id}/end`);
  });

  it("is told an empty wallet as a declined payment", async () => {
    const { api } = platform;
    const wallet = await api.make("/v1/payment_methods", { type: "wallet", wallet: {} });
    await api.make(`/v1/payment_methods/${wallet.id}/attach`, { driver: fleet.driver });
    const answer = await api.post(
      "/v1/charging_sessions",
      startOf(fleet, station, { payment_method: wallet.id }),
    );
    assert.deepEqual(
      [answer.status, answer.body["code"]],
      [402, "payment_authorization_failed"],
      answer.text,
    );
  });

  it("is a conflict at a connector that reported a fault", async () => {
    const { api } = platform;
    const broken = await makeStation(api);
    const ref = { id: broken.id, identity: null };
    const place = { station: ref, connector: { id: "a1", evse: 1, type: "CCS", powerKw: 150 } };
    platform.simulator.fault(place, "GroundFailure");
    await until(
      () => api.read(`/v1/charging_stations/${broken.id}`),
      (one) => (one["connectors"] as Json[])[0]?.["status"] === "faulted",
    );
    await refused(startOf(fleet, broken), 409, "charging_session_conflict", "connector");
  });

  it("of 30 at once for one connector: one session begins", async () => {
    const { api } = platform;
    const place = await makeStation(api);
    const vehicles = await Promise.all(
      Array.from({ length: 30 }, () => makeVehicle(api, fleet.fleet)),
    );
    const answers = await Promise.all(
      vehicles.map((vehicle) =>
        api.post("/v1/charging_sessions", { ...startOf(fleet, place), vehicle }),
      ),
    );
    const good = answers.filter((one) => one.status === 200);
    assert.equal(good.length, 1);
    for (const one of answers) {
      if (one.status !== 200)
        assert.deepEqual(
          [one.status, one.body["code"]],
          [409, "charging_session_conflict"],
          one.text,
        );
    }
    await api.make(`/v1/charging_sessions/${good[0]?.body.id}/end`);
  });
});
