// SecurityEventNotification, charger to platform (security whitepaper, A04): something
// happened that concerns its security.

import { inbound, notice, Type, timestamp } from "./message.ts";

const request = Type.Object({
  type: Type.String(),
  timestamp: timestamp(),
  techInfo: Type.Optional(Type.String()),
});

export const securityEventNotification = inbound(
  "SecurityEventNotification",
  request,
  async (event, scene) => {
    const { type, techInfo, timestamp: at } = event;
    const text = techInfo === undefined ? type : `${type}: ${techInfo}`;
    await notice(scene, { topic: "security", text, payload: event, at });
    return {};
  },
);
