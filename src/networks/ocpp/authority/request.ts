// A charger's request for a certificate (PKCS #10, RFC 2986): who it says it is, its public key,
// and whether it holds the private one. Extensions that it asks for are not read: what a
// certificate may be used for is the authority's to say.

import { createPublicKey, type KeyObject } from "node:crypto";
import { bitsOf, type Element, fromPem, inside, nth, oid, read, tags } from "./der.ts";
import { isSignedBy } from "./signatures.ts";

export type SigningRequest = {
  /** Of all that the subject says these are what names somebody. */
  readonly commonNames: readonly string[];
  /** The subject, as it stands. */
  readonly subject: Buffer;
  /** SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Buffer;
  readonly publicKey: KeyObject;
  /** The request is signed by the key that it brings. */
  readonly proven: boolean;
};

const commonName = oid("2.5.4.3");
/** The ways to write text that names are seen in: UTF8String, PrintableString, IA5String. */
const readable = new Set([0x0c, 0x13, 0x16]);

const commonNamesIn = (subject: Element): readonly string[] =>
  inside(subject)
    .flatMap((set) => inside(set))
    .filter((attribute) => nth(attribute, 0, tags.oid).whole.equals(commonName))
    .map((attribute) => {
      const value = nth(attribute, 1);
      // What cannot be read is nobody's name.
      return readable.has(value.tag) ? value.content.toString("utf8") : "";
    });

/** Throws what cannot be read. */
export const readRequest = (pem: string): SigningRequest => {
  const whole = read(fromPem(pem, "(?:NEW )?CERTIFICATE REQUEST"));
  const info = nth(whole, 0, tags.sequence);
  const subject = nth(info, 1, tags.sequence);
  const publicKeyInfo = nth(info, 2, tags.sequence).whole;
  const publicKey = createPublicKey({ key: publicKeyInfo, format: "der", type: "spki" });
  const algorithm = nth(whole, 1, tags.sequence);
  const signed = { data: info.whole, algorithm, signature: bitsOf(nth(whole, 2)) };
  return {
    commonNames: commonNamesIn(subject),
    subject: subject.whole,
    ...{ publicKeyInfo, publicKey },
    proven: isSignedBy(signed, publicKey),
  };
};
