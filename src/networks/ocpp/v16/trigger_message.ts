// TriggerMessage, platform to charger (OCPP 1.6 §5.17): asks it to report something now.

import { oneOf, outbound, statusOf, Type } from "./message.ts";

export const triggerMessage = outbound(
  "TriggerMessage",
  Type.Object({
    requestedMessage: oneOf(
      ...["BootNotification", "DiagnosticsStatusNotification", "FirmwareStatusNotification"],
      ...["Heartbeat", "MeterValues", "StatusNotification"],
    ),
    connectorId: Type.Optional(Type.Integer({ minimum: 1 })),
  }),
  statusOf("Accepted", "Rejected", "NotImplemented"),
);
