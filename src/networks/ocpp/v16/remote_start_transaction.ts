// RemoteStartTransaction, platform to charger (OCPP 1.6 §5.11): please start for this card. A
// charging profile may ride along.

import { chargingProfile } from "./charging_profile.ts";
import { connectorId, idToken, outbound, statusOf, Type } from "./message.ts";

export const remoteStartTransaction = outbound(
  "RemoteStartTransaction",
  Type.Object({
    connectorId: Type.Optional(connectorId(1)),
    idTag: idToken(),
    chargingProfile: Type.Optional(chargingProfile),
  }),
  statusOf("Accepted", "Rejected"),
);
