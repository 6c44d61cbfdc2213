// A session cut at every point where another price may begin to apply (a local time, an amount
// of energy, a duration), and what each price component gathers on the way. Steps, amounts and
// limits come after (price.ts).

import { nextLocalTime, offsetSpan } from "../lib/zones.ts";
import type { Component, Rules } from "./compile.ts";
import type { Active } from "./match.ts";
import { match } from "./match.ts";

/** What the meter said of one interval. Instants are epoch milliseconds, all are integers. */
export type MeterPeriod = {
  readonly from: number;
  readonly until: number;
  readonly energyWh: number;
  /** True while energy flows (TIME), false while the car only stands there (PARKING_TIME). */
  readonly charging: boolean;
  /** Left out: the mean power of the interval. */
  readonly powerW?: number | null;
  /** Sum over the phases. Left out: what the power is at 230 V. */
  readonly currentA?: number | null;
};

/** Exact volumes before steps. */
export type Volumes = {
  /** By component index: Wh for ENERGY, milliseconds for TIME and PARKING_TIME, 1 for FLAT. */
  readonly quantity: number[];
  /** The component of each dimension that was used last; steps are rounded up there. */
  readonly last: {
    ENERGY: Component | null;
    TIME: Component | null;
    PARKING_TIME: Component | null;
  };
};

/** A stretch on which one set of components applied, for whoever wants to see the way itself. */
export type Stretch = {
  readonly from: number;
  readonly until: number;
  readonly energyWh: number;
  readonly charging: boolean;
  readonly active: Active;
};

/** How far a walk has come: all that its next period depends on. */
type Course = {
  readonly start: number;
  readonly volumes: Volumes;
  active: Active | null;
  /** Energy of the session at the moment that the walk has reached. */
  wh: number;
  /** Where the active components may change: an instant, and an amount of energy. */
  untilMs: number;
  untilWh: number;
};

type Walk = Course & {
  readonly rules: Rules;
  readonly zone: string;
  readonly see: ((stretch: Stretch) => void) | null;
};

/**
 * Where a walk has stopped, so that another one may go on from there: with the same rules, and in
 * this process only, for it holds their components. Nobody changes it.
 */
export type Reached = Readonly<Course> & {
  /** When the last period ended. */
  readonly until: number;
};

export type Way = {
  readonly componentCount: number;
  /** In order, without overlap; what lies between them is not priced. */
  readonly periods: readonly MeterPeriod[];
  readonly zone: string;
  /** The periods before these, as far as there are any. */
  readonly before?: Reached | null;
  readonly see?: (stretch: Stretch) => void;
};

export function walk(rules: Rules, way: Way): Volumes {
  return reach(rules, way)?.volumes ?? nothing(way);
}

const nothing = ({ componentCount }: Way): Volumes => ({
  quantity: new Array<number>(componentCount).fill(0),
  last: { ENERGY: null, TIME: null, PARKING_TIME: null },
});

const copied = ({ quantity, last }: Volumes): Volumes => ({
  quantity: [...quantity],
  last: { ...last },
});

/** The walk, to be gone on with; null where there was no period yet. */
export function reach(rules: Rules, way: Way): Reached | null {
  const { periods, zone, see } = way;
  const first = periods[0];
  const before = way.before ?? null;
  if (first === undefined) return before;
  const start = first.from;
  const course: Course =
    before === null
      ? { start, volumes: nothing(way), active: null, wh: 0, untilMs: start, untilWh: 0 }
      : { ...before, volumes: copied(before.volumes) };
  const state: Walk = { ...course, rules, zone, see: see ?? null };
  let previous = before?.until ?? start;
  for (const period of periods) {
    assertPeriod(period, previous);
    walkPeriod(state, period);
    previous = period.until;
  }
  const { volumes, active, wh, untilMs, untilWh } = state;
  return { start: state.start, volumes, active, wh, untilMs, untilWh, until: previous };
}

function walkPeriod(state: Walk, period: MeterPeriod): void {
  const { from, until, energyWh } = period;
  const before = state.wh;
  let at = from;
  let wh = 0;
  let look = state.rules.byPower;
  do {
    if (look || at >= state.untilMs || state.wh >= state.untilWh) change(state, period, at);
    look = false;
    let end = Math.min(until, state.untilMs);
    // Linear by milliseconds, floor to Wh, the rest to the later part (ruling 30).
    let endWh = end === until ? energyWh : floorOf(energyWh, end - from, until - from);
    if (before + endWh > state.untilWh) {
      endWh = state.untilWh - before;
      end = Math.min(end, from + ceilOf(endWh, until - from, energyWh));
    }
    gather(state, period.charging, endWh - wh, end - at);
    if (state.see !== null && state.active !== null) {
      const { charging } = period;
      state.see({ from: at, until: end, energyWh: endWh - wh, charging, active: state.active });
    }
    state.wh = before + endWh;
    at = end;
    wh = endWh;
  } while (at < until || wh < energyWh);
}

/** Looks up what applies from this moment on, and until where that is sure to hold. */
function change(state: Walk, period: MeterPeriod, at: number): void {
  const { rules, zone, start, wh } = state;
  const ms = at - start;
  const powerW = powerOf(period);
  const begins = state.active === null;
  state.active = match(rules, { at, wh, ms, powerW, milliamps: currentOf(period, powerW) }, zone);
  if (wh >= state.untilWh) state.untilWh = above(rules.thresholdsWh, wh);
  if (at >= state.untilMs) {
    state.untilMs = Math.min(start + above(rules.thresholdsMs, ms), nextClock(rules, zone, at));
  }
  flat(state.volumes, state.active.FLAT, begins);
}

/**
 * A session has one start fee, that of its first moment: a clock that moves on to another price
 * does not start it again. A fee that waits for an amount of energy or time is due when reached.
 */
function flat(volumes: Volumes, fee: Component | null, begins: boolean): void {
  if (fee !== null && (begins || fee.threshold)) volumes.quantity[fee.index] = 1;
}

function gather(state: Walk, charging: boolean, wh: number, ms: number): void {
  const { active, volumes } = state;
  const energy = active?.ENERGY;
  if (energy && wh > 0) {
    volumes.quantity[energy.index] = (volumes.quantity[energy.index] ?? 0) + wh;
    volumes.last.ENERGY = energy;
  }
  const time = charging ? active?.TIME : active?.PARKING_TIME;
  if (time && ms > 0) {
    volumes.quantity[time.index] = (volumes.quantity[time.index] ?? 0) + ms;
    volumes.last[charging ? "TIME" : "PARKING_TIME"] = time;
  }
}

/** A change of offset counts too: the clock jumps there, perhaps into another window. */
function nextClock(rules: Rules, zone: string, at: number): number {
  if (rules.minutes.length === 0) return Infinity;
  let next = offsetSpan(zone, at).until;
  for (const minute of rules.minutes) next = Math.min(next, nextLocalTime(zone, at, minute));
  return next;
}

function powerOf({ from, until, energyWh, charging, powerW }: MeterPeriod): number {
  if (!charging) return 0;
  if (powerW != null) return powerW;
  return until === from ? 0 : floorOf(energyWh, 3_600_000, until - from);
}

function currentOf({ charging, currentA }: MeterPeriod, powerW: number): number {
  if (!charging) return 0;
  return currentA == null ? floorOf(powerW, 1000, 230) : Math.round(currentA * 1000);
}

function above(thresholds: readonly number[], value: number): number {
  for (const threshold of thresholds) if (threshold > value) return threshold;
  return Infinity;
}

function floorOf(factor: number, times: number, divisor: number): number {
  const product = factor * times;
  if (product > Number.MAX_SAFE_INTEGER) {
    return Number((BigInt(factor) * BigInt(times)) / BigInt(divisor));
  }
  return (product - (product % divisor)) / divisor;
}

function ceilOf(factor: number, times: number, divisor: number): number {
  const floor = floorOf(factor, times, divisor);
  return BigInt(floor) * BigInt(divisor) === BigInt(factor) * BigInt(times) ? floor : floor + 1;
}

function assertPeriod(period: MeterPeriod, previous: number): void {
  const { from, until, energyWh } = period;
  const whole =
    Number.isSafeInteger(from) && Number.isSafeInteger(until) && Number.isSafeInteger(energyWh);
  if (!whole || from < previous || until < from || energyWh < 0) {
    throw new RangeError(`not a meter period: ${JSON.stringify(period)}`);
  }
}
