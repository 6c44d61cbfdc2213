// ClearVariableMonitoring, platform to charger (OCPP 2.0.1 part 2, §1.10; use case N06): watch
// these no longer.

import { oneOf, outbound, Type } from "./message.ts";

const result = Type.Object({
  status: oneOf("Accepted", "Rejected", "NotFound"),
  id: Type.Integer(),
});

export const clearVariableMonitoring = outbound(
  "ClearVariableMonitoring",
  Type.Object({ id: Type.Array(Type.Integer(), { minItems: 1 }) }),
  Type.Object({ clearMonitoringResult: Type.Array(result, { minItems: 1 }) }),
);
