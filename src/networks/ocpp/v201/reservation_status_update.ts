// ReservationStatusUpdate, charger to platform (OCPP 2.0.1 part 2; use case H04): it does
// not keep a reservation any more. The platform's own goes on or ends by its own rules.

import { inbound, notice, Type } from "./message.ts";

const request = Type.Object({
  reservationId: Type.Integer(),
  reservationUpdateStatus: Type.String(),
});

export const reservationStatusUpdate = inbound(
  "ReservationStatusUpdate",
  request,
  async (update, scene) => {
    const { reservationId, reservationUpdateStatus: word } = update;
    const text = `reservation ${reservationId}: ${word}`;
    await notice(scene, { topic: "reservation", text, payload: update });
    return {};
  },
);
