// GetCompositeSchedule, platform to charger (OCPP 2.0.1 part 2, §1.20; use case K08): what do all
// plans together come to?

import { rateUnit } from "./charging_schedule.ts";
import { oneOf, outbound, statusInfo, Type, timestamp } from "./message.ts";

/** As it comes: what a charger has computed need not end after one decimal. */
const period = Type.Object({
  startPeriod: Type.Integer(),
  limit: Type.Number(),
  numberPhases: Type.Optional(Type.Integer()),
});

const schedule = Type.Object({
  evseId: Type.Integer(),
  duration: Type.Integer(),
  scheduleStart: timestamp(),
  chargingRateUnit: rateUnit(),
  chargingSchedulePeriod: Type.Array(period, { minItems: 1 }),
});

export const getCompositeSchedule = outbound(
  "GetCompositeSchedule",
  Type.Object({
    duration: Type.Integer(),
    evseId: Type.Integer(),
    chargingRateUnit: Type.Optional(rateUnit()),
  }),
  Type.Object({
    status: oneOf("Accepted", "Rejected"),
    schedule: Type.Optional(schedule),
    statusInfo: Type.Optional(statusInfo()),
  }),
);
