import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ChargePoint201, type ChargePoint201Settings } from "../charge_point_201.ts";
import { type Commissioned, commission, switchedOffAfterEach } from "../commissioned.ts";
import { type Fleet, makeFleet, startOf, until } from "../fleet.ts";
import { one, seeded } from "../laws/random.ts";
import { type Json, type TestPlatform, testPlatform } from "../platform.ts";

let number = 0;

describe("a charger on OCPP 2.0.1", () => {
  let platform: TestPlatform;
  const chargers = switchedOffAfterEach<ChargePoint201>();
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  /** A commissioned station with its charger switched on, and a fleet to charge there. */
  async function opened(
    more: Partial<ChargePoint201Settings> = {},
    as: Json = {},
  ): Promise<Commissioned & { point: ChargePoint201; fleet: Fleet }> {
    const made = await commission(platform, `CP201:${++number}`, as);
    const point = new ChargePoint201({ ...made.line, meterEveryMs: 200, speed: 100, ...more });
    await chargers.on(point, made);
    assert.equal((await made.online(true))["protocol"], "ocpp2.0.1");
    return { ...made, point, fleet: await makeFleet(platform.api) };
  }

  const session = (id: unknown) => platform.api.read(`/v1/charging_sessions/${id}`);
  const sessionsOf = (fleet: Fleet) =>
    platform.api.read(`/v1/charging_sessions?driver=${fleet.driver}`);

  const cardFor = async (fleet: Fleet): Promise<string> => {
    const uid = `04CARD201${number}`;
    await platform.api.make("/v1/charge_tokens", {
      ...{ uid, driver: fleet.driver, vehicle: fleet.vehicle, payment_method: fleet.card },
    });
    return uid;
  };

  for (const opensOnPlug of [false, true]) {
    const name = opensOnPlug ? "with the plug" : "with the card";

    it(`opens ${name}: started and stopped by the API, metered and paid`, async () => {
      const { point, station, fleet } = await opened({ opensOnPlug });
      if (opensOnPlug) await point.plugIn();
      const started = await platform.api.make("/v1/charging_sessions", startOf(fleet, station));
      if (!opensOnPlug) await point.plugIn();
      await until(
        () => session(started.id),
        (one) => Number(one["energy_consumed"]) > 0,
      );
      const ended = await platform.api.make(`/v1/charging_sessions/${started.id}/end`);
      assert.equal(ended["status"], "completed");
      assert.equal(ended["energy_consumed"], point.registerWh - 120_000);
      assert.equal(ended["amount_due"], Math.round((Number(ended["energy_consumed"]) * 42) / 1000));
      assert.equal(ended["amount_paid"], ended["amount_due"]);
      assert.ok(point.asked.includes("RequestStopTransaction"));
    });

    it(`opens ${name}: started by card, ended by pulling the plug`, async () => {
      const { point, fleet } = await opened({ opensOnPlug });
      const uid = await cardFor(fleet);
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
      assert.equal(ended["energy_consumed"], point.registerWh - 120_000);
      await until(
        async () => point.answers.findLast((one) => one.totalCost !== undefined)?.totalCost,
        (shown) => Number(shown) * 100 === ended["amount_due"],
      );
    });

    it(`opens ${name}: charges on without a line, and tells it later`, async () => {
      const { point, fleet } = await opened({ opensOnPlug });
      const uid = await cardFor(fleet);
      await point.plugIn();
      await point.swipe(uid);
      const { data } = await until(
        () => sessionsOf(fleet),
        (one) => Number(one.data[0]?.["energy_consumed"]) > 0,
      );
      await point.goOffline();
      await new Promise((done) => setTimeout(done, 700));
      const pulled = Date.now();
      await point.unplug();
      await new Promise((done) => setTimeout(done, 1500));
      await point.comeBack();
      const ended = await until(
        () => session(data[0]?.["id"]),
        (one) => one["status"] === "completed",
      );
      assert.ok(Math.abs(Date.parse(String(ended["session_ended"])) - pulled) < 1000);
      assert.equal(ended["energy_consumed"], point.registerWh - 120_000);
      assert.equal((await sessionsOf(fleet)).data.length, 1);
    });
  }

  it("refuses a card that nobody knows, in its own words", async () => {
    const { point, fleet } = await opened();
    await point.plugIn();
    assert.equal(await point.swipe("04UNKNOWN"), "Invalid");
    assert.equal((await sessionsOf(fleet)).data.length, 0);
  });

  it("takes a rolled password, with which it comes back", async () => {
    const { point, path, line } = await opened();
    const { password } = await platform.api.make(`${path}/roll_password`);
    await until(
      async () => point.model.value("SecurityCtrlr", "BasicAuthPassword"),
      (value) => value === password,
    );
    await point.powerDown();
    const next = chargers.add(new ChargePoint201({ ...line, password: String(password) }));
    await next.powerUp();
  });

  /** What a charger that has been away for long tells of one charge, in its own order. */
  const tale = (reference: string, uid: string) => {
    const start = Date.now() - 60_000;
    const event = (second: number, eventType: string, triggerReason: string, more: Json) => {
      const timestamp = new Date(start + second * 1000).toISOString();
      const { wh, ...rest } = more;
      const meterValue = [{ timestamp, sampledValue: [{ value: Number(wh) }] }];
      return {
        ...{ eventType, triggerReason, timestamp, seqNo: second, ...rest },
        transactionInfo: { transactionId: reference },
        ...(wh === undefined ? {} : { meterValue }),
      };
    };
    const evse = { id: 1, connectorId: 1 };
    const idToken = { idToken: uid, type: "ISO14443" };
    return {
      plugged: event(0, "Started", "CablePluggedIn", { evse, wh: 1_000 }),
      shown: event(5, "Updated", "Authorized", { idToken }),
      both: event(5, "Updated", "Authorized", { evse, idToken, wh: 2_000 }),
      unread: event(5, "Started", "Authorized", { evse, idToken }),
      read: event(20, "Updated", "MeterValuePeriodic", { wh: 3_000 }),
      gone: event(40, "Ended", "EVDeparted", { wh: 4_000 }),
    };
  };

  const chargesOf = async (fleet: Fleet) =>
    (await sessionsOf(fleet)).data.map((one) => [one["status"], one["energy_consumed"]]);

  it("may tell its beginning when its card is long known: the bill is the same", async () => {
    const { point, fleet } = await opened();
    const { plugged, both, read, gone } = tale("late-1", await cardFor(fleet));
    for (const each of [read, both, read, plugged, both, gone, plugged, gone]) {
      await point.client.call("TransactionEvent", each);
    }
    assert.deepEqual(await chargesOf(fleet), [["completed", 3_000]]);
  });

  it("may tell its events in any order, twice, over lines that come and go", async () => {
    const { point, fleet } = await opened();
    const uid = await cardFor(fleet);
    const seed = Number(process.env["CHARGE_TEST_SEED"] ?? Math.floor(performance.now() * 1000));
    const random = seeded(seed);
    for (let n = 1; n <= 8; n += 1) {
      const { plugged, shown, read, gone } = tale(`muddle-${n}`, uid);
      const all = [plugged, shown, read, gone];
      const left = [...all, one(random, all), one(random, all)];
      while (left.length > 0) {
        const [next] = left.splice(random(left.length), 1);
        await point.client.call("TransactionEvent", next ?? {});
        if (random(3) > 0) continue;
        await point.goOffline();
        await point.comeBack();
      }
      const charges = await chargesOf(fleet);
      assert.equal(charges.length, n, `seed ${seed}, ${n}`);
      assert.deepEqual(charges[0], ["completed", 3_000], `seed ${seed}, ${n}`);
    }
  });

  it("with two plugs at one EVSE lets go the one that the operator means", async () => {
    const plugs = ["left", "right"].map((id) => ({ id, type: "CCS", power: 150, evse: 1 }));
    const { point, station } = await opened({}, { connectors: plugs });
    const unlocked: unknown[] = [];
    point.client.handle("UnlockConnector", async ({ params }) => {
      unlocked.push(params);
      return { status: "Unlocked" };
    });
    for (const connector of ["left", "right"]) {
      const order = { type: "unlock_connector", unlock_connector: {}, connector };
      const { id } = await platform.api.make(`/v1/charging_stations/${station.id}/commands`, order);
      await until(
        () => platform.api.read(`/v1/commands/${id}`),
        (one) => one["status"] === "succeeded",
      );
    }
    assert.deepEqual(unlocked, [
      { evseId: 1, connectorId: 1 },
      { evseId: 1, connectorId: 2 },
    ]);
  });

  const told = (eventType: string, minutesAgo: number, wh: number, more: Json = {}) => {
    const timestamp = new Date(Date.now() - minutesAgo * 60_000).toISOString();
    const sampledValue = [{ value: wh, measurand: "Energy.Active.Import.Register" }];
    return {
      ...{ eventType, timestamp, seqNo: 0, triggerReason: "Trigger" },
      ...{ transactionInfo: { transactionId: "1" }, meterValue: [{ timestamp, sampledValue }] },
      ...more,
    };
  };

  it("that counts from one again and never told an end bills each driver for their own", async () => {
    for (const evse of [1, 2]) {
      const { point, fleet } = await opened();
      const idToken = { idToken: await cardFor(fleet), type: "ISO14443" };
      const other = await opened();
      const next = { idToken: await cardFor(other.fleet), type: "ISO14443" };
      const began = { triggerReason: "Authorized", idToken, evse: { id: 1, connectorId: 1 } };
      const again = { ...began, idToken: next, evse: { id: evse, connectorId: 1 } };
      const tell = (event: Json) => point.client.call("TransactionEvent", event);
      await tell(told("Started", 180, 1_000, began));
      await tell(told("Updated", 150, 3_000));
      await tell(told("Started", 60, 5_000, again));
      await tell(told("Started", 60, 5_000, again));
      await tell(told("Updated", 50, 6_000));
      assert.deepEqual(await chargesOf(fleet), [["completed", 2_000]]);
      await tell(told("Ended", 30, 7_000));
      assert.deepEqual(await chargesOf(other.fleet), [["completed", 2_000]]);
      assert.deepEqual(await chargesOf(fleet), [["completed", 2_000]]);
    }
  });

  it("that counts from one again with the same card bills what it metered, and no more", async () => {
    const { point, fleet } = await opened();
    const idToken = { idToken: await cardFor(fleet), type: "ISO14443" };
    const began = { triggerReason: "Authorized", idToken, evse: { id: 1, connectorId: 1 } };
    const tell = (event: Json) => point.client.call("TransactionEvent", event);
    await tell(told("Started", 180, 1_000, began));
    await tell(told("Updated", 150, 3_000));
    await tell(told("Started", 60, 5_000, began));
    await tell(told("Ended", 30, 7_000));
    assert.deepEqual(await chargesOf(fleet), [
      ["completed", 2_000],
      ["completed", 2_000],
    ]);
    // A moment later it is the same visit.
    await tell(told("Started", 20, 7_000, began));
    await tell(told("Updated", 15, 7_500));
    await tell(told("Started", 14, 7_600, began));
    await tell(told("Ended", 5, 8_000));
    assert.deepEqual((await chargesOf(fleet))[0], ["completed", 1_000]);
  });

  it("need not say where its meter stood: its first register counts", async () => {
    const { point, fleet } = await opened();
    const { unread, read, gone } = tale("unread-1", await cardFor(fleet));
    for (const each of [unread, read, gone]) await point.client.call("TransactionEvent", each);
    assert.deepEqual(await chargesOf(fleet), [["completed", 1_000]]);
  });

  it("is asked for the status of each of its connectors when that of the station is wanted", async () => {
    const plug = (id: string, evse: number) => ({ id, evse, type: "CCS", power: 150 });
    const connectors = [plug("a1", 1), plug("a2", 1), plug("b1", 2)];
    const { point, station } = await opened({}, { connectors });
    const asked: unknown[] = [];
    point.client.handle("TriggerMessage", async ({ params }) => {
      asked.push((params as Json)["evse"]);
      return { status: "Accepted" };
    });
    const wanted = {
      type: "trigger_message",
      trigger_message: { message: "status_notification" },
    };
    const given = await platform.api.make(
      `/v1/charging_stations/${station.id}/commands`,
      wanted as Json,
    );
    await until(
      () => platform.api.read(`/v1/commands/${given.id}`),
      (one) => one["status"] === "succeeded",
    );
    assert.deepEqual(asked, [
      { id: 1, connectorId: 1 },
      { id: 1, connectorId: 2 },
      { id: 2, connectorId: 1 },
    ]);
  });
});
