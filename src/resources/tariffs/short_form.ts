// The short form of a tariff that a station's `pricing` is, in and out; and what a simulated
// connector costs that was given no price.
import * as s from "../../lib/schema.ts";
import type { Dimension, PriceComponent, Tariff } from "../../pricing/tariff.ts";

export type Current = "AC" | "DC";

export const dimensions = [
  "ENERGY",
  "TIME",
  "PARKING_TIME",
  "FLAT",
] as const satisfies readonly Dimension[];

const written = s.text(17, { pattern: "^\\d{1,12}(\\.\\d{1,4})?$" });

/** In any currency; how much is sensible in one is said by `checkTariff`. */
const whole = s.integer(0, 999_999_999_999);

/** A price may come as an integer, or as text with up to four decimals. */
export const decimal = (about: string, example: number | string = 42) =>
  s.either([whole, written], { about, example });

/** What a whole session costs, likewise. */
export const limitOrNull = (about: string, example: number) =>
  s.defaulted(s.either([whole, s.nullable(written)], { about, example }), null);

export const PricingInput = s.object({
  currency: s.currency({ about: "The same for all components of a station." }),
  price: decimal(
    "Smallest currency unit per kWh, per hour, or flat, tax included; as text with " +
      "up to four decimals.",
  ),
  step_size: s.defaulted(
    s.integer(1, 1_000_000, {
      about: "Wh or seconds that are billed as a whole; without meaning for FLAT.",
    }),
    1,
  ),
  tax: s.defaulted(
    s.nullable(s.choice(["vat"], { about: "`vat`, or null where none is due." })),
    "vat",
  ),
  type: s.choice(dimensions, { about: "What the price is for." }),
});

export const Pricing = s.object({
  currency: s.currency(),
  price: s.integer(0, Number.MAX_SAFE_INTEGER, {
    about: "Smallest currency unit, rounded half up.",
    example: 42,
  }),
  step_size: s.integer(0, Number.MAX_SAFE_INTEGER, {
    about: "Wh or seconds that are billed as a whole.",
    example: 1,
  }),
  tax: s.nullable(s.choice(["vat"])),
  type: s.choice(dimensions),
});

/** The tariff that a list of plain components stands for: one element, always in force. */
export function tariffOf(pricing: readonly s.Static<typeof PricingInput>[]): Tariff {
  const components = pricing.map(
    ({ type, price, step_size, tax }): PriceComponent => ({
      type,
      price: String(price),
      step_size,
      tax,
    }),
  );
  return { currency: pricing[0]?.currency ?? "", elements: [{ price_components: components }] };
}

/** Where the caller gave what stands at this path of `tariffOf`'s tariff. */
export const placeInPricing = (path: string): string =>
  path.replace(/^elements\.0\.price_components/, "pricing");

const energy = (price: string): Tariff["elements"] => [
  { price_components: [{ type: "ENERGY", price, step_size: 1, tax: "vat" }] },
];

/** What a simulated connector costs that was given no price: the usual in Europe, in euro. */
export const simulatorTariffs: Readonly<Record<Current, Tariff>> = {
  AC: { currency: "eur", elements: energy("42") },
  DC: { currency: "eur", elements: energy("59") },
};
