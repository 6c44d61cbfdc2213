// Reset, platform to charger (OCPP 1.6 §5.14): restarts it, softly (transactions end in order) or
// hard.

import { oneOf, outbound, statusOf, Type } from "./message.ts";

export const reset = outbound(
  "Reset",
  Type.Object({ type: oneOf("Hard", "Soft") }),
  statusOf("Accepted", "Rejected"),
);
