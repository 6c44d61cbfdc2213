// What a charger's display says of a tariff.

import assert from "node:assert/strict";
import { test } from "node:test";
import { priceText } from "./price_text.ts";
import type { PriceComponent, Tariff, TariffElement } from "./tariff.ts";

const noon = Date.parse("2026-11-21T11:00:00Z");
const place = { powerKw: 22, zone: "Europe/Berlin" };
const one = (type: PriceComponent["type"], price: string, tax: string | null = "vat") => ({
  ...{ type, price, step_size: 1, tax },
});
const say = (elements: TariffElement[], more: Partial<Tariff> = {}, at = noon): string =>
  priceText({ currency: "eur", elements, ...more }, at, place);

test("each price is told in the currency's own unit, exact, by what it is for", () => {
  const whole = [
    { price_components: [one("ENERGY", "59"), one("TIME", "600"), one("FLAT", "100")] },
    { price_components: [one("PARKING_TIME", "1200")] },
  ];
  assert.equal(
    say(whole),
    "0.59 EUR/kWh, 6.00 EUR/h, 1.00 EUR per session, 12.00 EUR/h when not charging, incl. VAT",
  );
  assert.equal(say([{ price_components: [one("ENERGY", "59.25")] }]), "0.5925 EUR/kWh, incl. VAT");
  const yen = [{ price_components: [one("ENERGY", "45.5", null)] }];
  assert.equal(say(yen, { currency: "jpy" }), "45.5 JPY/kWh");
  assert.equal(say(yen, { currency: "kwd" }), "0.0455 KWD/kWh");
});

test("the price of the hour is told, and that it does not stay so", () => {
  const night = { start_time: "22:00", end_time: "06:00" };
  const elements = [
    { price_components: [one("ENERGY", "29")], restrictions: night },
    { price_components: [one("ENERGY", "49")] },
  ];
  const change = "later or larger amounts may cost otherwise";
  assert.equal(say(elements), `0.49 EUR/kWh, incl. VAT, ${change}`);
  const evening = Date.parse("2026-11-21T21:30:00Z");
  assert.equal(say(elements, {}, evening), `0.29 EUR/kWh, incl. VAT, ${change}`);
});

test("limits of the whole price are told, and what is free is called so", () => {
  const limits = { min_price: "100", max_price: "5000" };
  const energy = [{ price_components: [one("ENERGY", "59")] }];
  assert.equal(
    say(energy, limits),
    "0.59 EUR/kWh, at least 1.00 EUR, at most 50.00 EUR, incl. VAT",
  );
  const nothing = [{ price_components: [one("FLAT", "0")] }];
  assert.equal(say(nothing), "free of charge");
  assert.equal(say(nothing, { min_price: "100" }), "free of charge, at least 1.00 EUR");
});

test("what a reservation costs is no price of a charge", () => {
  const restrictions = { reservation: "RESERVATION" } as const;
  const elements = [
    { price_components: [one("TIME", "500")], restrictions },
    { price_components: [one("ENERGY", "59")] },
  ];
  assert.equal(say(elements), "0.59 EUR/kWh, incl. VAT");
});
