import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ChargePoint } from "../charge_point.ts";
import { commission, switchedOffAfterEach } from "../commissioned.ts";
import { type Fleet, makeFleet, makeVehicle, until } from "../fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../platform.ts";

let number = 0;
const minute = 60_000;

describe("a card at a charger", () => {
  let platform: TestPlatform;
  const chargers = switchedOffAfterEach<ChargePoint>();
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  type Scene = { point: ChargePoint; station: string; fleet: Fleet; uid: string };

  async function scene(station: Json = {}, vehicle: Json = {}): Promise<Scene> {
    const made = await commission(platform, `CARD-${++number}`, station);
    const settings = { meterEveryMs: 100, speed: 100, stopsOnInvalid: false };
    const point = new ChargePoint({ ...made.line, ...settings });
    await chargers.on(point, made);
    const fleet = await makeFleet(platform.api);
    const car = Object.keys(vehicle).length === 0 ? fleet.vehicle : await otherCar(fleet, vehicle);
    const uid = `04CARD${number}`;
    await platform.api.make("/v1/charge_tokens", {
      ...{ uid, driver: fleet.driver, vehicle: car, payment_method: fleet.card },
    });
    return { point, station: made.station.id, fleet, uid };
  }

  const otherCar = (fleet: Fleet, more: Json) => makeVehicle(platform.api, fleet.fleet, more);
  const sessionsOf = (fleet: Fleet) =>
    platform.api.read(`/v1/charging_sessions?driver=${fleet.driver}`);
  const call = async (point: ChargePoint, action: string, payload: Json) =>
    (await point.client.call(action, payload)) as { transactionId?: number; idTagInfo?: Json };
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

  it("that began a session offline is billed by the charger's times when it is told later", async () => {
    const pricing = [
      { currency: "eur", price: 40, step_size: 1, tax: "vat", type: "ENERGY" },
      { currency: "eur", price: 600, step_size: 1, tax: "vat", type: "TIME" },
    ];
    const { point, fleet, uid } = await scene({ pricing });
    const { transactionId } = await call(point, "StartTransaction", {
      ...{ connectorId: 1, idTag: uid, meterStart: 1000, timestamp: ago(60 * minute) },
    });
    await call(point, "StopTransaction", {
      ...{ transactionId, idTag: uid, meterStop: 11_000, timestamp: ago(30 * minute) },
    });
    const { data } = await until(
      () => sessionsOf(fleet),
      (one) => one.data[0]?.["status"] === "completed",
    );
    const [session = {}] = data;
    const lasted =
      Date.parse(String(session["session_ended"])) - Date.parse(String(session["session_started"]));
    assert.ok(Math.abs(lasted - 30 * minute) < 2000, `${lasted} ms`);
    assert.deepEqual([session["energy_consumed"], session["amount_due"]], [10_000, 700]);
  });

  it("ends at the reader what it began there, also where every swipe is authorised", async () => {
    const { point, fleet, uid } = await scene();
    await point.plugIn();
    await point.swipe(uid);
    await until(
      () => sessionsOf(fleet),
      (one) => one.data[0]?.["status"] === "active",
    );
    const answer = await call(point, "Authorize", { idTag: uid });
    assert.equal(answer.idTagInfo?.["status"], "Accepted");
  });

  it("is good at the second EVSE while the first is broken", async () => {
    const { point, station, uid } = await scene();
    const status = (connectorId: number, word: string) =>
      call(point, "StatusNotification", {
        ...{ connectorId, status: word, errorCode: "NoError", timestamp: ago(0) },
      });
    await status(1, "Faulted");
    await status(2, "Preparing");
    await until(
      () => platform.api.read(`/v1/charging_stations/${station}`),
      (one) => (one["connectors"] as Json[])[0]?.["status"] === "faulted",
    );
    assert.equal(
      (await call(point, "Authorize", { idTag: uid })).idTagInfo?.["status"],
      "Accepted",
    );
  });

  it("of a suspended account starts nothing, and is good again afterwards", async () => {
    const { point, uid } = await scene();
    const suspend = (status: string) =>
      platform.sql("update accounts set status = $1 where id = $2", [
        ...[status, platform.first.account],
      ]);
    const start = { connectorId: 1, idTag: uid, meterStart: 0 };
    await suspend("suspended");
    const authorized = await call(point, "Authorize", { idTag: uid });
    const started = await call(point, "StartTransaction", { ...start, timestamp: ago(0) });
    await suspend("active");
    assert.deepEqual(
      [authorized.idTagInfo?.["status"], started.idTagInfo?.["status"]],
      ["Blocked", "Blocked"],
    );
    const again = await call(point, "Authorize", { idTag: uid });
    assert.equal(again.idTagInfo?.["status"], "Accepted");
  });

  it("takes the plug of an EVSE that fits the car", async () => {
    const connectors = [
      { id: "ccs", evse: 1, type: "CCS", power: 100 },
      { id: "chademo", evse: 1, type: "CHAdeMO", power: 50 },
    ];
    const { point, fleet, uid } = await scene({ connectors }, { charging_standard: "CHAdeMO" });
    const started = await call(point, "StartTransaction", {
      ...{ connectorId: 1, idTag: uid, meterStart: 0, timestamp: ago(0) },
    });
    assert.equal(started.idTagInfo?.["status"], "Accepted");
    assert.equal((await sessionsOf(fleet)).data[0]?.["connector"], "chademo");
    const { transactionId } = started;
    await call(point, "StopTransaction", { transactionId, meterStop: 10, timestamp: ago(0) });
  });

  it("that nobody knows is told to stop until the charger does, and its energy is evidence only", async () => {
    const { point, station } = await scene();
    const { transactionId, idTagInfo } = await call(point, "StartTransaction", {
      ...{ connectorId: 1, idTag: "STRANGER", meterStart: 0, timestamp: ago(0) },
    });
    assert.equal(idTagInfo?.["status"], "Invalid");
    const row = async () =>
      (
        await platform.sql("select * from station_transactions where transaction_id = $1", [
          transactionId,
        ])
      )[0] as Json;
    await until(
      async () => point.asked.filter((one) => one === "RemoteStopTransaction").length,
      (times) => times > 0,
      20_000,
    );
    await call(point, "StopTransaction", { transactionId, meterStop: 900, timestamp: ago(0) });
    const told = await until(row, (one) => one["stopped_at"] !== null);
    assert.deepEqual([told["meter_stop_wh"], told["session"]], [900, null]);
    const page = await platform.api.read(`/v1/charging_sessions?charging_station=${station}`);
    assert.equal(page.data.length, 0);
  });
});
