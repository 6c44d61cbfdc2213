// GetBaseReport, platform to charger (OCPP 2.0.1 part 2; use case B07): asks for the device
// model, which comes in NotifyReport messages.

import { outbound, statusOf, Type } from "./message.ts";

export const getBaseReport = outbound(
  "GetBaseReport",
  Type.Object({ requestId: Type.Integer(), reportBase: Type.String() }),
  statusOf("Accepted", "Rejected", "NotSupported", "EmptyResultSet"),
);
