// DiagnosticsStatusNotification, charger to platform (OCPP 1.6 §4.4): how far an upload is. It does
// not say which one.

import { inbound, Type } from "./message.ts";
import { tellProgress } from "./progress.ts";

const request = Type.Object({ status: Type.String() });

export const diagnosticsStatusNotification = inbound(
  "DiagnosticsStatusNotification",
  request,
  async (payload, scene) => {
    await tellProgress(scene, { topic: "log", name: "get_log", payload });
    return {};
  },
);
