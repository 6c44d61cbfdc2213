// A price line as an estimation shows it: what it is for in words, quantities for people, the tax
// inside it. Pure.
import { multiplyHalfUp } from "../../lib/money.ts";
import type { PriceLine } from "../../pricing/price.ts";
import { parsePrice, priceScale, type Restrictions, type Tariff } from "../../pricing/tariff.ts";
import type { CostLine } from "./schema.ts";

type Kind = Pick<CostLine, "type" | "unit"> & { readonly words: string };

const kinds: Readonly<Record<PriceLine["component"], Kind>> = {
  ENERGY: { type: "energy", unit: "kWh", words: "Energy" },
  TIME: { type: "time", unit: "h", words: "Charging time" },
  PARKING_TIME: { type: "parking", unit: "h", words: "Parking" },
  FLAT: { type: "session_fee", unit: null, words: "Session fee" },
  MIN_PRICE: { type: "session_fee", unit: null, words: "Up to the minimum price" },
  MAX_PRICE: { type: "session_fee", unit: null, words: "Down to the maximum price" },
};

/** `vatPercent` is the station's country's: `20`. */
export function costLine(line: PriceLine, tariff: Tariff, vatPercent: string): CostLine {
  const { type, unit, words } = kinds[line.component];
  const element = line.element === null ? undefined : tariff.elements[line.element];
  const price4 = line.unitPrice === null ? null : parsePrice(line.unitPrice);
  return {
    cost: line.amountMinor,
    description: [words, ...limitsOf(element?.restrictions ?? {})].join(", "),
    quantity: quantityOf(unit, line.billed),
    tax_percent: line.tax === null ? null : `${vatPercent}%`,
    type,
    unit,
    unit_price: unit === null || price4 === null ? null : multiplyHalfUp(price4, 1, priceScale),
  };
}

/** Whole Wh as kWh; milliseconds as hours to a ten-thousandth, about a third of a second. */
function quantityOf(unit: CostLine["unit"], billed: number): number | null {
  if (unit === null) return null;
  return unit === "kWh" ? billed / 1000 : multiplyHalfUp(billed, 1, 360) / 10_000;
}

function limitsOf(r: Restrictions): string[] {
  const days = (r.day_of_week ?? []).map((day) => day[0] + day.slice(1, 3).toLowerCase());
  const minutes = (seconds: number): number => Math.round(seconds / 6) / 10;
  return [
    ...(r.start_time != null || r.end_time != null
      ? [`${r.start_time ?? "00:00"} to ${r.end_time ?? "00:00"}`]
      : []),
    ...(days.length === 0 ? [] : [days.join(" ")]),
    ...span(r.min_kwh, r.max_kwh, "kWh"),
    ...span(r.min_power, r.max_power, "kW"),
    ...span(r.min_current, r.max_current, "A"),
    ...span(
      r.min_duration == null ? null : minutes(r.min_duration),
      r.max_duration == null ? null : minutes(r.max_duration),
      "min",
    ),
  ];
}

function span(least: number | null | undefined, most: number | null | undefined, unit: string) {
  return [
    ...(least == null ? [] : [`from ${least} ${unit}`]),
    ...(most == null ? [] : [`up to ${most} ${unit}`]),
  ];
}
