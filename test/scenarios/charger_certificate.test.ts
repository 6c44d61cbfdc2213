import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { certificatesIn } from "../../src/networks/ocpp/authority/certificate_id.ts";
import { ChargePoint201 } from "../charge_point_201.ts";
import { makeStation, until } from "../fleet.ts";
import { type TestPlatform, testPlatform } from "../platform.ts";
import { newRequest } from "../signing_request.ts";

describe("a charger on OCPP 2.0.1 that wants a certificate", () => {
  let platform: TestPlatform;
  const open: ChargePoint201[] = [];
  before(async () => {
    platform = await testPlatform();
  });
  after(async () => {
    for (const point of open) await point.powerDown();
    await platform.close();
  });

  const commission = async (identity: string) => {
    const station = await makeStation(platform.api, "ocpp", { ocpp_identity: identity });
    const connection = `/v1/charging_stations/${station.id}/connection`;
    const { password } = await platform.api.make(`${connection}/roll_password`);
    const endpoint = `ws://127.0.0.1:${platform.port}/ocpp`;
    const point = new ChargePoint201({ endpoint, identity, password: String(password) });
    open.push(point);
    const chains: string[] = [];
    point.client.handle("CertificateSigned", async ({ params }) => {
      chains.push(String((params as { certificateChain: string }).certificateChain));
      return { status: "Accepted" };
    });
    await point.powerUp();
    await until(
      () => platform.api.read(connection),
      (one) => one["online"] === true,
    );
    return { point, chains };
  };

  it("gets one of its own name from a platform that nobody has set up for it", async () => {
    const { point, chains } = await commission("CP:1");
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
    const { point, chains } = await commission("CP:2");
    const answer = await point.client.call("SignCertificate", { csr: newRequest("CP:1").csr });
    assert.equal((answer as { status: string }).status, "Rejected");
    assert.deepEqual(chains, []);
  });
});
