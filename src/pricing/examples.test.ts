// The worked price examples of OCPI 2.2.1, tariff and CDR chapters: their figures, excluding VAT,
// in cents. Where two printings of 2.2.1 differ (TIME followed by PARKING_TIME), the rule of the
// CDR chapter holds: only parking is rounded up; the corrected printings follow it too.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Usage } from "./price.ts";
import { price } from "./price.ts";
import type { Dimension, PriceComponent, Restrictions, Tariff } from "./tariff.ts";
import { checkTariff } from "./tariff.ts";
import type { MeterPeriod } from "./walk.ts";

const zone = "Europe/Berlin";
const minute = 60_000;

const part = (type: Dimension, cents: string, step = 1): PriceComponent => ({
  type,
  price: cents,
  step_size: step,
});
const tariff = (
  elements: readonly [readonly PriceComponent[], Restrictions?][],
  limits: Pick<Tariff, "min_price" | "max_price"> = {},
): Tariff => ({
  currency: "eur",
  elements: elements.map(([price_components, restrictions]) => ({
    price_components,
    ...(restrictions === undefined ? {} : { restrictions }),
  })),
  ...limits,
});

type Leg = { readonly minutes: number; readonly wh?: number; readonly amps?: number; kw?: number };

/** Legs in order from a local time in Berlin; a leg without energy and current is parking. */
function session(start: string, ...legs: readonly Leg[]): Usage {
  let at = Date.parse(start);
  const periods = legs.map(({ minutes, wh, amps, kw }): MeterPeriod => {
    const from = at;
    at += Math.round(minutes * minute);
    return {
      from,
      until: at,
      energyWh: wh ?? 0,
      charging: wh !== undefined || amps !== undefined,
      currentA: amps ?? null,
      powerW: kw === undefined ? null : kw * 1000,
    };
  });
  return { periods };
}

const noon = "2026-06-10T12:00:00+02:00";
const kwh20: Leg = { minutes: 60, wh: 20_000 };
const perKwh = part("ENERGY", "25");
const stepTariff = tariff([
  [
    [part("TIME", "120", 1800), part("PARKING_TIME", "100", 900)],
    { start_time: "00:00", end_time: "17:00" },
  ],
  [
    [part("TIME", "240", 900), part("PARKING_TIME", "100", 900)],
    { start_time: "17:00", end_time: "20:00" },
  ],
  [[part("TIME", "240", 900)], { start_time: "20:00", end_time: "00:00" }],
]);
const workdays = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"] as const;
const complex = tariff([
  [[part("FLAT", "250")]],
  [[part("TIME", "100", 900)], { max_current: 32 }],
  [[part("TIME", "200", 600)], { min_current: 32, day_of_week: workdays }],
  [[part("TIME", "125", 600)], { min_current: 32, day_of_week: ["SATURDAY", "SUNDAY"] }],
  [
    [part("PARKING_TIME", "500", 300)],
    { start_time: "09:00", end_time: "18:00", day_of_week: workdays },
  ],
  [
    [part("PARKING_TIME", "600", 300)],
    { start_time: "10:00", end_time: "17:00", day_of_week: ["SATURDAY"] },
  ],
]);
const withMax = tariff([[[part("FLAT", "50"), perKwh]]], { max_price: "1000" });
const powerBands = tariff([
  [[part("ENERGY", "20")], { max_power: 16 }],
  [[part("ENERGY", "35")], { max_power: 32 }],
  [[part("ENERGY", "50")]],
]);
const supermarket = tariff([
  [[part("ENERGY", "0")], { max_duration: 1800 }],
  [[part("ENERGY", "25")], { max_duration: 3600 }],
  [[part("ENERGY", "40")]],
]);
const timed = tariff([[[part("TIME", "200", 60)]]]);
const timeAndParking = tariff([[[part("TIME", "100", 600), part("PARKING_TIME", "200", 600)]]]);
const dayAndNight = (type: Dimension, before: string, after: string, step: number): Tariff =>
  tariff([[[part(type, before, step)], { end_time: "17:00" }], [[part(type, after, step)]]]);
const firstFree = tariff([
  [[part("PARKING_TIME", "0", 60)], { min_duration: 0, max_duration: 3600 }],
  [[part("PARKING_TIME", "200", 60)], { min_duration: 3600, max_duration: 10800 }],
  [[part("PARKING_TIME", "300", 60)], { min_duration: 10800 }],
  [[part("ENERGY", "0")], { max_kwh: 1 }],
  [[part("ENERGY", "20")], { min_kwh: 1 }],
]);

const examples: readonly (readonly [string, Tariff, Usage, number])[] = [
  ["0.25 a kWh", tariff([[[perKwh]]]), session(noon, kwh20), 500],
  ["… with a start fee", tariff([[[part("FLAT", "50"), perKwh]]]), session(noon, kwh20), 550],
  ["… with a minimum", tariff([[[perKwh]]], { min_price: "50" }), session(noon, kwh20), 500],
  [
    "… with a minimum, below 2 kWh",
    tariff([[[perKwh]]], { min_price: "50" }),
    session(noon, { minutes: 9, wh: 1900 }),
    50,
  ],
  [
    "start fee, energy, 40 minutes of parking in quarters of an hour",
    tariff([[[part("FLAT", "50"), perKwh, part("PARKING_TIME", "200", 900)]]]),
    session(noon, kwh20, { minutes: 40 }),
    700,
  ],
  ["maximum price at 50 kWh", withMax, session(noon, { minutes: 90, wh: 50_000 }), 1000],
  ["maximum price at 30 kWh", withMax, session(noon, { minutes: 90, wh: 30_000 }), 800],
  ["2 an hour", timed, session(noon, { minutes: 150, wh: 9000 }, { minutes: 30 }), 500],
  [
    "3 an hour, 5 an hour parking",
    tariff([[[part("TIME", "300", 60), part("PARKING_TIME", "500", 300)]]]),
    session(noon, { minutes: 150, wh: 9000 }, { minutes: 42 }),
    1125,
  ],
  [
    "1.90 an hour",
    tariff([[[part("TIME", "190", 300)]]]),
    session(noon, { minutes: 150, wh: 9000 }),
    475,
  ],
  [
    "20.45 kWh in steps of 0.1 kWh, with a start fee",
    tariff([[[part("FLAT", "50"), part("ENERGY", "25", 100)]]]),
    session(noon, { minutes: 60, wh: 20_450 }),
    563,
  ],
  [
    "… at the day's price",
    tariff([[[part("FLAT", "50"), part("ENERGY", "22", 100)]]]),
    session(noon, { minutes: 60, wh: 20_450 }),
    501,
  ],
  [
    "the complex tariff on a Monday morning at 16 A",
    complex,
    session("2026-06-08T09:30:00+02:00", { minutes: 165, amps: 16 }, { minutes: 42 }),
    900,
  ],
  [
    "the complex tariff on a Saturday afternoon at 43 A",
    complex,
    session("2026-06-13T13:30:00+02:00", { minutes: 114, amps: 43 }, { minutes: 71 }),
    // 250 + 237.5 + 750. The chapter prints 2.28 for 114 minutes at 1.25 an hour, a slip.
    1238,
  ],
  ["free of charge", tariff([[[part("FLAT", "0", 0)]]]), session(noon, kwh20), 0],
  [
    "power bands",
    powerBands,
    session(
      noon,
      { minutes: 10, wh: 1000, kw: 6 },
      { minutes: 50, wh: 40_000, kw: 48 },
      { minutes: 7.5, wh: 500, kw: 4 },
    ),
    2030,
  ],
  [
    "free for half an hour, then per kWh",
    supermarket,
    session(noon, { minutes: 30, wh: 5000 }, { minutes: 10, wh: 1200 }),
    30,
  ],
  [
    "first kWh free; parking by the session's duration, first hour free",
    firstFree,
    // The chapter's text counts from the end of charging, its tariff from the session's start:
    // 2 h 45 min from the start, as its JSON says, is 1 h 45 min at 2.00.
    session(noon, { minutes: 0, wh: 20_000 }, { minutes: 165 }),
    730,
  ],
  [
    "switching #1: 10 minutes over 17:00, then 2 minutes parked",
    stepTariff,
    session("2026-06-10T16:55:00+02:00", { minutes: 10, amps: 16 }, { minutes: 2 }),
    55,
  ],
  [
    "switching #2: 35 minutes over 17:00",
    stepTariff,
    session("2026-06-10T16:35:00+02:00", { minutes: 35, amps: 16 }),
    130,
  ],
  [
    "switching to free parking: 8 priced minutes in a quarter of an hour",
    stepTariff,
    session("2026-06-10T19:40:00+02:00", { minutes: 12, amps: 16 }, { minutes: 20 }),
    73,
  ],
  [
    "CDR chapter: 5.4 kWh over 17:00 in steps of 500 Wh",
    dayAndNight("ENERGY", "20", "27", 500),
    session("2026-06-10T16:30:00+02:00", { minutes: 30, wh: 4300 }, { minutes: 30, wh: 1100 }),
    // 4.3 × 20 + 1.2 × 27 = 86 + 32.4
    118,
  ],
  [
    "CDR chapter: 28 minutes over 17:00 in steps of 10 minutes",
    dayAndNight("TIME", "500", "700", 600),
    session("2026-06-10T16:54:00+02:00", { minutes: 28, amps: 16 }),
    330,
  ],
  [
    "CDR chapter: 21 minutes of charging, 16 of parking",
    timeAndParking,
    session(noon, { minutes: 21, amps: 16 }, { minutes: 16 }),
    // 35 + 66.67
    102,
  ],
];

for (const [name, plan, usage, cents] of examples) {
  test(`${name}: ${cents} cents`, () => {
    assert.equal(checkTariff(plan), null);
    assert.equal(price(plan, usage, zone).totalMinor, cents);
  });
}

const start = Date.parse(noon);
const sold: readonly PriceComponent[] = [part("FLAT", "50"), perKwh];
const reserved = (minutes: number, expired: boolean): Usage => ({
  periods: expired ? [] : session(noon, kwh20).periods,
  reservation: { from: start - minutes * minute, until: start, expired },
});
const expireFee = tariff([
  [[part("FLAT", "400")], { reservation: "RESERVATION_EXPIRES" }],
  [[part("TIME", "200", 600)], { reservation: "RESERVATION" }],
  [sold],
]);
const expireTime = tariff([
  [[part("TIME", "600", 600)], { reservation: "RESERVATION_EXPIRES" }],
  [[part("TIME", "300", 600)], { reservation: "RESERVATION" }],
  [sold],
]);
const hourly = tariff([[[part("TIME", "500", 60)], { reservation: "RESERVATION" }], [sold]]);
const withFee = tariff([
  [[part("FLAT", "200"), part("TIME", "500", 300)], { reservation: "RESERVATION" }],
  [sold],
]);

const reservations: readonly (readonly [string, Tariff, Usage, number])[] = [
  ["15 minutes at 5 an hour", hourly, reserved(15, false), 675],
  ["13 minutes with a fee", withFee, reserved(13, false), 875],
  ["22 minutes used, expiry has a fee", expireFee, reserved(22, false), 650],
  ["an hour expired with a fee", expireFee, reserved(60, true), 600],
  ["22 minutes used, expiry has a price of its own", expireTime, reserved(22, false), 700],
  ["an hour and a half expired", expireTime, reserved(90, true), 900],
];

for (const [name, plan, usage, cents] of reservations) {
  test(`reservation, ${name}: ${cents} cents`, () => {
    assert.equal(checkTariff(plan), null);
    assert.equal(price(plan, usage, zone).totalMinor, cents);
  });
}
