// Charging profiles in the words of 1.6, in the unit that the charger takes. Pure.

import type { ChargingProfile } from "../../commands.ts";
import type { ConnectorRef } from "../../network.ts";
import { inUnit, phasesOf, type RateUnit } from "../../rate_unit.ts";
import type { ChargingProfile16 } from "./charging_profile.ts";

type Schedule = ChargingProfile["schedule"];

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
  readonly unit: RateUnit | null;
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
