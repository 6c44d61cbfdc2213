// Limits of charging profiles in the unit that a charger takes: amperes per phase, or watts over
// all of them. Exact in tenths, and never above what was asked for. Pure; what a charger takes is
// asked by the versions' conversations.

import type { ChargingProfile, SchedulePeriod } from "./commands.ts";
import type { ConnectorRef } from "./network.ts";

type Schedule = ChargingProfile["schedule"];
export type RateUnit = Schedule["unit"];

/** Between phase and neutral. Chargers with no meter reckon with the same. */
const voltage = 230;

/** Up to here a Type 2 connector has one phase: 32 A at 230 V. */
const mostOnePhaseKw = 7.4;

/** OCPP 1.6 §7.14 assumes three phases where nothing is said. DC chargers draw from three. */
export const phasesOf = (connector: ConnectorRef | null): number => {
  if (connector === null) return 3;
  if (connector.type === "Type1" || connector.type === "Schuko") return 1;
  const alternating = connector.type === "Type2" || connector.type === "CEE";
  return alternating && connector.powerKw <= mostOnePhaseKw ? 1 : 3;
};

const inTenths = (value: number): number => Math.round(value * 10);

export const convertedLimit = (limit: number, to: RateUnit, phases: number): number => {
  const factor = voltage * phases;
  const tenths = inTenths(limit);
  return (to === "W" ? tenths * factor : Math.floor(tenths / factor)) / 10;
};

/** The same plan; a period that names its phases is for so many. */
export const inUnit = (schedule: Schedule, unit: RateUnit, phases: number): Schedule => {
  if (schedule.unit === unit) return schedule;
  const { min_rate: least } = schedule;
  const converted = ({ limit, ...period }: SchedulePeriod): SchedulePeriod => ({
    ...period,
    limit: convertedLimit(limit, unit, period.phases ?? phases),
  });
  return {
    ...schedule,
    unit,
    min_rate: least === undefined ? undefined : convertedLimit(least, unit, phases),
    periods: schedule.periods.map(converted),
  };
};

/**
 * Which unit to speak, given what the charger says it takes (2.0.1: `A`, `W` or both, in a list).
 * One that does not say, or takes both, gets what was given.
 */
export const unitFor = (given: RateUnit, taken: string | null): RateUnit => {
  const words = (taken ?? "").split(",").map((word) => word.trim().toUpperCase());
  const [amperes, watts] = [words.includes("A"), words.includes("W")];
  if (amperes === watts) return given;
  return amperes ? "A" : "W";
};
