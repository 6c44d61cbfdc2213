import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Tariff } from "../../pricing/tariff.ts";
import { holdFor, outgrown, raisedHold, standardHold } from "./hold_size.ts";

const energy = (price: string): Tariff => ({
  currency: "eur",
  elements: [{ price_components: [{ type: "ENERGY", price, step_size: 1 }] }],
});
const byTime: Tariff = {
  currency: "eur",
  elements: [{ price_components: [{ type: "TIME", price: "600", step_size: 60 }] }],
};

const start = { powerKw: 150, at: Date.UTC(2026, 3, 1, 12), zone: "UTC", standard: 5000 };

/** What a hold of the standard becomes after this much energy, at 150 kW. */
function raised(energyWh: number, tariff: Tariff, standard: number): number | null {
  const usage = { periods: [{ from: 0, until: 3_600_000, energyWh, charging: true }] };
  const bound = outgrown({ held: 5000, tariff, usage, powerKw: 150, zone: "UTC" });
  return bound === null ? null : raisedHold(5000, bound, standard);
}

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
    assert.equal(raised(100_000, energy("42"), 5000), null);
    // 117 kWh cost 49.14; a minute at 150 kW adds 2.5 kWh.
    assert.equal(raised(117_000, energy("42"), 5000), 10_000);
  });

  it("is what the account has set for the currency, at the start and when it grows", () => {
    assert.equal(standardHold("eur", { eur: 300, jpy: 9000 }), 300);
    assert.equal(standardHold("jpy", { eur: 300 }), 8000);
    assert.equal(holdFor(energy("42"), null, { ...start, standard: 300 }), 300);
    assert.equal(raised(117_000, energy("42"), 8000), 13_000);
  });

  it("covers a fee of the start that is more than the standard, and grows to what is needed", () => {
    const fee: Tariff = {
      currency: "eur",
      elements: [{ price_components: [{ type: "FLAT", price: "1000000", step_size: 1 }] }],
    };
    assert.equal(holdFor(fee, null, start), 1_000_000);
    assert.ok(Number(raised(900_000, energy("42"), 5000)) >= 37_800);
  });
});
