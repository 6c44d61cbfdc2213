// DiagnosticsStatusNotification, charger to platform (OCPP 1.6 §4.4): progress of an upload. Taken
// note of by the frame trace alone.

import { inbound, oneOf, Type } from "./message.ts";

const request = Type.Object({ status: oneOf("Idle", "Uploaded", "UploadFailed", "Uploading") });

export const diagnosticsStatusNotification = inbound(
  "DiagnosticsStatusNotification",
  request,
  async () => ({}),
);
