import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Tariff } from "../../pricing/tariff.ts";
import { holdFor, outgrows, standardHold } from "./hold_size.ts";

const energy = (price: string): Tariff => ({
  currency: "eur",
  elements: [{ price_components: [{ type: "ENERGY", price, step_size: 1 }] }],
});
const byTime: Tariff = {
  currency: "eur",
  elements: [{ price_components: [{ type: "TIME", price: "600", step_size: 60 }] }],
};

describe("what is held before a session", () => {
  it("is 50 units of a currency that is worth about a euro, in its smallest unit", () => {
    assert.equal(standardHold("eur"), 5000);
    assert.equal(standardHold("usd"), 5000);
    assert.equal(standardHold("kwd"), 50_000);
    assert.equal(standardHold("jpy"), 8000);
  });

  it("is less where the session limit caps the price, the last interval included", () => {
    const hold = holdFor(energy("42"), 10_000, 150);
    assert.ok(hold >= Math.round((10_000 + 2500) * 0.042) && hold < 600, String(hold));
  });

  it("is the standard where time has a price, because no limit caps that", () => {
    assert.equal(holdFor(byTime, 10_000, 150), 5000);
  });

  it("is outgrown one meter interval at full power before the price passes it", () => {
    const usage = (energyWh: number) => ({
      periods: [{ from: 0, until: 3_600_000, energyWh, charging: true }],
    });
    assert.equal(outgrows(5000, energy("42"), usage(100_000), 150, "UTC"), false);
    // 117 kWh cost 49.14; a minute at 150 kW adds 2.5 kWh.
    assert.equal(outgrows(5000, energy("42"), usage(117_000), 150, "UTC"), true);
  });
});
