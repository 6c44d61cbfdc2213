// SetMonitoringLevel, platform to charger (OCPP 2.0.1 part 2, §1.54; use case N05): tell events of
// this severity and graver ones: 0 is danger, 9 is for developers.

import { outbound, statusOf, Type } from "./message.ts";

export const setMonitoringLevel = outbound(
  "SetMonitoringLevel",
  Type.Object({ severity: Type.Integer() }),
  statusOf("Accepted", "Rejected"),
);
