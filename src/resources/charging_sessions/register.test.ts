import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Frame, understand } from "./register.ts";
import { type Meter, take } from "./usage.ts";

const minute = 60_000;
const bounds = { connectorKw: 22, batteryWh: 82_000 };

/** What a car is billed that is read every minute, and what was noticed on the way. */
function billed(startWh: number, registers: readonly number[]): [wh: number, ...flags: string[]] {
  let meter: Meter = { startWh, lastWh: startWh, lastAt: 0, roseAt: 0 };
  let frame: Frame = { offsetWh: 0, doubtWh: null, doubtAt: null };
  const flags = new Set<string>();
  for (const [i, exact] of registers.entries()) {
    const at = (i + 1) * minute;
    const register = { at, wh: Math.round(exact), milliWh: Math.round(exact * 1000) };
    const understood = understand(meter, frame, register, bounds);
    frame = understood.frame;
    if (understood.flag !== null) flags.add(understood.flag);
    if (understood.totalWh === null) continue;
    const taken = take(meter, { at, meterWh: understood.totalWh, powerW: null }, 22);
    meter = taken.meter;
    if (taken.flag !== null) flags.add(taken.flag);
  }
  return [meter.lastWh - startWh, ...[...flags].sort()];
}

describe("a charger's register", () => {
  it("counts what it rises", () => {
    assert.deepEqual(billed(120_000, [120_180, 120_360, 120_360, 120_500]), [500]);
  });

  it("that suddenly says kWh for Wh is understood, to the watt-hour where it has decimals", () => {
    const [wh, ...flags] = billed(120_000, [120_180, 120.36, 120.54, 120.72, 120_900]);
    assert.deepEqual([wh, flags], [900, ["unit"]]);
  });

  it("that ends in whole kWh bills no more than what was read before", () => {
    assert.deepEqual(billed(120_000, [120_180, 120_360, 120_540, 121]), [540, "unit"]);
  });

  it("that suddenly says Wh for kWh bills nobody a thousandfold", () => {
    const thousandfold = [120_180_000, 120_360_000, 120_540];
    assert.deepEqual(billed(120_000, thousandfold), [540, "unit"]);
    assert.deepEqual(billed(0, [180, 360_000, 540]), [540, "unit"]);
  });

  it("whose start was in kWh begins with its first reading", () => {
    assert.deepEqual(billed(120, [120_180, 120_360, 120_540]), [360, "unit"]);
  });

  it("that begins anew after a reboot goes on counting, once it is seen to rise", () => {
    assert.deepEqual(billed(120_000, [120_180, 120_360, 50, 230, 410]), [770, "falling", "reset"]);
  });

  it("that begins anew twice goes on twice", () => {
    const twice = [120_180, 50, 230, 20, 200];
    assert.deepEqual(billed(120_000, twice), [180 + 230 + 200, "falling", "reset"]);
  });

  it("that shows 0 once, or keeps showing it, adds nothing and takes nothing away", () => {
    assert.deepEqual(billed(120_000, [120_180, 0, 120_540]), [540, "falling"]);
    assert.deepEqual(billed(120_000, [120_180, 0, 0, 0]), [180, "falling"]);
    const back = [120_180, 10, 120, 120_540, 120_720];
    assert.deepEqual(billed(120_000, back), [720, "falling", "reset"]);
  });

  it("that falls back by some kWh bills nothing until it is past where it was", () => {
    const rollback = [125_000, 124_000, 124_180, 124_360];
    assert.deepEqual(billed(124_900, rollback), [100, "falling"]);
    assert.deepEqual(billed(120_000, [120_180, 119_000, 120_200]), [200, "falling"]);
  });

  it("that rises faster than the plug can give is billed and flagged", () => {
    assert.deepEqual(billed(1000, [61_000]), [60_000, "implausible"]);
  });

  it("of a new meter is no start in kWh, however fast it rises", () => {
    assert.deepEqual(billed(50, [50_300]), [50_250, "implausible"]);
  });

  it("is not seen to rise by a reading from before it fell", () => {
    const meter: Meter = { startWh: 120_000, lastWh: 120_180, lastAt: 0, roseAt: 0 };
    const fell = { at: 2 * minute, wh: 50, milliWh: 50_000 };
    const { frame } = understand(
      meter,
      { offsetWh: 0, doubtWh: null, doubtAt: null },
      fell,
      bounds,
    );
    const at = (ms: number) =>
      understand(meter, frame, { at: ms, wh: 230, milliWh: 230_000 }, bounds).totalWh;
    assert.deepEqual([at(minute), at(3 * minute)], [null, 120_410]);
  });

  it("at its end tells no sum for the session as energy on top", () => {
    // A charger whose stop says what the session took, and not where its register stands.
    assert.deepEqual(billed(120_000, [121_000, 122_000, 2_000])[0], 2_000);
  });
});
