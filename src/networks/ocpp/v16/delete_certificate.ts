// DeleteCertificate, platform to charger (security whitepaper, M04): forgets a root.

import { certificateHashData } from "./certificate_hash_data.ts";
import { outbound, statusOf, Type } from "./message.ts";

export const deleteCertificate = outbound(
  "DeleteCertificate",
  Type.Object({ certificateHashData }),
  statusOf("Accepted", "Failed", "NotFound"),
);
