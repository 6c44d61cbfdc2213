// ChangeAvailability, platform to charger (OCPP 2.0.1 part 2; use cases G03, G04): whether the
// station, an EVSE or a connector may be used.

import { evse, oneOf, outbound, statusOf, Type } from "./message.ts";

export const changeAvailability = outbound(
  "ChangeAvailability",
  Type.Object({
    operationalStatus: oneOf("Inoperative", "Operative"),
    evse: Type.Optional(evse()),
  }),
  statusOf("Accepted", "Rejected", "Scheduled"),
);
