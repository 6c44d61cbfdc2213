// The charging profile that came with a start, of either version, as a virtual charger keeps to it.

import type { ChargingProfile } from "../../commands.ts";

type Period = {
  readonly startPeriod: number;
  readonly limit: number;
  readonly numberPhases?: number;
};
type Schedule = {
  readonly duration?: number;
  readonly startSchedule?: string;
  readonly chargingRateUnit: "A" | "W";
  readonly chargingSchedulePeriod: readonly Period[];
};
/** 1.6 §7.8, and part 2 ChargingProfileType: they differ in names, and in how many schedules. */
type Given = {
  readonly id?: number;
  readonly chargingProfileId?: number;
  readonly stackLevel: number;
  readonly chargingProfileKind: "Absolute" | "Recurring" | "Relative";
  readonly recurrencyKind?: "Daily" | "Weekly";
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly chargingSchedule: Schedule | readonly Schedule[];
};

const lower = <T extends string>(word: T) => word.toLowerCase() as Lowercase<T>;

export const givenProfile = (payload: unknown): ChargingProfile | undefined => {
  if (payload === undefined) return undefined;
  const given = payload as Given;
  const [schedule] = [given.chargingSchedule].flat() as Schedule[];
  if (schedule === undefined) return undefined;
  return {
    id: given.id ?? given.chargingProfileId ?? 0,
    ...{ stack_level: given.stackLevel, purpose: "transaction" },
    kind: lower(given.chargingProfileKind),
    recurrency: given.recurrencyKind === undefined ? undefined : lower(given.recurrencyKind),
    ...{ valid_from: given.validFrom, valid_to: given.validTo },
    schedule: {
      ...{ unit: schedule.chargingRateUnit, duration: schedule.duration },
      start: schedule.startSchedule,
      periods: schedule.chargingSchedulePeriod.map(({ startPeriod, limit, numberPhases }) => ({
        ...{ start: startPeriod, limit, phases: numberPhases },
      })),
    },
  };
};
