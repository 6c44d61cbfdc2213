// Which certificate is meant, without sending it (RFC 6960 §4.1.1 CertID): hashes of who issued it,
// and its serial number.

import { createHash, type KeyObject, X509Certificate } from "node:crypto";
import type { CertificateQuery } from "../authority.ts";
import { bitsOf, nth, read } from "./der.ts";

export type HashAlgorithm = CertificateQuery["hashAlgorithm"];

const hashed = (algorithm: HashAlgorithm, bytes: Buffer): string =>
  createHash(algorithm.toLowerCase()).update(bytes).digest("hex");

export const keyHash = (algorithm: HashAlgorithm, key: KeyObject): string =>
  hashed(algorithm, bitsOf(nth(read(key.export({ format: "der", type: "spki" })), 1)));

/** The issuer's name stands behind version, number and algorithm (RFC 5280 §4.1). */
const issuerName = (certificate: X509Certificate): Buffer =>
  nth(nth(read(certificate.raw), 0), 3).whole;

/** Where its issuer says whether it still holds (RFC 5280 §4.2.2.1). */
const responderOf = ({ infoAccess = "" }: X509Certificate): string | null =>
  /^OCSP - URI:(\S+)$/m.exec(infoAccess)?.[1] ?? null;

/** Null: its issuer gives no place to ask. */
export const queryOf = (
  certificate: X509Certificate,
  issuer: X509Certificate,
): CertificateQuery | null => {
  const responderURL = responderOf(certificate);
  if (responderURL === null) return null;
  const hashAlgorithm = "SHA256";
  return {
    hashAlgorithm,
    issuerNameHash: hashed(hashAlgorithm, issuerName(certificate)),
    issuerKeyHash: keyHash(hashAlgorithm, issuer.publicKey),
    serialNumber: certificate.serialNumber.toLowerCase(),
    responderURL,
  };
};

/** All certificates of a PEM text, in their order; throws what cannot be read. */
export const certificatesIn = (pem: string): readonly X509Certificate[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  );
