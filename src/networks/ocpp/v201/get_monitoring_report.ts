// GetMonitoringReport, platform to charger (OCPP 2.0.1 part 2, §1.25; use case N02): what do you
// watch? Told in NotifyMonitoringReport, under the same number.

import { oneOf, outbound, statusOf, Type } from "./message.ts";
import { component, variable } from "./monitored.ts";

const place = Type.Object({ component: component(), variable: Type.Optional(variable()) });
const criterion = oneOf("ThresholdMonitoring", "DeltaMonitoring", "PeriodicMonitoring");

export const getMonitoringReport = outbound(
  "GetMonitoringReport",
  Type.Object({
    requestId: Type.Integer(),
    componentVariable: Type.Optional(Type.Array(place, { minItems: 1 })),
    monitoringCriteria: Type.Optional(Type.Array(criterion, { minItems: 1, maxItems: 3 })),
  }),
  statusOf("Accepted", "Rejected", "NotSupported", "EmptyResultSet"),
);
