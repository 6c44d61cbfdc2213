// Heartbeat, charger to platform (OCPP 1.6 §4.6): sets its clock. That it lives is
// told by the link, as of every other frame.

import { empty, inbound } from "./message.ts";

export const heartbeat = inbound("Heartbeat", empty(), async (_, scene) => {
  return { currentTime: scene.now().toISOString() };
});
