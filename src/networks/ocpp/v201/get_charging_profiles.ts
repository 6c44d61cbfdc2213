// GetChargingProfiles, platform to charger (OCPP 2.0.1 part 2, §1.19; use case K09): by which plans
// do you charge? Told in ReportChargingProfiles, under the same number.

import { limitSource, purpose } from "./charging_schedule.ts";
import { outbound, statusOf, Type } from "./message.ts";

export const getChargingProfiles = outbound(
  "GetChargingProfiles",
  Type.Object({
    requestId: Type.Integer(),
    evseId: Type.Optional(Type.Integer()),
    chargingProfile: Type.Object({
      chargingProfilePurpose: Type.Optional(purpose()),
      stackLevel: Type.Optional(Type.Integer()),
      chargingProfileId: Type.Optional(Type.Array(Type.Integer(), { minItems: 1 })),
      chargingLimitSource: Type.Optional(Type.Array(limitSource(), { minItems: 1, maxItems: 4 })),
    }),
  }),
  statusOf("Accepted", "NoProfiles"),
);
