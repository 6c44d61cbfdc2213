// NotifyCustomerInformation, charger to platform (OCPP 2.0.1 part 2, §1.34; use cases N09, N10):
// what it holds of a customer, in parts. The data themselves stand in one place, the command.

import { inbound, notice, Type, timestamp } from "./message.ts";
import { progress, stageOf } from "./progress.ts";

const request = Type.Object({
  data: Type.String(),
  tbc: Type.Optional(Type.Boolean()),
  seqNo: Type.Integer(),
  generatedAt: timestamp(),
  requestId: Type.Integer(),
});

export const notifyCustomerInformation = inbound(
  "NotifyCustomerInformation",
  request,
  async (report, scene) => {
    const { requestId, seqNo, generatedAt: at, data } = report;
    const whole = { ...report, data: scene.parts.add(requestId, seqNo, data) };
    await progress(scene, requestId, { stage: stageOf(report), payload: whole });
    const text = `Part ${seqNo} of what request ${requestId} asked for, ${data.length} characters`;
    const payload = { requestId, seqNo, tbc: report.tbc === true };
    await notice(scene, { topic: "customer_information", text, payload, at });
    if (report.tbc !== true) scene.parts.done(requestId);
    return {};
  },
);
