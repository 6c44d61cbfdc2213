import assert from "node:assert/strict";
import { test } from "node:test";
import type { Usage } from "./price.ts";
import { price } from "./price.ts";
import { record } from "./record.ts";
import type { PriceComponent, Restrictions, Tariff } from "./tariff.ts";
import type { MeterPeriod } from "./walk.ts";

const zone = "Europe/Berlin";
const minute = 60_000;
const at = Date.parse("2026-06-10T16:50:00+02:00");

const energy = (cents: string, step = 1): PriceComponent => ({
  type: "ENERGY",
  price: cents,
  step_size: step,
  tax: "vat",
});
const fee = (cents: string): PriceComponent => ({ type: "FLAT", price: cents, step_size: 1 });
const tariff = (...elements: readonly [PriceComponent[], Restrictions?][]): Tariff => ({
  currency: "eur",
  elements: elements.map(([price_components, restrictions]) => ({
    price_components,
    restrictions,
  })),
});
const charged = (minutes: number, energyWh: number, from = at): MeterPeriod => ({
  from,
  until: from + minutes * minute,
  energyWh,
  charging: true,
});
const costs = (plan: Tariff, ...periods: MeterPeriod[]): number =>
  price(plan, { periods }, zone).totalMinor;

test("a line says what was used, what was billed, at which price", () => {
  const plan = tariff([[fee("50"), energy("39.5", 100)]]);
  assert.deepEqual(price(plan, { periods: [charged(30, 7_340)] }, zone), {
    currency: "eur",
    totalMinor: 342,
    lines: [
      {
        component: "FLAT",
        element: 0,
        reservation: false,
        unit: "session",
        quantity: 1,
        billed: 1,
        unitPrice: "50",
        amountMinor: 50,
        tax: null,
      },
      {
        component: "ENERGY",
        element: 0,
        reservation: false,
        unit: "Wh",
        quantity: 7_340,
        billed: 7_400,
        unitPrice: "39.5",
        // 7.4 × 39.5 = 292.3
        amountMinor: 292,
        tax: "vat",
      },
    ],
  });
});

test("a tariff of the day is left at 17:00 inside a meter interval, Wh for Wh", () => {
  const plan = tariff([[energy("100")], { end_time: "17:00" }], [[energy("10")]]);
  // 10 of 30 minutes: 333.67 of 1001 Wh before, floored; the rest later.
  const { lines } = price(plan, { periods: [charged(30, 1001)] }, zone);
  assert.deepEqual(
    lines.map((line) => line.quantity),
    [333, 668],
  );
});

test("an amount of energy is passed at exactly that Wh", () => {
  const plan = tariff([[energy("0")], { max_kwh: 1.5 }], [[energy("100")]]);
  const { lines } = price(
    plan,
    { periods: [charged(1, 1000), charged(7, 2777, at + minute)] },
    zone,
  );
  assert.deepEqual(
    lines.map((line) => line.quantity),
    [1500, 2277],
  );
});

test("a register that jumps in no time is priced too", () => {
  const plan = tariff([[energy("10")], { max_kwh: 2 }], [[energy("100")]]);
  assert.equal(costs(plan, charged(0, 3000)), 20 + 100);
});

test("the clock starts no second session fee, an amount of energy may bring one", () => {
  const dayAndNight = tariff([[fee("100")], { end_time: "17:00" }], [[fee("40")]]);
  assert.equal(costs(dayAndNight, charged(30, 0)), 100);
  assert.equal(costs(dayAndNight, charged(30, 0, at + 30 * minute)), 40);
  const blocking = tariff([[fee("1000")], { min_duration: 3600 }], [[fee("50")]]);
  assert.equal(costs(blocking, charged(60, 0)), 50);
  assert.equal(costs(blocking, charged(60, 0), charged(300, 0, at + 60 * minute)), 1050);
});

test("a session that has just started owes its fee and the minimum, none owes nothing", () => {
  const plan = { ...tariff([[fee("50")]]), min_price: "80.5" };
  assert.equal(costs(plan, charged(0, 0)), 81);
  assert.deepEqual(price(plan, { periods: [] }, zone).lines, []);
});

test("limits are lines, so that lines always add up", () => {
  const plan = { ...tariff([[energy("100")]]), max_price: "250" };
  const { lines, totalMinor } = price(plan, { periods: [charged(60, 9000)] }, zone);
  assert.equal(totalMinor, 250);
  assert.deepEqual(
    lines.map((line) => [line.component, line.amountMinor]),
    [
      ["ENERGY", 900],
      ["MAX_PRICE", -650],
    ],
  );
});

test("a reservation is priced by its own elements, outside of a session's limits", () => {
  const held = { from: at - 30 * minute, until: at };
  const plan = {
    ...tariff(
      [[{ type: "TIME", price: "600", step_size: 60 }], { reservation: "RESERVATION" }],
      [[energy("10")]],
    ),
    min_price: "1000",
  };
  const expired = { periods: [], reservation: { ...held, expired: true } };
  assert.equal(price(plan, expired, zone).totalMinor, 300);
  const used = { periods: [charged(60, 5000)], reservation: { ...held, expired: false } };
  assert.deepEqual(
    price(plan, used, zone).lines.map((line) => [line.component, line.reservation]),
    [
      ["TIME", true],
      ["ENERGY", false],
      ["MIN_PRICE", false],
    ],
  );
  // Without a reservation its elements are not there at all.
  const only = tariff([
    [{ type: "TIME", price: "600", step_size: 60 }],
    { reservation: "RESERVATION" },
  ]);
  assert.deepEqual(price(only, { periods: [charged(60, 5000)] }, zone).lines, []);
});

test("a roaming record has a period for each set of prices, reservation first", () => {
  const plan = tariff(
    [[{ type: "TIME", price: "600", step_size: 60 }], { reservation: "RESERVATION" }],
    [[energy("100")], { end_time: "17:00" }],
    [[energy("10"), fee("50")]],
  );
  const held = { from: at - 10 * minute, until: at, expired: false };
  const parked = { ...charged(5, 0, at + 30 * minute), charging: false };
  const periods = [charged(5, 500), charged(25, 2500, at + 5 * minute), parked];
  const told = record(plan, { periods, reservation: held }, zone);
  const clock = (ms: number): number => (ms - at) / minute;
  assert.deepEqual(
    told.periods.map((one) => [clock(one.from), clock(one.until), one.kind, one.energyWh]),
    [
      [-10, 0, "reservation", 0],
      [0, 10, "charging", 1000],
      [10, 30, "charging", 2000],
      [30, 35, "parking", 0],
    ],
  );
  assert.deepEqual(
    told.periods.map((one) => one.elements),
    [{ TIME: 0 }, { ENERGY: 1, FLAT: 2 }, { ENERGY: 2, FLAT: 2 }, { FLAT: 2 }],
  );
  assert.deepEqual(told.totals, { fixed: 50, energy: 120, time: 0, parking: 0, reservation: 100 });
});

test("power not given is the mean of the interval, current that power at 230 V", () => {
  const byPower = tariff([[energy("10")], { max_power: 22 }], [[energy("100")]]);
  assert.equal(costs(byPower, charged(60, 21_999)), 220);
  assert.equal(costs(byPower, charged(60, 22_000)), 2200);
  const byCurrent = tariff([[energy("10")], { max_current: 32 }], [[energy("100")]]);
  assert.equal(costs(byCurrent, charged(60, 7_359)), 74);
  assert.equal(costs(byCurrent, charged(60, 7_360)), 736);
});

test("months and megawatts stay exact", () => {
  const dear = tariff([
    [
      { type: "TIME", price: "1000000", step_size: 1 },
      { type: "ENERGY", price: "999999.9999", step_size: 1 },
    ],
  ]);
  const days = 60 * 24 * 30;
  assert.equal(costs(dear, charged(days, 900_000_000)), 720_000_000 + 899_999_999_910);
});

test("what cannot be a meter's report is refused, not priced", () => {
  const plan = tariff([[energy("10")]]);
  const bad: Usage["periods"][] = [
    [{ ...charged(1, 10), energyWh: 0.5 }],
    [{ ...charged(1, 10), energyWh: -1 }],
    [{ ...charged(1, 10), until: at - 1 }],
    [{ ...charged(1, 10), from: Number.NaN }],
    [charged(10, 10), charged(10, 10)],
  ];
  for (const periods of bad) assert.throws(() => price(plan, { periods }, zone), RangeError);
});
