// Authorize, charger to platform (OCPP 2.0.1 part 2; use cases C01 to C07): may this card
// charge?

import {
  type CertificateStatus,
  contractFields,
  certificateStatus as statusOfContract,
} from "./contract_certificate.ts";
import { cardOf, infoOf } from "./id_token.ts";
import { idToken, inbound, shown, Type } from "./message.ts";

const request = Type.Object({ idToken: idToken(), ...contractFields });

/** A contract whose certificate does not hold is no card at all (C07.FR.16). */
const withoutContract = (status: CertificateStatus) =>
  infoOf({ status: status === "CertificateExpired" ? "expired" : "invalid", group: null });

export const authorize = inbound("Authorize", request, async (asked, scene) => {
  const { idTag, kind } = cardOf(asked.idToken);
  const certificateStatus = await statusOfContract({ ...asked, emaid: idTag }, scene);
  if (certificateStatus !== null && certificateStatus !== "Accepted") {
    return { idTokenInfo: withoutContract(certificateStatus), certificateStatus };
  }
  const decided = await scene.host.authorize(scene.station, idTag, kind);
  return {
    idTokenInfo: infoOf(shown(decided, scene)),
    ...(certificateStatus === null ? {} : { certificateStatus }),
  };
});
