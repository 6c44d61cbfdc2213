// LogStatusNotification, charger to platform (security whitepaper, N01): how far the
// upload of a log is.

import { inbound, int32, Type } from "./message.ts";
import { tellProgress } from "./progress.ts";

const request = Type.Object({ status: Type.String(), requestId: Type.Optional(int32()) });

export const logStatusNotification = inbound(
  "LogStatusNotification",
  request,
  async (payload, scene) => {
    await tellProgress(scene, { topic: "log", name: "get_log", payload });
    return {};
  },
);
