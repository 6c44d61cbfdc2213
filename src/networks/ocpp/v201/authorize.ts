// Authorize, charger to platform (OCPP 2.0.1 part 2; use cases C01 to C07): may this card
// charge?

import { cardOf, infoOf } from "./id_token.ts";
import { idToken, inbound, Type } from "./message.ts";

const hashData = Type.Object({
  hashAlgorithm: Type.String(),
  issuerNameHash: Type.String(),
  issuerKeyHash: Type.String(),
  serialNumber: Type.String(),
  responderURL: Type.String(),
});

const request = Type.Object({
  idToken: idToken(),
  certificate: Type.Optional(Type.String()),
  iso15118CertificateHashData: Type.Optional(Type.Array(hashData)),
});

export const authorize = inbound("Authorize", request, async (asked, scene) => {
  const { idTag, kind } = cardOf(asked.idToken);
  const decided = await scene.host.authorize(scene.station, idTag, kind);
  return { idTokenInfo: infoOf(decided) };
});
