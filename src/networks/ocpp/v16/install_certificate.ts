// InstallCertificate, platform to charger (security whitepaper, M05): a root to trust, PEM.

import { oneOf, outbound, statusOf, Type, text } from "./message.ts";

export const installCertificate = outbound(
  "InstallCertificate",
  Type.Object({
    certificateType: oneOf("CentralSystemRootCertificate", "ManufacturerRootCertificate"),
    certificate: text(5_500),
  }),
  statusOf("Accepted", "Failed", "Rejected"),
);
