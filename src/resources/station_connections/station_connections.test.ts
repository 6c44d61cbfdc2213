import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { WebSocket } from "ws";
import { type Client, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { pause } from "../../lib/time.ts";
import * as connections from "./actions.ts";
import { openAdmission } from "./admission/actions.ts";

describe("station connections", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  let number = 0;
  const make = async (client: Client = platform.api, more: object = {}) => {
    const [network] = (await client.read("/v1/networks?kind=ocpp")).data;
    const identity = `CP:${++number}`;
    const station = await client.make("/v1/charging_stations", {
      ...{ network: network?.["id"], name: "Depot", ocpp_identity: identity },
      ...{ location: { latitude: 52.5, longitude: 13.4 }, address: { country: "DE" } },
      connectors: [{ id: "1", type: "CCS", power: 150 }],
      ...more,
    });
    return { id: station.id, identity, path: `/v1/charging_stations/${station.id}/connection` };
  };
  const admit = (identity: string, password: string | null) =>
    openAdmission(platform.database)({
      ...{ identity, password, minimumProfile: 1, arrival: { tls: false, certificate: null } },
    });
  const dial = async (identity: string, password: string): Promise<WebSocket> => {
    const authorization = `Basic ${Buffer.from(`${identity}:${password}`).toString("base64")}`;
    const url = `${platform.url.replace("http", "ws")}/ocpp/${encodeURIComponent(identity)}`;
    const socket = new WebSocket(url, ["ocpp1.6"], { headers: { authorization } });
    await once(socket, "open");
    return socket;
  };
  const eventually = async (holds: () => Promise<boolean>) => {
    for (let tries = 0; tries < 200 && !(await holds()); tries += 1) await pause(10);
  };
  const pending = async () =>
    (await platform.api.read("/v1/station_connections?status=pending&limit=100")).data.map(
      (one) => one["identity"],
    );

  it("admits nobody before there is a password, then its bearer alone", async () => {
    const { id, identity, path } = await make();
    const station = { id, identity };
    const refused = (reason: string) => ({ admitted: false, reason, station });
    assert.deepEqual(await admit(identity, "x"), refused("no_password"));
    const { password, ...rolled } = await platform.api.make(`${path}/roll_password`);
    assert.match(String(password), /^[0-9A-Za-z]{20}$/);
    assert.deepEqual(rolled, await platform.api.read(path));
    for (const wrong of [null, "", `${password}x`]) {
      assert.deepEqual(await admit(identity, wrong), refused("password"));
    }
    const admitted = { admitted: true, station, checks: "lenient", securityProfile: 1 };
    const first = { ...admitted, registration: "accepted" };
    assert.deepEqual(await admit(identity, String(password)), first);
    const kept = JSON.stringify(await platform.sql("select * from station_connections"));
    assert.ok(!kept.includes(String(password)), "a password is kept readably");
  });

  it("keeps the old password good until the charger has come with the new one", async () => {
    const { identity, path } = await make();
    const first = String((await platform.api.make(`${path}/roll_password`))["password"]);
    const second = String((await platform.api.make(`${path}/roll_password`))["password"]);
    const good = async (password: string) => (await admit(identity, password)).admitted;
    assert.equal(await good(first), true);
    assert.equal(await good(second), true);
    assert.equal(await good(first), false);
  });

  it("does not lock a charger out whose password was rolled twice before it came again", async () => {
    const { identity, path } = await make();
    const roll = async () => String((await platform.api.make(`${path}/roll_password`))["password"]);
    const good = async (password: string) => (await admit(identity, password)).admitted;
    const first = await roll();
    assert.equal(await good(first), true);
    const [second, third] = [await roll(), await roll()];
    assert.equal(await good(first), true);
    assert.equal(await good(second), false);
    assert.equal(await good(third), true);
    assert.equal(await good(first), false);
  });

  it("replays a rolled password to the same key only, and keeps it encrypted", async () => {
    const { path } = await make();
    const headers = { "idempotency-key": randomUUID() };
    const first = await platform.api.post(`${path}/roll_password`, {}, headers);
    const again = await platform.api.post(`${path}/roll_password`, {}, headers);
    assert.equal(first.status, 200);
    assert.equal(again.text, first.text);
    assert.equal(again.headers.get("idempotent-replayed"), "true");
    const kept = JSON.stringify(await platform.sql("select * from idempotency_keys"));
    assert.ok(!kept.includes(String(first.body["password"])), "the answer is kept readably");
  });

  it("notes strangers for the installation's account until they have a station", async () => {
    assert.deepEqual(await admit("stranger-1", null), { admitted: false, reason: "unknown" });
    assert.deepEqual(await admit("bad identity", null), { admitted: false, reason: "unknown" });
    assert.deepEqual(await pending(), ["stranger-1"]);
    const other = platform.client((await platform.openAccount()).testKey);
    assert.deepEqual((await other.read("/v1/station_connections?status=pending")).data, []);
    await make(platform.api, { ocpp_identity: "stranger-1" });
    assert.deepEqual(await pending(), []);
  });

  it("makes a stranger the charger of a station in one call, which shows its password", async () => {
    const { path, identity: before } = await make();
    await admit("stranger-2", null);
    assert.deepEqual(await pending(), ["stranger-2"]);
    const approved = await platform.api.make(`${path}/approve`, { identity: "stranger-2" });
    assert.deepEqual([approved["identity"], approved["status"]], ["stranger-2", "offline"]);
    assert.deepEqual(await pending(), []);
    assert.equal((await admit("stranger-2", String(approved["password"]))).admitted, true);
    assert.equal((await admit(before, String(approved["password"]))).admitted, false);
    const again = await make();
    const taken = await platform.api.post(`${again.path}/approve`, { identity: "stranger-2" });
    assert.deepEqual(
      [taken.status, taken.body["code"], taken.body["param"]],
      [400, "parameter_invalid", "identity"],
    );
    const other = platform.client((await platform.openAccount()).testKey);
    const hidden = await other.post(`${again.path}/approve`, { identity: "stranger-3" });
    assert.equal(hidden.body["code"], "charging_station_not_found");
  });

  it("has messages checked as strictly as is asked for: a charger that is connected comes again", async () => {
    const { identity, path } = await make();
    const password = String((await platform.api.make(`${path}/roll_password`))["password"]);
    const wrong = {
      chargePointVendor: "A vendor whose name is far too long",
      chargePointModel: "M",
    };
    const boot = async () => {
      const socket = await dial(identity, password);
      socket.send(JSON.stringify([2, "boot-1", "BootNotification", wrong]));
      for (;;) {
        const [kind, id] = JSON.parse(String((await once(socket, "message"))[0]));
        if (id !== "boot-1") continue;
        socket.terminate();
        // Else the next line's settings might be changed while this one is still thought to be up.
        while ((await platform.api.read(path))["online"] === true) await pause(20);
        return kind;
      }
    };
    assert.equal(await boot(), 3, "understood, and noted");
    const strict = await platform.api.make(path, { message_checks: "strict" });
    assert.equal(strict["message_checks"], "strict");
    assert.equal(await boot(), 4, "refused");
    const connected = await dial(identity, password);
    const ended = once(connected, "close");
    while ((await platform.api.read(path))["online"] !== true) await pause(20);
    const kept = await platform.api.make(path, { minimum_security_profile: 1 });
    assert.equal(connected.readyState, connected.OPEN);
    await platform.api.make(path, { message_checks: "lenient" });
    assert.equal((await ended)[0], 1000);
    assert.equal(await boot(), 3, "understood again");
    assert.deepEqual([kept["message_checks"], kept["minimum_security_profile"]], ["strict", 1]);
  });

  it("follows the charger's line, and passes over what a stale socket says", async () => {
    const { id, path } = await make();
    const tell = (fact: Parameters<typeof connections.tell>[2]) =>
      connections.tell(platform.database, { station: id, node: null }, fact);
    const line = { protocol: "ocpp1.6", securityProfile: 1, remoteAddress: "192.0.2.1" } as const;
    await tell({ kind: "connected", ...line, connection: "one" });
    await tell({ kind: "connected", ...line, connection: "two" });
    await tell({ kind: "disconnected", connection: "one" });
    const boot = { vendor: "V", model: "M", serial: null, firmware: "1.0", reason: null };
    await tell({ kind: "booted", ...boot });
    const online = await platform.api.read(path);
    assert.deepEqual(
      [online["status"], online["protocol"], online["vendor"], online["firmware"]],
      ["online", "ocpp1.6", "V", "1.0"],
    );
    assert.deepEqual((await platform.api.read("/v1/station_connections?status=online")).data, [
      online,
    ]);
    await tell({ kind: "disconnected", connection: "two" });
    assert.equal((await platform.api.read(path))["status"], "offline");
  });

  it("has a charger back online that was taken for silent while its socket lived", async () => {
    const { id, path } = await make();
    const tell = (fact: Parameters<typeof connections.tell>[2]) =>
      connections.tell(platform.database, { station: id, node: null }, fact);
    const states = async () => {
      const [station] = await platform.sql("select online from charging_stations where id = $1", [
        id,
      ]);
      return [(await platform.api.read(path))["status"], station?.["online"]];
    };
    const line = { protocol: "ocpp1.6", securityProfile: 1, remoteAddress: null } as const;
    await tell({ kind: "connected", ...line, connection: "one" });
    const silent = (ms: number) =>
      connections.dropSilent(
        platform.database,
        new Date(platform.database.clock.now().getTime() + ms),
      );
    await silent(-180_000);
    assert.deepEqual(await states(), ["online", true]);
    await silent(60_000);
    assert.deepEqual(await states(), ["offline", false]);
    await tell({ kind: "heartbeat", connection: "stale" });
    assert.deepEqual(await states(), ["offline", false]);
    await tell({ kind: "heartbeat", connection: "one" });
    assert.deepEqual(await states(), ["online", true]);
    await tell({ kind: "disconnected", connection: "one" });
    await tell({ kind: "heartbeat", connection: "one" });
    assert.deepEqual(await states(), ["offline", false]);
  });

  it("hands a rolled password to a charger that is online, and keeps it nowhere readably", async () => {
    const { identity, path } = await make();
    const roll = async () => String((await platform.api.make(`${path}/roll_password`))["password"]);
    const socket = await dial(identity, await roll());
    await eventually(async () => (await platform.api.read(path))["online"] === true);
    const heard = once(socket, "message");
    const password = await roll();
    const [, id, action, setting] = JSON.parse(String((await heard)[0]));
    const value = Buffer.from(password).toString("hex");
    assert.deepEqual(
      [action, setting],
      ["ChangeConfiguration", { key: "AuthorizationKey", value }],
    );
    const jobs = JSON.stringify(await platform.sql("select * from jobs"));
    assert.ok(!jobs.includes(password) && !jobs.includes(value), "a job holds it readably");
    socket.send(JSON.stringify([3, id, { status: "Accepted" }]));
    assert.equal((await admit(identity, value)).admitted, true, "digits for the text itself");
    assert.equal((await admit(identity, password)).admitted, true);
    socket.terminate();
  });

  it("does not lock a charger out that took a password and was away when the next one was rolled", async () => {
    const { identity, path, id } = await make();
    const roll = async () => String((await platform.api.make(`${path}/roll_password`))["password"]);
    const socket = await dial(identity, await roll());
    await eventually(async () => (await platform.api.read(path))["online"] === true);
    const heard = once(socket, "message");
    const taken = await roll();
    const [, call] = JSON.parse(String((await heard)[0]));
    socket.send(JSON.stringify([3, call, { status: "Accepted" }]));
    await eventually(async () => {
      const [line] = await platform.sql(
        "select password_taken from station_connections where station_id = $1",
        [id],
      );
      return line?.["password_taken"] === true;
    });
    socket.terminate();
    const last = await roll();
    const good = async (password: string) => (await admit(identity, password)).admitted;
    assert.deepEqual([await good(taken), await good(last), await good(taken)], [true, true, false]);
  });

  it("hangs up on a charger whose station is deleted or gets another identity", async () => {
    const connected = async () => {
      const { id, identity, path } = await make();
      const { password } = await platform.api.make(`${path}/roll_password`);
      const socket = await dial(identity, String(password));
      return { station: `/v1/charging_stations/${id}`, ended: once(socket, "close") };
    };
    const [deleted, renamed] = [await connected(), await connected()];
    await platform.api.delete(deleted.station);
    assert.equal((await deleted.ended)[0], 1000);
    await platform.api.make(renamed.station, { ocpp_identity: "renamed-1" });
    assert.equal((await renamed.ended)[0], 1000);
  });

  it("is hidden from other accounts, and a simulated station has none", async () => {
    const { path } = await make();
    const other = platform.client((await platform.openAccount()).testKey);
    const hidden = await other.post(`${path}/roll_password`);
    assert.deepEqual([hidden.status, hidden.body["code"]], [404, "charging_station_not_found"]);
    const [simulator] = (await platform.api.read("/v1/networks?kind=simulator")).data;
    const simulated = await make(platform.api, { network: simulator?.["id"], ocpp_identity: null });
    const none = await platform.api.get(simulated.path);
    assert.deepEqual([none.status, none.body["code"]], [404, "station_connection_not_found"]);
    const shared = await other.get(simulated.path);
    assert.deepEqual([shared.status, shared.body["code"]], [404, "station_connection_not_found"]);
  });
});
