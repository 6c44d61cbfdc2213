// GetReport, platform to charger (OCPP 2.0.1 part 2; use case B08): asks for a part of the
// device model, by name or by what is the matter with it.

import { outbound, statusOf, Type } from "./message.ts";
import { component, variable } from "./variables.ts";

const named = Type.Object({ component: component(), variable: Type.Optional(variable()) });

export const getReport = outbound(
  "GetReport",
  Type.Object({
    requestId: Type.Integer(),
    componentVariable: Type.Optional(Type.Array(named)),
    componentCriteria: Type.Optional(Type.Array(Type.String())),
  }),
  statusOf("Accepted", "Rejected", "NotSupported", "EmptyResultSet"),
);
