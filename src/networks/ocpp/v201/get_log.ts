// GetLog, platform to charger (OCPP 2.0.1 part 2, §1.24; use case N01): put your log there.

import { oneOf, outbound, statusInfo, Type, text, timestamp } from "./message.ts";

export const getLog = outbound(
  "GetLog",
  Type.Object({
    logType: oneOf("DiagnosticsLog", "SecurityLog"),
    requestId: Type.Integer(),
    retries: Type.Optional(Type.Integer()),
    retryInterval: Type.Optional(Type.Integer()),
    log: Type.Object({
      remoteLocation: text(512),
      oldestTimestamp: Type.Optional(timestamp()),
      latestTimestamp: Type.Optional(timestamp()),
    }),
  }),
  Type.Object({
    status: oneOf("Accepted", "Rejected", "AcceptedCanceled"),
    filename: Type.Optional(text(255)),
    statusInfo: Type.Optional(statusInfo()),
  }),
);
