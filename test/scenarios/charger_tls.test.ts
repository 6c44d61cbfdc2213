// Chargers on lines as secure as OCPP has them: a password over TLS, a client certificate, and what
// is refused, over real TLS sockets.

import assert from "node:assert/strict";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { after, afterEach, before, describe, it } from "node:test";
import { connect } from "node:tls";
import { type ClientOptions, WebSocket } from "ws";
import { ChargePoint201 } from "../charge_point_201.ts";
import { commission } from "../commissioned.ts";
import { makeStation, until } from "../fleet.ts";
import { type Certificate, filesOf, newRoot } from "../line_certificates.ts";
import { type Json, type TestPlatform, testPlatform } from "../platform.ts";
import { newRequest } from "../signing_request.ts";

const [serverRoot, chargerRoot, strangersRoot] = [newRoot(), newRoot("Chargers"), newRoot("Other")];

describe("a charger that comes over TLS", () => {
  let platform: TestPlatform;
  let material: Awaited<ReturnType<typeof filesOf>>;
  let open: WebSocket[] = [];
  before(async () => {
    material = await filesOf(serverRoot.issue("server", "localhost"), chargerRoot.pem);
    platform = await testPlatform({ config: { ocppTls: { ...material.files, port: 0 } } });
  });
  afterEach(() => {
    for (const socket of open) socket.terminate();
    open = [];
  });
  after(async () => {
    await platform.close();
    await rm(material.folder, { recursive: true });
  });

  let number = 0;
  async function station() {
    const identity = `TLS-${++number}`;
    const { station, path, line, online } = await commission(platform, identity);
    return { id: station.id, identity, password: line.password, path, online };
  }
  type Line = { readonly password?: string; readonly shows?: Certificate; readonly plain?: true };

  /** The socket, or the status that it was refused with. */
  async function dial(identity: string, { password, shows, plain }: Line) {
    const { ocppTlsPort: tls, port } = platform;
    const url = plain ? `ws://127.0.0.1:${port}` : `wss://127.0.0.1:${tls}`;
    const basic = Buffer.from(`${identity}:${password}`).toString("base64");
    const options: ClientOptions = {
      ca: serverRoot.pem,
      // Nothing is wrong with its name.
      checkServerIdentity: () => false,
      ...(password === undefined ? {} : { headers: { authorization: `Basic ${basic}` } }),
      ...(shows === undefined ? {} : { cert: shows.pem, key: shows.keyPem }),
    };
    const socket = new WebSocket(`${url}/ocpp/${identity}`, ["ocpp1.6"], options);
    open.push(socket);
    return new Promise<WebSocket | number>((resolve, reject) => {
      socket.on("open", () => resolve(socket));
      socket.on("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
      socket.on("error", reject);
    });
  }

  it("with its password is let in, and its security profile says 2", async () => {
    const { identity, password, online } = await station();
    assert.ok((await dial(identity, { password })) instanceof WebSocket);
    assert.equal((await online(true))["security_profile"], 2);
    assert.equal(await dial(identity, { password: `${password}x` }), 401);
  });

  it("with a certificate of its name needs no password, and its profile says 3", async () => {
    const { identity, online } = await station();
    const shows = chargerRoot.issue("client", identity);
    assert.ok((await dial(identity, { shows })) instanceof WebSocket);
    assert.equal((await online(true))["security_profile"], 3);
  });

  it("is refused with another's certificate, whatever else it knows", async () => {
    const { id, identity, password } = await station();
    const other = await station();
    const wrong: Certificate[] = [
      chargerRoot.issue("client", other.identity),
      chargerRoot.issue("client", identity, { identity: other.identity }),
      strangersRoot.issue("client", identity),
      chargerRoot.issue("client", identity, { days: -1 }),
      chargerRoot.issue("server", identity),
    ];
    for (const [index, shows] of wrong.entries()) {
      assert.equal(await dial(identity, { shows, password }), 401, `certificate ${index}`);
    }
    const shown = await until(
      () => platform.api.read(`/v1/charging_stations/${id}/messages?with_findings=true`),
      ({ data }) => data.length > 0,
    );
    const [finding] = (shown.data[0]?.["findings"] ?? []) as Json[];
    assert.equal(finding?.["keyword"], "certificate");
  });

  it("with a certificate that says whose it is beside its subject is let in by that", async () => {
    const { identity, online } = await station();
    const shows = chargerRoot.issue("client", "Serial 0815", { identity });
    assert.ok((await dial(identity, { shows })) instanceof WebSocket);
    assert.equal((await online(true))["security_profile"], 3);
  });

  it("may come with what our own authority signed for it, which is nobody else's identity", async () => {
    const own = await station();
    // Another station's identity is what this charger says its serial number is.
    const victim = { identity: "OF-0201" };
    await makeStation(platform.api, "ocpp", { ocpp_identity: victim.identity });
    const endpoint = `ws://127.0.0.1:${platform.port}/ocpp`;
    const point = new ChargePoint201({ endpoint, ...own });
    const chains: string[] = [];
    point.client.handle("CertificateSigned", async ({ params }) => {
      chains.push(String((params as Json)["certificateChain"]));
      return { status: "Accepted" };
    });
    try {
      await point.powerUp();
      await own.online(true);
      const { csr, privateKey } = newRequest(victim.identity);
      await point.client.call("SignCertificate", { csr });
      await until(
        async () => chains.length,
        (count) => count === 1,
      );
      const keyPem = String(privateKey.export({ format: "pem", type: "pkcs8" }));
      const shows = { pem: String(chains[0]), keyPem };
      assert.equal(await dial(victim.identity, { shows }), 401);
      // It would come back by itself.
      await point.powerDown();
      assert.ok((await dial(own.identity, { shows })) instanceof WebSocket);
      await until(
        () => platform.api.read(own.path),
        (one) => one["security_profile"] === 3,
      );
    } finally {
      await point.powerDown();
    }
  });

  it("may not come less secure than its station asks for", async () => {
    const { identity, password, path, online } = await station();
    const shows = chargerRoot.issue("client", identity);
    const plain = await dial(identity, { password, plain: true });
    assert.ok(plain instanceof WebSocket);
    assert.equal((await online(true))["security_profile"], 1);
    const ended = once(plain, "close");
    const changed = await platform.api.make(path, { minimum_security_profile: 2 });
    assert.equal(changed["minimum_security_profile"], 2);
    await ended;
    assert.equal(await dial(identity, { password, plain: true }), 401);
    assert.ok((await dial(identity, { password })) instanceof WebSocket);
    await platform.api.make(path, { minimum_security_profile: 3 });
    assert.equal(await dial(identity, { password }), 401);
    assert.ok((await dial(identity, { shows })) instanceof WebSocket);
    await platform.api.make(path, { minimum_security_profile: null });
    assert.ok((await dial(identity, { password, plain: true })) instanceof WebSocket);
  });

  it("finds nothing else behind that port, and none of the old versions of TLS", async () => {
    const { ocppTlsPort: port } = platform;
    assert.equal(await dial("NOBODY", { password: "x" }), 404);
    const old = connect({
      ...{ host: "127.0.0.1", port: Number(port), rejectUnauthorized: false },
      ...{ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
    });
    await once(old, "error");
    const asked = connect({ host: "127.0.0.1", port: Number(port), rejectUnauthorized: false });
    await once(asked, "secureConnect");
    asked.write("GET /v1/drivers HTTP/1.1\r\nHost: x\r\n\r\n");
    const [answer] = await once(asked, "data");
    assert.match(String(answer), /^HTTP\/1\.1 426 /);
    asked.destroy();
  });

  it("is shown a renewed certificate without a restart, and a broken one changes nothing", async () => {
    const renewed = newRoot("Renewed");
    const serves = async (root: string) => {
      const socket = connect({
        ...{ host: "127.0.0.1", port: Number(platform.ocppTlsPort), ca: root },
        checkServerIdentity: () => undefined,
      });
      const seen = await once(socket, "secureConnect").then(
        () => true,
        () => false,
      );
      socket.destroy();
      return seen;
    };
    assert.equal(await serves(serverRoot.pem), true);
    const next = renewed.issue("server", "localhost");
    await writeFile(material.files.cert, next.pem);
    await writeFile(material.files.key, next.keyPem);
    platform.reloadTls();
    assert.deepEqual([await serves(renewed.pem), await serves(serverRoot.pem)], [true, false]);
    await writeFile(material.files.cert, "nonsense");
    platform.reloadTls();
    assert.equal(await serves(renewed.pem), true);
  });
});

describe("an installation that asks for TLS of all chargers", () => {
  it("refuses those that come without", async () => {
    const platform = await testPlatform({ config: { ocppMinimumProfile: 2 } });
    try {
      const { id } = await makeStation(platform.api, "ocpp", { ocpp_identity: "PLAIN-1" });
      const path = `/v1/charging_stations/${id}/connection/roll_password`;
      const { password } = await platform.api.make(path);
      const basic = Buffer.from(`PLAIN-1:${password}`).toString("base64");
      const headers = { authorization: `Basic ${basic}` };
      const url = `ws://127.0.0.1:${platform.port}/ocpp/PLAIN-1`;
      const socket = new WebSocket(url, ["ocpp1.6"], { headers });
      const [, response] = await once(socket, "unexpected-response");
      assert.equal(response.statusCode, 401);
    } finally {
      await platform.close();
    }
  });

  it("takes the word of a proxy that it trusts", async () => {
    const config = { ocppMinimumProfile: 2, trustedProxies: ["127.0.0.1"] } as const;
    const platform = await testPlatform({ config });
    try {
      const api = platform.api;
      const forwarded = { "x-forwarded-proto": "https" };
      const make = async (path: string, body: object) =>
        (await api.post(path, body, forwarded)).body;
      const { data } = (await api.send("GET", "/v1/networks?kind=ocpp", undefined, forwarded)).body;
      const { id } = await make("/v1/charging_stations", {
        ...{ network: data[0]?.["id"], name: "Depot", ocpp_identity: "PROXIED-1" },
        ...{ location: { latitude: 52.5, longitude: 13.4 }, address: { country: "DE" } },
        connectors: [{ id: "1", type: "CCS", power: 150 }],
      });
      const path = `/v1/charging_stations/${id}/connection`;
      const { password } = await make(`${path}/roll_password`, {});
      const basic = Buffer.from(`PROXIED-1:${password}`).toString("base64");
      const headers = { authorization: `Basic ${basic}`, ...forwarded };
      const url = `ws://127.0.0.1:${platform.port}/ocpp/PROXIED-1`;
      const socket = new WebSocket(url, ["ocpp1.6"], { headers });
      await once(socket, "open");
      const line = await until(
        async () => (await api.send("GET", path, undefined, forwarded)).body,
        (one) => one["online"] === true,
      );
      assert.equal(line["security_profile"], 2);
      socket.terminate();
    } finally {
      await platform.close();
    }
  });
});
