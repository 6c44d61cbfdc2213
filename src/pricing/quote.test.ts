import assert from "node:assert/strict";
import { test } from "node:test";
import { capForEnergy, comparablePricePerKwh, priceBound, unitPrices } from "./quote.ts";
import type { PriceComponent, Tariff } from "./tariff.ts";
import { checkTariff } from "./tariff.ts";

const zone = "Europe/Berlin";
const noon = Date.parse("2026-06-10T12:00:00+02:00");
const evening = Date.parse("2026-06-10T20:00:00+02:00");

const part = (type: PriceComponent["type"], price: string, step_size = 1): PriceComponent => ({
  type,
  price,
  step_size,
  tax: "vat",
});
const daytime: Tariff = {
  currency: "eur",
  elements: [
    { price_components: [part("FLAT", "50")] },
    {
      price_components: [part("ENERGY", "59.5", 100), part("PARKING_TIME", "300", 60)],
      restrictions: { start_time: "08:00", end_time: "18:00" },
    },
    { price_components: [part("ENERGY", "39.4999"), part("TIME", "60", 60)] },
  ],
};
const only = (...price_components: PriceComponent[]): Tariff => ({
  currency: "eur",
  elements: [{ price_components }],
});

test("the prices shown are those in force, rounded half up, steps in Wh and seconds", () => {
  const shown = (at: number): string[] =>
    unitPrices(daytime, at, 50, zone).map((p) => `${p.type} ${p.price} ${p.step_size} ${p.tax}`);
  assert.deepEqual(shown(noon), [
    "ENERGY 60 100 vat",
    "TIME 60 60 vat",
    "PARKING_TIME 300 60 vat",
    "FLAT 50 1 vat",
  ]);
  assert.deepEqual(shown(evening), ["ENERGY 39 1 vat", "TIME 60 60 vat", "FLAT 50 1 vat"]);
});

test("policies compare energy plus time by the connector's power", () => {
  const rows: [Tariff, number, number, string][] = [
    [only(part("ENERGY", "42")), 50, 42, "energy"],
    // The highest prices at the oddest connector are still exact.
    [only(part("ENERGY", "1000000")), 9999.999, 1_000_000, "energy"],
    [only(part("ENERGY", "1000000"), part("TIME", "1000000")), 8000, 1_000_125, "energy_and_time"],
    [only(part("TIME", "330")), 11, 30, "time"],
    [only(part("ENERGY", "30.25"), part("TIME", "330")), 11, 60.25, "energy_and_time"],
    [only(part("TIME", "1104")), 22.08, 50, "time"],
    [only(part("FLAT", "500")), 11, 0, "flat"],
    [only(part("FLAT", "0")), 11, 0, "free"],
  ];
  for (const [tariff, powerKw, minor, basis] of rows) {
    const compared = comparablePricePerKwh(tariff, noon, powerKw, zone);
    assert.equal(Number(compared.numerator) / Number(compared.denominator), minor);
    assert.equal(compared.basis, basis);
  }
  assert.throws(() => comparablePricePerKwh(daytime, noon, 0, zone), RangeError);
});

test("the bound is one more interval at full power, or of parking if that is dearer", () => {
  const period = { from: noon, until: noon + 3_600_000, energyWh: 10_000, charging: true };
  const usage = { periods: [period] };
  assert.equal(priceBound(only(part("ENERGY", "50")), usage, 60_000, 60, zone), 550);
  const parking = only(part("ENERGY", "50"), part("PARKING_TIME", "6000"));
  assert.equal(priceBound(parking, usage, 60_000, 60, zone), 600);
});

test("energy caps a price unless time has one and nothing limits it", () => {
  assert.equal(capForEnergy(only(part("ENERGY", "50"), part("FLAT", "100")), 10_000), 601);
  assert.equal(capForEnergy(daytime, 10_000), null);
  assert.equal(capForEnergy({ ...daytime, max_price: "2000" }, 10_000), 2000);
  assert.equal(capForEnergy({ ...only(part("ENERGY", "1")), min_price: "99" }, 1000), 99);
});

test("a tariff that cannot be meant is refused with the place of the mistake", () => {
  const element = daytime.elements[1];
  assert.ok(element);
  const restricted = (restrictions: object): Tariff => ({
    ...daytime,
    elements: [{ ...element, restrictions }],
  });
  const rows: [Tariff, string | undefined][] = [
    [daytime, undefined],
    [{ ...daytime, currency: "EUR" }, "currency"],
    [{ ...daytime, elements: [] }, "elements"],
    [only(), "elements.0.price_components"],
    [only(part("ENERGY", "1"), part("ENERGY", "2")), "elements.0.price_components.1.type"],
    [only(part("ENERGY", "0.00001")), "elements.0.price_components.0.price"],
    [only(part("ENERGY", "-1")), "elements.0.price_components.0.price"],
    [only(part("ENERGY", "1e3")), "elements.0.price_components.0.price"],
    [only(part("ENERGY", "1000001")), "elements.0.price_components.0.price"],
    [{ ...only(part("TIME", "180000000")), currency: "idr" }, undefined],
    [{ ...only(part("ENERGY", "1")), max_price: "1000000001" }, "max_price"],
    [only(part("ENERGY", "1", 0.5)), "elements.0.price_components.0.step_size"],
    [{ ...daytime, min_price: "20", max_price: "10" }, "max_price"],
    [{ ...daytime, min_price: "much" }, "min_price"],
    [restricted({ start_time: "24:00" }), "elements.0.restrictions.start_time"],
    [restricted({ start_date: "2026-02-30" }), "elements.0.restrictions.start_date"],
    [restricted({ start_date: "2026-13-01" }), "elements.0.restrictions.start_date"],
    [restricted({ start_date: "tomorrow" }), "elements.0.restrictions.start_date"],
    [
      restricted({ start_date: "2026-05-01", end_date: "2026-05-01" }),
      "elements.0.restrictions.end_date",
    ],
    [restricted({ min_kwh: 10, max_kwh: 10 }), "elements.0.restrictions.max_kwh"],
    [restricted({ max_kwh: 0.0005 }), "elements.0.restrictions.max_kwh"],
    [restricted({ min_duration: 1.5 }), "elements.0.restrictions.min_duration"],
    [restricted({ min_power: -1 }), "elements.0.restrictions.min_power"],
    [restricted({ day_of_week: ["MONDAY", "MONDAY"] }), "elements.0.restrictions.day_of_week"],
    [restricted({ reservation: "RESERVATION" }), "elements.0.price_components"],
    [restricted({ start_time: "22:00", end_time: "06:00", max_kwh: 1.5 }), undefined],
  ];
  for (const [tariff, param] of rows) assert.equal(checkTariff(tariff)?.param, param);
});
