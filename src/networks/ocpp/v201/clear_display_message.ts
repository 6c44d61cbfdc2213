// ClearDisplayMessage, platform to charger (OCPP 2.0.1 part 2, §1.8; use case O05): show this no
// longer.

import { outbound, statusOf, Type } from "./message.ts";

export const clearDisplayMessage = outbound(
  "ClearDisplayMessage",
  Type.Object({ id: Type.Integer() }),
  statusOf("Accepted", "Unknown"),
);
