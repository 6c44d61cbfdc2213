// ClearedChargingLimit, charger to platform (OCPP 2.0.1 part 2, §1.9; use case K13): a limit that
// somebody else gave is gone.

import { inbound, notice, Type } from "./message.ts";

const request = Type.Object({
  chargingLimitSource: Type.String(),
  evseId: Type.Optional(Type.Integer()),
});

export const clearedChargingLimit = inbound(
  "ClearedChargingLimit",
  request,
  async (cleared, scene) => {
    const text = `No longer limited by ${cleared.chargingLimitSource}`;
    const where = cleared.evseId === undefined ? {} : { evse: cleared.evseId };
    await notice(scene, { topic: "charging_limit", text, payload: cleared, ...where });
    return {};
  },
);
