// Which certificate is meant, where it is not sent along (part 2, CertificateHashDataType).

import { oneOf, Type, text } from "./message.ts";

const fields = () => ({
  hashAlgorithm: oneOf("SHA256", "SHA384", "SHA512"),
  issuerNameHash: text(128),
  issuerKeyHash: text(128),
  serialNumber: text(40),
});

export const certificateHash = () => Type.Object(fields());

/** And who can say whether it still holds (OCSPRequestDataType). */
export const certificateQuery = () => Type.Object({ ...fields(), responderURL: text(512) });

export const certificateType = () =>
  oneOf(
    ...["V2GRootCertificate", "MORootCertificate", "CSMSRootCertificate"],
    ...["V2GCertificateChain", "ManufacturerRootCertificate"],
  );

/** What is signed for which line; where nothing is said, one certificate serves both (§1.58). */
export const signedUse = () => oneOf("ChargingStationCertificate", "V2GCertificate");
