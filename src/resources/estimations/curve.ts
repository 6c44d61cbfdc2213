// What a charge from one level to another takes at a connector: energy, time and power, percent by
// percent, in exact integers (spec part 2, estimation). Pure; the simulated cars of
// networks/simulator follow the same curve, solved in closed form, and a test compares the two.
import { multiplyHalfUp, roundHalfUp } from "../../lib/money.ts";
import type { MeterPeriod } from "../../pricing/walk.ts";
import { currentOf } from "../charging_stations/own/connectors.ts";

export type Outlet = { readonly type: string; readonly powerKw: number };

/** Levels are thousandths of a percent, so that telemetry's fractions are exact. */
export type Charge = {
  readonly outlet: Outlet;
  readonly batteryWh: number;
  readonly from: number;
  readonly to: number;
};

export const percent = 1000;
const full = 100 * percent;

/** Percent of the meter's energy that reaches the battery. */
const efficiency = { AC: 90, DC: 94 } as const;
/** Watt: what a car's own charger takes of AC. */
const onboardW = 11_000;

function peakW({ type, powerKw }: Outlet): number {
  const offered = Math.round(powerKw * 1000);
  return currentOf(type) === "DC" ? offered : Math.min(offered, onboardW);
}

/**
 * Millionths of the full power at a level. DC: all of it up to 50 %, falling linearly to 40 % of it
 * at 80 % and to 10 % at 100 %.
 */
function share(outlet: Outlet, level: number): number {
  if (currentOf(outlet.type) === "AC" || level <= 50 * percent) return 1_000_000;
  if (level <= 80 * percent) return 1_000_000 - 20 * (level - 50 * percent);
  return 400_000 - 15 * (level - 80 * percent);
}

/**
 * Milliseconds between two levels inside one percent, rounded once. Time is the integral of energy
 * over power; Simpson's rule on the exact fractions errs by less than a millionth here.
 */
function msBetween({ outlet, batteryWh }: Charge, from: number, to: number): bigint {
  const [first, last] = [BigInt(share(outlet, from)), BigInt(share(outlet, to))];
  // Linear inside a percent, so the middle is the mean; held as its double.
  const middle = first + last;
  const inverse = middle * last + 8n * first * last + first * middle;
  const energy = BigInt(batteryWh) * BigInt(to - from) * 100n * 3_600_000n * 1_000_000n;
  const rest = BigInt(full * efficiency[currentOf(outlet.type)]) * BigInt(peakW(outlet));
  return roundHalfUp(energy * inverse, rest * 6n * first * middle * last);
}

/** Wh at the meter since the beginning, rounded half up. */
const energyUntil = ({ outlet, batteryWh, from }: Charge, level: number): number =>
  multiplyHalfUp(batteryWh, (level - from) * 100, full * efficiency[currentOf(outlet.type)]);

/** The charge as a meter would report it: one period for each percent, from `at` on. */
export function periodsOf(charge: Charge, at: number): MeterPeriod[] {
  const periods: MeterPeriod[] = [];
  let level = charge.from;
  let from = at;
  while (level < charge.to) {
    const next = Math.min(charge.to, (Math.floor(level / percent) + 1) * percent);
    const until = from + Number(msBetween(charge, level, next));
    const energyWh = energyUntil(charge, next) - energyUntil(charge, level);
    const shares = share(charge.outlet, level) + share(charge.outlet, next);
    const powerW = Math.floor((peakW(charge.outlet) * shares) / 2_000_000);
    periods.push({ from, until, energyWh, charging: true, powerW });
    level = next;
    from = until;
  }
  return periods;
}
