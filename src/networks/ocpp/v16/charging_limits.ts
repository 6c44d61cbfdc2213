// Limits of charging profiles in the unit that a charger takes: amperes per phase, or watts over
// all of them. Exact in tenths, and never above what was asked for. Pure.

import type { ChargingProfile, SchedulePeriod } from "../../commands.ts";
import type { ConnectorRef } from "../../network.ts";
import type { ChargingProfile16 } from "./charging_profile.ts";

type Schedule = ChargingProfile["schedule"];
export type Unit = Schedule["unit"];

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

export const convertedLimit = (limit: number, to: Unit, phases: number): number => {
  const factor = voltage * phases;
  const tenths = inTenths(limit);
  return (to === "W" ? tenths * factor : Math.floor(tenths / factor)) / 10;
};

const inUnit = (schedule: Schedule, unit: Unit, phases: number): Schedule => {
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

const purposes = {
  station_max: "ChargePointMaxProfile",
  default: "TxDefaultProfile",
  transaction: "TxProfile",
} as const;

export const purposeOf = (purpose: ChargingProfile["purpose"]) => purposes[purpose];

const kinds = { absolute: "Absolute", recurring: "Recurring", relative: "Relative" } as const;
const recurrencies = { daily: "Daily", weekly: "Weekly" } as const;

const scheduleOf = (schedule: Schedule): ChargingProfile16["chargingSchedule"] => ({
  ...(schedule.duration === undefined ? {} : { duration: schedule.duration }),
  ...(schedule.start === undefined ? {} : { startSchedule: schedule.start }),
  chargingRateUnit: schedule.unit,
  chargingSchedulePeriod: schedule.periods.map(({ start, limit, phases }) => ({
    startPeriod: start,
    limit,
    ...(phases === undefined ? {} : { numberPhases: phases }),
  })),
  ...(schedule.min_rate === undefined ? {} : { minChargingRate: schedule.min_rate }),
});

export type Fitting = {
  /** The only one that the charger takes; null: any. */
  readonly unit: Unit | null;
  readonly connector: ConnectorRef | null;
  readonly transactionId: number | null;
};

/** The profile in the words of 1.6. */
export const profileOf = (profile: ChargingProfile, fitting: Fitting): ChargingProfile16 => {
  const { recurrency, valid_from: from, valid_to: to } = profile;
  const unit = fitting.unit ?? profile.schedule.unit;
  const schedule = inUnit(profile.schedule, unit, phasesOf(fitting.connector));
  return {
    chargingProfileId: profile.id,
    ...(fitting.transactionId === null ? {} : { transactionId: fitting.transactionId }),
    stackLevel: profile.stack_level,
    chargingProfilePurpose: purposes[profile.purpose],
    chargingProfileKind: kinds[profile.kind],
    ...(recurrency === undefined ? {} : { recurrencyKind: recurrencies[recurrency] }),
    ...(from === undefined ? {} : { validFrom: from }),
    ...(to === undefined ? {} : { validTo: to }),
    chargingSchedule: scheduleOf(schedule),
  };
};
