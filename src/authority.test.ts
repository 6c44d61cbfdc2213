import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, it } from "node:test";
import { newRequest } from "../test/signing_request.ts";
import { openAuthority } from "./authority.ts";
import { readConfig } from "./config.ts";
import { openOutbound } from "./http/outbound.ts";
import { openLog } from "./lib/log.ts";
import { openVault } from "./lib/secret.ts";
import { systemClock } from "./lib/time.ts";
import { certificatesIn } from "./networks/ocpp/authority/certificate_id.ts";

const secret = "s".repeat(40);
const station = { id: "chst_1", identity: "CS-1" };

/** What a responder is asked, wherever its name leads. */
const responder = async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { port, asked: () => asked, close: () => server.close() };
};

describe("the installation's authority", () => {
  const outbound = openOutbound(async () => ["127.0.0.1"]);
  after(() => outbound.close());
  const open = (more: Record<string, string> = {}) => {
    const lines: string[] = [];
    const config = readConfig({
      ...{ CHARGE_SECRET: secret, CHARGE_DATABASE_URL: "postgres://none" },
      ...more,
    });
    const log = openLog("debug", { write: (line) => void lines.push(line) });
    const vault = openVault(secret);
    return {
      lines,
      authority: openAuthority({ config, clock: systemClock, log }, vault, outbound),
    };
  };

  it("is the same after every start, and logs no key", async () => {
    const [one, other] = [open(), open()];
    const subject = { station, identity: "CS-1", use: "station" } as const;
    const pem = await one.authority.signing?.sign(newRequest("CS-1").csr, subject);
    const again = await other.authority.signing?.sign(newRequest("CS-1").csr, subject);
    const [leaf] = certificatesIn(pem ?? "");
    const [, issuer] = certificatesIn(again ?? "");
    assert.ok(leaf && issuer && leaf.verify(issuer.publicKey));
    assert.match(one.lines.join(), /a certificate was signed/);
    assert.doesNotMatch(one.lines.join(), /PRIVATE|ssssssss/);
  });

  it("signs nothing where it is switched off", () => {
    assert.equal(open({ CHARGE_SIGNING_AUTHORITY: "off" }).authority.signing, null);
  });

  it("asks no responder within its own network, whatever a charger names", async () => {
    const inside = await responder();
    const { authority, lines } = open();
    const hosts = ["127.0.0.1", "localhost", "ocsp.example.com", "[::1]"];
    for (const host of hosts) {
      const found = await authority.standing?.ask({
        ...{ hashAlgorithm: "SHA256", issuerNameHash: "aa", issuerKeyHash: "bb" },
        ...{ serialNumber: "01", responderURL: `http://${host}:${inside.port}/` },
      });
      assert.equal(found, null);
    }
    inside.close();
    assert.equal(inside.asked(), 0);
    assert.equal(lines.filter((line) => line.includes("was not reached")).length, hosts.length);
  });
});
