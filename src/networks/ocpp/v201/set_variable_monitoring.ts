// SetVariableMonitoring, platform to charger (OCPP 2.0.1 part 2, §1.56; use case N04): watch these
// variables.

import { oneOf, outbound, Type } from "./message.ts";
import { component, monitorType, variable } from "./monitored.ts";

const data = Type.Object({
  id: Type.Optional(Type.Integer()),
  transaction: Type.Optional(Type.Boolean()),
  value: Type.Number(),
  type: monitorType(),
  severity: Type.Integer(),
  component: component(),
  variable: variable(),
});

const result = Type.Object({
  id: Type.Optional(Type.Integer()),
  status: oneOf(
    ...["Accepted", "UnknownComponent", "UnknownVariable"],
    ...["UnsupportedMonitorType", "Rejected", "Duplicate"],
  ),
  type: monitorType(),
  component: component(),
  variable: variable(),
  severity: Type.Integer(),
});

export const setVariableMonitoring = outbound(
  "SetVariableMonitoring",
  Type.Object({ setMonitoringData: Type.Array(data, { minItems: 1 }) }),
  Type.Object({ setMonitoringResult: Type.Array(result, { minItems: 1 }) }),
);
