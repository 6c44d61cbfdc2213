// GetVariables, platform to charger (OCPP 2.0.1 part 2; use case B06): asks for some of its
// variables, at once.

import { outbound, statusInfo, Type } from "./message.ts";
import { component, variable } from "./variables.ts";

const asked = Type.Object({
  attributeType: Type.Optional(Type.String()),
  component: component(),
  variable: variable(),
});

const result = Type.Object({
  attributeType: Type.Optional(Type.String()),
  attributeStatus: Type.String(),
  attributeStatusInfo: Type.Optional(statusInfo()),
  attributeValue: Type.Optional(Type.String()),
  component: component(),
  variable: variable(),
});

export const getVariables = outbound(
  "GetVariables",
  Type.Object({ getVariableData: Type.Array(asked, { minItems: 1 }) }),
  Type.Object({ getVariableResult: Type.Array(result, { minItems: 1 }) }),
);
