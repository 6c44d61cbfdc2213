// What a certificate's issuer says of it, in answers that OpenSSL made.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { CertificateQuery } from "../authority.ts";
import { certificatesIn, queryOf } from "./certificate_id.ts";
import { ocsp, requestFor } from "./ocsp.ts";

const file = (name: string): string =>
  readFileSync(new URL(`../../../../test/certificates/${name}`, import.meta.url), "utf8");
const answer = (name: string): Buffer => Buffer.from(file(`${name}.ocsp.txt`), "base64");

const [leaf] = certificatesIn(file("leaf.pem"));
const [issuer] = certificatesIn(file("sub.pem"));
assert.ok(leaf && issuer);
const asked = queryOf(leaf, issuer);
assert.ok(asked !== null);
const madeAt = new Date("2026-11-21T23:30:00Z");

type Ask = { readonly query?: CertificateQuery; readonly now?: Date; readonly trusts?: string[] };

const ask = async (given: Buffer | null, { query = asked, now = madeAt, trusts }: Ask = {}) => {
  const sent: [string, string, string][] = [];
  const post = async (url: string, body: Buffer, mediaType: string) => {
    sent.push([url, body.toString("hex"), mediaType]);
    return given;
  };
  const log = { info() {}, warn() {}, error() {} };
  const issuers = trusts ?? [file("sub.pem")];
  const found = await ocsp({ post, now: () => now, log, issuers }).ask(query);
  return { found, sent };
};

test("the request is the one that OpenSSL reads: hashes and number of the certificate", async () => {
  const { sent } = await ask(null);
  const [url, body = "", mediaType] = sent[0] ?? [];
  assert.equal(url, "http://ocsp.example.com/mo");
  assert.equal(mediaType, "application/ocsp-request");
  assert.equal(
    body,
    [
      "306430623060305e305c",
      "300d06096086480165030402010500",
      "042031c5f8f2e1ead5b5307230ae78d4d21b02ca28677a451e6927408f143cac1168",
      "04207600d5ee0dfdb8941c388dfbed629059cb2cf0c8b4bb86ae38f36c781a955cdd",
      "0207008f01a2b3c4d5",
    ].join(""),
  );
  const odd = requestFor({ ...asked, serialNumber: "1", hashAlgorithm: "SHA512" }).toString("hex");
  assert.match(odd, /60864801650304020305.*020101$/);
});

for (const [name, standing, proven] of [
  ["good", "good", true],
  ["revoked", "revoked", true],
  ["unknown", "unknown", true],
  ["delegated", "good", true],
  ["stranger", "good", false],
  ["borrowed", "good", false],
] as const) {
  test(`an answer (${name}) says ${standing}, ${proven ? "" : "not "}proven`, async () => {
    const { found } = await ask(answer(name));
    const response = answer(name).toString("base64");
    assert.deepEqual(found, { standing, proven, response });
  });
}

test("whom the issuer lets sign proves nothing where the issuer is not known", async () => {
  const { found } = await ask(answer("delegated"), { trusts: [] });
  assert.equal(found?.proven, false);
});

test("whom the issuer let sign proves nothing once that has lapsed", async () => {
  const on = (day: string) => ask(answer("lapsed"), { now: new Date(`2026-11-${day}T12:00:00Z`) });
  assert.equal((await on("22")).found?.proven, true);
  assert.equal((await on("23")).found?.proven, false);
});

test("an answer of another time, or about another certificate, is none", async () => {
  const good = answer("good");
  assert.equal((await ask(good, { now: new Date("2026-11-25T00:00:00Z") })).found, null);
  assert.equal((await ask(good, { now: new Date("2026-11-21T20:00:00Z") })).found, null);
  assert.equal((await ask(good, { query: { ...asked, serialNumber: "8f01" } })).found, null);
  assert.equal((await ask(good, { query: { ...asked, issuerKeyHash: "00" } })).found, null);
  assert.equal((await ask(null)).found, null);
});

test("cut off anywhere, or with a byte changed, no answer is proven good", async () => {
  const good = answer("good");
  for (let length = 0; length < good.length; length += 1) {
    assert.equal((await ask(good.subarray(0, length))).found, null, `cut at ${length}`);
  }
  // What is signed, how, and the signature: 30 octets of envelope are before it, and 4 of its own.
  for (let index = 34; index < 320; index += 1) {
    const changed = Buffer.from(good);
    changed[index] = (changed[index] ?? 0) ^ 0x01;
    const { found } = await ask(changed);
    assert.ok(found === null || !found.proven || found.standing !== "good", `byte ${index}`);
  }
});
