// What a charger says of when: hours off, days later, or not at all.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { closeStale } from "../../src/resources/charging_sessions/stale_actions.ts";
import { until } from "../fleet.ts";
import { ago, hour, minute, openLiars } from "../lying_charger.ts";

describe("a charger that tells late, by a wrong clock, or never", () => {
  const liars = openLiars();

  it("may have a clock that is hours off: it is measured from what it says live, and times come out right", async () => {
    for (const skew of [3 * hour, -5 * hour]) {
      const at = await liars.open();
      const said = () => ago(-skew);
      for (const status of ["Available", "Preparing", "Available", "Preparing"]) {
        await at.call("StatusNotification", {
          ...{ connectorId: 1, errorCode: "NoError", status, timestamp: said() },
        });
        await new Promise((done) => setTimeout(done, 900));
      }
      const { clock_skew_ms } = await liars.platform.api.read(at.path);
      assert.ok(Math.abs(Number(clock_skew_ms) - skew) < 2000, `${clock_skew_ms} for ${skew}`);
      const { transactionId } = await at.start(1000, { timestamp: said() });
      await new Promise((done) => setTimeout(done, 300));
      await at.stop(transactionId, 1500, { timestamp: said() });
      const [one = {}] = await at.sessionsOf(at.fleet.driver);
      for (const key of ["session_started", "session_ended"]) {
        const off = Date.parse(String(one[key])) - Date.now();
        assert.ok(Math.abs(off) < 5000, `${key} is ${off} ms off`);
      }
      const [raw = {}] = await liars.platform.sql(
        "select started_at from station_transactions where charging_station = $1",
        [at.station.id],
      );
      const kept = (raw["started_at"] as Date).getTime() - Date.now() - skew;
      assert.ok(Math.abs(kept) < 5000, "what it said is kept");
    }
  });

  it("that was offline tells a charge later: it is billed by its own times, wherever the car is by then", async () => {
    const at = await liars.open();
    const there = await liars.open();
    const now = await there.start(500, { idTag: at.uid });
    const { transactionId, idTagInfo } = await at.start(1000, { timestamp: ago(8 * hour) });
    assert.equal(idTagInfo?.["status"], "Accepted");
    await at.stop(transactionId, 9000, { timestamp: ago(7 * hour) });
    await there.stop(now.transactionId, 900);
    assert.deepEqual((await at.billed()).toSorted(), ["completed 400", "completed 8000"]);
    const [late = {}] = await at.internal();
    const lasted =
      (late["session_ended"] as Date).getTime() - (late["session_started"] as Date).getTime();
    assert.equal(Math.round(lasted / minute), 60);
  });

  it("that forgot the charge and says that it is free: the session is closed with a reason, and the driver starts again", async () => {
    const at = await liars.open();
    const { transactionId } = await at.start(1000);
    await at.read(transactionId, 1700);
    await at.call("StatusNotification", {
      ...{ connectorId: 1, errorCode: "NoError", status: "Available", timestamp: ago(0) },
    });
    const later = (ms: number) => ({
      ...liars.platform.database,
      clock: { ...liars.platform.database.clock, now: () => new Date(Date.now() + ms) },
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
    const at = await liars.open();
    const { transactionId } = await at.start(1000, { timestamp: ago(hour) });
    await at.read(transactionId, 1700, { timestamp: ago(50 * minute) });
    await at.point.goOffline();
    await until(
      () => liars.platform.api.read(at.path),
      (one) => one["online"] === false,
    );
    const days = {
      ...liars.platform.database,
      clock: { ...liars.platform.database.clock, now: () => new Date(Date.now() + 73 * hour) },
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
      () => liars.session(id),
      (one) => one["amount_paid"] === 168,
    );
  });
});
