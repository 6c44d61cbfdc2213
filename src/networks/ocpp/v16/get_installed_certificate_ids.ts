// GetInstalledCertificateIds, platform to charger (security whitepaper, M03): which roots
// it trusts.

import { certificateHashData } from "./certificate_hash_data.ts";
import { oneOf, outbound, Type } from "./message.ts";

export const getInstalledCertificateIds = outbound(
  "GetInstalledCertificateIds",
  Type.Object({
    certificateType: oneOf("CentralSystemRootCertificate", "ManufacturerRootCertificate"),
  }),
  Type.Object({
    status: oneOf("Accepted", "NotFound"),
    certificateHashData: Type.Optional(Type.Array(certificateHashData)),
  }),
);
