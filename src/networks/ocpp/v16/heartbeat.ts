// Heartbeat, charger to platform (OCPP 1.6 §4.6): shows that it lives and sets its clock.

import { empty, inbound } from "./message.ts";

export const heartbeat = inbound("Heartbeat", empty(), async (_, scene) => {
  await scene.host.tell(scene.station, { kind: "heartbeat" });
  return { currentTime: scene.now().toISOString() };
});
