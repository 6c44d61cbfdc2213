// Heartbeat, charger to platform (OCPP 2.0.1 part 2, §1.29; use case G02): it lives, and asks what
// time it is.

import { empty, inbound } from "./message.ts";

export const heartbeat = inbound("Heartbeat", empty(), async (_, scene) => ({
  currentTime: scene.now().toISOString(),
}));
