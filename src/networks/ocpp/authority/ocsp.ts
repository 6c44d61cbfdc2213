// Asks who issued a certificate whether it still holds (OCSP, RFC 6960). How a request leaves is
// handed in, because the address to ask is given by a stranger.

import { X509Certificate } from "node:crypto";
import type { Log } from "../../network.ts";
import type { CertificateQuery, CertificateStanding, StandingService } from "../authority.ts";
import { certificatesIn, keyHash } from "./certificate_id.ts";
import {
  bitsOf,
  type Element,
  inside,
  integer,
  nothing,
  nth,
  octetString,
  oid,
  read,
  sequence,
  tags,
  timeOf,
} from "./der.ts";
import { isSignedBy } from "./signatures.ts";

export type OcspSettings = {
  /** Sends a body of this media type there; null: no good answer. Rejects never. */
  readonly post: (url: string, body: Buffer, mediaType: string) => Promise<Buffer | null>;
  readonly now: () => Date;
  readonly log: Log;
  /** Authorities whose word is believed, PEM. */
  readonly issuers: readonly string[];
};

const hashOids = {
  SHA256: "2.16.840.1.101.3.4.2.1",
  SHA384: "2.16.840.1.101.3.4.2.2",
  SHA512: "2.16.840.1.101.3.4.2.3",
} as const satisfies Record<CertificateQuery["hashAlgorithm"], string>;

const basicResponse = oid("1.3.6.1.5.5.7.48.1.1");
const ocspSigning = "1.3.6.1.5.5.7.3.9";
/** Clocks differ. */
const leewayMs = 300_000;

const bytesOf = (hex: string): Buffer => {
  const digits = /^[0-9a-f]*$/i.test(hex) ? hex : "";
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
};

type Asked = { readonly name: Buffer; readonly key: Buffer; readonly serial: Buffer };

const askedOf = (query: CertificateQuery): Asked => ({
  name: octetString(bytesOf(query.issuerNameHash)),
  key: octetString(bytesOf(query.issuerKeyHash)),
  serial: integer(bytesOf(query.serialNumber)),
});

export const requestFor = (query: CertificateQuery): Buffer => {
  const { name, key, serial } = askedOf(query);
  const hash = sequence(oid(hashOids[query.hashAlgorithm]), nothing);
  return sequence(sequence(sequence(sequence(sequence(hash, name, key, serial)))));
};

/** Whether a single answer is about what was asked. */
const answers = (single: Element, asked: Asked): boolean => {
  const id = nth(single, 0, tags.sequence);
  const [, name, key, serial] = inside(id);
  const same = (found: Element | undefined, bytes: Buffer) => found?.whole.equals(bytes) === true;
  return same(name, asked.name) && same(key, asked.key) && same(serial, asked.serial);
};

/** An answer of its time: not from tomorrow, and not replaced by a newer one. */
const isCurrent = (single: Element, nowMs: number): boolean => {
  const since = timeOf(nth(single, 2));
  if (since === null || since.getTime() > nowMs + leewayMs) return false;
  const next = inside(single).find(({ tag }, at) => at > 2 && tag === 0xa0);
  if (next === undefined) return true;
  const until = timeOf(nth(next, 0));
  return until !== null && until.getTime() > nowMs - leewayMs;
};

const standings = new Map<number, CertificateStanding["standing"]>([
  [0x80, "good"],
  [0xa0, "good"],
  [0x81, "revoked"],
  [0xa1, "revoked"],
]);

type Said = { readonly data: Element; readonly basic: Element };

/** The part of an answer that is signed; null: the responder has none for us. */
const saidIn = (response: Buffer): Said | null => {
  const whole = read(response);
  const status = nth(whole, 0, tags.enumerated).content;
  if (status.length !== 1 || status[0] !== 0) return null;
  const bytes = nth(nth(whole, 1), 0, tags.sequence);
  if (!nth(bytes, 0, tags.oid).whole.equals(basicResponse)) return null;
  const basic = read(nth(bytes, 1, tags.octetString).content);
  return { data: nth(basic, 0, tags.sequence), basic };
};

/** What an answer brings along: itself proves nothing. */
const broughtBy = (basic: Element): readonly X509Certificate[] => {
  const all = inside(basic)[3];
  if (all === undefined) return [];
  return inside(nth(all, 0, tags.sequence)).map(({ whole }) => new X509Certificate(whole));
};

const holds = (certificate: X509Certificate, nowMs: number): boolean =>
  new Date(certificate.validFrom).getTime() <= nowMs + leewayMs &&
  new Date(certificate.validTo).getTime() >= nowMs - leewayMs;

/** RFC 6960 §4.2.2.2: the issuer itself has signed, or whom it lets sign for it. */
const isProven = (
  { basic, data }: Said,
  query: CertificateQuery,
  known: { readonly issuers: readonly X509Certificate[]; readonly nowMs: number },
): boolean => {
  const signature = bitsOf(nth(basic, 2));
  const signed = { data: data.whole, algorithm: nth(basic, 1, tags.sequence), signature };
  const isIssuer = (one: X509Certificate) =>
    keyHash(query.hashAlgorithm, one.publicKey) === query.issuerKeyHash.toLowerCase();
  const brought = broughtBy(basic);
  const issuers = [...known.issuers, ...brought].filter(isIssuer);
  const lets = (one: X509Certificate) =>
    (one.keyUsage ?? []).includes(ocspSigning) &&
    holds(one, known.nowMs) &&
    issuers.some((issuer) => one.checkIssued(issuer) && one.verify(issuer.publicKey));
  const signers = [...issuers, ...brought.filter(lets)];
  return signers.some(({ publicKey }) => isSignedBy(signed, publicKey));
};

type Known = Parameters<typeof isProven>[2];

/** Null: it is no answer to the question. Throws what cannot be read. */
export const standingIn = (
  response: Buffer,
  query: CertificateQuery,
  known: Known,
): CertificateStanding | null => {
  const said = saidIn(response);
  if (said === null) return null;
  // Version and extensions have tags of their own; the responses are the sequence behind a time.
  const singles = inside(said.data).findLast(({ tag }) => tag === tags.sequence);
  const asked = askedOf(query);
  const single = singles && inside(singles).find((one) => answers(one, asked));
  if (single === undefined || !isCurrent(single, known.nowMs)) return null;
  return {
    standing: standings.get(nth(single, 1).tag) ?? "unknown",
    proven: isProven(said, query, known),
    response: response.toString("base64"),
  };
};

export const ocsp = ({ post, now, log, issuers }: OcspSettings): StandingService => {
  const own = issuers.flatMap(certificatesIn);
  return {
    async ask(query, more = []) {
      const answer = await post(query.responderURL, requestFor(query), "application/ocsp-request");
      if (answer === null) return null;
      try {
        const known = {
          issuers: [...own, ...more.flatMap(certificatesIn)],
          nowMs: now().getTime(),
        };
        return standingIn(answer, query, known);
      } catch (cause) {
        log.warn({ cause: String(cause) }, "an OCSP answer could not be read");
        return null;
      }
    },
  };
};
