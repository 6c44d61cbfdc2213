// SignedFirmwareStatusNotification, charger to platform (security whitepaper, L01): how
// far a signed update is.

import { inbound, int32, Type } from "./message.ts";
import { tellProgress } from "./progress.ts";

const request = Type.Object({ status: Type.String(), requestId: Type.Optional(int32()) });

export const signedFirmwareStatusNotification = inbound(
  "SignedFirmwareStatusNotification",
  request,
  async (payload, scene) => {
    await tellProgress(scene, { topic: "firmware", name: "update_firmware", payload });
    return {};
  },
);
