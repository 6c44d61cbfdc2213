// SignedUpdateFirmware, platform to charger (security whitepaper, L01): as UpdateFirmware,
// with what proves whose it is.

import { int32, outbound, statusOf, Type, text, timestamp } from "./message.ts";

export const signedUpdateFirmware = outbound(
  "SignedUpdateFirmware",
  Type.Object({
    retries: Type.Optional(Type.Integer()),
    retryInterval: Type.Optional(Type.Integer()),
    requestId: int32(),
    firmware: Type.Object({
      location: text(512),
      retrieveDateTime: timestamp(),
      installDateTime: Type.Optional(timestamp()),
      signingCertificate: text(5_500),
      signature: text(800),
    }),
  }),
  statusOf(
    ...["Accepted", "Rejected", "AcceptedCanceled"],
    ...["InvalidCertificate", "RevokedCertificate"],
  ),
);
