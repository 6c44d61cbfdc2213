// ClearChargingProfile, platform to charger (OCPP 1.6 §5.5): forgets the limits that all of what is
// given fits; nothing given: all limits.

import { connectorId, oneOf, outbound, statusOf, Type } from "./message.ts";

export const clearChargingProfile = outbound(
  "ClearChargingProfile",
  Type.Object({
    id: Type.Optional(Type.Integer()),
    connectorId: Type.Optional(connectorId()),
    chargingProfilePurpose: Type.Optional(
      oneOf("ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"),
    ),
    stackLevel: Type.Optional(Type.Integer()),
  }),
  statusOf("Accepted", "Unknown"),
);
