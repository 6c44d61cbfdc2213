// Writing and signing a certificate (X.509 version 3, RFC 5280), always with ECDSA and SHA-256.

import { createHash, createPublicKey, type KeyObject, sign } from "node:crypto";
import {
  bitString,
  bitsOf,
  integer,
  nth,
  octetString,
  oid,
  read,
  sequence,
  tagged,
  time,
  utf8,
  write,
  yes,
} from "./der.ts";

export type Purpose =
  | { readonly kind: "authority"; readonly belowIt: number }
  /** `identity`: whose it is, whatever its subject says; null: the subject alone says it. */
  | { readonly kind: "client" | "server"; readonly identity: string | null };

export type Issue = {
  readonly subject: Buffer;
  /** SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Buffer;
  readonly issuer: { readonly name: Buffer; readonly key: KeyObject };
  readonly serial: Buffer;
  readonly from: Date;
  readonly to: Date;
  readonly purpose: Purpose;
};

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));

/** A name of an organisation and a common name. */
export const nameOf = (organisation: string, commonName: string): Buffer =>
  sequence(
    ...[
      ["2.5.4.10", organisation],
      ["2.5.4.3", commonName],
    ].map(([type = "", value = ""]) => write(0x31, sequence(oid(type), utf8(value)))),
  );

export const publicKeyInfoOf = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ format: "der", type: "spki" });

/** RFC 5280 §4.2.1.2: SHA-1 of the key's bits; a name for it, not a proof. */
const keyIdOf = (publicKeyInfo: Buffer): Buffer =>
  createHash("sha1")
    .update(bitsOf(nth(read(publicKeyInfo), 1)))
    .digest();

const extension = (name: string, value: Buffer, critical = false): Buffer =>
  sequence(oid(name), ...(critical ? [yes] : []), octetString(value));

/** `urn:charge:station:…`: who comes with this certificate, for whoever lets chargers in by it. */
export const identityPrefix = "urn:charge:station:";

const uriOf = (identity: string): Buffer =>
  write(0x86, Buffer.from(identityPrefix + encodeURIComponent(identity)));

const usages = { client: "1.3.6.1.5.5.7.3.2", server: "1.3.6.1.5.5.7.3.1" } as const;

/** digitalSignature; a charger's side of ISO 15118 agrees on keys, too (keyAgreement). */
const usageOf = {
  client: bitString(Buffer.from([0x80]), 7),
  server: bitString(Buffer.from([0x88]), 3),
} as const;

const extensionsFor = (purpose: Purpose): readonly Buffer[] => {
  if (purpose.kind === "authority") {
    const below = integer(Buffer.from([purpose.belowIt]));
    return [
      extension("2.5.29.19", sequence(yes, below), true),
      // keyCertSign and cRLSign.
      extension("2.5.29.15", bitString(Buffer.from([0x06]), 1), true),
    ];
  }
  return [
    extension("2.5.29.19", sequence(), true),
    extension("2.5.29.15", usageOf[purpose.kind], true),
    extension("2.5.29.37", sequence(oid(usages[purpose.kind]))),
    ...(purpose.identity === null
      ? []
      : [extension("2.5.29.17", sequence(uriOf(purpose.identity)))]),
  ];
};

/** DER. */
export const issued = (order: Issue): Buffer => {
  const { issuer, publicKeyInfo } = order;
  const above = keyIdOf(publicKeyInfoOf(issuer.key));
  const extensions = [
    ...extensionsFor(order.purpose),
    extension("2.5.29.14", octetString(keyIdOf(publicKeyInfo))),
    extension("2.5.29.35", sequence(write(0x80, above))),
  ];
  const certificate = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(order.serial),
    ecdsaWithSha256,
    issuer.name,
    sequence(time(order.from), time(order.to)),
    order.subject,
    publicKeyInfo,
    tagged(3, sequence(...extensions)),
  );
  const signature = sign("sha256", certificate, issuer.key);
  return sequence(certificate, ecdsaWithSha256, bitString(signature));
};
