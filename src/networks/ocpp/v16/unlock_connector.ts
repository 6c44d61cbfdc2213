// UnlockConnector, platform to charger (OCPP 1.6 §5.18): lets go of a stuck plug.

import { outbound, statusOf, Type } from "./message.ts";

export const unlockConnector = outbound(
  "UnlockConnector",
  Type.Object({ connectorId: Type.Integer({ minimum: 1 }) }),
  statusOf("Unlocked", "UnlockFailed", "NotSupported"),
);
