// Authorize, charger to platform (OCPP 1.6 §4.1): may this card charge?

import { idTagInfo, idToken, inbound, shortened, Type } from "./message.ts";

const request = Type.Object({ idTag: idToken() });

export const authorize = inbound("Authorize", request, async ({ idTag }, scene) => {
  const { status, ...whose } = await scene.host.authorize(scene.station, shortened(idTag));
  return { idTagInfo: idTagInfo(status, whose) };
});
