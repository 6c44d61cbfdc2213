// CertificateHashData (security whitepaper for 1.6): a certificate, named by digests.

import { oneOf, Type, text } from "./message.ts";

export const certificateHashData = Type.Object({
  hashAlgorithm: oneOf("SHA256", "SHA384", "SHA512"),
  issuerNameHash: text(128),
  issuerKeyHash: text(128),
  serialNumber: text(40),
});
