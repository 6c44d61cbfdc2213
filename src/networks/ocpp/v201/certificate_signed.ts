// CertificateSigned, platform to charger (OCPP 2.0.1 part 2, §1.4; use cases A02, A03): the
// certificate that it has asked for, and the authorities above it.

import { signedUse } from "./certificate_hash.ts";
import { outbound, statusOf, Type, text } from "./message.ts";

export const certificateSigned = outbound(
  "CertificateSigned",
  Type.Object({
    certificateChain: text(10_000),
    certificateType: Type.Optional(signedUse()),
  }),
  statusOf("Accepted", "Rejected"),
);
