// Signatures as certificates, requests and OCSP answers carry them: which algorithm a name stands
// for, and whether the signature is of this key. What is weak counts as wrong.

import { constants, type KeyObject, verify } from "node:crypto";
import { type Element, inside, nth, oid, tags } from "./der.ts";

type Algorithm = { readonly hash: string; readonly pss?: true };

const ofOid = new Map<string, Algorithm>(
  [
    ["1.2.840.10045.4.3.2", { hash: "sha256" }],
    ["1.2.840.10045.4.3.3", { hash: "sha384" }],
    ["1.2.840.10045.4.3.4", { hash: "sha512" }],
    ["1.2.840.113549.1.1.11", { hash: "sha256" }],
    ["1.2.840.113549.1.1.12", { hash: "sha384" }],
    ["1.2.840.113549.1.1.13", { hash: "sha512" }],
  ].map(([name, algorithm]) => [oid(name as string).toString("hex"), algorithm as Algorithm]),
);

const hashes = new Map<string, string>(
  [
    ["2.16.840.1.101.3.4.2.1", "sha256"],
    ["2.16.840.1.101.3.4.2.2", "sha384"],
    ["2.16.840.1.101.3.4.2.3", "sha512"],
  ].map(([name = "", hash = ""]) => [oid(name).toString("hex"), hash]),
);

const pss = oid("1.2.840.113549.1.1.10");

/** RSASSA-PSS names its hash beside itself (RFC 4055 §3.1); SHA-1, its default, is none of ours. */
const pssOf = (identifier: Element): Algorithm | null => {
  const named = inside(nth(identifier, 1, tags.sequence)).find(({ tag }) => tag === 0xa0);
  if (named === undefined) return null;
  const hash = hashes.get(nth(nth(named, 0, tags.sequence), 0, tags.oid).whole.toString("hex"));
  return hash === undefined ? null : { hash, pss: true };
};

const algorithmOf = (identifier: Element): Algorithm | null => {
  const name = nth(identifier, 0, tags.oid).whole;
  return name.equals(pss) ? pssOf(identifier) : (ofOid.get(name.toString("hex")) ?? null);
};

export type Signed = {
  readonly data: Buffer;
  /** AlgorithmIdentifier. */
  readonly algorithm: Element;
  readonly signature: Buffer;
};

export const isSignedBy = ({ data, algorithm, signature }: Signed, key: KeyObject): boolean => {
  const how = algorithmOf(algorithm);
  if (how === null) return false;
  const padding = how.pss === true ? { padding: constants.RSA_PKCS1_PSS_PADDING } : {};
  const saltLength = how.pss === true ? { saltLength: constants.RSA_PSS_SALTLEN_AUTO } : {};
  try {
    return verify(how.hash, data, { key, ...padding, ...saltLength }, signature);
  } catch {
    // A key of another kind than the signature claims.
    return false;
  }
};

const curves = new Set(["prime256v1", "secp384r1", "secp521r1"]);

/** OCPP 2.0.1 part 2, §A.4: 2048 bits of RSA, or as much of an elliptic curve; not too much. */
export const isStrong = (key: KeyObject): boolean => {
  const { modulusLength = 0, namedCurve = "" } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "ec") return curves.has(namedCurve);
  const rsa = key.asymmetricKeyType === "rsa" || key.asymmetricKeyType === "rsa-pss";
  return rsa && modulusLength >= 2048 && modulusLength <= 8192;
};
