// CancelReservation, platform to charger (OCPP 2.0.1 part 2; use case H02).

import { outbound, statusOf, Type } from "./message.ts";

export const cancelReservation = outbound(
  "CancelReservation",
  Type.Object({ reservationId: Type.Integer() }),
  statusOf("Accepted", "Rejected"),
);
