// A plan of charging for a car that says what it wants (OCPP 2.0.1 K15 to K17), from limits that
// are known: never above any of them at any second, as near to them as the steps that the car takes
// allow. It shares no power between cars: whoever does that is another planner. Pure.

import type { ChargingProfile, SchedulePeriod } from "./commands.ts";
import type { ConnectorRef } from "./network.ts";
import { allowedAt, type Limit } from "./power_limit.ts";
import { convertedLimit, type RateUnit } from "./rate_unit.ts";

/** What a car says of itself. */
export type Needs = {
  /** The most that it takes, in watts; null: it does not say. */
  readonly mostW: number | null;
  /** How many steps of a plan it takes. */
  readonly mostSteps: number;
};

export type Planning = {
  readonly connector: ConnectorRef;
  /** On which the connector is fed, and those of them that the car uses. */
  readonly phases: { readonly supplied: number; readonly used: number };
  readonly needs: Needs;
  readonly limits: readonly Limit[];
  readonly unit: RateUnit;
  readonly at: Date;
};

type Schedule = ChargingProfile["schedule"];
type Step = { readonly start: number; readonly watts: number };

/** What is planned in steps; after it the least holds that any of the limits may come to. */
const horizonSeconds = 86_400;
/** What a charger takes (part 2, ChargingScheduleType). */
const longestPlan = 1024;
/** More changes a day than any of our limits has: beyond, the least of them holds. */
const mostLooks = 5_000;

const ceiling = ({ connector, phases, needs }: Planning): number =>
  Math.min((connector.powerKw * 1000 * phases.used) / phases.supplied, needs.mostW ?? Infinity);

const leastOf = (limit: Limit): number =>
  Math.min(
    ...limit.profile.schedule.periods.map((period) => {
      const only = { ...limit.profile.schedule, periods: [{ ...period, start: 0 }] };
      const profile = { kind: "relative" as const, schedule: { ...only, duration: undefined } };
      return allowedAt({ ...limit, profile }, limit.since).watts ?? Infinity;
    }),
  );

type Look = { readonly watts: number; readonly until: number };

const lookAt = (limits: readonly Limit[], most: number, at: number): Look => {
  const allowed = limits.map((limit) => allowedAt(limit, at));
  return {
    watts: Math.min(most, ...allowed.map(({ watts }) => watts ?? Infinity)),
    until: Math.min(...allowed.map(({ until }) => until), Infinity),
  };
};

/** Whole seconds since the beginning: one that lies in two steps has the lesser of them. */
const stepsOf = (planning: Planning, begin: number): Step[] => {
  const { limits } = planning;
  const most = ceiling(planning);
  const steps: Step[] = [];
  const add = (start: number, watts: number) => {
    const last = steps.at(-1);
    if (last?.watts === watts) return;
    if (last !== undefined && last.start >= start) {
      steps.pop();
      add(start, Math.min(last.watts, watts));
    } else steps.push({ start, watts });
  };
  const end = begin + horizonSeconds * 1000;
  let at = begin;
  for (let looks = 0; at < end && looks < mostLooks; looks += 1) {
    const { watts, until } = lookAt(limits, most, at);
    const second = (at - begin) / 1000;
    const falls = watts < (steps.at(-1)?.watts ?? Infinity);
    add(falls ? Math.floor(second) : Math.ceil(second), watts);
    at = until;
  }
  if (at < Infinity) {
    const open = limits.filter((limit) => allowedAt(limit, at).until < Infinity || at < end);
    const before = steps.at(-1)?.watts ?? most;
    const least = Math.min(before, lookAt(limits, most, at).watts, ...open.map(leastOf));
    add(Math.floor((Math.min(at, end) - begin) / 1000), least);
  }
  return steps;
};

/** The last step stands for all that do not fit: the least of them. */
const atMost = (steps: readonly Step[], count: number): Step[] => {
  if (steps.length <= count) return [...steps];
  const [kept, rest] = [steps.slice(0, count - 1), steps.slice(count - 1)];
  const start = rest[0]?.start ?? 0;
  return [...kept, { start, watts: Math.min(...rest.map(({ watts }) => watts)) }];
};

const inUnits = (watts: number, { unit, phases }: Planning): number =>
  unit === "A" ? convertedLimit(watts, "A", phases.used) : Math.floor(watts * 10) / 10;

export const planFor = (planning: Planning): Schedule => {
  const { unit, phases, needs } = planning;
  const begin = Math.floor(planning.at.getTime() / 1000) * 1000;
  const steps = stepsOf(planning, begin);
  const count = Math.max(1, Math.min(needs.mostSteps, longestPlan));
  const periods: SchedulePeriod[] = atMost(steps, count).map(({ start, watts }) => ({
    start,
    limit: inUnits(watts, planning),
    ...(unit === "A" ? { phases: phases.used } : {}),
  }));
  return { unit, start: new Date(begin).toISOString(), periods };
};

/** What a car says that it will do, in steps from a moment on. */
export type CarPlan = Pick<Schedule, "unit" | "periods" | "duration"> & { readonly from: Date };

/** A tenth of an ampere on each phase: what rounding may make of a limit, and no more. */
const grainW = (phases: number): number => 23 * phases;
/** Clocks of charger and platform may differ: steps that are shorter are not looked at. */
const blurMs = 120_000;

/** Whether a car means to draw more than it was told that it may. */
export const exceeds = (car: CarPlan, limit: Limit, phases: number): boolean => {
  const from = car.from.getTime();
  const end = from + (car.duration ?? horizonSeconds) * 1000;
  return car.periods.some((period, index) => {
    const next = car.periods[index + 1];
    const until = next === undefined ? end : Math.min(end, from + next.start * 1000);
    const own = period.phases ?? phases;
    const watts = car.unit === "W" ? period.limit : convertedLimit(period.limit, "W", own);
    return passes(limit, { from: from + period.start * 1000, until }, watts - grainW(own));
  });
};

const passes = (limit: Limit, span: { from: number; until: number }, watts: number): boolean => {
  const short = span.until - span.from < blurMs;
  let at = span.from;
  for (let looks = 0; at < span.until && looks < mostLooks; looks += 1) {
    const end = Math.min(allowedAt(limit, at).until, span.until);
    const allowed = allowedAt(limit, (at + end) / 2).watts;
    const counts = short || end - at >= blurMs;
    if (counts && allowed !== null && watts > allowed) return true;
    at = end;
  }
  return false;
};
