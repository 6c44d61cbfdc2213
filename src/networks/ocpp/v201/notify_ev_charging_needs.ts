// NotifyEVChargingNeeds, charger to platform (OCPP 2.0.1 part 2, §1.36; use cases K15, K17): what a
// car wants, and until when (ISO 15118).

import { inbound, notice, Type, timestamp } from "./message.ts";

const request = Type.Object({
  evseId: Type.Integer(),
  maxScheduleTuples: Type.Optional(Type.Integer()),
  chargingNeeds: Type.Object({
    requestedEnergyTransfer: Type.String(),
    departureTime: Type.Optional(timestamp()),
    acChargingParameters: Type.Optional(Type.Object({ energyAmount: Type.Integer() })),
    dcChargingParameters: Type.Optional(
      Type.Object({ energyAmount: Type.Optional(Type.Integer()) }),
    ),
  }),
});

/**
 * Rejected: no plan of ours follows, and the car charges by the plans that are there (K15.FR.04).
 * Told that we think about it, it would wait for us; an operator may still send a profile.
 */
export const notifyEvChargingNeeds = inbound(
  "NotifyEVChargingNeeds",
  request,
  async (message, scene) => {
    const { chargingNeeds: needs, evseId } = message;
    const amount = (needs.acChargingParameters ?? needs.dcChargingParameters)?.energyAmount;
    const words = [
      needs.requestedEnergyTransfer,
      amount === undefined ? "" : `${amount} Wh`,
      needs.departureTime === undefined ? "" : `until ${needs.departureTime}`,
    ];
    const text = words.filter(Boolean).join(", ");
    await notice(scene, { topic: "charging_needs", text, payload: message, evse: evseId });
    return { status: "Rejected" };
  },
);
