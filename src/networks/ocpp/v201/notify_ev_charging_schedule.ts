// NotifyEVChargingSchedule, charger to platform (OCPP 2.0.1 part 2, §1.37; use cases K15, K17): how
// a car means to charge, within the limits that it was given.

import { inbound, notice, Type, timestamp } from "./message.ts";

const request = Type.Object({
  timeBase: timestamp(),
  evseId: Type.Integer(),
  chargingSchedule: Type.Object({
    id: Type.Integer(),
    chargingRateUnit: Type.String(),
    chargingSchedulePeriod: Type.Array(Type.Object({ limit: Type.Number() }), { minItems: 1 }),
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
    return { status: "Accepted" };
  },
);
