// CancelReservation, platform to charger (OCPP 1.6 §5.1): gives a reserved connector back.

import { outbound, statusOf, Type } from "./message.ts";

export const cancelReservation = outbound(
  "CancelReservation",
  Type.Object({ reservationId: Type.Integer() }),
  statusOf("Accepted", "Rejected"),
);
