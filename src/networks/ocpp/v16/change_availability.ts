// ChangeAvailability, platform to charger (OCPP 1.6 §5.2): takes a connector, or all (0), in or out
// of service.

import { oneOf, outbound, statusOf, Type } from "./message.ts";

export const changeAvailability = outbound(
  "ChangeAvailability",
  Type.Object({
    connectorId: Type.Integer({ minimum: 0 }),
    type: oneOf("Inoperative", "Operative"),
  }),
  statusOf("Accepted", "Rejected", "Scheduled"),
);
