// GetDiagnostics, platform to charger (OCPP 1.6 §5.9): uploads what it has noted of itself. Without
// a file name in the answer it has nothing.

import { outbound, Type, timestamp } from "./message.ts";

export const getDiagnostics = outbound(
  "GetDiagnostics",
  Type.Object({
    location: Type.String(),
    retries: Type.Optional(Type.Integer()),
    retryInterval: Type.Optional(Type.Integer()),
    startTime: Type.Optional(timestamp()),
    stopTime: Type.Optional(timestamp()),
  }),
  Type.Object({ fileName: Type.Optional(Type.String()) }),
);
