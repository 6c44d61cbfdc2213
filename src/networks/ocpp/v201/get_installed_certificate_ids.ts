// GetInstalledCertificateIds, platform to charger (OCPP 2.0.1 part 2, §1.22; use case M03): what do
// you trust, and what have you been issued?

import { certificateHash, certificateType } from "./certificate_hash.ts";
import { oneOf, outbound, statusInfo, Type } from "./message.ts";

const chain = Type.Object({
  certificateType: certificateType(),
  certificateHashData: certificateHash(),
  childCertificateHashData: Type.Optional(Type.Array(certificateHash(), { maxItems: 4 })),
});

export const getInstalledCertificateIds = outbound(
  "GetInstalledCertificateIds",
  Type.Object({
    certificateType: Type.Optional(Type.Array(certificateType(), { minItems: 1 })),
  }),
  Type.Object({
    status: oneOf("Accepted", "NotFound"),
    certificateHashDataChain: Type.Optional(Type.Array(chain)),
    statusInfo: Type.Optional(statusInfo()),
  }),
);
