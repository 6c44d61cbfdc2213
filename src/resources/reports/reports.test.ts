// Reports over the API: what may be asked for, how they come about, who sees what of them.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { until } from "../../../test/fleet.ts";
import { addSessions, fileOf, reportOf, spring, tableOf } from "../../../test/history.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { assertSample, refused } from "../../../test/sample.ts";

const invalid = "report_validation_error";

describe("a report", () => {
  let platform: TestPlatform;
  let api: Client;
  let account = "";
  let fleet = "";
  let driver = "";
  before(async () => {
    platform = await testPlatform();
    const owner = await platform.openAccount();
    account = owner.account;
    api = platform.client(owner.testKey);
    fleet = (await api.make("/v1/fleets", { name: "North" })).id;
    driver = (await api.make("/v1/drivers", { name: "Ada", email: "ada@example.com" })).id;
    await addSessions(platform, account, [{ at: "2026-04-01T00:00:00Z", driver, fleet }]);
  });
  after(() => platform.close());

  const summary = (more: Json = {}) => ({
    parameters: { type: "charging_summary", ...spring, ...more },
  });
  async function keyWith(permissions: Json): Promise<Client> {
    const made = await api.make("/v1/api_keys", { permissions });
    return platform.client(String(made["key"]));
  }

  it("has the keys of the contract from its birth to its end, and is told of once", async () => {
    const body = { ...summary({ group_by: "vehicle", filters: { vehicle: ["veh_none"] } }), fleet };
    const born = await api.make("/v1/reports", body);
    assertSample(born);
    assert.deepEqual(
      [
        born["status"],
        born["type"],
        born["url"],
        born["size"],
        born["succeeded_at"],
        born["fleet"],
      ],
      ["pending", "csv", null, null, null, fleet],
    );
    assert.deepEqual(born["parameters"], {
      ...{ filters: { vehicle: ["veh_none"] }, group_by: "vehicle" },
      ...{ period_end: spring.period_end, period_start: spring.period_start },
      type: "charging_summary",
    });
    const done = await until(
      () => api.read(`/v1/reports/${born.id}`),
      (one) => one["status"] === "succeeded",
    );
    assertSample(done);
    assert.ok(Number(done["size"]) > 50);
    const { data } = await api.read(`/v1/events?object_id=${born.id}`);
    assert.deepEqual(
      data.map((one) => one["type"]),
      ["report.succeeded"],
    );
    const told = data[0] as { data: { object: Json } };
    const { object } = told.data;
    assert.deepEqual({ ...object, url: null }, { ...done, url: null });
    assert.equal((await fetch(String(object["url"]))).status, 200);
  });

  it("without group_by shows null, without filters {}, and times in UTC", async () => {
    const made = await api.make("/v1/reports", {
      parameters: {
        ...{ type: "sessions", period_start: "2026-03-01T01:00:00+01:00" },
        period_end: "2026-06-01T00:00:00Z",
      },
    });
    assert.deepEqual(made["parameters"], {
      ...{ filters: {}, group_by: null, ...spring, type: "sessions" },
    });
    const explicit = await api.make("/v1/reports", {
      parameters: { type: "sessions", ...spring, group_by: null, filters: {} },
      ...{ fleet: null, type: "csv" },
    });
    assert.deepEqual(explicit["parameters"], made["parameters"]);
  });

  it("takes operators by id or name, and shows their ids", async () => {
    const made = await api.make("/v1/reports", summary({ filters: { operator: ["Öp, One"] } }));
    assert.deepEqual((made["parameters"] as Json)["filters"], { operator: ["op_one"] });
  });

  it("is listed by status and fleet, and shows account and fleet in full when asked", async () => {
    const mine = await reportOf(api, { ...summary(), fleet });
    const listed = async (query: string) =>
      (await api.read(`/v1/reports?limit=100&${query}`)).data.map((one) => one["id"]);
    assert.ok((await listed(`fleet=${fleet}&status=succeeded`)).includes(mine.id));
    assert.deepEqual(await listed("status=failed"), []);
    assert.deepEqual(await listed("fleet=flt_unknown"), []);
    const shown = await api.read(`/v1/reports/${mine.id}?expand=account&expand=fleet`);
    assert.equal((shown["account"] as Json)["id"], account);
    assert.equal((shown["fleet"] as Json)["name"], "North");
  });

  it("of a deleted fleet keeps the fleet's id", async () => {
    const gone = (await api.make("/v1/fleets", { name: "Gone" })).id;
    const report = await reportOf(api, { ...summary(), fleet: gone });
    await api.delete(`/v1/fleets/${gone}`);
    assert.equal((await api.read(`/v1/reports/${report.id}`))["fleet"], gone);
    const expanded = await api.read(`/v1/reports/${report.id}?expand=fleet`);
    assert.equal(expanded["fleet"], null);
    assert.deepEqual(refused(await api.post("/v1/reports", { ...summary(), fleet: gone })), [
      ...[404, "fleet_not_found", "fleet"],
    ]);
  });

  it("is refused by the name of what is wrong", async () => {
    const type = "sessions";
    const at = (year: number) => `${year}-01-01T00:00:00Z`;
    for (const [parameters, code, param] of [
      [undefined, "parameter_missing", "parameters"],
      [{ ...spring }, "parameter_missing", "parameters.type"],
      [{ type, period_end: at(2026) }, "parameter_missing", "parameters.period_start"],
      [{ type, period_start: at(2026) }, "parameter_missing", "parameters.period_end"],
      [{ ...spring, type: "money" }, "parameter_invalid", "parameters.type"],
      [{ ...spring, type, group_by: "colour" }, "parameter_invalid", "parameters.group_by"],
      [{ ...spring, type, period_start: "May" }, "parameter_invalid", "parameters.period_start"],
      [{ ...spring, type, colour: 1 }, "parameter_unknown", "parameters.colour"],
      [{ ...spring, type, filters: [] }, "parameter_invalid", "parameters.filters"],
      [{ ...spring, type, filters: { vin: [] } }, "parameter_unknown", "parameters.filters.vin"],
      [
        { ...spring, type, filters: { vehicle: "veh" } },
        ...["parameter_invalid", "parameters.filters.vehicle"],
      ],
      [
        { ...spring, type, filters: { driver: Array.from({ length: 101 }, (_, n) => `drv_${n}`) } },
        ...["parameter_invalid", "parameters.filters.driver"],
      ],
      [{ type, period_start: at(2026), period_end: at(2025) }, invalid, "parameters.period_end"],
      [{ type, period_start: at(2026), period_end: at(2026) }, invalid, "parameters.period_end"],
      [{ type, period_start: at(2020), period_end: at(2026) }, invalid, "parameters.period_end"],
      [{ type, period_start: at(2999), period_end: at(3000) }, invalid, "parameters.period_start"],
    ] as const) {
      const answer = await api.post("/v1/reports", { parameters });
      assert.deepEqual(refused(answer), [400, code, param], JSON.stringify(parameters));
    }
    for (const [more, status, code, param] of [
      [{ fleet: "flt_unknown" }, 404, "fleet_not_found", "fleet"],
      [{ type: "xlsx" }, 400, "parameter_invalid", "type"],
      [{ colour: 1 }, 400, "parameter_unknown", "colour"],
    ] as const) {
      const answer = await api.post("/v1/reports", { ...summary(), ...more });
      assert.deepEqual(refused(answer), [status, code, param]);
    }
    assert.deepEqual(refused(await api.get("/v1/reports/rpt_unknown")), [
      ...[404, "report_not_found", null],
    ]);
    assert.deepEqual(refused(await api.delete("/v1/reports/rpt_unknown")), [
      ...[404, "report_not_found", null],
    ]);
  });

  it("is deleted with its file: a link that was given out is good no longer", async () => {
    const report = await reportOf(api, summary());
    const link = String(report["url"]);
    assert.equal((await fetch(link)).status, 200);
    assert.deepEqual((await api.delete(`/v1/reports/${report.id}`)).body, {
      ...{ id: report.id, object: "report", deleted: true },
    });
    const gone = await until(
      () => fetch(link),
      ({ status }) => status === 404,
    );
    assert.equal(((await gone.json()) as Json)["code"], "report_not_found");
    assert.equal((await api.get(`/v1/reports/${report.id}`)).status, 404);
    assert.equal((await api.delete(`/v1/reports/${report.id}`)).status, 404);
  });

  it("spans up to 1100 days", async () => {
    const day = (count: number) =>
      new Date(Date.parse("2023-01-01T00:00:00Z") + count * 86_400_000).toISOString();
    const spanning = (period_end: string) =>
      api.post("/v1/reports", {
        parameters: { type: "energy", period_start: day(0), period_end },
      });
    assert.equal((await spanning(day(1100))).status, 200);
    assert.equal((await spanning(day(1101))).status, 400);
  });

  it("of another account's fleet is refused as of an unknown one", async () => {
    const stranger = platform.client((await platform.openAccount()).testKey);
    const answer = await stranger.post("/v1/reports", { ...summary(), fleet });
    assert.deepEqual(refused(answer), [404, "fleet_not_found", "fleet"]);
    const live = platform.client((await platform.openAccount()).liveKey);
    const empty = await reportOf(live, { parameters: { type: "sessions", ...spring } });
    assert.equal(tableOf(await fileOf(empty)).rows.length, 0);
  });

  describe("asked for by a restricted key", () => {
    it("needs the right to read what it is about", async () => {
      const writer = await keyWith({ reports: "write", transactions: "read" });
      const ask = async (parameters: Json) => {
        const answer = await writer.post("/v1/reports", {
          parameters: { ...spring, ...parameters },
        });
        return answer.status === 200 ? 200 : refused(answer).slice(0, 2);
      };
      assert.deepEqual(await ask({ type: "sessions" }), [403, "permission_denied"]);
      assert.deepEqual(await ask({ type: "energy" }), [403, "permission_denied"]);
      assert.equal(await ask({ type: "transactions" }), 200);
      // Where a transaction was made is what its session tells.
      for (const more of [
        { group_by: "charging_station" },
        { group_by: "operator" },
        { filters: { operator: ["a"] } },
        { filters: { charging_station: ["chst_a"] } },
      ]) {
        assert.deepEqual(await ask({ type: "transactions", ...more }), [403, "permission_denied"]);
      }
      const reader = await keyWith({ reports: "read", charging_sessions: "read" });
      assert.equal((await reader.post("/v1/reports", summary())).status, 403);
    });

    it("leaves empty what that key may not read, whoever fetches the file", async () => {
      const named = async (client: Client) => {
        const report = await reportOf(client, { parameters: { type: "sessions", ...spring } });
        const { header, rows } = tableOf(await fileOf(await api.read(`/v1/reports/${report.id}`)));
        const cells = rows.find((cells) => cells.includes(driver)) ?? [];
        return ["driver", "driver_name", "fleet_name"].map((name) => cells[header.indexOf(name)]);
      };
      const rights = { reports: "write", charging_sessions: "read" };
      assert.deepEqual(await named(await keyWith(rights)), [driver, "", ""]);
      assert.deepEqual(await named(await keyWith({ ...rights, drivers: "read" })), [
        driver,
        "Ada",
        "",
      ]);
      assert.deepEqual(await named(api), [driver, "Ada", "North"]);
    });

    it("shows its link to no key that may read less than the file shows", async () => {
      const { id } = await reportOf(api, { parameters: { type: "transactions", ...spring } });
      const urlFor = async (permissions: Json) =>
        (await (await keyWith(permissions)).read(`/v1/reports/${id}`))["url"];
      assert.equal(await urlFor({ reports: "read" }), null);
      assert.equal(await urlFor({ reports: "read", transactions: "read" }), null);
      const all = { drivers: "read", vehicles: "read", fleets: "read", charging_stations: "read" };
      const rights = { reports: "read", transactions: "read", ...all };
      assert.match(String(await urlFor(rights)), /^http/);
    });

    it("has its event sent to keys that may read all that a file may show, and to no others", async () => {
      const events = await keyWith({ events: "read", reports: "read" });
      const { data } = await events.read("/v1/events?type=report.succeeded");
      assert.deepEqual(data, []);
      const hooks = await keyWith({ webhook_endpoints: "write", reports: "read" });
      const answer = await hooks.post("/v1/webhook_endpoints", {
        ...{ url: "http://127.0.0.1:9/", enabled_events: ["report.succeeded"] },
      });
      assert.deepEqual(refused(answer), [403, "permission_denied", "enabled_events.0"]);
    });
  });
});
