// DeleteCertificate, platform to charger (OCPP 2.0.1 part 2, §1.14; use case M04): trust this no
// longer.

import { certificateHash } from "./certificate_hash.ts";
import { outbound, statusOf, Type } from "./message.ts";

export const deleteCertificate = outbound(
  "DeleteCertificate",
  Type.Object({ certificateHashData: certificateHash() }),
  statusOf("Accepted", "Failed", "NotFound"),
);
