// Contract certificates, made by OpenSSL: which let a car charge, and what is said of the others.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromPem, toPem } from "../authority/der.ts";
import type { CertificateQuery, CertificateStanding } from "../authority.ts";
import { type Contract, certificateStatus } from "./contract_certificate.ts";

const file = (name: string): string =>
  readFileSync(new URL(`../../../../test/certificates/${name}.pem`, import.meta.url), "utf8");

const emaid = "DE8AACA2B3C4D5";
const root = file("mo_root");
const chainOf = (...names: string[]): string => names.map(file).join("");

/** With another last byte, which is one of the signature. */
const altered = (name: string): string => {
  const der = fromPem(file(name), "CERTIFICATE");
  der[der.length - 1] = (der.at(-1) ?? 0) ^ 0x01;
  return toPem(der, "CERTIFICATE");
};

type Around = {
  readonly roots?: readonly string[];
  readonly standings?: readonly (Partial<CertificateStanding> | null)[];
  readonly now?: string;
};

const judge = async (contract: Partial<Contract>, around: Around = {}) => {
  const asked: CertificateQuery[] = [];
  const { roots = [root], standings = [{}], now = "2026-11-22T12:00:00Z" } = around;
  const standing = {
    ask: async (query: CertificateQuery) => {
      asked.push(query);
      const said = standings[asked.length - 1];
      if (said === null || said === undefined) return null;
      return { standing: "good", proven: true, response: "AA==", ...said } as const;
    },
  };
  const authority = { contractRoots: roots, standing };
  const status = await certificateStatus(
    { emaid, ...contract },
    { authority, now: () => new Date(now) },
  );
  return { status, asked };
};

const says = async (expected: string | null, contract: Partial<Contract>, around: Around = {}) =>
  assert.equal((await judge(contract, around)).status, expected);

const good = { certificate: chainOf("leaf", "sub") };

test("a card without a certificate is only a card", async () => {
  await says(null, {});
});

test("a contract of a known operator whose certificate holds is accepted", async () => {
  const { status, asked } = await judge(good);
  assert.equal(status, "Accepted");
  assert.deepEqual(
    asked.map(({ responderURL, serialNumber }) => [responderURL, serialNumber]),
    [["http://ocsp.example.com/mo", "8f01a2b3c4d5"]],
  );
  await says("Accepted", { ...good, emaid: "de-8aa-ca2b3c4d5-n" });
  await says("Accepted", { certificate: file("leaf") }, { roots: [root, file("sub")] });
});

test("nobody needs to be asked of a certificate that names nobody", async () => {
  const { status, asked } = await judge({ certificate: chainOf("quiet", "sub") });
  assert.deepEqual([status, asked.length], ["Accepted", 0]);
});

test("a revoked certificate is told as revoked", async () => {
  await says("CertificateRevoked", good, { standings: [{ standing: "revoked" }] });
});

test("who cannot be asked, does not know it, or cannot prove it, has not said yes", async () => {
  await says("NoCertificateAvailable", good, { standings: [null] });
  await says("NoCertificateAvailable", good, { standings: [{ standing: "unknown" }] });
  await says("NoCertificateAvailable", good, { standings: [{ proven: false }] });
});

test("a certificate of somebody else's contract is none of this one", async () => {
  await says("NoCertificateAvailable", { ...good, emaid: "DE8AACA2B3C4D6" });
  await says("NoCertificateAvailable", { ...good, emaid: "" });
});

test("a certificate out of its time has expired", async () => {
  await says("CertificateExpired", good, { now: "2060-01-01T00:00:00Z" });
  await says("CertificateExpired", good, { now: "2020-01-01T00:00:00Z" });
});

test("a chain that leads nowhere, or by a name alone, is refused", async () => {
  await says("CertChainError", { certificate: file("leaf") });
  await says("CertChainError", good, { roots: [file("forged")] });
  await says("CertChainError", { certificate: chainOf("forged", "sub") });
  const rogue = { certificate: chainOf("rogue", "quiet", "sub"), emaid: "DE8AACA2B3C4D6" };
  await says("CertChainError", rogue);
  await says("SignatureError", { certificate: altered("quiet") + file("sub") });
  await says("CertChainError", { certificate: "no certificate" });
  await says("CertChainError", { certificate: chainOf("leaf", "sub", "sub", "sub", "sub") });
  await says("NoCertificateAvailable", good, { roots: [] });
});

const hashes = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...({ hashAlgorithm: "SHA256", issuerNameHash: "aa", issuerKeyHash: "bb" } as const),
    ...{ serialNumber: String(index), responderURL: "http://ocsp.example.com" },
  }));

test("a chain that the charger has checked itself holds when each of its issuers says so", async () => {
  const shown = { iso15118CertificateHashData: hashes(2) };
  await says("Accepted", shown, { standings: [{}, {}] });
  await says("CertificateRevoked", shown, { standings: [null, { standing: "revoked" }] });
  await says("NoCertificateAvailable", shown, { standings: [{}, null] });
  await says("NoCertificateAvailable", shown, { standings: [{}, { proven: false }] });
});
