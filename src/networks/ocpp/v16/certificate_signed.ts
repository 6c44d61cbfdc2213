// CertificateSigned, platform to charger (security whitepaper, A02): the certificate that
// it asked for, and those above it, PEM.

import { outbound, statusOf, Type, text } from "./message.ts";

export const certificateSigned = outbound(
  "CertificateSigned",
  Type.Object({ certificateChain: text(10_000) }),
  statusOf("Accepted", "Rejected"),
);
