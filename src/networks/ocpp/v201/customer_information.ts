// CustomerInformation, platform to charger (OCPP 2.0.1 part 2, §1.12; use cases N09, N10): tell
// what you hold of a customer, or clear it. Told in NotifyCustomerInformation, under the same
// number.

import { certificateHash } from "./certificate_hash.ts";
import { oneOf, outbound, statusOf, Type, text } from "./message.ts";

const additional = Type.Object({ additionalIdToken: text(36), type: text(50) });

const token = Type.Object({
  idToken: text(36),
  type: oneOf(
    ...["Central", "eMAID", "ISO14443", "ISO15693"],
    ...["KeyCode", "Local", "MacAddress", "NoAuthorization"],
  ),
  additionalInfo: Type.Optional(Type.Array(additional, { minItems: 1 })),
});

export const customerInformation = outbound(
  "CustomerInformation",
  Type.Object({
    requestId: Type.Integer(),
    report: Type.Boolean(),
    clear: Type.Boolean(),
    customerIdentifier: Type.Optional(text(64)),
    idToken: Type.Optional(token),
    customerCertificate: Type.Optional(certificateHash()),
  }),
  statusOf("Accepted", "Rejected", "Invalid"),
);
