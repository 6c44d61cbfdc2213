// Laws of pricing on random tariffs and sessions: splitting, growing, limits, daylight saving.
// Step sizes are 1 where a law holds before step rounding only (ruling 30).

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Priced } from "./price.ts";
import { price } from "./price.ts";
import { capForEnergy, priceBound } from "./quote.ts";
import { record } from "./record.ts";
import type { Dimension, PriceComponent, Restrictions, Tariff } from "./tariff.ts";
import { checkTariff, weekdays } from "./tariff.ts";
import type { MeterPeriod } from "./walk.ts";

const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"];
const zone = fc.constantFrom(...zones);
const minute = 60_000;
const hour = 60 * minute;

/** Starts crowd around the clock changes of 2026, where the mistakes are. */
const changes = [
  "2026-03-29T01:00Z",
  "2026-10-25T01:00Z",
  "2026-03-08T07:00Z",
  "2026-11-01T06:00Z",
];
const start = fc
  .tuple(fc.constantFrom(...changes.map(Date.parse)), fc.integer({ min: -36, max: 12 }))
  .map(([change, hours]) => change + hours * hour);

const decimal = fc
  .tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 9999 }))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(4, "0")}`);
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom("00", "30", "45"))
  .map(([h, m]) => `${String(h).padStart(2, "0")}:${m}`);

const restrictions: fc.Arbitrary<Restrictions> = fc.oneof(
  fc.record({ start_time: clock, end_time: clock }),
  fc.record({ min_kwh: fc.integer({ min: 0, max: 30 }) }),
  fc.record({ max_kwh: fc.integer({ min: 1, max: 30 }).map((kwh) => kwh / 2) }),
  fc.record({ min_duration: fc.integer({ min: 0, max: 7200 }) }),
  fc.record({ max_duration: fc.integer({ min: 1, max: 7200 }) }),
  fc.record({ max_power: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ day_of_week: fc.subarray([...weekdays], { minLength: 1 }), end_time: clock }),
  fc.constant({ start_date: "2026-03-29", end_date: "2026-10-25" }),
);

function elements(step: fc.Arbitrary<number>) {
  const of = (type: Dimension): fc.Arbitrary<PriceComponent> =>
    fc.record({ type: fc.constant(type), price: decimal, step_size: step });
  const components = fc
    .tuple(of("ENERGY"), of("TIME"), of("PARKING_TIME"), of("FLAT"))
    .chain((all) => fc.subarray([...all], { minLength: 1 }));
  return fc.array(
    fc.record({ price_components: components, restrictions: fc.option(restrictions) }),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
}

const tariffWith = (step: fc.Arbitrary<number>): fc.Arbitrary<Tariff> =>
  fc.record({ currency: fc.constant("eur"), elements: elements(step) });
const exactTariff = tariffWith(fc.constant(1));
const steppedTariff = tariffWith(fc.constantFrom(1, 60, 500, 900));

/** Readings each few minutes: whole Wh, some parking, some power of their own. */
const readings = fc.array(
  fc.record({
    minutes: fc.integer({ min: 1, max: 50 }),
    charging: fc.boolean(),
    wh: fc.integer({ min: 0, max: 9000 }),
    powerW: fc.integer({ min: 0, max: 100_000 }),
  }),
  { minLength: 1, maxLength: 12 },
);
const periods = fc.tuple(start, readings).map(([from, list]) => {
  let at = from;
  return list.map(({ minutes, charging, wh, powerW }): MeterPeriod => {
    const period = { from: at, until: at + minutes * minute, charging, powerW };
    at = period.until;
    return { ...period, energyWh: charging ? wh : 0 };
  });
});

/** fast-check prints the seed and the shrunken case of a failure. */
const law = { numRuns: 400 };

const quantities = (priced: Priced): string[] =>
  priced.lines.map((line) => `${line.component} ${line.element} ${line.quantity}`);

test("every tariff that the laws use is accepted", () => {
  fc.assert(
    fc.property(steppedTariff, (tariff) => assert.equal(checkTariff(tariff), null)),
    law,
  );
});

test("a reading in between moves no time, and at each cut at most a Wh to its neighbour", () => {
  fc.assert(
    fc.property(exactTariff, periods, zone, fc.nat(), (tariff, list, where, pick) => {
      const index = pick % list.length;
      const whole = list[index] as MeterPeriod;
      // Twice the energy has a whole Wh in the middle of its time.
      const doubled = { ...whole, energyWh: whole.energyWh * 2 };
      const middle = (whole.from + whole.until) / 2;
      const halves = [
        { ...doubled, until: middle, energyWh: whole.energyWh },
        { ...doubled, from: middle, energyWh: whole.energyWh },
      ];
      const before = price(tariff, { periods: list.with(index, doubled) }, where);
      const after = price(tariff, { periods: list.toSpliced(index, 1, ...halves) }, where);
      assert.deepEqual(withoutEnergy(after), withoutEnergy(before));
      // Each of five elements opens and closes at most twice in ten hours; no restriction, no cut.
      const restricted = tariff.elements.filter((element) => element.restrictions != null).length;
      const moved = difference(before, after);
      assert.ok(moved <= 8 * restricted, `${moved} Wh`);
    }),
    law,
  );
});

const withoutEnergy = (priced: Priced) =>
  priced.lines.filter((line) => line.component !== "ENERGY");

/** Wh that stand on another line. Time is cut exactly, so all else must be the same. */
function difference(before: Priced, after: Priced): number {
  const energy = (priced: Priced): Map<number | null, number> =>
    new Map(
      priced.lines
        .filter((line) => line.component === "ENERGY")
        .map((line) => [line.element, line.quantity]),
    );
  const [one, two] = [energy(before), energy(after)];
  let moved = 0;
  for (const element of new Set([...one.keys(), ...two.keys()])) {
    moved += Math.abs((one.get(element) ?? 0) - (two.get(element) ?? 0));
  }
  return moved;
}

test("by time alone a session may be split at any millisecond and costs the same", () => {
  fc.assert(
    fc.property(steppedTariff, periods, zone, fc.nat(), (tariff, list, where, pick) => {
      const still = list.map((period) => ({ ...period, energyWh: 0 }));
      const index = pick % still.length;
      const whole = still[index] as MeterPeriod;
      const at = whole.from + (pick % (whole.until - whole.from));
      const parts = [
        { ...whole, until: at },
        { ...whole, from: at },
      ];
      assert.deepEqual(
        price(tariff, { periods: still.toSpliced(index, 1, ...parts) }, where),
        price(tariff, { periods: still }, where),
      );
    }),
    law,
  );
});

test("cut at any moment, floored to the Wh, a session stays the same but for a Wh at each cut", () => {
  fc.assert(
    fc.property(exactTariff, periods, zone, fc.nat(), (tariff, list, where, pick) => {
      const index = pick % list.length;
      const whole = { ...(list[index] as MeterPeriod), powerW: 11_000 };
      const at = whole.from + (pick % (whole.until - whole.from));
      const share = BigInt(whole.energyWh) * BigInt(at - whole.from);
      const energyWh = Number(share / BigInt(whole.until - whole.from));
      const parts = [
        { ...whole, until: at, energyWh },
        { ...whole, from: at, energyWh: whole.energyWh - energyWh },
      ];
      const before = price(tariff, { periods: list.with(index, whole) }, where);
      const after = price(tariff, { periods: list.toSpliced(index, 1, ...parts) }, where);
      const wh = ({ lines }: Priced): number =>
        lines.reduce((sum, one) => sum + (one.component === "ENERGY" ? one.quantity : 0), 0);
      const restricted = tariff.elements.filter((element) => element.restrictions != null).length;
      // Where an element has no energy price, what moves there is on no line.
      assert.ok(Math.abs(wh(after) - wh(before)) <= 8 * restricted);
      assert.ok(difference(before, after) <= 8 * restricted, `${difference(before, after)} Wh`);
      // A price line may pass a rounding; 90 cents a kWh is far below a cent a Wh.
      const slack = 1 + before.lines.length;
      assert.ok(Math.abs(after.totalMinor - before.totalMinor) <= slack);
    }),
    law,
  );
});

test("the price never falls as a session goes on", () => {
  fc.assert(
    fc.property(exactTariff, periods, zone, (tariff, list, where) => {
      let last = 0;
      for (let count = 1; count <= list.length; count++) {
        const { totalMinor } = price(tariff, { periods: list.slice(0, count) }, where);
        assert.ok(totalMinor >= last, `${last} then ${totalMinor}`);
        last = totalMinor;
      }
    }),
    law,
  );
});

test("a roaming record has the price's lines, and its periods are where they come from", () => {
  fc.assert(
    fc.property(steppedTariff, periods, zone, (tariff, list, where) => {
      const { periods: way, totals, ...priced } = record(tariff, { periods: list }, where);
      assert.deepEqual(priced, price(tariff, { periods: list }, where));
      const [first, last] = [list[0], list.at(-1)] as [MeterPeriod, MeterPeriod];
      assert.deepEqual([way[0]?.from, way.at(-1)?.until], [first.from, last.until]);
      for (const [index, one] of way.slice(1).entries()) assert.equal(one.from, way[index]?.until);
      const wh = (all: readonly { energyWh: number }[]): number =>
        all.reduce((sum, one) => sum + one.energyWh, 0);
      assert.equal(wh(way), wh(list));
      const used = new Map<string, number>();
      for (const { from, until, kind, energyWh, elements: of } of way) {
        const add = (key: string, count: number) => used.set(key, (used.get(key) ?? 0) + count);
        if (kind === "charging") add(`ENERGY ${of.ENERGY}`, energyWh);
        if (kind === "charging") add(`TIME ${of.TIME}`, until - from);
        else add(`PARKING_TIME ${of.PARKING_TIME}`, until - from);
      }
      for (const { component, element, quantity, amountMinor } of priced.lines) {
        assert.ok(amountMinor >= 0);
        if (component !== "FLAT") assert.equal(used.get(`${component} ${element}`), quantity);
      }
      const sum = Object.values(totals).reduce((all, one) => all + one, 0);
      assert.equal(sum, priced.totalMinor);
    }),
    law,
  );
});

test("the total is the sum of the lines, and lies within the tariff's limits", () => {
  fc.assert(
    fc.property(
      steppedTariff,
      periods,
      zone,
      fc.nat(500),
      fc.nat(500),
      (plain, list, where, low, more) => {
        const limits = { min_price: `${low}.5`, max_price: `${low + more + 1}` };
        const priced = price({ ...plain, ...limits }, { periods: list }, where);
        const sum = priced.lines.reduce((total, line) => total + line.amountMinor, 0);
        assert.equal(priced.totalMinor, sum);
        assert.ok(priced.totalMinor >= low + 1 && priced.totalMinor <= low + more + 1);
      },
    ),
    law,
  );
});

test("no meter interval at full power passes the bound that was given before it", () => {
  fc.assert(
    fc.property(steppedTariff, periods, zone, fc.boolean(), (tariff, list, where, charging) => {
      const from = list.at(-1)?.until as number;
      const next = { from, until: from + minute, charging, powerW: charging ? 60_000 : 0 };
      const grown = [...list, { ...next, energyWh: charging ? 1000 : 0 }];
      const bound = priceBound(tariff, { periods: list }, minute, 60, where);
      assert.ok(price(tariff, { periods: grown }, where).totalMinor <= bound);
    }),
    law,
  );
});

test("no session costs more than the cap for its energy", () => {
  fc.assert(
    fc.property(steppedTariff, periods, zone, (tariff, list, where) => {
      const energyOnly = tariff.elements.map((element) => ({
        ...element,
        price_components: element.price_components.map((c) =>
          c.type === "TIME" || c.type === "PARKING_TIME" ? { ...c, price: "0" } : c,
        ),
      }));
      const wh = list.reduce((total, period) => total + period.energyWh, 0);
      const cap = capForEnergy({ ...tariff, elements: energyOnly }, wh);
      const { totalMinor } = price({ ...tariff, elements: energyOnly }, { periods: list }, where);
      assert.ok(cap !== null && totalMinor <= cap, `${totalMinor} of ${cap}`);
    }),
    law,
  );
});

test("whatever the clock does, priced time is elapsed time", () => {
  const dayAndNight: Tariff = {
    currency: "eur",
    elements: [
      {
        price_components: [{ type: "TIME", price: "600", step_size: 1 }],
        restrictions: { start_time: "02:30", end_time: "22:00" },
      },
      { price_components: [{ type: "TIME", price: "300", step_size: 1 }] },
    ],
  };
  fc.assert(
    fc.property(start, fc.integer({ min: 1, max: 3000 }), zone, (from, minutes, where) => {
      const until = from + minutes * minute;
      const usage = { periods: [{ from, until, energyWh: 0, charging: true }] };
      const { lines } = price(dayAndNight, usage, where);
      assert.equal(
        lines.reduce((total, line) => total + line.quantity, 0),
        minutes * minute,
      );
    }),
    law,
  );
});

test("the hour that is skipped or doubled is priced by what the clock shows", () => {
  const night: Tariff = {
    currency: "eur",
    elements: [
      {
        price_components: [{ type: "TIME", price: "100", step_size: 1 }],
        restrictions: { start_time: "02:00", end_time: "03:00" },
      },
      { price_components: [{ type: "TIME", price: "1000", step_size: 1 }] },
    ],
  };
  const charged = (from: string, until: string): string[] =>
    quantities(
      price(
        night,
        {
          periods: [
            { from: Date.parse(from), until: Date.parse(until), energyWh: 0, charging: true },
          ],
        },
        "Europe/Berlin",
      ),
    );
  // 01:00 to 04:00 on the wall: two hours in March, none of them between 02:00 and 03:00.
  assert.deepEqual(charged("2026-03-29T00:00Z", "2026-03-29T02:00Z"), [`TIME 1 ${2 * hour}`]);
  // Four hours in October, two of them between 02:00 and 03:00.
  assert.deepEqual(charged("2026-10-24T23:00Z", "2026-10-25T03:00Z"), [
    `TIME 0 ${2 * hour}`,
    `TIME 1 ${2 * hour}`,
  ]);
});
