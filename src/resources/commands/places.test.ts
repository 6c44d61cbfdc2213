import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { ChargePoint } from "../../../test/charge_point.ts";
import { ChargePoint201 } from "../../../test/charge_point_201.ts";
import { makeStation, until } from "../../../test/fleet.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";

describe("a variable that is named without its component", () => {
  let platform: TestPlatform;
  let api: Client;
  let open: (ChargePoint | ChargePoint201)[] = [];
  before(async () => {
    platform = await testPlatform();
    api = platform.api;
  });
  afterEach(async () => {
    for (const point of open) await point.powerDown();
    open = [];
  });
  after(() => platform.close());

  let number = 0;
  async function connected<P extends ChargePoint | ChargePoint201>(
    make: (settings: { endpoint: string; identity: string; password: string }) => P,
  ) {
    const identity = `PLC:${++number}`;
    const { id } = await makeStation(api, "ocpp", { ocpp_identity: identity });
    const path = `/v1/charging_stations/${id}`;
    const { password } = await api.make(`${path}/connection/roll_password`);
    const endpoint = `ws://127.0.0.1:${platform.port}/ocpp`;
    const point = make({ endpoint, identity, password: String(password) });
    open.push(point);
    await point.powerUp();
    await until(
      () => api.read(`${path}/variables?limit=100`),
      ({ data }) => data.length > 3,
    );
    return { point, path, commands: `${path}/commands` };
  }
  const over = (id: string) =>
    until(
      () => api.read(`/v1/commands/${id}`),
      ({ status }) => status !== "pending" && status !== "accepted",
    );
  const asking = (...variables: Json[]) => ({
    type: "get_variables",
    get_variables: { variables },
  });
  const setting = (...variables: Json[]) => ({
    type: "set_variables",
    set_variables: { variables },
  });

  it("is the one that the charger of 2.0.1 has told of, whatever its letter case", async () => {
    const { point, path, commands } = await connected((all) => new ChargePoint201(all));
    await until(
      () => api.read(`${path}/variables?name=AvailabilityState`),
      ({ data }) => data.length === 1,
    );
    const wish = { name: "heartbeatinterval", value: "90" };
    const made = await api.make(commands, setting(wish));
    const component = "OCPPCommCtrlr";
    const name = "HeartbeatInterval";
    assert.deepEqual(made["set_variables"], { variables: [{ ...wish, name, component }] });
    const set = await over(made.id);
    assert.equal(set["status"], "succeeded", JSON.stringify(set));
    assert.equal(point.model.value(component, name), "90");
    const got = await over((await api.make(commands, asking({ name }))).id);
    const [first] = (got["answer"] as { getVariableResult: Json[] }).getVariableResult;
    assert.equal(first?.["attributeValue"], "90");
  });

  it("is asked for by all that makes it the one: instance and EVSE come with it", async () => {
    const { path, point, commands } = await connected((all) => new ChargePoint201(all));
    point.model.variables.set("Left.Fan.one", "1");
    point.model.variables.set("Right.Fan.two", "2");
    point.model.variables.set("Left.Hum", "1");
    point.model.variables.set("Right.Hum", "2");
    await over((await api.make(commands, { type: "get_variables" })).id);
    await until(
      () => api.read(`${path}/variables?name=Hum`),
      ({ data }) => data.length === 2,
    );
    const made = await api.make(commands, asking({ name: "Fan", instance: "two" }));
    const [named] = (made["get_variables"] as { variables: Json[] }).variables;
    assert.deepEqual(named, { name: "Fan", instance: "two", component: "Right" });
    const given = asking({ name: "HeartbeatInterval" }, { name: "Hum" });
    const { status, body } = await api.post(commands, given);
    assert.deepEqual(
      [status, body["code"], body["param"], body["message"]],
      [
        ...[400, "parameter_missing", "get_variables.variables.1.component"],
        "Missing get_variables.variables.1.component: 'Hum' is at Left, Right; say which.",
      ],
    );
    const said = await api.post(commands, setting({ name: "Fan", value: "3" }));
    assert.match(String(said.body["message"]), /Left \(instance 'one'\), Right \(instance 'two'\)/);
    const fine = await api.post(commands, asking({ name: "Hum", component: "Left" }));
    assert.equal(fine.status, 200);
    const unknown = await api.post(commands, asking({ name: "Nonsense" }));
    assert.deepEqual([unknown.status, unknown.body["code"]], [400, "parameter_missing"]);
    assert.match(String(unknown.body["message"]), /has told of no variable 'Nonsense'/);
  });

  it("is a key of 1.6, which has no components, and is sent as it stands", async () => {
    const { point, commands } = await connected((all) => new ChargePoint(all));
    const made = await api.make(commands, setting({ name: "HeartbeatInterval", value: "90" }));
    assert.deepEqual(made["set_variables"], {
      variables: [{ name: "HeartbeatInterval", value: "90" }],
    });
    assert.equal((await over(made.id))["status"], "succeeded");
    assert.equal(point.configuration.get("HeartbeatInterval"), "90");
  });
});
