// The curve against the specification's figures, against the simulated cars' closed form, and by
// laws.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { chargedAfter, efficiency, secondsUntil } from "../../networks/simulator/charge_curve.ts";
import { price } from "../../pricing/price.ts";
import type { Tariff } from "../../pricing/tariff.ts";
import type { MeterPeriod } from "../../pricing/walk.ts";
import { type Charge, type Outlet, percent, periodsOf } from "./curve.ts";

const ccs: Outlet = { type: "CCS", powerKw: 150 };
const type2: Outlet = { type: "Type2", powerKw: 22 };
const start = Date.UTC(2026, 3, 1);

const wh = (periods: readonly MeterPeriod[]): number =>
  periods.reduce((sum, one) => sum + one.energyWh, 0);
const ms = (periods: readonly MeterPeriod[]): number => (periods.at(-1)?.until ?? start) - start;
const charged = (outlet: Outlet, batteryWh: number, from: number, to: number): MeterPeriod[] =>
  periodsOf({ outlet, batteryWh, from: from * percent, to: to * percent }, start);

test("energy is what the battery takes over the efficiency, time is energy over power", () => {
  const ac = charged(type2, 60_000, 20, 80);
  assert.equal(wh(ac), 40_000);
  // 40 kWh at 11 kW, whatever the connector has: 3.636… h.
  assert.ok(Math.abs(ms(ac) - (40_000 / 11_000) * 3_600_000) <= 60);
  assert.ok(ac.every(({ powerW, charging }) => powerW === 11_000 && charging));
  const slow = charged({ type: "Schuko", powerKw: 2.3 }, 60_000, 20, 80);
  assert.ok(Math.abs(ms(slow) - (40_000 / 2300) * 3_600_000) <= 60);
  const dc = charged(ccs, 94_000, 0, 50);
  assert.equal(wh(dc), 50_000);
  assert.equal(ms(dc), 1_200_000);
});

test("DC falls to 40 % of the power at 80 %, and to 10 % at the end", () => {
  const powers = charged(ccs, 60_000, 0, 100).map(({ powerW }) => powerW);
  assert.deepEqual([powers[0], powers[49]], [150_000, 150_000]);
  assert.deepEqual([powers[50], powers[79]], [148_500, 61_500]);
  assert.deepEqual([powers[80], powers[99]], [58_875, 16_125]);
});

const outlet = fc.constantFrom<Outlet>(
  ...[ccs, type2, { type: "CHAdeMO", powerKw: 50 }, { type: "Type2", powerKw: 3.7 }],
);
const level = fc.oneof(
  fc.integer({ min: 0, max: 100 }).map((whole) => whole * percent),
  fc.integer({ min: 0, max: 100 * percent }),
);
const charge: fc.Arbitrary<Charge> = fc
  .record({ outlet, batteryWh: fc.integer({ min: 1000, max: 2_000_000 }), from: level, to: level })
  .map((one) => ({
    ...one,
    from: Math.min(one.from, one.to),
    to: Math.max(one.from, one.to),
  }));

/** fast-check prints the seed and the shrunken case of a failure. */
const law = { numRuns: 300 };

test("it is the curve that simulated cars follow, to a thousandth of a percent", () => {
  fc.assert(
    fc.property(charge, (one) => {
      const periods = periodsOf(one, start);
      const car = { batteryWh: one.batteryWh, soc: one.from / (100 * percent) };
      const seconds = secondsUntil(car, one.outlet, one.to / (100 * percent));
      assert.ok(Math.abs(ms(periods) - seconds * 1000) <= 60 + seconds * 0.01);
      const exact =
        (one.batteryWh * (one.to - one.from)) / (100 * percent * efficiency(one.outlet.type));
      assert.ok(Math.abs(wh(periods) - exact) <= 0.500001, `${wh(periods)} Wh of ${exact}`);
    }),
    law,
  );
});

test("no period is empty of time, none overlaps, and none takes more than its power gives", () => {
  fc.assert(
    fc.property(charge, (one) => {
      let at = start;
      for (const { from, until, energyWh, powerW } of periodsOf(one, start)) {
        assert.equal(from, at);
        assert.ok(until >= from && energyWh >= 0);
        assert.ok(energyWh - 1.02 <= ((powerW ?? 0) + 1) * 1.01 * ((until - from) / 3_600_000));
        at = until;
      }
    }),
    law,
  );
});

test("a charge in two parts takes what it takes in one, but for one Wh and the milliseconds", () => {
  fc.assert(
    fc.property(charge, level, (one, cut) => {
      const middle = Math.min(Math.max(cut, one.from), one.to);
      const whole = periodsOf(one, start);
      const parts = [
        periodsOf({ ...one, to: middle }, start),
        periodsOf({ ...one, from: middle }, start),
      ];
      const energy = parts.reduce((sum, part) => sum + wh(part), 0);
      const time = parts.reduce((sum, part) => sum + ms(part), 0);
      assert.ok(Math.abs(energy - wh(whole)) <= 1);
      const slack = middle % percent === 0 ? 0 : 2 + ms(whole) / 1_000_000;
      assert.ok(Math.abs(time - ms(whole)) <= slack, `${time} of ${ms(whole)} ms`);
    }),
    law,
  );
});

const nightAndKwh: Tariff = {
  currency: "eur",
  elements: [
    {
      price_components: [{ type: "ENERGY", price: "21.5", step_size: 1 }],
      restrictions: { start_time: "02:10", end_time: "03:00" },
    },
    {
      price_components: [{ type: "ENERGY", price: "60", step_size: 1 }],
      restrictions: { min_kwh: 30 },
    },
    {
      price_components: [
        { type: "FLAT", price: "100", step_size: 1 },
        { type: "ENERGY", price: "42", step_size: 1 },
        { type: "TIME", price: "120", step_size: 1 },
      ],
    },
  ],
};

/** What a simulated charger reports of the same charge, each second, whole Wh. */
function metered({ outlet, batteryWh, from }: Charge, durationMs: number): MeterPeriod[] {
  const car = { batteryWh, soc: from / (100 * percent) };
  const registerAt = (at: number): number =>
    Math.floor(chargedAfter(car, outlet, at / 1000).energyWh + 1e-6);
  const count = Math.ceil(durationMs / 1000);
  return Array.from({ length: count }, (_, index) => {
    const [since, until] = [index * 1000, Math.min((index + 1) * 1000, durationMs)];
    const energyWh = registerAt(until) - registerAt(since);
    return { from: start + since, until: start + until, energyWh, charging: true };
  });
}

test("a car that charges the same, metered each second, costs the same to the cent or two", () => {
  fc.assert(
    fc.property(charge, (one) => {
      const small = { ...one, batteryWh: 10_000 + (one.batteryWh % 90_000) };
      const periods = periodsOf(small, start);
      const estimated = price(nightAndKwh, { periods }, "Europe/Berlin").totalMinor;
      const readings = metered(small, ms(periods));
      const real = price(nightAndKwh, { periods: readings }, "Europe/Berlin").totalMinor;
      assert.ok(Math.abs(estimated - real) <= 2, `${estimated}, metered ${real}`);
    }),
    { numRuns: 40 },
  );
});

test("a higher target never costs less, takes less time or less energy", () => {
  fc.assert(
    fc.property(charge, level, (one, more) => {
      const higher = { ...one, to: Math.max(one.to, more) };
      const [low, high] = [periodsOf(one, start), periodsOf(higher, start)];
      const cost = (periods: MeterPeriod[]): number =>
        price(nightAndKwh, { periods }, "Europe/Berlin").totalMinor;
      assert.ok(wh(high) >= wh(low) && ms(high) >= ms(low) && cost(high) >= cost(low));
    }),
    law,
  );
});
