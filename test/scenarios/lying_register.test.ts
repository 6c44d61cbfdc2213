// What a charger says of how much flowed: other units, other beginnings, several ends, nothing.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ago, hour, minute, openLiars } from "../lying_charger.ts";
import type { Json } from "../platform.ts";

describe("a register that does not tell the truth", () => {
  const liars = openLiars();

  it("may stop several times: the first reading is billed, the others are kept", async () => {
    const at = await liars.open();
    const { transactionId } = await at.start(1000);
    await at.stop(transactionId, 2000);
    await at.stop(transactionId, 7000);
    await at.stop(transactionId, 1500);
    assert.deepEqual(await at.billed(), ["completed 1000"]);
    const kept = (await at.evidence()).map((one) => (one["report"] as Json)["meterStopWh"]);
    assert.deepEqual(kept, [7000, 1500]);
  });

  it("may say kWh for Wh, or Wh for kWh, in the middle: the energy stays what it was", async () => {
    const at = await liars.open();
    const { transactionId } = await at.start(120_000);
    await at.read(transactionId, 120_500);
    await at.read(transactionId, "120.9");
    await at.read(transactionId, 121_200, { unit: "kWh" });
    assert.deepEqual(await at.billed(), ["active 1200"]);
    await at.stop(transactionId, 121_500);
    assert.deepEqual(await at.billed(), ["completed 1500"]);
  });

  it("may leave out the register: what start and stop say is billed", async () => {
    const at = await liars.open();
    const { transactionId } = await at.start(1000, { timestamp: ago(hour) });
    const power = { measurand: "Power.Active.Import", unit: "W" };
    await at.read(transactionId, 7000, { ...power, timestamp: ago(hour / 2) });
    assert.deepEqual(await at.billed(), ["active 0"]);
    await at.stop(transactionId, 8000);
    assert.deepEqual(await at.billed(), ["completed 7000"]);
  });

  it("may have a register that begins at 0 after a reboot: what flowed before and after is billed", async () => {
    const at = await liars.open();
    const { transactionId } = await at.start(120_000);
    await at.read(transactionId, 121_000);
    await at.point.boot();
    await at.read(transactionId, 0);
    await at.read(transactionId, 300);
    await at.stop(transactionId, 800);
    assert.deepEqual(await at.billed(), ["completed 1800"]);
  });

  it("may show any register: the series of the session goes on as it is billed", async () => {
    const at = await liars.open();
    const { transactionId } = await at.start(120_000, { timestamp: ago(hour) });
    const told = [121_000, "121.5", 119_000, 122_000, 0, 300, 900].entries();
    for (const [nth, wh] of told) {
      await at.read(transactionId, wh, { timestamp: ago((50 - nth) * minute) });
    }
    const [{ id } = {}] = await at.sessionsOf(at.fleet.driver);
    const path = `/v1/charging_sessions/${id}/meter_values?limit=100`;
    const { data } = await liars.platform.api.read(path);
    const [energies, registers] = ["energy", "register"].map((key) =>
      data.map((one) => one[key]).toReversed(),
    );
    assert.deepEqual(registers, [121_000, 122, 119_000, 122_000, 0, 300, 900]);
    assert.deepEqual(energies, [1000, 1500, 1500, 2000, 2000, 2300, 2900]);
    assert.deepEqual(await at.billed(), ["active 2900"]);
  });

  it("may have a register that falls back: what was read is billed once", async () => {
    const at = await liars.open();
    const { transactionId } = await at.start(120_000);
    await at.read(transactionId, 122_000);
    await at.read(transactionId, 121_000);
    await at.stop(transactionId, 121_500);
    assert.deepEqual(await at.billed(), ["completed 2000"]);
    assert.deepEqual((await at.internal())[0]?.["flags"], ["falling"]);
  });
});
