// Plans for cars that say what they need (OCPP 2.0.1 part 2, use cases K15 to K17, ISO 15118): what
// the plans that are there allow at the EVSE, told as the plan of the car's transaction. So a car
// knows how much it gets and when, and no limit of an operator is lifted by it.

import type { Call } from "../dialect.ts";
import { answered } from "../message.ts";
import { toDate } from "../schema.ts";
import { clearChargingProfile } from "./clear_charging_profile.ts";
import { getCompositeSchedule } from "./get_composite_schedule.ts";
import { setChargingProfile } from "./set_charging_profile.ts";
import type { Transactions } from "./transactions.ts";

export type Needs = {
  readonly evseId: number;
  readonly departure: Date | null;
  /** How many steps the car can take; null: any. */
  readonly mostSteps: number | null;
};

/** One step of a schedule: from so many seconds on. */
export type Step = {
  readonly startPeriod: number;
  readonly limit: number;
  readonly numberPhases?: number;
};

export type Schedule = {
  readonly startsAt: Date;
  readonly unit: string;
  readonly steps: readonly Step[];
};

type Plan = Schedule & {
  readonly needs: Needs;
  readonly transactionId: string;
  readonly seconds: number;
};

const mostSeconds = 86_400;
const leastSeconds = 60;
/** The car waits for the answer, and so does everything else that its charger has to tell. */
const askedMs = 5_000;
/** A car that never keeps to its plan is not told it for ever. */
const mostTold = 5;

/** Above what an operator's profiles are numbered, one for each EVSE. */
const numberOf = (evse: number): number => 2_147_000_000 + evse;

/** With a decimal at most, and never above what the charger computed. */
const floored = (limit: number): number => Math.floor(Math.round(limit * 1000) / 100) / 10;

/** As many steps as the car takes; the last one then never allows more than those it stands for. */
export const shortened = (steps: readonly Step[], most: number | null): readonly Step[] => {
  if (most === null || most < 1 || steps.length <= most) return steps;
  const [kept, rest] = [steps.slice(0, most), steps.slice(most - 1)];
  const limit = Math.min(...rest.map((step) => step.limit));
  return kept.map((step, index) => (index === most - 1 ? { ...step, limit } : step));
};

const limitAt = ({ startsAt, steps }: Schedule, at: number): number | null =>
  steps.findLast(({ startPeriod }) => startsAt.getTime() + startPeriod * 1000 <= at)?.limit ?? null;

/** Whether a car means to draw more than it was told, at any of its steps. */
export const exceeds = (car: Schedule, plan: Schedule): boolean =>
  car.unit === plan.unit &&
  car.steps.some(({ startPeriod, limit }) => {
    const allowed = limitAt(plan, car.startsAt.getTime() + startPeriod * 1000);
    return allowed !== null && limit > allowed;
  });

export class CarPlans {
  readonly #call: Call;
  readonly #now: () => Date;
  readonly #transactions: Transactions;
  /** The last one of each transaction that runs, and how often it was told. */
  readonly #told = new Map<string, { readonly plan: Plan; readonly times: number }>();

  constructor(call: Call, now: () => Date, transactions: Transactions) {
    this.#call = call;
    this.#now = now;
    this.#transactions = transactions;
  }

  /** What can be told; null where nothing charges for us, or the charger says nothing. */
  async make(needs: Needs): Promise<Plan | null> {
    const transactionId = this.#transactions.at(needs.evseId);
    if (transactionId === null) return null;
    const { departure, evseId } = needs;
    const left = departure === null ? mostSeconds : this.#secondsTo(departure);
    const duration = Math.min(Math.max(left, leastSeconds), mostSeconds);
    const asked = { timeoutMs: askedMs, urgent: true };
    const outcome = await this.#call(getCompositeSchedule.action, { duration, evseId }, asked);
    const schedule = answered(getCompositeSchedule, outcome)?.schedule;
    if (schedule === undefined) return null;
    const steps = schedule.chargingSchedulePeriod.map(({ startPeriod, limit, numberPhases }) => ({
      ...{ startPeriod, limit: floored(limit) },
      ...(numberPhases === undefined ? {} : { numberPhases }),
    }));
    return {
      ...{ needs, transactionId, seconds: schedule.duration, unit: schedule.chargingRateUnit },
      startsAt: toDate(schedule.scheduleStart),
      steps: shortened(steps, needs.mostSteps),
    };
  }

  async tell(plan: Plan): Promise<void> {
    const { needs, transactionId, startsAt, unit, steps, seconds } = plan;
    const times = (this.#told.get(transactionId)?.times ?? 0) + 1;
    this.#told.set(transactionId, { plan, times });
    const id = numberOf(needs.evseId);
    const schedule = {
      ...{ id, startSchedule: startsAt.toISOString(), duration: seconds },
      ...{ chargingRateUnit: unit, chargingSchedulePeriod: steps },
    };
    const chargingProfile = {
      ...{ id, stackLevel: 0, chargingProfilePurpose: "TxProfile" },
      ...{ chargingProfileKind: "Absolute", transactionId, chargingSchedule: [schedule] },
    };
    const payload = { evseId: needs.evseId, chargingProfile };
    await this.#call(setChargingProfile.action, payload);
  }

  /** K17: a car that means to draw more than its plan allows is told the plan again. */
  async heard(evse: number, car: Schedule): Promise<void> {
    const told = this.#told.get(this.#transactions.at(evse) ?? "");
    if (told === undefined || told.times >= mostTold || !exceeds(car, told.plan)) return;
    const plan = await this.make(told.plan.needs);
    if (plan !== null) await this.tell(plan);
  }

  ended(transactionId: string): void {
    this.#told.delete(transactionId);
  }

  #secondsTo(at: Date): number {
    return Math.floor((at.getTime() - this.#now().getTime()) / 1000);
  }
}

/** Takes the platform's own plan off an EVSE. Whether there was one. */
export const withdrawPlan = async (call: Call, evse: number): Promise<boolean> => {
  const payload = { chargingProfileId: numberOf(evse) };
  const outcome = await call(clearChargingProfile.action, payload);
  return answered(clearChargingProfile, outcome)?.status === "Accepted";
};
