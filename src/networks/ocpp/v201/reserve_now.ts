// ReserveNow, platform to charger (OCPP 2.0.1 part 2; use case H01): keeps an EVSE for a card
// until a moment.

import { idToken, outbound, statusOf, Type, timestamp } from "./message.ts";

export const reserveNow = outbound(
  "ReserveNow",
  Type.Object({
    id: Type.Integer(),
    expiryDateTime: timestamp(),
    idToken: idToken(),
    evseId: Type.Optional(Type.Integer()),
    connectorType: Type.Optional(Type.String()),
    groupIdToken: Type.Optional(idToken()),
  }),
  statusOf("Accepted", "Faulted", "Occupied", "Rejected", "Unavailable"),
);
