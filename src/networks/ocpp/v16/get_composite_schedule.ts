// GetCompositeSchedule, platform to charger (OCPP 1.6 §5.7): what all its limits come to.

import { chargingSchedule } from "./charging_profile.ts";
import { connectorId, oneOf, outbound, Type, timestamp } from "./message.ts";

export const getCompositeSchedule = outbound(
  "GetCompositeSchedule",
  Type.Object({
    connectorId: connectorId(),
    duration: Type.Integer(),
    chargingRateUnit: Type.Optional(oneOf("A", "W")),
  }),
  Type.Object({
    status: oneOf("Accepted", "Rejected"),
    connectorId: Type.Optional(Type.Integer()),
    scheduleStart: Type.Optional(timestamp()),
    chargingSchedule: Type.Optional(chargingSchedule),
  }),
);
