// Reset, platform to charger (OCPP 2.0.1 part 2; use cases B11, B12): restarts the station or
// one EVSE, now or once nobody charges.

import { oneOf, outbound, statusOf, Type } from "./message.ts";

export const reset = outbound(
  "Reset",
  Type.Object({ type: oneOf("Immediate", "OnIdle"), evseId: Type.Optional(Type.Integer()) }),
  statusOf("Accepted", "Rejected", "Scheduled"),
);
