import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Tariff } from "../../pricing/tariff.ts";
import { holdFor, raisedHold, standardHold } from "./hold_size.ts";

const energy = (price: string): Tariff => ({
  currency: "eur",
  elements: [{ price_components: [{ type: "ENERGY", price, step_size: 1 }] }],
});
const byTime: Tariff = {
  currency: "eur",
  elements: [{ price_components: [{ type: "TIME", price: "600", step_size: 60 }] }],
};

const start = { powerKw: 150, at: Date.UTC(2026, 3, 1, 12), zone: "UTC" };

describe("what is held before a session", () => {
  it("is 50 units of a currency that is worth about a euro, in its smallest unit", () => {
    assert.equal(standardHold("eur"), 5000);
    assert.equal(standardHold("usd"), 5000);
    assert.equal(standardHold("kwd"), 50_000);
    assert.equal(standardHold("jpy"), 8000);
  });

  it("is less where the session limit caps the price, the last interval included", () => {
    const hold = holdFor(energy("42"), 10_000, start);
    assert.ok(hold >= Math.round((10_000 + 2500) * 0.042) && hold < 600, String(hold));
  });

  it("is the standard where time has a price, because no limit caps that", () => {
    assert.equal(holdFor(byTime, 10_000, start), 5000);
  });

  it("is outgrown one meter interval at full power before the price passes it", () => {
    const usage = (energyWh: number) => ({
      periods: [{ from: 0, until: 3_600_000, energyWh, charging: true }],
    });
    const raised = (energyWh: number) =>
      raisedHold(5000, energy("42"), usage(energyWh), 150, "UTC");
    assert.equal(raised(100_000), null);
    // 117 kWh cost 49.14; a minute at 150 kW adds 2.5 kWh.
    assert.equal(raised(117_000), 10_000);
  });

  it("covers a fee of the start that is more than the standard, and grows to what is needed", () => {
    const fee: Tariff = {
      currency: "eur",
      elements: [{ price_components: [{ type: "FLAT", price: "1000000", step_size: 1 }] }],
    };
    assert.equal(holdFor(fee, null, start), 1_000_000);
    const late = { periods: [{ from: 0, until: 3_600_000, energyWh: 900_000, charging: true }] };
    assert.ok(Number(raisedHold(5000, energy("42"), late, 150, "UTC")) >= 37_800);
  });
});
