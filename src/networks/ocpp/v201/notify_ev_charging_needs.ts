// NotifyEVChargingNeeds, charger to platform (OCPP 2.0.1 part 2, §1.36; use cases K15, K17): what a
// car wants, and until when (ISO 15118). Whether a plan follows is negotiation.ts's.

import { carWants } from "./car_wants.ts";
import { inbound, notice } from "./message.ts";

export const notifyEvChargingNeeds = inbound(
  "NotifyEVChargingNeeds",
  carWants,
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
    return { status: await scene.negotiation.needs(message) };
  },
);
