import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Priced, price, reached, type Usage } from "../../pricing/price.ts";
import { priceBound } from "../../pricing/quote.ts";
import type { Dimension, PriceComponent, Restrictions, Tariff } from "../../pricing/tariff.ts";
import type { MeterPeriod, Reached } from "../../pricing/walk.ts";
import { clamped, extend, type Meter, type PricedBy, type Reading, take } from "./usage.ts";

const start = Date.UTC(2026, 3, 1, 12, 0, 0);
const meter = (more: Partial<Meter> = {}): Meter => ({
  ...{ startWh: 1000, lastWh: 1000, lastAt: start, roseAt: start },
  ...more,
});
const reading = (ms: number, meterWh: number, powerW: number | null = null): Reading => ({
  ...{ at: start + ms, meterWh, powerW },
});

const plain: Tariff = {
  currency: "eur",
  elements: [{ price_components: [{ type: "ENERGY", price: "42", step_size: 1 }] }],
};

/** Takes readings one after another, as a session does. */
function used(
  readings: readonly Reading[],
  by: PricedBy = { tariff: plain, zone: "UTC" },
): { periods: MeterPeriod[]; meter: Meter } {
  let now = meter();
  const periods: MeterPeriod[] = [];
  for (const one of readings) {
    const taken = take(now, one, 150);
    now = taken.meter;
    if (taken.period === null) continue;
    extend(periods, taken.period, by);
  }
  return { periods, meter: now };
}

const total = (periods: readonly MeterPeriod[]): number =>
  periods.reduce((sum, one) => sum + one.energyWh, 0);

describe("a charger's readings", () => {
  it("count what the register rose, whatever it stood at before", () => {
    const { period } = take(meter(), reading(60_000, 1600), 150);
    assert.deepEqual(period, { from: start, until: start + 60_000, energyWh: 600, charging: true });
  });

  it("never take energy back: a falling register is ignored and flagged", () => {
    const before = meter({ lastWh: 5000 });
    const taken = take(before, reading(60_000, 4000), 150);
    assert.deepEqual(taken, { meter: before, period: null, flag: "falling" });
  });

  it("are billed and flagged when they rise faster than the plug can deliver", () => {
    const taken = take(meter(), reading(60_000, 1000 + 60_000), 22);
    assert.equal(taken.flag, "implausible");
    assert.equal(taken.period?.energyWh, 60_000);
  });

  it("are parking at no power, and charging when a slow car takes under a watt-hour a second", () => {
    assert.equal(take(meter(), reading(1000, 1000, 0), 150).period?.charging, false);
    assert.equal(take(meter(), reading(1000, 1000, 800), 150).period?.charging, true);
    assert.equal(take(meter(), reading(1000, 1000), 150).period?.charging, true);
    assert.equal(take(meter(), reading(120_000, 1000), 150).period?.charging, false);
  });

  it("are placed between the last fact and the moment we heard of them", () => {
    assert.equal(clamped(50, 100, 200), 100);
    assert.equal(clamped(150, 100, 200), 150);
    assert.equal(clamped(900, 100, 200), 200);
    assert.equal(clamped(50, 300, 200), 300);
  });

  it("become one period a minute, and none crosses the minute it began in", () => {
    const readings = Array.from({ length: 600 }, (_, i) =>
      reading((i + 1) * 1000, 1000 + (i + 1) * 40),
    );
    const { periods } = used(readings);
    assert.equal(periods.length, 10);
    assert.equal(total(periods), 600 * 40);
    for (const { from, until } of periods)
      assert.equal(Math.floor(from / 60_000), Math.floor((until - 1) / 60_000));
  });

  it("cost the same whether they came every second or once a minute", () => {
    const tariff: Tariff = {
      currency: "eur",
      elements: [
        {
          price_components: [{ type: "ENERGY", price: "42", step_size: 1 }],
          restrictions: { end_time: "12:05" },
        },
        { price_components: [{ type: "ENERGY", price: "31.5", step_size: 1 }] },
      ],
    };
    const perSecond = Array.from({ length: 600 }, (_, i) =>
      reading((i + 1) * 1000, 1000 + (i + 1) * 40),
    );
    const perMinute = perSecond.filter((_, i) => (i + 1) % 60 === 0);
    const cost = (readings: readonly Reading[]) =>
      price(tariff, { periods: used(readings).periods }, "UTC");
    assert.deepEqual(cost(perSecond), cost(perMinute));
  });

  it("never add up to anything but the register's rise, in any order of rises and falls", () => {
    const seed = Number(process.env["CHARGE_SEED"] ?? Math.floor(performance.timeOrigin) % 100_000);
    let s = seed;
    const random = () => {
      s = (s * 1_103_515_245 + 12_345) % 2_147_483_648;
      return s / 2_147_483_648;
    };
    for (let round = 0; round < 200; round++) {
      let at = 0;
      let register = 1000;
      const readings: Reading[] = [];
      for (let i = 0; i < 50; i++) {
        at += Math.floor(random() * 90_000);
        register = Math.max(0, register + Math.floor((random() - 0.1) * 500));
        readings.push(
          reading(at, register, random() < 0.5 ? null : Math.floor(random() * 3) * 1000),
        );
      }
      const { periods, meter: end } = used(readings);
      assert.equal(total(periods), end.lastWh - end.startWh, `seed ${seed}`);
      for (const [i, one] of periods.entries()) {
        assert.ok(one.energyWh >= 0 && one.until >= one.from, `seed ${seed}`);
        if (i > 0) assert.equal(one.from, periods[i - 1]?.until, `seed ${seed}`);
      }
    }
  });

  const amount = fc.integer({ min: 1, max: 3000 });
  const restrictions: fc.Arbitrary<Restrictions> = fc.oneof(
    fc.constantFrom<Restrictions>({ end_time: "12:03" }, { start_time: "12:02" }),
    amount.map((wh) => ({ min_kwh: wh / 1000 })),
    amount.map((wh) => ({ max_kwh: wh / 1000 })),
    fc.integer({ min: 1, max: 300 }).map((seconds) => ({ min_duration: seconds })),
    fc.integer({ min: 1, max: 300 }).map((seconds) => ({ max_duration: seconds })),
    fc.integer({ min: 1, max: 60 }).map((kw) => ({ min_power: kw })),
    fc.integer({ min: 1, max: 60 }).map((kw) => ({ max_power: kw })),
    fc.integer({ min: 1, max: 200 }).map((ampere) => ({ max_current: ampere })),
  );
  const component = (type: Dimension): fc.Arbitrary<PriceComponent> =>
    fc.nat(90).map((cents) => ({ type, price: String(cents * 37), step_size: 1 }));
  const tariffs: fc.Arbitrary<Tariff> = fc
    .array(
      fc.record({
        price_components: fc
          .tuple(...(["ENERGY", "TIME", "PARKING_TIME", "FLAT"] as const).map(component))
          .chain((all) => fc.subarray([...all], { minLength: 1 })),
        restrictions: fc.option(restrictions),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((elements) => ({ currency: "eur", elements }));
  const rises = fc.array(fc.record({ ms: fc.nat(50_000), wh: fc.nat(400) }), {
    minLength: 2,
    maxLength: 60,
  });

  /** Before steps and rounding, in 3 600 000ths; the prices here are integers. */
  const exactly = ({ lines }: Priced): number =>
    lines.reduce((sum, { component, quantity, unitPrice }) => {
      const factor = { ENERGY: 3600, TIME: 1, PARKING_TIME: 1, FLAT: 3_600_000 }[
        component as Dimension
      ];
      return sum + quantity * factor * Number(unitPrice);
    }, 0);

  it("never lower the running price, and joined to minutes they cost what they cost apart", () => {
    fc.assert(
      fc.property(tariffs, rises, (tariff, steps) => {
        const by = { tariff, zone: "UTC" };
        let now = meter({ lastAt: start + 13_250 });
        const apart: MeterPeriod[] = [];
        const periods: MeterPeriod[] = [];
        let last = 0;
        for (const { ms, wh } of steps) {
          const at = now.lastAt + ms;
          const taken = take(now, { at, meterWh: now.lastWh + wh, powerW: null }, 150);
          now = taken.meter;
          if (taken.period === null) continue;
          apart.push(taken.period);
          extend(periods, taken.period, by);
          const running = price(tariff, { periods }, by.zone);
          assert.deepEqual(running, price(tariff, { periods: apart }, by.zone));
          assert.ok(exactly(running) >= last, `${last}, then ${exactly(running)}`);
          last = exactly(running);
        }
        // The charger's last word repeats its last reading: the running price was the final one.
        const end = take(now, { at: now.lastAt, meterWh: now.lastWh, powerW: 0 }, 150);
        assert.equal(end.period, null);
        assert.equal(exactly(price(tariff, { periods }, by.zone)), last);
      }),
      { numRuns: 1000 },
    );
  });

  const withSteps = fc.tuple(tariffs, fc.constantFrom(1, 7, 60, 1000)).map(
    ([tariff, step_size]): Tariff => ({
      ...tariff,
      elements: tariff.elements.map((element) => ({
        ...element,
        price_components: element.price_components.map((one) => ({ ...one, step_size })),
      })),
    }),
  );
  const splits = fc.array(fc.record({ ms: fc.nat(50_000), wh: fc.nat(400), here: fc.boolean() }), {
    minLength: 2,
    maxLength: 60,
  });

  it("law: priced from where they were left, they are kept and cost as from the beginning", () => {
    fc.assert(
      fc.property(withSteps, splits, (tariff, steps) => {
        const zone = "Europe/Berlin";
        let now = meter({ lastAt: start + 13_250 });
        const all: MeterPeriod[] = [];
        const left: MeterPeriod[] = [];
        let tail: MeterPeriod[] = [];
        let before: Reached | null = null;
        for (const { ms, wh, here } of steps) {
          const at = now.lastAt + ms;
          const taken = take(now, { at, meterWh: now.lastWh + wh, powerW: null }, 150);
          now = taken.meter;
          if (taken.period === null) continue;
          extend(all, taken.period, { tariff, zone });
          extend(tail, taken.period, { tariff, zone, before });
          assert.deepEqual([...left, ...tail], all);
          const whole: Usage = { periods: all };
          const resumed: Usage = { periods: tail, before };
          assert.deepEqual(price(tariff, resumed, zone), price(tariff, whole, zone));
          const bound = (usage: Usage) => priceBound(tariff, usage, 60_000, 150, zone);
          assert.equal(bound(resumed), bound(whole));
          if (!here) continue;
          const kept: unknown = structuredClone(before);
          const next: Reached | null = reached(
            tariff,
            { periods: tail.slice(0, -1), before },
            zone,
          );
          assert.deepEqual(structuredClone(before), kept, "what was reached is not changed");
          before = next;
          left.push(...tail.slice(0, -1));
          tail = tail.slice(-1);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
