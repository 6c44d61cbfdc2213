// What only chargers of 2.0.1 can say, told to the platform as their network tells it: ends before
// beginnings, beginnings again, and what they are answered.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fact } from "../../src/networks/fact.ts";
import { minute, openLiars } from "../lying_charger.ts";

describe("a charger that names its transactions itself", () => {
  const liars = openLiars();

  it("names its transactions itself in 2.0.1: a stop told before its start is applied when that comes", async () => {
    const at = await liars.open();
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
    const at = await liars.open();
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
    const at = await liars.open();
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
    const [running] = await liars.platform.sql(
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
});
