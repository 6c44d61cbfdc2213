// PublishFirmware, platform to local controller (OCPP 2.0.1 part 2, §1.41; use case L03): fetch
// this once and keep it for the chargers behind you.

import { outbound, statusOf, Type, text } from "./message.ts";

export const publishFirmware = outbound(
  "PublishFirmware",
  Type.Object({
    location: text(512),
    /** MD5 of the whole file, hexadecimal. */
    checksum: text(32),
    requestId: Type.Integer(),
    retries: Type.Optional(Type.Integer()),
    retryInterval: Type.Optional(Type.Integer()),
  }),
  statusOf("Accepted", "Rejected"),
);
