// UpdateFirmware, platform to charger (OCPP 1.6 §5.19): fetch this from then on, and install it.

import { empty, outbound, Type, timestamp } from "./message.ts";

export const updateFirmware = outbound(
  "UpdateFirmware",
  Type.Object({
    location: Type.String(),
    retrieveDate: timestamp(),
    retries: Type.Optional(Type.Integer()),
    retryInterval: Type.Optional(Type.Integer()),
  }),
  empty(),
);
