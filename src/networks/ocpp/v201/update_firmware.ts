// UpdateFirmware, platform to charger (OCPP 2.0.1 part 2, §1.64; use cases L01 secure, L02 not):
// fetch this and install it. Signed when it carries the maker's certificate and signature.

import { outbound, statusOf, Type, text, timestamp } from "./message.ts";

export const updateFirmware = outbound(
  "UpdateFirmware",
  Type.Object({
    requestId: Type.Integer(),
    retries: Type.Optional(Type.Integer()),
    retryInterval: Type.Optional(Type.Integer()),
    firmware: Type.Object({
      location: text(512),
      retrieveDateTime: timestamp(),
      installDateTime: Type.Optional(timestamp()),
      signingCertificate: Type.Optional(text(5500)),
      signature: Type.Optional(text(800)),
    }),
  }),
  statusOf(
    ...["Accepted", "AcceptedCanceled", "Rejected"],
    ...["InvalidCertificate", "RevokedCertificate"],
  ),
);
