// The local authority against requests made by OpenSSL, its certificates read by Node.

import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { newRequest } from "../../../../test/signing_request.ts";
import { openVault } from "../../../lib/secret.ts";
import type { CertificateUse } from "../authority.ts";
import { certificatesIn } from "./certificate_id.ts";
import { localAuthority } from "./local.ts";

const station = { id: "chst_1", identity: "CS-0017" };
const at = new Date("2026-11-21T12:00:00Z");
const secret = "the secret of an installation, thirty-two characters or more";

const open = (of = secret, now = at) => {
  const lines: string[] = [];
  const keep = (detail: object, text: string) => lines.push(JSON.stringify([detail, text]));
  const log = { info: keep, warn: keep, error: keep };
  return { lines, authority: localAuthority({ ...openVault(of), now: () => now, log }) };
};

const request = (name: string): string =>
  readFileSync(new URL(`../../../../test/certificates/${name}.csr.pem`, import.meta.url), "utf8");

const subject = (use: CertificateUse = "station", serial: string | null = null) => ({
  ...{ station, identity: station.identity, serial, use },
});

const signed = async (csr: string, use: CertificateUse = "station", now = at) => {
  const { authority } = open(secret, now);
  const pem = await authority.sign(csr, subject(use));
  assert.ok(pem !== null, "signed");
  const [leaf, below, ...more] = certificatesIn(pem);
  const [root] = authority.roots().flatMap(certificatesIn);
  assert.ok(leaf && below && root);
  assert.equal(more.length, 0, "the root is not sent along");
  return { leaf, below, root };
};

for (const kind of ["p256", "p384", "rsa", "pss", "ambitious"]) {
  test(`a request of OpenSSL (${kind}) is signed, and leads to the root`, async () => {
    const { leaf, below, root } = await signed(request(kind));
    assert.match(leaf.subject, /CN=CS-0017/);
    assert.ok(leaf.checkIssued(below) && leaf.verify(below.publicKey));
    assert.ok(below.checkIssued(root) && below.verify(root.publicKey));
    assert.ok(root.checkIssued(root) && root.verify(root.publicKey));
    assert.deepEqual([leaf.ca, below.ca, root.ca], [false, true, true]);
  });
}

test("a certificate is of the key that asked, and of no other use than was asked", async () => {
  const { csr, privateKey } = newRequest("CS-0017");
  const line = await signed(csr);
  assert.ok(line.leaf.checkPrivateKey(privateKey));
  assert.deepEqual(line.leaf.keyUsage, ["1.3.6.1.5.5.7.3.2"], "client of a TLS line");
  const vehicle = await signed(csr, "v2g");
  assert.deepEqual(vehicle.leaf.keyUsage, ["1.3.6.1.5.5.7.3.1"], "server of a TLS line");
  assert.notEqual(vehicle.below.subject, line.below.subject);
});

test("a certificate says whose it is, also where its common name is a serial number", async () => {
  const { authority } = open();
  const { csr } = newRequest("OF-0017");
  assert.equal(await authority.sign(csr, subject("station", "OF-0018")), null);
  const pem = await authority.sign(csr, subject("station", "OF-0017"));
  assert.equal(new X509Certificate(pem ?? "").subjectAltName, "URI:urn:charge:station:CS-0017");
});

const refused: readonly [string, string, RegExp][] = [
  ["another station's name", newRequest("CS-0018").csr, /neither the station's identity/],
  ["a name that only begins alike", newRequest("CS-00170").csr, /neither the station's identity/],
  ["no name at all", request("nameless"), /one common name/],
  ["its own name and another's", request("two_names"), /one common name/],
  ["a weak key", request("weak"), /too weak/],
  ["no request", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n", /cannot be read/],
  ["nothing", "", /cannot be read/],
];

for (const [what, csr, why] of refused) {
  test(`a request is refused that has ${what}, and the log says why`, async () => {
    const { authority, lines } = open();
    assert.equal(await authority.sign(csr, subject()), null);
    assert.match(lines.join(), why);
  });
}

/** Every byte of a request, changed in turn. */
test("a request with one changed byte is never signed", async () => {
  const { authority } = open();
  const der = Buffer.from(request("p256").replaceAll(/-----.*-----|\s/g, ""), "base64");
  for (let index = 0; index < der.length; index += 1) {
    const changed = Buffer.from(der);
    changed[index] = (changed[index] ?? 0) ^ 0x01;
    const body = changed.toString("base64");
    const csr = `-----BEGIN CERTIFICATE REQUEST-----\n${body}\n-----END CERTIFICATE REQUEST-----\n`;
    assert.equal(await authority.sign(csr, subject()), null, `byte ${index}`);
  }
});

test("the next certificate is another one, good for another year, of the same authority", async () => {
  const later = new Date(at.getTime() + 300 * 86_400_000);
  const first = await signed(newRequest("CS-0017").csr);
  const next = await signed(newRequest("CS-0017").csr, "station", later);
  assert.notEqual(next.leaf.serialNumber, first.leaf.serialNumber);
  assert.ok(next.leaf.verify(first.below.publicKey), "after a restart, too");
  const validMs = (one: X509Certificate) => new Date(one.validTo).getTime() - at.getTime();
  assert.equal(validMs(first.leaf), 365 * 86_400_000);
  assert.equal(validMs(next.leaf), 665 * 86_400_000);
  assert.ok(new Date(first.leaf.validFrom) < at, "a charger's clock may be behind");
});

test("installations have authorities of their own", async () => {
  const { leaf } = await signed(newRequest("CS-0017").csr);
  const other = await open("another secret, as long as the first one, or longer").authority.sign(
    newRequest("CS-0017").csr,
    subject(),
  );
  const below = certificatesIn(other ?? "")[1];
  assert.ok(below);
  assert.equal(leaf.verify(below.publicKey), false);
  assert.equal(leaf.checkIssued(below), false);
});

test("no key is in what is logged, sent or shown", async () => {
  const { authority, lines } = open();
  const { csr, privateKey } = newRequest("CS-0017");
  const pem = (await authority.sign(csr, subject())) ?? "";
  await authority.sign(csr, { ...subject(), identity: "CS-0018" });
  assert.equal(lines.length, 2);
  const { d = "" } = privateKey.export({ format: "jwk" });
  const shown = [...lines, pem, ...authority.roots(), JSON.stringify(authority)].join("\n");
  assert.doesNotMatch(shown, /PRIVATE KEY/);
  assert.ok(!shown.includes(d) && !shown.includes(secret));
  assert.throws(() => createPrivateKey(pem));
  assert.deepEqual(Object.keys(authority), [], "nothing to print");
});
