import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { makeStation } from "../../../test/fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import type { Fact, Variable } from "../../networks/fact.ts";
import { report } from "./report_actions.ts";

type Notice = Extract<Fact, { kind: "notice" }>;
const secret = "hunter2-of-the-charger";

describe("what a charger reports beside charging", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  async function station() {
    const { id } = await makeStation(platform.api, "ocpp");
    const own = `/v1/charging_stations/${id}`;
    const read = async (what: string) => (await platform.api.read(`${own}/${what}`)).data;
    const at = platform.database.clock.now();
    const variables = (...told: Partial<Variable>[]) =>
      report(platform.database, id, {
        ...{ kind: "variables", at },
        variables: told.map((one) => ({ ...blank, ...one })),
      });
    const notice = (more: Partial<Notice>) =>
      report(platform.database, id, {
        ...{ kind: "notice", topic: "security", severity: null, evse: null, text: "T" },
        ...{ detail: {}, at, ...more },
      });
    return { id, own, read, variables, notice };
  }
  const blank: Variable = {
    ...{ component: null, componentInstance: null, evse: null, connector: null, name: "N" },
    ...{ instance: null, attribute: "actual", value: null, mutability: null },
    characteristics: null,
  };
  const short = (all: readonly Json[]) => all.map((one) => [one["name"], one["value"]]);

  it("is kept as its variables: one row for each, whose value follows", async () => {
    const { read, variables } = await station();
    const unit = { mutability: "read_write", characteristics: { unit: "s" } } as const;
    await variables(
      { name: "HeartbeatInterval", value: "60", ...unit },
      { name: "HeartbeatInterval", component: "OCPPCommCtrlr", value: "30", evse: 1 },
      { name: "HeartbeatInterval", attribute: "max_set", value: "300" },
    );
    const before = await read("variables");
    assert.equal(before.length, 3);
    await variables({ name: "HeartbeatInterval", value: "90" });
    const after = await read("variables?name=HeartbeatInterval");
    assert.deepEqual(
      after.map(({ id }) => id),
      before.map(({ id }) => id),
    );
    const [changed] = after.filter((one) => one["value"] === "90");
    assert.deepEqual(
      [changed?.["mutability"], changed?.["characteristics"], changed?.["component"]],
      ["read_write", { unit: "s" }, null],
      "what an answer leaves out stays as it was known",
    );
    assert.deepEqual(short(await read("variables?component=OCPPCommCtrlr")), [
      ["HeartbeatInterval", "30"],
    ]);
    assert.deepEqual(short(await read("variables?evse=1")), [["HeartbeatInterval", "30"]]);
    assert.deepEqual(await read("variables?name=Other"), []);
  });

  it("may tell a variable twice in one report, a thousand at once, and odd texts", async () => {
    const { read, variables } = await station();
    await variables({ name: "A", value: "1" }, { name: "A", value: "2\0" });
    assert.deepEqual(short(await read("variables")), [["A", "2"]]);
    const many = Array.from({ length: 1200 }, (_, n) => ({ name: `V${n}`, value: "x" }));
    await Promise.all([variables(...many), variables(...many.toReversed())]);
    const [count] = await platform.sql(
      "select count(*)::integer as n from station_variables where name like 'V%'",
    );
    assert.equal(count?.["n"], 1200);
    await variables({ name: "B", characteristics: { list: "a\0b" }, instance: "" });
    assert.deepEqual((await read("variables?name=B"))[0]?.["instance"], null);
  });

  it("shows no password", async () => {
    const { read, variables } = await station();
    await variables({ name: "AuthorizationKey", value: secret }, { name: "Other", value: "seen" });
    assert.deepEqual(short(await read("variables?name=AuthorizationKey")), [
      ["AuthorizationKey", "[redacted]"],
    ]);
    const kept = JSON.stringify(await platform.sql("select * from station_variables"));
    assert.ok(!kept.includes(secret));
  });

  it("is kept as notices, once each, found by topic and severity", async () => {
    const { read, notice } = await station();
    const tampered = { text: "Tampered\0", severity: 2, detail: { type: "TamperDetection" } };
    await notice(tampered);
    await notice(tampered);
    await notice({ topic: "firmware", text: "Installed", severity: 6, evse: 1 });
    await notice({ topic: "monitoring", text: "  ", detail: { password: secret } });
    const all = await read("notices");
    assert.deepEqual(
      all.map((one) => [one["topic"], one["severity"], one["text"]]),
      [
        ["monitoring", null, "monitoring"],
        ["firmware", 6, "Installed"],
        ["security", 2, "Tampered"],
      ],
    );
    assert.deepEqual(all[0]?.["detail"], { password: "[redacted]" });
    const texts = async (query: string) =>
      (await read(`notices?${query}`)).map((one) => one["text"]);
    assert.deepEqual(await texts("topic=security"), ["Tampered"]);
    assert.deepEqual(await texts("severity=4"), ["Tampered"]);
    assert.deepEqual(await texts("severity=6"), ["Installed", "Tampered"]);
  });

  it("is nobody else's to read", async () => {
    const { own } = await station();
    const other = platform.client((await platform.openAccount()).testKey);
    for (const what of ["variables", "notices"]) {
      const hidden = await other.get(`${own}/${what}`);
      assert.deepEqual([hidden.status, hidden.body["code"]], [404, "charging_station_not_found"]);
    }
  });
});
