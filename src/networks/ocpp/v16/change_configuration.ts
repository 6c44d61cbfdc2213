// ChangeConfiguration, platform to charger (OCPP 1.6 §5.3): sets one of its keys.

import { outbound, statusOf, Type, text } from "./message.ts";

export const changeConfiguration = outbound(
  "ChangeConfiguration",
  Type.Object({ key: text(50), value: text(500) }),
  statusOf("Accepted", "Rejected", "RebootRequired", "NotSupported"),
);
