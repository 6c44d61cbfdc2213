// ExtendedTriggerMessage, platform to charger (security whitepaper for 1.6): asks for what
// TriggerMessage has no words for.

import { connectorId, oneOf, outbound, statusOf, Type } from "./message.ts";

export const extendedTriggerMessage = outbound(
  "ExtendedTriggerMessage",
  Type.Object({
    requestedMessage: oneOf(
      ...["BootNotification", "LogStatusNotification", "FirmwareStatusNotification"],
      ...["Heartbeat", "MeterValues", "SignChargePointCertificate", "StatusNotification"],
    ),
    connectorId: Type.Optional(connectorId(1)),
  }),
  statusOf("Accepted", "Rejected", "NotImplemented"),
);
