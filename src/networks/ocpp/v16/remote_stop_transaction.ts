// RemoteStopTransaction, platform to charger (OCPP 1.6 §5.12): please end this transaction.

import { outbound, statusOf, Type } from "./message.ts";

export const remoteStopTransaction = outbound(
  "RemoteStopTransaction",
  Type.Object({ transactionId: Type.Integer() }),
  statusOf("Accepted", "Rejected"),
);
