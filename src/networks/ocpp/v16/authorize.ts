// Authorize, charger to platform (OCPP 1.6 §4.1): may this card charge?

import { idTagInfo, idToken, inbound, shortened, Type } from "./message.ts";

const request = Type.Object({ idTag: idToken() });

export const authorize = inbound("Authorize", request, async ({ idTag }, scene) => {
  const { status, group, expiresAt } = await scene.host.authorize(scene.station, shortened(idTag));
  // By its group a charger knows a card of whom it keeps a connector for (§5.13).
  const parent = group === null ? {} : { parentIdTag: group };
  const until = expiresAt === null ? {} : { expiryDate: expiresAt.toISOString() };
  return { idTagInfo: { ...idTagInfo(status), ...parent, ...until } };
});
