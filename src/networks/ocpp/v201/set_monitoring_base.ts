// SetMonitoringBase, platform to charger (OCPP 2.0.1 part 2, §1.53; use case N03): which set of
// monitors to begin with.

import { oneOf, outbound, statusOf, Type } from "./message.ts";

export const setMonitoringBase = outbound(
  "SetMonitoringBase",
  Type.Object({ monitoringBase: oneOf("All", "FactoryDefault", "HardWiredOnly") }),
  statusOf("Accepted", "Rejected", "NotSupported", "EmptyResultSet"),
);
