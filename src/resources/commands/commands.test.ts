import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { ChargePoint } from "../../../test/charge_point.ts";
import { makeFleet, makeStation, startOf, until } from "../../../test/fleet.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import * as actions from "./actions.ts";

const secret = "hunter2-of-the-charger";

describe("commands", () => {
  let platform: TestPlatform;
  let api: Client;
  let open: ChargePoint[] = [];
  before(async () => {
    platform = await testPlatform();
    api = platform.api;
  });
  afterEach(async () => {
    for (const point of open) await point.powerDown();
    open = [];
  });
  after(() => platform.close());

  const pathOf = (station: string) => `/v1/charging_stations/${station}/commands`;
  const read = (id: string) => api.read(`/v1/commands/${id}`);
  const over = (id: string) =>
    until(
      () => read(id),
      ({ status }) => status !== "pending" && status !== "accepted",
    );
  const raw = (action: string, payload: object = {}) => ({ type: "raw", raw: { action, payload } });
  const told = async (id: string) =>
    (await api.read(`/v1/events?object_id=${id}`)).data.map((one) => one["type"]);

  let number = 0;
  async function charger() {
    const identity = `CMD:${++number}`;
    const station = await makeStation(api, "ocpp", { ocpp_identity: identity });
    const path = `/v1/charging_stations/${station.id}/connection`;
    const { password } = await api.make(`${path}/roll_password`);
    const endpoint = `ws://127.0.0.1:${platform.port}/ocpp`;
    const point = new ChargePoint({ endpoint, identity, password: String(password) });
    open.push(point);
    const online = (is: boolean) =>
      until(
        () => api.read(path),
        (one) => one["online"] === is,
      );
    return { point, station: station.id, online, path: pathOf(station.id) };
  }
  async function connected() {
    const made = await charger();
    await made.point.powerUp();
    await made.online(true);
    return made;
  }

  it("are pending at once, and succeed with the charger's answer and an event", async () => {
    const { path, station } = await connected();
    const made = await api.make(path, raw("ClearCache"));
    assert.deepEqual(
      [made["status"], made["answer"], made["charging_station"], made["completed_at"]],
      ["pending", null, station, null],
    );
    assert.deepEqual(made["raw"], { action: "ClearCache", payload: {} });
    const done = await over(made.id);
    assert.deepEqual(
      [done["status"], done["reason"], done["answer"]],
      ["succeeded", null, { status: "Accepted" }],
    );
    assert.notEqual(done["completed_at"], null);
    assert.deepEqual(await told(made.id), ["command.succeeded"]);
    assert.deepEqual((await api.read(`${path}?status=succeeded&type=raw`)).data, [done]);
    assert.deepEqual((await api.read(`${path}?status=pending`)).data, []);
  });

  it("say why the charger did not carry them out", async () => {
    const { point, path } = await connected();
    point.client.handle("ClearCache", async () => ({ status: "Rejected" }));
    const refused = await over((await api.make(path, raw("ClearCache"))).id);
    assert.deepEqual(
      [refused["status"], refused["reason"], refused["answer"]],
      ["rejected", "Rejected", { status: "Rejected" }],
    );
    const unknown = await over((await api.make(path, raw("GetLocalListVersion"))).id);
    assert.deepEqual([unknown["status"], unknown["reason"]], ["failed", "unsupported"]);
    const wrong = await over((await api.make(path, raw("Unheard"))).id);
    assert.deepEqual([wrong["status"], wrong["reason"]], ["failed", "invalid"]);
    const listed =
      /Unheard is not sent to a charger of OCPP 1.6; these are: .*ClearCache, .*Unlock/;
    assert.match(String(wrong["message"]), listed);
    for (const { id } of [refused, unknown, wrong])
      assert.deepEqual(await told(id), ["command.failed"]);
  });

  it("of one station are sent in the order in which they were given, one after another", async () => {
    const { point, path } = await connected();
    const heard: unknown[] = [];
    let at = 0;
    let most = 0;
    point.client.handle("DataTransfer", async ({ params }) => {
      most = Math.max(most, ++at);
      await new Promise((done) => setTimeout(done, 20));
      heard.push((params as Json)["data"]);
      at -= 1;
      return { status: "Accepted" };
    });
    const numbers = Array.from({ length: 8 }, (_, index) => String(index));
    let last = "";
    for (const data of numbers) {
      last = (await api.make(path, raw("DataTransfer", { vendorId: "x", data }))).id;
    }
    assert.equal((await over(last))["status"], "succeeded");
    assert.deepEqual([heard, most], [numbers, 1]);
  });

  it("wait for a charger that is offline, and go out when it comes", async () => {
    const { point, path } = await charger();
    const { id } = await api.make(path, { ...raw("ClearCache"), timeout: 600 });
    await new Promise((done) => setTimeout(done, 300));
    assert.equal((await read(id))["status"], "pending");
    await point.powerUp();
    assert.equal((await over(id))["status"], "succeeded");
  });

  it("fail as offline when nobody comes in time, and are never sent", async () => {
    const { point, path } = await charger();
    const { id, ...made } = await api.make(path, { ...raw("ClearCache"), timeout: 5 });
    const waits = Date.parse(String(made["expires_at"])) - Date.parse(String(made["created"]));
    assert.equal(waits, 5000);
    const done = await over(id);
    assert.deepEqual([done["status"], done["reason"]], ["failed", "offline"]);
    await point.powerUp();
    assert.ok(!point.asked.includes("ClearCache"));
  });

  it("that a dead process had sent are not sent again, unless they are harmless", async () => {
    const { point, station, path } = await charger();
    const sent = async (body: object, ago: string) => {
      const { id } = await api.make(path, { ...body, timeout: 600 });
      await platform.sql(
        `update commands set sent_at = clock_timestamp() - interval '${ago}' where id = $1`,
        [id],
      );
      return id;
    };
    const long = await sent(raw("ClearCache"), "31 seconds");
    const harmless = await sent({ type: "get_variables" }, "1 second");
    await point.powerUp();
    const done = await over(long);
    assert.deepEqual([done["status"], done["reason"]], ["timed_out", "unknown_outcome"]);
    assert.ok(!point.asked.includes("ClearCache"));
    assert.notEqual((await over(harmless))["reason"], "unknown_outcome");
    assert.deepEqual(await told(long), ["command.failed"]);
    assert.equal((await api.read(`${path}?limit=100`)).data.length, 2, station);
  });

  describe("that are only accepted", () => {
    /** As after an answer that the outcome follows. */
    const accepted = async () => {
      const { station, path } = await charger();
      const { id, number: its } = await api.make(path, { ...raw("ClearCache"), timeout: 600 });
      const tell = (status: "running" | "succeeded" | "failed", detail: object) =>
        actions.progress(platform.database, station, {
          ...{ kind: "command_progress", number: Number(its), status, detail },
        });
      return { id, tell };
    };

    it("end with what the charger tells later, once", async () => {
      const { id, tell } = await accepted();
      await tell("running", { status: "Downloading", password: secret });
      const going = await read(id);
      assert.deepEqual([going["status"], going["completed_at"]], ["accepted", null]);
      assert.deepEqual(going["progress"], { status: "Downloading", password: "[redacted]" });
      await tell("succeeded", { status: "Installed" });
      assert.equal((await read(id))["status"], "succeeded");
      await tell("failed", { status: "InstallationFailed" });
      const done = await read(id);
      assert.deepEqual(
        [done["status"], done["progress"]],
        ["succeeded", { status: "InstallationFailed" }],
      );
      assert.deepEqual(await told(id), ["command.succeeded"]);
    });

    it("are meant where a charger that knows no numbers tells of one: the last of its type", async () => {
      const { station, path } = await charger();
      const log = { type: "diagnostics", location: "https://files.example.com/" };
      const make = async () => (await api.make(path, { type: "get_log", get_log: log })).id;
      const [first, last, unsent] = [await make(), await make(), await make()];
      await platform.sql("update commands set sent_at = created where id = any($1)", [
        [first, last],
      ]);
      await actions.progress(platform.database, station, {
        ...{ kind: "command_progress", number: null, name: "get_log", status: "succeeded" },
        detail: { status: "Uploaded" },
      });
      const statuses = await Promise.all([first, last, unsent].map(async (id) => read(id)));
      assert.deepEqual(
        statuses.map(({ progress }) => progress),
        [null, { status: "Uploaded" }, null],
      );
      assert.equal(statuses[1]?.["status"], "succeeded");
    });

    it("fail with the charger's word", async () => {
      const { id, tell } = await accepted();
      await tell("failed", { status: "DownloadFailed\0" });
      const done = await read(id);
      assert.deepEqual([done["status"], done["reason"]], ["failed", "DownloadFailed"]);
      assert.deepEqual(await told(id), ["command.failed"]);
    });
  });

  it("keep a charger's password where nobody reads it, and tell it to the charger", async () => {
    const { point, path } = await connected();
    const setting = { key: "AuthorizationKey", value: secret };
    point.configuration.set("AuthorizationKey", "before");
    const made = await api.make(path, raw("ChangeConfiguration", setting));
    assert.deepEqual((made["raw"] as Json)["payload"], { ...setting, value: "[redacted]" });
    assert.equal((await over(made.id))["status"], "succeeded");
    assert.equal(point.configuration.get("AuthorizationKey"), secret);
    const variables = [{ name: "BasicAuthPassword", value: secret }];
    await api.make(path, { type: "set_variables", set_variables: { variables } });
    const { point: away, path: theirs } = await charger();
    assert.ok(away);
    await api.make(theirs, { type: "set_variables", set_variables: { variables } });
    await until(
      () => platform.sql("select * from request_logs where request_body like '%set_variables%'"),
      (lines) => lines.length === 2,
    );
    for (const table of ["commands", "jobs", "request_logs", "events", "idempotency_keys"]) {
      const text = JSON.stringify(await platform.sql(`select * from ${table}`));
      assert.ok(!text.includes(secret), `${table} holds it readably`);
    }
  });

  it("name the parameter that is wrong", async () => {
    const { path } = await charger();
    const profile = {
      ...{ purpose: "default", kind: "relative" },
      schedule: { unit: "A", periods: [{ start: 0, limit: 16 }] },
    };
    const changed = (more: object) => ({
      type: "set_charging_profile",
      set_charging_profile: { profile: { ...profile, ...more } },
    });
    const periods = (...all: object[]) => changed({ schedule: { unit: "A", periods: all } });
    const network = (more: object) => ({
      type: "set_network_profile",
      set_network_profile: { slot: 1, security_profile: 2, ...more },
    });
    const at = "set_charging_profile.profile";
    const rows: [body: Json, code: string, param: string][] = [
      [{}, "parameter_missing", "type"],
      [{ type: "dance" }, "parameter_invalid", "type"],
      [{ type: "reset" }, "parameter_missing", "reset"],
      [{ type: "reset", reset: {} }, "parameter_missing", "reset.type"],
      [{ type: "reset", reset: { type: "warm" } }, "parameter_invalid", "reset.type"],
      [{ type: "unlock_connector" }, "parameter_missing", "connector"],
      [{ type: "unlock_connector", connector: "zz" }, "parameter_invalid", "connector"],
      [{ ...raw("X"), connector: "a1" }, "parameter_invalid", "connector"],
      [network({ url: "ws://h/ocpp" }), "parameter_invalid", "set_network_profile.url"],
      [network({ url: "wss://a:b@h/" }), "parameter_invalid", "set_network_profile.url"],
      [
        network({ security_profile: 0 }),
        "parameter_invalid",
        "set_network_profile.security_profile",
      ],
      [{ ...raw("X"), reset: { type: "soft" } }, "parameter_invalid", "reset"],
      [{ type: "raw", raw: { action: "X" } }, "parameter_missing", "raw.payload"],
      [changed({ kind: "recurring" }), "parameter_missing", `${at}.recurrency`],
      [
        changed({ purpose: "transaction" }),
        "parameter_missing",
        "set_charging_profile.charging_session",
      ],
      [
        { ...changed({ purpose: "station_max" }), connector: "a1" },
        "parameter_invalid",
        "connector",
      ],
      [periods({ start: 5, limit: 1 }), "parameter_invalid", `${at}.schedule.periods.0.start`],
      [periods({ start: 0, limit: 8.15 }), "parameter_invalid", `${at}.schedule.periods.0.limit`],
      [
        { type: "send_local_list", send_local_list: { mode: "differential" } },
        "parameter_missing",
        "send_local_list.tokens",
      ],
      [
        {
          type: "send_local_list",
          send_local_list: { tokens: [{ uid: "AB" }, { uid: "ab" }] },
        },
        "parameter_invalid",
        "send_local_list.tokens.1.uid",
      ],
      [
        {
          type: "install_certificate",
          install_certificate: {
            use: "v2g",
            certificate: "-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----",
          },
        },
        "parameter_invalid",
        "install_certificate.certificate",
      ],
    ];
    for (const [body, code, param] of rows) {
      const { status, body: answer } = await api.post(path, body);
      assert.deepEqual([status, answer["code"], answer["param"]], [400, code, param]);
    }
    const fine = await api.post(path, periods({ start: 0, limit: 8.1 }));
    assert.equal(fine.status, 200, fine.text);
    const unknown = { charging_session: `cs_${"0".repeat(32)}`, profile };
    const missing = await api.post(path, {
      type: "set_charging_profile",
      set_charging_profile: { ...unknown, profile: { ...profile, purpose: "transaction" } },
    });
    assert.deepEqual([missing.status, missing.body["code"]], [404, "charging_session_not_found"]);
  });

  it("are given to one's own stations only, also where a station is everybody's", async () => {
    // The first account's simulated stations are seen by all.
    const [network] = (await api.read("/v1/networks?kind=simulator")).data;
    const station = await makeStation(api, "simulator", { network: network?.["id"] });
    const other = platform.client((await platform.openAccount()).testKey);
    assert.equal((await other.get(`/v1/charging_stations/${station.id}`)).status, 200);
    const beat = { type: "trigger_message", trigger_message: { message: "heartbeat" } };
    const { id } = await api.make(pathOf(station.id), beat);
    for (const answer of [
      await other.post(pathOf(station.id), beat),
      await other.get(pathOf(station.id)),
    ]) {
      assert.deepEqual([answer.status, answer.body["code"]], [404, "charging_station_not_found"]);
    }
    assert.equal((await other.get(`/v1/commands/${id}`)).body["code"], "command_not_found");
  });

  it("restart a simulated charger in the middle of a session, and others are refused", async () => {
    const fleet = await makeFleet(api);
    const station = await makeStation(api);
    const session = await api.make("/v1/charging_sessions", startOf(fleet, station));
    await until(
      () => api.read(`/v1/charging_sessions/${session.id}`),
      (one) => Number(one["energy_consumed"]) > 0,
    );
    const unlock = { type: "unlock_connector", connector: "a1" };
    const held = await over((await api.make(pathOf(station.id), unlock)).id);
    assert.deepEqual([held["status"], held["reason"]], ["rejected", "ongoing_transaction"]);
    const none = await over((await api.make(pathOf(station.id), { type: "get_variables" })).id);
    assert.deepEqual([none["status"], none["reason"]], ["failed", "unsupported"]);
    const reset = { type: "reset", reset: { type: "soft" } };
    assert.equal(
      (await over((await api.make(pathOf(station.id), reset)).id))["status"],
      "succeeded",
    );
    await until(
      () => api.read(`/v1/charging_sessions/${session.id}`),
      (one) => one["status"] === "completed",
    );
    const out = { type: "change_availability", change_availability: { available: false } };
    await over((await api.make(pathOf(station.id), { ...out, connector: "a2" })).id);
    await until(
      () => api.read(`/v1/charging_stations/${station.id}`),
      (one) => (one["connectors"] as Json[])[1]?.["status"] === "unavailable",
    );
  });
});
