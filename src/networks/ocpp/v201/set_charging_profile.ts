// SetChargingProfile, platform to charger (OCPP 2.0.1 part 2, §1.51; use cases K01 to K04, K15,
// K16): charge by this plan from now on. EVSE 0: the station as a whole, or each EVSE by default.

import { chargingProfile } from "./charging_schedule.ts";
import { outbound, statusOf, Type } from "./message.ts";

export const setChargingProfile = outbound(
  "SetChargingProfile",
  Type.Object({ evseId: Type.Integer(), chargingProfile }),
  statusOf("Accepted", "Rejected"),
);
