// SetVariables, platform to charger (OCPP 2.0.1 part 2; use case B05): sets some of its
// variables.

import { outbound, statusInfo, Type } from "./message.ts";
import { component, variable } from "./variables.ts";

const asked = Type.Object({
  attributeType: Type.Optional(Type.String()),
  attributeValue: Type.String(),
  component: component(),
  variable: variable(),
});

const result = Type.Object({
  attributeType: Type.Optional(Type.String()),
  attributeStatus: Type.String(),
  attributeStatusInfo: Type.Optional(statusInfo()),
  component: component(),
  variable: variable(),
});

export const setVariables = outbound(
  "SetVariables",
  Type.Object({ setVariableData: Type.Array(asked, { minItems: 1 }) }),
  Type.Object({ setVariableResult: Type.Array(result, { minItems: 1 }) }),
);
