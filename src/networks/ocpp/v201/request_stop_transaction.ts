// RequestStopTransaction, platform to charger (OCPP 2.0.1 part 2; use case F03): please stop.

import { outbound, statusOf, Type } from "./message.ts";

export const requestStopTransaction = outbound(
  "RequestStopTransaction",
  Type.Object({ transactionId: Type.String() }),
  statusOf("Accepted", "Rejected"),
);
