// FirmwareStatusNotification, charger to platform (OCPP 1.6 §4.5): how far an update is. It does
// not say which one.

import { inbound, Type } from "./message.ts";
import { tellProgress } from "./progress.ts";

const request = Type.Object({ status: Type.String() });

export const firmwareStatusNotification = inbound(
  "FirmwareStatusNotification",
  request,
  async (payload, scene) => {
    await tellProgress(scene, { topic: "firmware", name: "update_firmware", payload });
    return {};
  },
);
