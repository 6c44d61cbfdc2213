// ReserveNow, platform to charger (OCPP 1.6 §5.13): keeps a connector for a card until a moment.

import { idToken, outbound, statusOf, Type, timestamp } from "./message.ts";

export const reserveNow = outbound(
  "ReserveNow",
  Type.Object({
    connectorId: Type.Integer({ minimum: 0 }),
    expiryDate: timestamp(),
    idTag: idToken(),
    parentIdTag: Type.Optional(idToken()),
    reservationId: Type.Integer(),
  }),
  statusOf("Accepted", "Faulted", "Occupied", "Rejected", "Unavailable"),
);
