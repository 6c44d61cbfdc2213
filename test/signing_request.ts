// A charger's key and its request for a certificate (PKCS #10), for tests that need a name of their
// own; requests made by others are in test/certificates.

import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import {
  bitString,
  integer,
  oid,
  sequence,
  tagged,
  toPem,
} from "../src/networks/ocpp/authority/der.ts";
import { nameOf, publicKeyInfoOf } from "../src/networks/ocpp/authority/issue.ts";

export type ChargerKey = { readonly privateKey: KeyObject; readonly csr: string };

export const newRequest = (commonName: string): ChargerKey => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const version = integer(Buffer.from([0]));
  const subject = nameOf("Openfield", commonName);
  const info = sequence(version, subject, publicKeyInfoOf(privateKey), tagged(0));
  const signature = bitString(sign("sha256", info, privateKey));
  const algorithm = sequence(oid("1.2.840.10045.4.3.2"));
  const csr = toPem(sequence(info, algorithm, signature), "CERTIFICATE REQUEST");
  return { privateKey, csr };
};
