import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ChargePoint, type ChargePointSettings } from "../charge_point.ts";
import { commission, switchedOffAfterEach } from "../commissioned.ts";
import { type Fleet, makeFleet, type Station, startOf, until } from "../fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../platform.ts";

let number = 0;

describe("a charger on OCPP 1.6J", () => {
  let platform: TestPlatform;
  const chargers = switchedOffAfterEach<ChargePoint>();
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  /** A commissioned station with its charger switched on, and a fleet to charge there. */
  async function opened(
    more: Partial<ChargePointSettings> = {},
  ): Promise<{ point: ChargePoint; station: Station; fleet: Fleet }> {
    const made = await commission(platform, `CP:${++number}`);
    const point = new ChargePoint({ ...made.line, meterEveryMs: 200, speed: 100, ...more });
    await chargers.on(point, made);
    return { point, station: made.station, fleet: await makeFleet(platform.api) };
  }

  const session = (id: unknown) => platform.api.read(`/v1/charging_sessions/${id}`);
  const sessionsOf = (fleet: Fleet) =>
    platform.api.read(`/v1/charging_sessions?driver=${fleet.driver}`);

  it("is started and stopped by the API, and what it metered is paid", async () => {
    const { point, station, fleet } = await opened();
    const started = await platform.api.make("/v1/charging_sessions", startOf(fleet, station));
    assert.equal(started["session_started"], null);
    await point.plugIn();
    const running = await until(
      () => session(started.id),
      (one) => Number(one["energy_consumed"]) > 0,
    );
    assert.notEqual(running["session_started"], null);
    const ended = await platform.api.make(`/v1/charging_sessions/${started.id}/end`);
    assert.equal(ended["status"], "completed");
    assert.equal(ended["amount_due"], Math.round((Number(ended["energy_consumed"]) * 42) / 1000));
    assert.equal(ended["amount_paid"], ended["amount_due"]);
  });

  it("starts by card with the same checks, and stops when the car is unplugged", async () => {
    const { point, fleet } = await opened();
    const uid = `04CARD${number}`;
    await platform.api.make(`/v1/vehicles/${fleet.vehicle}/attach`, { driver: fleet.driver });
    await platform.api.make("/v1/charge_tokens", {
      uid,
      ...{ driver: fleet.driver, payment_method: fleet.card },
    });
    await point.plugIn();
    assert.equal(await point.swipe(uid), "Accepted");
    const { data } = await until(
      () => sessionsOf(fleet),
      (one) => Number(one.data[0]?.["energy_consumed"]) > 0,
    );
    assert.equal(data[0]?.["status"], "active");
    await point.unplug();
    const ended = await until(
      () => session(data[0]?.["id"]),
      (one) => one["status"] === "completed",
    );
    await until(
      () => session(ended.id),
      (one) => one["amount_paid"] === one["amount_due"],
    );
  });

  it("refuses a card that a policy forbids, and the decision says why", async () => {
    const { point, fleet } = await opened();
    const uid = `04CARD${number}`;
    const policy = await platform.api.make("/v1/policies", {
      ...{ name: "Nowhere", mode: "enforcement", rules: { max_price_per_kwh: 1 } },
    });
    await platform.api.make(`/v1/drivers/${fleet.driver}`, { policy_ids: [policy.id] });
    await platform.api.make("/v1/charge_tokens", {
      ...{ uid, driver: fleet.driver, vehicle: fleet.vehicle, payment_method: fleet.card },
    });
    await point.plugIn();
    assert.equal(await point.swipe(uid), "Blocked");
    assert.equal((await sessionsOf(fleet)).data.length, 0);
    const decisions = await platform.api.read(`/v1/policy_decisions?driver=${fleet.driver}`);
    assert.equal(decisions.data[0]?.["outcome"], "blocked");
    assert.equal(await point.swipe("04UNKNOWN"), "Invalid");
  });

  it("answers a start at an offline charger with its reason and keeps nothing", async () => {
    const { point, station, fleet } = await opened();
    await point.goOffline();
    await until(
      () => platform.api.read(`/v1/charging_stations/${station.id}/connection`),
      (one) => one["online"] === false,
    );
    const refused = await platform.api.post("/v1/charging_sessions", startOf(fleet, station));
    assert.deepEqual([refused.status, refused.body["code"]], [409, "charging_station_rejected"]);
    assert.deepEqual(refused.body["details"], { reason: "offline" });
    assert.equal((await sessionsOf(fleet)).data.length, 0);
  });

  it("that refuses a start leaves a failed session, told by its event, and no hold", async () => {
    const { point, station, fleet } = await opened();
    point.client.handle("RemoteStartTransaction", async () => ({ status: "Rejected" }));
    const refused = await platform.api.post("/v1/charging_sessions", startOf(fleet, station));
    assert.deepEqual(
      [refused.status, refused.body["code"], refused.body["details"]],
      [409, "charging_station_rejected", { reason: "rejected" }],
    );
    const { data } = await sessionsOf(fleet);
    assert.deepEqual([data.length, data[0]?.["status"]], [1, "failed"]);
    const id = String(data[0]?.["id"]);
    const events = await platform.api.read(`/v1/events?object_id=${id}`);
    assert.deepEqual(
      events.data.map((one) => one["type"]),
      ["charging_session.failed"],
    );
    const [hold] = await platform.sql("select status from payment_holds where source = $1", [id]);
    assert.equal(hold?.["status"], "released");
    const free = await platform.api.read(`/v1/charging_stations/${station.id}`);
    assert.equal((free["connectors"] as Json[])[0]?.["status"], "available");
  });

  it("that does not answer a start within 30 seconds is a timeout, and its late start is refused", async () => {
    const { point, station, fleet } = await opened();
    let idTag = "";
    point.client.handle("RemoteStartTransaction", ({ params }) => {
      idTag = String((params as Json)["idTag"]);
      return new Promise(() => undefined);
    });
    const answer = await platform.api.post("/v1/charging_sessions", startOf(fleet, station));
    assert.deepEqual([answer.status, answer.body["code"]], [504, "charging_station_timeout"]);
    const { data } = await sessionsOf(fleet);
    assert.equal(data[0]?.["status"], "failed");
    const late = (await point.client.call("StartTransaction", {
      ...{ connectorId: 1, idTag, meterStart: 0, timestamp: new Date().toISOString() },
    })) as { idTagInfo: Json };
    assert.equal(late.idTagInfo["status"], "Invalid");
    assert.equal((await session(data[0]?.["id"]))["status"], "failed");
  });

  it("may report a start and a stop twice: each has one effect", async () => {
    const { point, station, fleet } = await opened();
    const started = await platform.api.make("/v1/charging_sessions", startOf(fleet, station));
    await point.plugIn();
    await until(
      () => session(started.id),
      (one) => Number(one["energy_consumed"]) > 0,
    );
    const text = "select * from station_transactions where session = $1";
    const [told = {}] = await platform.sql(text, [started.id]);
    const again = (await point.client.call("StartTransaction", {
      connectorId: 1,
      idTag: String(told["id_tag"]),
      meterStart: Number(told["meter_start_wh"]),
      timestamp: (told["started_at"] as Date).toISOString(),
    })) as Json;
    assert.equal(again["transactionId"], told["transaction_id"]);
    const ended = await platform.api.make(`/v1/charging_sessions/${started.id}/end`);
    await point.client.call("StopTransaction", {
      transactionId: Number(told["transaction_id"]),
      meterStop: Number(told["meter_start_wh"]) + 900_000,
      timestamp: new Date().toISOString(),
    });
    assert.deepEqual(await session(started.id), ended);
    const { data } = await platform.api.read(`/v1/transactions?charging_session=${started.id}`);
    assert.equal(data.length, 1);
  });

  it("is believed by its own timestamps after an offline spell", async () => {
    const { point, station, fleet } = await opened();
    const started = await platform.api.make("/v1/charging_sessions", startOf(fleet, station));
    await point.plugIn();
    await until(
      () => session(started.id),
      (one) => Number(one["energy_consumed"]) > 0,
    );
    await point.goOffline();
    const before = new Date().toISOString();
    await point.unplug();
    await new Promise((done) => setTimeout(done, 1500));
    await point.comeBack();
    const ended = await until(
      () => session(started.id),
      (one) => one["status"] === "completed",
    );
    const stopped = Date.parse(String(ended["session_ended"]));
    assert.ok(
      Math.abs(stopped - Date.parse(before)) < 1000,
      `${ended["session_ended"]} is not about ${before}`,
    );
  });
});
