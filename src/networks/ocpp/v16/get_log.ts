// GetLog, platform to charger (security whitepaper, N01): uploads its diagnostics or its
// security log.

import { int32, oneOf, outbound, Type, text, timestamp } from "./message.ts";

export const getLog = outbound(
  "GetLog",
  Type.Object({
    logType: oneOf("DiagnosticsLog", "SecurityLog"),
    requestId: int32(),
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
    filename: Type.Optional(Type.String()),
  }),
);
