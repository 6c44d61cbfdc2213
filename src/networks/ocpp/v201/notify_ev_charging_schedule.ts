// NotifyEVChargingSchedule, charger to platform (OCPP 2.0.1 part 2, §1.37; use cases K15, K17): how
// a car means to charge, within the limits that it was given.

import { rateUnit } from "./charging_schedule.ts";
import { inbound, notice, Type, timestamp } from "./message.ts";

const period = Type.Object({
  startPeriod: Type.Integer(),
  limit: Type.Number(),
  numberPhases: Type.Optional(Type.Integer()),
});

const request = Type.Object({
  timeBase: timestamp(),
  evseId: Type.Integer(),
  chargingSchedule: Type.Object({
    id: Type.Integer(),
    duration: Type.Optional(Type.Integer()),
    chargingRateUnit: rateUnit(),
    chargingSchedulePeriod: Type.Array(period, { minItems: 1 }),
  }),
});

export const notifyEvChargingSchedule = inbound(
  "NotifyEVChargingSchedule",
  request,
  async (plan, scene) => {
    const { chargingSchedulePeriod: periods, chargingRateUnit: unit } = plan.chargingSchedule;
    const most = Math.max(...periods.map(({ limit }) => limit));
    const text = `The car plans ${periods.length} steps of at most ${most} ${unit}`;
    const news = { topic: "charging_profile", text, payload: plan, evse: plan.evseId } as const;
    await notice(scene, { ...news, at: plan.timeBase });
    const { duration } = plan.chargingSchedule;
    const steps = periods.map(({ startPeriod: start, limit, numberPhases }) => ({
      ...{ start, limit, phases: numberPhases },
    }));
    return { status: scene.negotiation.means(plan.evseId, { unit, periods: steps, duration }) };
  },
);
