// Limits in ampere and in watt: chargers take one of them, or both, and the platform's users give
// what they have. Pure; which unit a charger takes is asked by the versions' conversations.

import type { ChargingProfile } from "../commands.ts";
import type { ConnectorRef } from "../network.ts";

export type RateUnit = "A" | "W";
export type Schedule = ChargingProfile["schedule"];

/** What a connector is fed with. */
export type Supply = { readonly voltageV: number; readonly phases: number };

/** Between a phase and neutral. */
const lineVoltageV = 230;
/** 32 A on one phase; what gives more has three. */
const mostOnOnePhaseKw = 7.4;

/** A fast charger is fed with three phases, whatever it gives to the car. */
export const supplyOf = (connector: ConnectorRef | null): Supply => {
  const single = connector !== null && connector.powerKw <= mostOnOnePhaseKw;
  return { voltageV: lineVoltageV, phases: single ? 1 : 3 };
};

/** One decimal is all that the protocol has. Never up: a fuse is behind it. */
const tenthsDown = (value: number): number => Math.floor(Number((value * 10).toFixed(6))) / 10;

const converted = (limit: number, to: RateUnit, { voltageV, phases }: Supply): number =>
  tenthsDown(to === "W" ? limit * voltageV * phases : limit / (voltageV * phases));

/** A period that names its phases is for so many, at most for those that there are. */
const phasesOf = (named: number | undefined, supply: Supply): Supply =>
  named === undefined ? supply : { ...supply, phases: Math.min(named, supply.phases) };

/** The same plan in the other unit. */
export const inUnit = (schedule: Schedule, to: RateUnit, supply: Supply): Schedule => {
  if (schedule.unit === to) return schedule;
  const { min_rate: least } = schedule;
  return {
    ...schedule,
    unit: to,
    ...(least === undefined ? {} : { min_rate: converted(least, to, supply) }),
    periods: schedule.periods.map((period) => ({
      ...period,
      limit: converted(period.limit, to, phasesOf(period.phases, supply)),
    })),
  };
};

/**
 * Which unit to speak, given what the charger says it takes: `A`, `W` or both, in a list; 1.6 says
 * `Current` and `Power`. One that does not say gets what was given.
 */
export const unitFor = (given: RateUnit, taken: string | null): RateUnit => {
  const words = (taken ?? "").split(",").map((word) => word.trim().toLowerCase());
  const takes = (unit: RateUnit, name: string) =>
    words.includes(unit.toLowerCase()) || words.includes(name);
  const [amperes, watts] = [takes("A", "current"), takes("W", "power")];
  if (amperes === watts) return given;
  return amperes ? "A" : "W";
};
