import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { certificatesIn } from "../../src/networks/ocpp/authority/certificate_id.ts";
import { ChargePoint201 } from "../charge_point_201.ts";
import { commission, switchedOffAfterEach } from "../commissioned.ts";
import { until } from "../fleet.ts";
import { type TestPlatform, testPlatform } from "../platform.ts";
import { newRequest } from "../signing_request.ts";

describe("a charger on OCPP 2.0.1 that wants a certificate", () => {
  let platform: TestPlatform;
  const chargers = switchedOffAfterEach<ChargePoint201>();
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const opened = async (identity: string) => {
    const made = await commission(platform, identity);
    const point = new ChargePoint201(made.line);
    const chains: string[] = [];
    point.client.handle("CertificateSigned", async ({ params }) => {
      chains.push(String((params as { certificateChain: string }).certificateChain));
      return { status: "Accepted" };
    });
    await chargers.on(point, made);
    return { point, chains };
  };

  it("gets one of its own name from a platform that nobody has set up for it", async () => {
    const { point, chains } = await opened("CP:1");
    const { csr, privateKey } = newRequest("CP:1");
    assert.deepEqual(await point.client.call("SignCertificate", { csr }), { status: "Accepted" });
    await until(
      async () => chains.length,
      (count) => count === 1,
    );
    const [leaf, below] = certificatesIn(chains[0] ?? "");
    assert.ok(leaf?.checkPrivateKey(privateKey) && below && leaf.verify(below.publicKey));
  });

  it("gets none of another charger's name", async () => {
    const { point, chains } = await opened("CP:2");
    const answer = await point.client.call("SignCertificate", { csr: newRequest("CP:1").csr });
    assert.equal((answer as { status: string }).status, "Rejected");
    assert.deepEqual(chains, []);
  });
});
