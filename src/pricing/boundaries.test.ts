// Where one price ends and the next begins: to the minute, day, Wh and ampere, one case each.
import assert from "node:assert/strict";
import { test } from "node:test";
import { price } from "./price.ts";
import { unitPrices } from "./quote.ts";
import type { PriceComponent, Restrictions, Tariff } from "./tariff.ts";
import { checkTariff } from "./tariff.ts";
import { vatRate } from "./vat.ts";
import type { MeterPeriod } from "./walk.ts";

const zone = "Europe/Berlin";
const hourMs = 3_600_000;

const part = (type: PriceComponent["type"], cents: string, step_size = 1): PriceComponent => ({
  ...{ type, price: cents, step_size },
});
/** A cent a minute where the restrictions hold, else nothing. */
const minutely = (restrictions: Restrictions): Tariff => ({
  currency: "eur",
  elements: [
    { price_components: [part("TIME", "60")], restrictions },
    { price_components: [part("TIME", "0")] },
  ],
});
const charging = (from: string, until: string, more: Partial<MeterPeriod> = {}): MeterPeriod => ({
  ...{ from: Date.parse(from), until: Date.parse(until), energyWh: 1000, charging: true },
  ...more,
});
const costs = (tariff: Tariff, ...periods: MeterPeriod[]): number =>
  price(tariff, { periods }, zone).totalMinor;

test("a window past midnight holds from its start to its end on the next day, no minute more", () => {
  const night = minutely({ start_time: "22:00", end_time: "06:00" });
  const whole = charging("2026-06-10T20:00+02:00", "2026-06-11T08:00+02:00");
  assert.equal(costs(night, whole), 8 * 60);
  assert.equal(costs(night, charging("2026-06-10T23:59+02:00", "2026-06-11T00:01+02:00")), 2);
  assert.equal(costs(night, charging("2026-06-11T06:00+02:00", "2026-06-11T22:00+02:00")), 0);
});

test("an end at 00:00 is the end of the day", () => {
  const evening = minutely({ start_time: "18:00", end_time: "00:00" });
  assert.equal(costs(evening, charging("2026-06-10T17:00+02:00", "2026-06-11T01:00+02:00")), 360);
});

test("a day begins and ends at the station's midnight, in the middle of a session", () => {
  const over = charging("2026-06-13T22:00+02:00", "2026-06-14T03:00+02:00");
  assert.equal(costs(minutely({ day_of_week: ["SUNDAY"] }), over), 180);
  assert.equal(costs(minutely({ day_of_week: ["SATURDAY"] }), over), 120);
  assert.equal(costs(minutely({ start_date: "2026-06-14" }), over), 180);
  assert.equal(costs(minutely({ end_date: "2026-06-14" }), over), 120);
});

test("a window inside the hour that the clock repeats holds twice, and not in between", () => {
  const late = minutely({ start_time: "02:30", end_time: "06:00" });
  // 02:00 to 03:00 of summer, then 02:00 to 03:00 of winter.
  assert.equal(costs(late, charging("2026-10-25T00:00Z", "2026-10-25T02:00Z")), 60);
});

test("a current counts from its least on, and below its most", () => {
  const at = (currentA: number) =>
    costs(
      minutely({ min_current: 16, max_current: 32 }),
      charging("2026-06-10T10:00Z", "2026-06-10T11:00Z", { currentA }),
    );
  assert.deepEqual([15.999, 16, 31.999, 32].map(at), [0, 60, 60, 0]);
});

test("who only stands there has no power, whatever the charger last said", () => {
  const strong: Tariff = {
    currency: "eur",
    elements: [
      { price_components: [part("PARKING_TIME", "600")], restrictions: { min_power: 1 } },
      { price_components: [part("PARKING_TIME", "60")] },
    ],
  };
  const still = { energyWh: 0, charging: false, powerW: 11_000, currentA: 16 };
  assert.equal(costs(strong, charging("2026-06-10T10:00Z", "2026-06-10T11:00Z", still)), 60);
  const shown = unitPrices(strong, Date.parse("2026-06-10T10:00Z"), 150, zone);
  assert.deepEqual(
    shown.map((one) => [one.type, one.price]),
    [["PARKING_TIME", 60]],
  );
});

test("a step is filled from its first Wh on; a step of 0 is one of 1", () => {
  const inSteps = (step: number): Tariff => ({
    currency: "eur",
    elements: [{ price_components: [part("ENERGY", "100000", step)] }],
  });
  const used = (energyWh: number) =>
    charging("2026-06-10T10:00Z", "2026-06-10T11:00Z", { energyWh });
  assert.equal(costs(inSteps(500), used(1000)), 100_000);
  assert.equal(costs(inSteps(500), used(1001)), 150_000);
  assert.equal(costs(inSteps(0), used(1001)), costs(inSteps(1), used(1001)));
  const timed = (step: number): Tariff => ({
    currency: "eur",
    elements: [{ price_components: [part("TIME", "3600000", step)] }],
  });
  // A second that has begun is a second.
  const short = { from: 0, until: 1001, energyWh: 0, charging: true };
  assert.deepEqual([costs(timed(0), short), costs(timed(1), short)], [2000, 2000]);
});

test("a tariff for reservations only is none for sessions", () => {
  const only = {
    currency: "eur",
    elements: [
      { price_components: [part("FLAT", "100")], restrictions: { reservation: "RESERVATION" } },
    ],
  } as const;
  assert.deepEqual(checkTariff(only), {
    param: "elements",
    message: "must hold one for sessions; what is free has a FLAT price of 0",
  });
});

test("a rate of VAT holds up to the very moment of the next one", () => {
  const change = Date.parse("2020-06-30T22:00:00Z");
  const around = [change - 1, change, change + hourMs].map((at) => vatRate("DE", {}, at));
  assert.deepEqual(around, ["19", "16", "16"]);
});
