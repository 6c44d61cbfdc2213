// Whether two neighbouring meter periods may be kept as one: never where that moves a Wh or a
// millisecond from one price component to another. So what is kept of a session prices as its
// readings do, and a price that was shown does not fall.

import { compile } from "./compile.ts";
import type { Usage } from "./price.ts";
import type { Tariff } from "./tariff.ts";
import type { MeterPeriod } from "./walk.ts";
import { walk } from "./walk.ts";

/** `one` is the last two of the periods together; both lie in one minute of the clock. */
export function mayJoin(
  tariff: Tariff,
  { periods, before = null }: Usage,
  one: MeterPeriod,
  zone: string,
): boolean {
  const { session: rules, components } = compile(tariff);
  const { byPower, thresholdsMs, thresholdsWh } = rules;
  // Clocks change on the minute: inside of one they change nothing.
  if (!byPower && thresholdsMs.length === 0 && thresholdsWh.length === 0) return true;
  const volumes = (list: readonly MeterPeriod[]) =>
    walk(rules, { componentCount: components.length, periods: list, before, zone });
  const [apart, joined] = [volumes(periods), volumes([...periods.slice(0, -2), one])];
  return (
    apart.quantity.every((count, index) => count === joined.quantity[index]) &&
    apart.last.ENERGY === joined.last.ENERGY &&
    apart.last.TIME === joined.last.TIME &&
    apart.last.PARKING_TIME === joined.last.PARKING_TIME
  );
}
