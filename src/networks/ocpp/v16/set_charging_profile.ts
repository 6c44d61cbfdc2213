// SetChargingProfile, platform to charger (OCPP 1.6 §5.16): limits a connector, or all (0).

import { chargingProfile } from "./charging_profile.ts";
import { connectorId, outbound, statusOf, Type } from "./message.ts";

export const setChargingProfile = outbound(
  "SetChargingProfile",
  Type.Object({ connectorId: connectorId(), csChargingProfiles: chargingProfile }),
  statusOf("Accepted", "Rejected", "NotSupported"),
);
