// UnlockConnector, platform to charger (OCPP 2.0.1 part 2; use case F05): let the plug go.

import { outbound, statusOf, Type } from "./message.ts";

export const unlockConnector = outbound(
  "UnlockConnector",
  Type.Object({ evseId: Type.Integer(), connectorId: Type.Integer() }),
  statusOf("Unlocked", "UnlockFailed", "OngoingAuthorizedTransaction", "UnknownConnector"),
);
