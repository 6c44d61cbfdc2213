// InstallCertificate, platform to charger (OCPP 2.0.1 part 2, §1.30; use case M05): trust this
// root.

import { oneOf, outbound, statusOf, Type, text } from "./message.ts";

export const installCertificate = outbound(
  "InstallCertificate",
  Type.Object({
    certificateType: oneOf(
      ...["V2GRootCertificate", "MORootCertificate"],
      ...["CSMSRootCertificate", "ManufacturerRootCertificate"],
    ),
    certificate: text(5500),
  }),
  statusOf("Accepted", "Rejected", "Failed"),
);
