// What a charger says of which charge it means: numbers of its own, old ones, none, and all of it
// twice.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startOf, until } from "../fleet.ts";
import { ago, cardFor, hour, minute, openLiars } from "../lying_charger.ts";

describe("a charger that does not tell the truth", () => {
  const liars = openLiars();

  it("may say -1, 0 or a number of its own: readings and stop find the charge all the same", async () => {
    for (const wrong of [-1, 0, 2_000_000_001]) {
      const at = await liars.open();
      await at.start(1000);
      await at.read(wrong, 1400);
      assert.deepEqual(await at.billed(), ["active 400"], `${wrong}`);
      await at.stop(wrong, 1900, { idTag: at.uid });
      assert.deepEqual(await at.billed(), ["completed 900"], `${wrong}`);
    }
  });

  it("may stop with an unknown number while two charge: only what the card or register tells ends", async () => {
    const at = await liars.open();
    const other = await liars.open();
    const second = await cardFor(liars.platform, other.fleet);
    await at.start(1000);
    await at.start(50_000, { connectorId: 2, idTag: second.uid });
    await at.stop(-1, 51_000);
    assert.deepEqual(await at.billed(), ["active 0"]);
    assert.deepEqual(await other.billed(), ["completed 1000"]);
    await at.stop(-1, 1500);
    assert.deepEqual(await at.billed(), ["completed 500"]);
  });

  it("may use an old number again: the new charge is billed to whoever charged, the old one stays", async () => {
    const at = await liars.open();
    const { transactionId: old } = await at.start(1000);
    await at.stop(old, 3000);
    const other = await liars.open();
    const { uid } = await cardFor(liars.platform, other.fleet);
    await at.start(3000, { idTag: uid });
    await at.read(old, 3600);
    assert.deepEqual(await other.billed(), ["active 600"]);
    await at.stop(old, 4500);
    assert.deepEqual(await other.billed(), ["completed 1500"]);
    assert.deepEqual(await at.billed(), ["completed 2000"]);
    // Nothing flowed: its time tells that it ends what began since.
    await at.start(4500, { idTag: uid });
    await at.stop(old, 4500);
    assert.deepEqual(await other.billed(), ["completed 1500", "completed 0"]);
  });

  it("may begin anew without an end: the old charge ends on its last reading, and one late stop corrects it", async () => {
    const at = await liars.open();
    const other = await liars.open();
    const { uid } = await cardFor(liars.platform, other.fleet);
    const { transactionId: lost } = await at.start(1000, { timestamp: ago(hour) });
    await at.read(lost, 1800, { timestamp: ago(hour / 2) });
    const { transactionId } = await at.start(2500, { idTag: uid });
    assert.deepEqual(await at.billed(), ["completed 800"]);
    const [closed = {}] = await at.internal();
    assert.deepEqual([closed["end_reason"], closed["closed_by_timeout"]], ["superseded", true]);
    assert.ok(Math.abs((closed["session_ended"] as Date).getTime() - Date.now() + hour / 2) < 5000);
    // It ends where the other one began, whatever it says.
    await at.stop(lost, 2400);
    await at.stop(lost, 2450);
    assert.deepEqual(await at.billed(), ["completed 1400"]);
    await at.stop(transactionId, 3000);
    assert.deepEqual(await other.billed(), ["completed 500"]);
    const id = closed["id"];
    const [corrected = {}] = await at.sessionsOf(at.fleet.driver);
    assert.equal(corrected["amount_due"], 59);
    const paid = await until(
      () => liars.session(id),
      (one) => one["amount_paid"] === 59,
    );
    assert.equal(paid["status"], "completed");
  });

  it("may tell everything again after it reconnects: nobody pays twice", async () => {
    const at = await liars.open();
    const [from, until_] = [ago(40 * minute), ago(10 * minute)];
    const tell = async () => {
      const { transactionId } = await at.start(1000, { timestamp: from });
      await at.read(transactionId, 1500, { timestamp: ago(30 * minute) });
      await at.read(transactionId, 1500, { timestamp: ago(20 * minute) });
      await at.stop(transactionId, 2000, { timestamp: until_ });
      return transactionId;
    };
    const first = await tell();
    await at.point.goOffline();
    await at.point.comeBack();
    assert.equal(await tell(), first);
    assert.deepEqual(await at.billed(), ["completed 1000"]);
    const [{ id } = {}] = await at.sessionsOf(at.fleet.driver);
    const { data } = await liars.platform.api.read(
      `/v1/transactions?charging_session=${String(id)}`,
    );
    assert.equal(data.length, 1);
    assert.deepEqual(await at.evidence(), []);
  });

<<<<<<< HEAD
  it("may stop several times: the first reading is billed, the others are kept", async () => {
    const at = await charger();
    const { transactionId } = await at.start(1000);
    await at.stop(transactionId, 2000);
    await at.stop(transactionId, 7000);
    await at.stop(transactionId, 1500);
    assert.deepEqual(await at.billed(), ["completed 1000"]);
    const kept = (await at.evidence()).map((one) => (one["report"] as Json)["meterStopWh"]);
    assert.deepEqual(kept, [7000, 1500]);
  });

  it("may say kWh for Wh, or Wh for kWh, in the middle: the energy stays what it was", async () => {
    const at = await charger();
    const { transactionId } = await at.start(120_000);
    await at.read(transactionId, 120_500);
    await at.read(transactionId, "120.9");
    await at.read(transactionId, 121_200, { unit: "kWh" });
    assert.deepEqual(await at.billed(), ["active 1200"]);
    await at.stop(transactionId, 121_500);
    assert.deepEqual(await at.billed(), ["completed 1500"]);
  });

  it("may leave out the register: what start and stop say is billed", async () => {
    const at = await charger();
    const { transactionId } = await at.start(1000, { timestamp: ago(hour) });
    const power = { measurand: "Power.Active.Import", unit: "W" };
    await at.read(transactionId, 7000, { ...power, timestamp: ago(hour / 2) });
    assert.deepEqual(await at.billed(), ["active 0"]);
    await at.stop(transactionId, 8000);
    assert.deepEqual(await at.billed(), ["completed 7000"]);
  });

  it("may have a register that begins at 0 after a reboot: what flowed before and after is billed", async () => {
    const at = await charger();
    const { transactionId } = await at.start(120_000);
    await at.read(transactionId, 121_000);
    await at.point.boot();
    await at.read(transactionId, 0);
    await at.read(transactionId, 300);
    await at.stop(transactionId, 800);
    assert.deepEqual(await at.billed(), ["completed 1800"]);
  });

  it("may have a register that falls back: what was read is billed once", async () => {
    const at = await charger();
    const { transactionId } = await at.start(120_000);
    await at.read(transactionId, 122_000);
    await at.read(transactionId, 121_000);
    await at.stop(transactionId, 121_500);
    assert.deepEqual(await at.billed(), ["completed 2000"]);
    assert.deepEqual((await at.internal())[0]?.["flags"], ["falling"]);
  });

=======
>>>>>>> main
  it("may reboot and begin anew with the same card: the driver's charge goes on, and is one", async () => {
    const at = await liars.open();
    const { transactionId: first } = await at.start(1000, { timestamp: ago(5 * minute) });
    await at.read(first, 1500, { timestamp: ago(3 * minute) });
    await at.point.boot();
    const { transactionId: second, idTagInfo } = await at.start(1600);
    assert.notEqual(second, first);
    assert.equal(idTagInfo?.["status"], "Accepted");
    // What the charger remembers of the first one is not the end.
    await at.stop(first, 1600, { reason: "PowerLoss" });
    await at.read(second, 2000);
    assert.deepEqual(await at.billed(), ["active 1000"]);
    await at.stop(second, 2300);
    assert.deepEqual(await at.billed(), ["completed 1300"]);
  });

  it("may reboot in the middle of what the API started, too", async () => {
    const at = await liars.open();
    const started = await liars.platform.api.make(
      "/v1/charging_sessions",
      startOf(at.fleet, at.station),
    );
    const idTag = started.id.slice(-20);
    const { transactionId: first } = await at.start(1000, { idTag });
    await at.read(first, 1500);
    await at.point.boot();
    const { transactionId: second } = await at.start(1500, { idTag });
    await at.stop(second, 2500);
    assert.deepEqual(await at.billed(), ["completed 1500"]);
  });

<<<<<<< HEAD
  it("that forgot the charge and says that it is free: the session is closed with a reason, and the driver starts again", async () => {
    const at = await charger();
    const { transactionId } = await at.start(1000);
    await at.read(transactionId, 1700);
    await at.call("StatusNotification", {
      ...{ connectorId: 1, errorCode: "NoError", status: "Available", timestamp: ago(0) },
    });
    const later = (ms: number) => ({
      ...platform.database,
      clock: { ...platform.database.clock, now: () => new Date(Date.now() + ms) },
    });
    const patience = { silentMs: 24 * hour, goneMs: 72 * hour };
    const log = { warn() {} } as never;
    assert.equal(await closeStale(later(minute), log, patience), 0);
    await closeStale(later(20 * minute), log, patience);
    assert.deepEqual(await at.billed(), ["completed 700"]);
    const [closed = {}] = await at.internal();
    assert.equal(closed["end_reason"], "transaction_lost");
    await until(
      async () => at.point.asked.includes("RemoteStopTransaction"),
      (asked) => asked,
    );
    const again = await at.start(1700, { timestamp: ago(0), idTag: at.uid });
    assert.equal(again.idTagInfo?.["status"], "Accepted");
    await at.stop(again.transactionId, 1800);
    assert.deepEqual(await at.billed(), ["completed 700", "completed 100"]);
    // What the charger remembers after all corrects the first once, and not into the second.
    await at.stop(transactionId, 1750);
    assert.deepEqual(await at.billed(), ["completed 700", "completed 100"]);
  });

  it("that is gone for days: the session is closed, and its stop is settled when it comes back", async () => {
    const at = await charger();
    const { transactionId } = await at.start(1000, { timestamp: ago(hour) });
    await at.read(transactionId, 1700, { timestamp: ago(50 * minute) });
    await at.point.goOffline();
    await until(
      () => platform.api.read(at.path),
      (one) => one["online"] === false,
    );
    const days = {
      ...platform.database,
      clock: { ...platform.database.clock, now: () => new Date(Date.now() + 73 * hour) },
    };
    const patience = { silentMs: 24 * hour, goneMs: 72 * hour };
    await closeStale(days, { warn() {} } as never, patience);
    assert.deepEqual(await at.billed(), ["completed 700"]);
    assert.equal((await at.internal())[0]?.["end_reason"], "charger_gone");
    await at.point.comeBack();
    await at.stop(transactionId, 5000, { timestamp: ago(40 * minute) });
    await at.stop(transactionId, 6000, { timestamp: ago(30 * minute) });
    assert.deepEqual(await at.billed(), ["completed 4000"]);
    const [{ id } = {}] = await at.sessionsOf(at.fleet.driver);
    await until(
      () => session(id),
      (one) => one["amount_paid"] === 168,
    );
  });

  it("names its transactions itself in 2.0.1: a stop told before its start is applied when that comes", async () => {
    const at = await charger();
    const reference = "5b1c2d3e-0001";
    const none = { powerW: null, currentA: null, voltageV: null, socPercent: null };
    const stop: Fact = {
      ...{ kind: "transaction_stopped" as const, transactionId: null, reference, evse: 1 },
      ...{
        meterStopWh: 3000,
        reason: "local" as const,
        idTag: null,
        at: new Date(Date.now() - 1000),
      },
      samples: [{ at: new Date(Date.now() - 30_000), meterWh: 2000, ...none }],
    };
    const start: Fact = {
      ...{
        kind: "transaction_started" as const,
        evse: 1,
        idTag: at.uid,
        reference,
        reservation: null,
      },
      ...{ meterStartWh: 1000, at: new Date(Date.now() - minute) },
    };
    await at.host.tell(at.ref, stop);
    assert.deepEqual(await at.billed(), []);
    const told = await at.host.tell(at.ref, start);
    assert.equal(told.token, "accepted");
    assert.deepEqual(await at.billed(), ["completed 2000"]);
    const again = await at.host.tell(at.ref, start);
    assert.equal(again.transactionId, told.transactionId);
    assert.deepEqual(again.cost, { amountMinor: 84, currency: "eur" });
    const ended = await at.host.tell(at.ref, stop);
    assert.deepEqual(ended.cost, { amountMinor: 84, currency: "eur" });
    assert.deepEqual(await at.billed(), ["completed 2000"]);
  });

  it("may tell in 2.0.1 that it began earlier and lower than it first said: all that flowed is billed", async () => {
    const at = await charger();
    const none = { powerW: null, currentA: null, voltageV: null, socPercent: null };
    const start = (meterStartWh: number | null, ms: number): Fact => ({
      ...{ kind: "transaction_started" as const, evse: 1, idTag: at.uid, reference: "again" },
      ...{ reservation: null, meterStartWh, at: new Date(Date.now() - ms) },
    });
    const first = await at.host.tell(at.ref, start(1500, 10 * minute));
    await at.host.tell(at.ref, {
      ...{ kind: "metered" as const, evse: 1, transactionId: null, reference: "again" },
      samples: [{ at: new Date(Date.now() - 5 * minute), meterWh: 2000, ...none }],
    });
    const again = await at.host.tell(at.ref, start(1000, 20 * minute));
    assert.equal(again.transactionId, first.transactionId);
    assert.deepEqual(await at.billed(), ["active 1000"]);
    const [session = {}] = await at.sessionsOf(at.fleet.driver);
    assert.equal(session["amount_due"], 42);
    const stop = (meterStopWh: number | null, ms: number): Fact => ({
      ...{ kind: "transaction_stopped" as const, transactionId: null, reference: "again" },
      ...{ evse: 1, meterStopWh, reason: "local" as const, idTag: null, samples: [] },
      at: new Date(Date.now() - ms),
    });
    await at.host.tell(at.ref, stop(null, 4 * minute));
    assert.deepEqual(await at.billed(), ["completed 1000"]);
    // After its reset the charger counts from one again: the same name, another charge.
    const other = await at.host.tell(at.ref, start(2000, minute));
    assert.notEqual(other.transactionId, first.transactionId);
    await at.host.tell(at.ref, stop(2600, 0));
    assert.deepEqual(await at.billed(), ["completed 1000", "completed 600"]);
  });

  it("shows what a charge costs so far, and in all, and by which group it knows the card", async () => {
    const at = await charger();
    const base = { reference: "r-1", evse: 1 };
    const started = await at.host.tell(at.ref, {
      ...{ ...base, kind: "transaction_started" as const, idTag: at.uid, reservation: null },
      ...{ meterStartWh: 0, at: new Date() },
    });
    assert.equal(started.group, at.fleet.driver.slice(-20));
    const none = { powerW: null, currentA: null, voltageV: null, socPercent: null };
    const read = await at.host.tell(at.ref, {
      ...{ ...base, kind: "metered" as const, transactionId: null },
      samples: [{ at: new Date(), meterWh: 10_000, ...none }],
    });
    assert.deepEqual(read.cost, { amountMinor: 420, currency: "eur" });
    const [running] = await platform.sql(
      "select reference from station_transactions where transaction_id = $1",
      [started.transactionId],
    );
    assert.equal(running?.["reference"], "r-1");
    const ended = await at.host.tell(at.ref, {
      ...{
        ...base,
        kind: "transaction_stopped" as const,
        transactionId: null,
        meterStopWh: 20_000,
      },
      ...{ reason: "local" as const, idTag: at.uid, samples: [], at: new Date() },
    });
    assert.deepEqual(ended.cost, { amountMinor: 840, currency: "eur" });
    assert.deepEqual([ended.token, ended.group], ["accepted", started.group]);
  });

=======
>>>>>>> main
  it("may tell readings of nothing, or of another station's charge: nobody notices", async () => {
    const at = await liars.open();
    const other = await liars.open();
    const { transactionId } = await other.start(1000);
    await at.read(transactionId, 90_000);
    await at.read(undefined, 90_000);
    await at.stop(transactionId, 95_000);
    assert.deepEqual(await other.billed(), ["active 0"]);
    await other.stop(transactionId, 1500);
    assert.deepEqual(await other.billed(), ["completed 500"]);
  });

  it("may begin with a card that nobody knows where somebody else charges: that charge has ended", async () => {
    const at = await liars.open();
    const { transactionId } = await at.start(1000, { timestamp: ago(hour) });
    await at.read(transactionId, 2000, { timestamp: ago(hour / 2) });
    const stranger = await at.start(2500, { idTag: "STRANGER" });
    assert.equal(stranger.idTagInfo?.["status"], "Invalid");
    await at.read(stranger.transactionId, 9000);
    await at.stop(stranger.transactionId, 9000);
    assert.deepEqual(await at.billed(), ["completed 1000"]);
  });
});
