// ClearChargingProfile, platform to charger (OCPP 2.0.1 part 2, §1.7; use case K10): forget one
// plan, or all that fit.

import { purpose } from "./charging_schedule.ts";
import { outbound, statusOf, Type } from "./message.ts";

const criteria = Type.Object({
  evseId: Type.Optional(Type.Integer()),
  chargingProfilePurpose: Type.Optional(purpose()),
  stackLevel: Type.Optional(Type.Integer()),
});

export const clearChargingProfile = outbound(
  "ClearChargingProfile",
  Type.Object({
    chargingProfileId: Type.Optional(Type.Integer()),
    chargingProfileCriteria: Type.Optional(criteria),
  }),
  statusOf("Accepted", "Unknown"),
);
