// TriggerMessage, platform to charger (OCPP 2.0.1 part 2; use case F06): asks it to report
// something now.

import { evse, outbound, statusOf, Type } from "./message.ts";

export const triggerMessage = outbound(
  "TriggerMessage",
  Type.Object({ requestedMessage: Type.String(), evse: Type.Optional(evse()) }),
  statusOf("Accepted", "Rejected", "NotImplemented"),
);
