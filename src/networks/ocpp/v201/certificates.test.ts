// Certificates over a real socket: a charger of a client written by others (strict mode) gets,
// renews and is refused its own, asks for those of cars, and shows theirs.

import assert from "node:assert/strict";
import { type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, test } from "node:test";
import { ChargePoint201 } from "../../../../test/charge_point_201.ts";
import { lineTo, password, serve, station } from "../../../../test/ocpp_harness.ts";
import { newRequest } from "../../../../test/signing_request.ts";
import { openVault } from "../../../lib/secret.ts";
import { Witness } from "../../witness.ts";
import { certificatesIn } from "../authority/certificate_id.ts";
import { localAuthority } from "../authority/local.ts";
import { type Authority, noAuthority } from "../authority.ts";

type Answer = Record<string, unknown>;

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const now = () => new Date(performance.timeOrigin + performance.now());
const log = { info() {}, warn() {}, error() {} };
const signing = localAuthority({ ...openVault("a secret of thirty-two characters"), now, log });

const scene = async (authority: Partial<Authority> = { signing }, taken = "Accepted") => {
  const host = new Witness();
  host.know(station, password);
  const frames: string[] = [];
  const platform = await serve(host, 0, {
    ...{ authority: { ...noAuthority, ...authority }, bootWithinMs: 60_000 },
    onFrame: ({ text }) => void frames.push(text),
  });
  const charger = new ChargePoint201(lineTo(platform.port));
  const delivered: Answer[] = [];
  charger.client.handle("CertificateSigned", async ({ params }) => {
    delivered.push(params as Answer);
    return { status: taken };
  });
  endings.push(platform.close, () => charger.powerDown());
  await charger.powerUp();
  const call = (action: string, payload: object) =>
    charger.client.call(action, payload) as Promise<Answer>;
  const notices = () => host.of("notice").map(({ topic, text }) => `${topic}: ${text}`);
  return { host, call, delivered, frames, notices };
};

const chainOf = (delivered: Answer | undefined, key: KeyObject) => {
  const [leaf, below] = certificatesIn(String(delivered?.certificateChain));
  const [root] = signing.roots().map((pem) => new X509Certificate(pem));
  assert.ok(leaf && below && root);
  assert.ok(leaf.checkPrivateKey(key));
  assert.ok(leaf.verify(below.publicKey) && below.verify(root.publicKey));
  return leaf;
};

test("a charger that asks is answered first, and then gets a certificate of its key", async () => {
  const { host, call, delivered, frames, notices } = await scene();
  const { csr, privateKey } = newRequest(station.identity);
  const certificateType = "ChargingStationCertificate";
  assert.deepEqual(await call("SignCertificate", { csr, certificateType }), { status: "Accepted" });
  await host.nth("notice");
  assert.equal(delivered[0]?.certificateType, certificateType);
  chainOf(delivered[0], privateKey);
  assert.deepEqual(notices(), ["certificate: A new certificate is in use"]);
  assert.equal(host.overlaps, 0, "told in turn");
  const answered = frames.findIndex((frame) => frame.includes('{"status":"Accepted"}'));
  assert.ok(answered < frames.findIndex((frame) => frame.includes("CertificateSigned")));
  assert.doesNotMatch(frames.join(), /PRIVATE KEY/);
});

test("a charger renews under its serial number, and for its line to cars apart", async () => {
  const { host, call, delivered } = await scene();
  const keys = ["OF-0201", "OF-0201", station.identity].map(newRequest);
  for (const [index, { csr }] of keys.entries()) {
    const type = index === 2 ? { certificateType: "V2GCertificate" } : {};
    assert.deepEqual(await call("SignCertificate", { csr, ...type }), { status: "Accepted" });
    await host.nth("notice", index + 1);
  }
  const leaves = keys.map(({ privateKey }, index) => chainOf(delivered[index], privateKey));
  assert.equal(new Set(leaves.map(({ serialNumber }) => serialNumber)).size, 3);
  assert.equal(new Set(leaves.map(({ issuer }) => issuer)).size, 2);
  assert.ok(!("certificateType" in (delivered[0] ?? {})), "none was asked for");
});

test("a request with another station's name is refused, and people are told", async () => {
  const { host, call, delivered, notices } = await scene();
  const answer = await call("SignCertificate", { csr: newRequest("DE:ABC*E2").csr });
  assert.equal(answer.status, "Rejected");
  await host.nth("notice");
  assert.deepEqual(notices(), ["certificate: No certificate: the authority refused the request"]);
  assert.deepEqual(delivered, []);
});

test("a certificate that the charger does not take is told of", async () => {
  const { host, call, notices } = await scene({ signing }, "Rejected");
  await call("SignCertificate", { csr: newRequest(station.identity).csr });
  await host.nth("notice");
  assert.deepEqual(notices(), ["certificate: The new certificate is refused: Rejected"]);
});

const query = {
  ...{ hashAlgorithm: "SHA256", issuerNameHash: "aa", issuerKeyHash: "bb", serialNumber: "01" },
  responderURL: "http://ocsp.example.com",
};

test("what an issuer says of a certificate is passed on as it is; nobody's word is a failure", async () => {
  const said = { standing: "revoked", proven: true, response: "MIIC" } as const;
  const one = await scene({ standing: { ask: async () => said } });
  const asked = { ocspRequestData: query };
  const answer = await one.call("GetCertificateStatus", asked);
  assert.deepEqual(answer, { status: "Accepted", ocspResult: "MIIC" });
  const long = { ...said, response: "A".repeat(5501) };
  for (const found of [null, long]) {
    const other = await scene({ standing: { ask: async () => found } });
    assert.deepEqual(await other.call("GetCertificateStatus", asked), { status: "Failed" });
  }
});

test("a car's request goes to who has contracts, and what comes back goes to the car", async () => {
  const orders: object[] = [];
  const contracts = (found: string | null): Partial<Authority> => ({
    contracts: {
      exchange: async (order) => {
        orders.push(order);
        return found;
      },
    },
  });
  const asked = {
    iso15118SchemaVersion: "urn:iso:15118:2:2013",
    action: "Update",
    exiRequest: "gA",
  };
  const one = await scene(contracts("gB"));
  const answer = await one.call("Get15118EVCertificate", asked);
  assert.deepEqual(answer, { status: "Accepted", exiResponse: "gB" });
  const { iso15118SchemaVersion: schema, action, exiRequest: exi } = asked;
  assert.deepEqual(orders, [{ station, schema, action, exi }]);
  for (const found of [null, "A".repeat(5601)]) {
    const other = await scene(contracts(found));
    const { status, exiResponse } = await other.call("Get15118EVCertificate", asked);
    assert.deepEqual([status, exiResponse], ["Failed", ""]);
  }
  const nobody = await scene();
  assert.equal((await nobody.call("Get15118EVCertificate", asked)).status, "Failed");
});

test("a contract whose certificate does not hold charges nowhere, whatever the platform says", async () => {
  const file = (name: string) =>
    readFileSync(new URL(`../../../../test/certificates/${name}.pem`, import.meta.url), "utf8");
  const said = { standing: "revoked", proven: true, response: "MIIC" } as const;
  const authority = { contractRoots: [file("mo_root")], standing: { ask: async () => said } };
  const { host, call } = await scene(authority);
  const idToken = { idToken: "DE8AACA2B3C4D5", type: "eMAID" };
  const revoked = await call("Authorize", { idToken, certificate: file("leaf") + file("sub") });
  const { idTokenInfo, certificateStatus } = revoked;
  assert.deepEqual(idTokenInfo, { status: "Invalid" });
  assert.equal(certificateStatus, "CertificateRevoked");
  assert.deepEqual(host.authorizedCards, [], "nobody was asked about the card");
  const shown = await call("Authorize", { idToken, certificate: file("quiet") + file("sub") });
  assert.deepEqual(
    [shown.idTokenInfo, shown.certificateStatus],
    [{ status: "Accepted" }, "Accepted"],
  );
  host.refuse("DE8AACA2B3C4D5", "blocked");
  const blocked = await call("Authorize", { idToken, certificate: file("quiet") + file("sub") });
  assert.deepEqual(blocked.idTokenInfo, { status: "Blocked" });
});
