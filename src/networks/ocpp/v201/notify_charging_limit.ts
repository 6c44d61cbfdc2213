// NotifyChargingLimit, charger to platform (OCPP 2.0.1 part 2, §1.33; use cases K11, K12, K14):
// somebody else limits it, for instance the grid.

import { inbound, notice, Type } from "./message.ts";

const request = Type.Object({
  evseId: Type.Optional(Type.Integer()),
  chargingLimit: Type.Object({
    chargingLimitSource: Type.String(),
    isGridCritical: Type.Optional(Type.Boolean()),
  }),
});

export const notifyChargingLimit = inbound("NotifyChargingLimit", request, async (limit, scene) => {
  const { chargingLimitSource: source, isGridCritical } = limit.chargingLimit;
  const text = `Limited by ${source}${isGridCritical === true ? ", critical to the grid" : ""}`;
  const where = limit.evseId === undefined ? {} : { evse: limit.evseId };
  await notice(scene, { topic: "charging_limit", text, payload: limit, ...where });
  return {};
});
