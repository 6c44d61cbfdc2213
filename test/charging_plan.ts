// How the charge points of the tests keep to a charging profile of their own transaction, as OCPP
// gives it with a start: what they may draw since it began, and what they have drawn by then.

type Step = {
  readonly startPeriod: number;
  readonly limit: number;
  readonly numberPhases?: number;
};
type Schedule = {
  readonly chargingRateUnit: "A" | "W";
  readonly chargingSchedulePeriod: readonly Step[];
};
type Profile = {
  readonly chargingProfilePurpose: string;
  readonly chargingProfileKind: string;
  readonly transactionId?: number | string;
  readonly chargingSchedule: Schedule | readonly [Schedule];
};

/** Watts from so many seconds after the start of charging on. */
export type ChargingPlan = readonly { readonly second: number; readonly watts: number }[];

/** Null: a charger may not take this with a start. */
export const planOf = (given: unknown): ChargingPlan | null => {
  if (given === undefined) return [];
  const profile = given as Profile;
  const { chargingProfilePurpose: purpose, chargingProfileKind: kind } = profile;
  if (purpose !== "TxProfile" || kind !== "Relative") return null;
  if (profile.transactionId !== undefined) return null;
  const schedule = [profile.chargingSchedule].flat()[0] as Schedule;
  return schedule.chargingSchedulePeriod.map(({ startPeriod, limit, numberPhases = 3 }) => ({
    second: startPeriod,
    watts: schedule.chargingRateUnit === "W" ? limit : limit * 230 * numberPhases,
  }));
};

export const powerAt = (plan: ChargingPlan, mostW: number, seconds: number): number =>
  Math.min(mostW, plan.findLast(({ second }) => second <= seconds)?.watts ?? Infinity);

export const drawnWh = (plan: ChargingPlan, mostW: number, seconds: number): number => {
  const steps = plan.length === 0 ? [{ second: 0, watts: mostW }] : plan;
  return steps.reduce((sum, { second, watts }, index) => {
    const end = Math.min(seconds, steps[index + 1]?.second ?? seconds);
    return sum + (Math.max(0, end - second) / 3600) * Math.min(mostW, watts);
  }, 0);
};
