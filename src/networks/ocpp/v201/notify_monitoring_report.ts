// NotifyMonitoringReport, charger to platform (OCPP 2.0.1 part 2, §1.39; use case N02): what it
// watches, in parts.

import { inbound, notice, Type, timestamp } from "./message.ts";
import { component, nameOf, variable } from "./monitored.ts";
import { progress, stageOf } from "./progress.ts";

const monitor = Type.Object({
  component: component(),
  variable: variable(),
  variableMonitoring: Type.Array(
    Type.Object({
      id: Type.Integer(),
      transaction: Type.Boolean(),
      value: Type.Number(),
      type: Type.String(),
      severity: Type.Integer(),
    }),
  ),
});

const request = Type.Object({
  monitor: Type.Optional(Type.Array(monitor)),
  requestId: Type.Integer(),
  tbc: Type.Optional(Type.Boolean()),
  seqNo: Type.Integer(),
  generatedAt: timestamp(),
});

export const notifyMonitoringReport = inbound(
  "NotifyMonitoringReport",
  request,
  async (report, scene) => {
    const { monitor: watched = [], requestId, seqNo, generatedAt: at } = report;
    await progress(scene, requestId, { stage: stageOf(report), payload: report });
    const text = `Part ${seqNo}: watches ${watched.map(nameOf).join(", ") || "nothing more"}`;
    await notice(scene, { topic: "monitoring", text, payload: report, at });
    return {};
  },
);
