// May a car charge by its contract certificate? (OCPP 2.0.1 part 2, use case C07: Plug & Charge.)
// The charger sends the chain for us to check, or hashes of one that it has checked itself. Whether
// the contract may charge here now is asked besides, as of every token.

import type { X509Certificate } from "node:crypto";
import { certificatesIn, queryOf } from "../authority/certificate_id.ts";
import type { Authority, CertificateQuery, StandingService } from "../authority.ts";
import { certificateQuery } from "./certificate_hash.ts";
import { type Static, Type, text } from "./message.ts";

/** AuthorizeCertificateStatusEnumType. */
export type CertificateStatus =
  | "Accepted"
  | "SignatureError"
  | "CertificateExpired"
  | "CertificateRevoked"
  | "NoCertificateAvailable"
  | "CertChainError"
  | "ContractCancelled";

/** What Authorize carries of it. */
export const contractFields = {
  certificate: Type.Optional(text(5500)),
  iso15118CertificateHashData: Type.Optional(
    Type.Array(certificateQuery(), { minItems: 1, maxItems: 4 }),
  ),
};

const contractShape = Type.Object(contractFields);
export type Contract = Static<typeof contractShape> & {
  /** The eMAID that the certificate must be of. */
  readonly emaid: string;
};

export type Judges = {
  readonly authority: Pick<Authority, "contractRoots" | "standing">;
  readonly now: () => Date;
};

/** Contract, sub-CA 2, sub-CA 1, root (ISO 15118-2 §7.9.2.5). */
const longestChain = 4;

/** Who stands behind whom: each with its issuer, up to one that is trusted. */
type Link = { readonly certificate: X509Certificate; readonly issuer: X509Certificate };

const isOf = (one: X509Certificate, all: readonly X509Certificate[]): boolean =>
  all.some(({ fingerprint256 }) => fingerprint256 === one.fingerprint256);

const linksOf = (
  [leaf, ...above]: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): readonly Link[] | "SignatureError" | "CertChainError" => {
  const links: Link[] = [];
  for (let certificate = leaf; certificate && !isOf(certificate, roots); ) {
    if (links.length === longestChain) return "CertChainError";
    const current = certificate;
    const named = [...roots, ...above].filter((one) => one.ca && current.checkIssued(one));
    const issuer = named.find((one) => current.verify(one.publicKey));
    if (issuer === undefined) return named.length > 0 ? "SignatureError" : "CertChainError";
    links.push({ certificate, issuer });
    certificate = issuer;
  }
  return links;
};

/** Hyphens and the check digit at the end may be left out (ISO 15118-1, annex H). */
const plain = (emaid: string): string => emaid.replaceAll("-", "").toUpperCase().slice(0, 14);

const isFor = ({ subject }: X509Certificate, emaid: string): boolean => {
  const names = subject.split("\n").filter((line) => line.startsWith("CN="));
  return names.length === 1 && plain(names[0]?.slice(3) ?? "") === plain(emaid);
};

const holdsAt = (nowMs: number) => (one: X509Certificate) =>
  new Date(one.validFrom).getTime() <= nowMs && nowMs <= new Date(one.validTo).getTime();

/** Whoever cannot be asked, or cannot prove what it says, has not said yes. */
const standingOf = async (
  service: StandingService | null,
  query: CertificateQuery,
  issuers: readonly string[],
): Promise<CertificateStatus> => {
  const found = (await service?.ask(query, issuers)) ?? null;
  if (found?.standing === "revoked") return "CertificateRevoked";
  return found?.standing === "good" && found.proven ? "Accepted" : "NoCertificateAvailable";
};

const worst = (all: readonly CertificateStatus[]): CertificateStatus =>
  all.find((one) => one === "CertificateRevoked") ??
  all.find((one) => one !== "Accepted") ??
  "Accepted";

const ofHashes = async (
  queries: readonly CertificateQuery[],
  { authority }: Judges,
): Promise<CertificateStatus> => {
  const { standing, contractRoots } = authority;
  return worst(
    await Promise.all(queries.map((query) => standingOf(standing, query, contractRoots))),
  );
};

const readable = (pem: string): readonly X509Certificate[] => {
  try {
    return certificatesIn(pem);
  } catch {
    return [];
  }
};

const ofChain = async (
  pem: string,
  emaid: string,
  { authority, now }: Judges,
): Promise<CertificateStatus> => {
  const chain = readable(pem);
  const [leaf] = chain;
  if (leaf === undefined || chain.length > longestChain) return "CertChainError";
  const roots = authority.contractRoots.flatMap(certificatesIn);
  if (roots.length === 0 || !isFor(leaf, emaid)) return "NoCertificateAvailable";
  const links = linksOf(chain, roots);
  if (typeof links === "string") return links;
  const all = [leaf, ...links.map(({ issuer }) => issuer)];
  if (!all.every(holdsAt(now().getTime()))) return "CertificateExpired";
  const asked = links.map(({ certificate, issuer }) => {
    const query = queryOf(certificate, issuer);
    // Without a place to ask, nobody revokes it but time.
    if (query === null) return Promise.resolve("Accepted" as const);
    return standingOf(authority.standing, query, [issuer.toString()]);
  });
  return worst(await Promise.all(asked));
};

/** What to answer in `certificateStatus`; null: no certificate was shown. */
export const certificateStatus = async (
  { emaid, certificate, iso15118CertificateHashData: hashes }: Contract,
  judges: Judges,
): Promise<CertificateStatus | null> => {
  if (certificate !== undefined) return ofChain(certificate, emaid, judges);
  return hashes === undefined ? null : ofHashes(hashes, judges);
};
