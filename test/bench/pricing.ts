// Pricing sessions of sixty meter periods across a tariff with times of day, days and amounts of
// energy: per second of one core's processor time. Each session has a tariff object of its own, as
// one that was read from the database has, so compiling it counts.
import { price } from "../../src/pricing/price.ts";
import type { Tariff } from "../../src/pricing/tariff.ts";
import type { MeterPeriod } from "../../src/pricing/walk.ts";
import { figure, type Result } from "./report.ts";
import { median } from "./side_by_side.ts";
import type { Stage } from "./stage.ts";

const tariff: Tariff = {
  currency: "eur",
  elements: [
    {
      price_components: [
        { type: "ENERGY", price: "29.5", step_size: 1, tax: "vat" },
        { type: "TIME", price: "60", step_size: 60, tax: "vat" },
      ],
      restrictions: { start_time: "22:00", end_time: "06:00" },
    },
    {
      price_components: [{ type: "ENERGY", price: "55", step_size: 100, tax: "vat" }],
      restrictions: { min_kwh: 20, day_of_week: ["MONDAY", "WEDNESDAY", "FRIDAY"] },
    },
    {
      price_components: [
        { type: "FLAT", price: "100", step_size: 1, tax: "vat" },
        { type: "ENERGY", price: "42", step_size: 100, tax: "vat" },
        { type: "TIME", price: "120", step_size: 60, tax: "vat" },
        { type: "PARKING_TIME", price: "600", step_size: 60, tax: "vat" },
      ],
    },
  ],
  min_price: "200",
  max_price: "9000",
};
const zone = "Europe/Berlin";
const minute = 60_000;
const periodCount = 60;

/** Begun at some minute of a week around a change of the clock; the last ten minutes parked. */
function session(index: number): readonly MeterPeriod[] {
  const start = Date.UTC(2026, 9, 22) + index * 97 * minute;
  return Array.from({ length: periodCount }, (_, at) => ({
    ...{ from: start + at * minute, until: start + (at + 1) * minute },
    ...{ energyWh: at < 50 ? 700 + ((index + at) % 97) : 0, charging: at < 50 },
  }));
}

const sessions = Array.from({ length: 100 }, (_, index) => session(index));

/** Sessions per second of processor time, and what they cost, so that nothing is left out. */
function round(count: number): { perSecond: number; total: number } {
  const tariffs = Array.from({ length: count }, () => structuredClone(tariff));
  const before = process.cpuUsage();
  let total = 0;
  for (const [index, own] of tariffs.entries()) {
    const periods = sessions[index % sessions.length] as readonly MeterPeriod[];
    total += price(own, { periods }, zone).totalMinor;
  }
  const { user, system } = process.cpuUsage(before);
  return { perSecond: (count * 1_000_000) / (user + system), total };
}

export async function pricingFigures({ quick }: Pick<Stage, "quick">): Promise<Result> {
  const count = 20_000;
  round(count);
  const rounds = Array.from({ length: quick ? 3 : 9 }, () => round(count));
  const value = median(rounds.map(({ perSecond }) => perSecond));
  const mean = Math.round((rounds[0]?.total ?? 0) / count);
  return {
    figures: [
      figure("Sessions of 60 meter periods priced, per core", { value, unit: "/s", digits: 0 }, [
        "at least",
        20_000,
      ]),
    ],
    notes: [
      `pricing: ${(1_000_000 / value).toFixed(1)} µs of one core for a session, ` +
        `its tariff compiled anew; they cost ${mean} cents in the mean`,
    ],
  };
}
