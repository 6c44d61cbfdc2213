import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { ChargePoint } from "../../../test/charge_point.ts";
import { ChargePoint201 } from "../../../test/charge_point_201.ts";
import { makeFleet, makeStation, startOf, until } from "../../../test/fleet.ts";
import { type Client, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { hasFollowed } from "./followed.ts";

type Point = ChargePoint | ChargePoint201;
type Settings = { endpoint: string; identity: string; password: string };

describe("a command that a charger puts off", () => {
  let platform: TestPlatform;
  let api: Client;
  let open: Point[] = [];
  before(async () => {
    platform = await testPlatform();
    api = platform.api;
  });
  afterEach(async () => {
    for (const point of open) await point.powerDown();
    open = [];
  });
  after(() => platform.close());

  const read = (id: string) => api.read(`/v1/commands/${id}`);
  const answered = (id: string) =>
    until(
      () => read(id),
      ({ status }) => status !== "pending",
    );
  const over = (id: string) =>
    until(
      () => read(id),
      ({ status }) => status !== "pending" && status !== "accepted",
    );
  const told = async (id: string) =>
    (await api.read(`/v1/events?object_id=${id}`)).data.map((one) => one["type"]);
  const availability = (available: boolean, connector?: string) => ({
    type: "change_availability",
    change_availability: { available },
    ...(connector === undefined ? {} : { connector }),
  });

  let number = 0;
  /** A charger at which somebody charges. */
  async function charging<P extends Point>(make: (settings: Settings) => P) {
    const identity = `LATER:${++number}`;
    const connectors = [{ id: "a1", type: "CCS", power: 150 }];
    const station = await makeStation(api, "ocpp", { ocpp_identity: identity, connectors });
    const path = `/v1/charging_stations/${station.id}`;
    const { password } = await api.make(`${path}/connection/roll_password`);
    const endpoint = `ws://127.0.0.1:${platform.port}/ocpp`;
    const point = make({ endpoint, identity, password: String(password) });
    open.push(point);
    await point.powerUp();
    await until(
      () => api.read(path),
      (one) => one["status"] === "active" && point.asked.length > 2,
    );
    await point.plugIn();
    const fleet = await makeFleet(api);
    const session = await api.make("/v1/charging_sessions", startOf(fleet, station));
    await until(
      async () => point.charging,
      (is) => is,
    );
    return { point, path, commands: `${path}/commands`, session: session.id };
  }

  const versions = [
    ["1.6", (all: Settings) => new ChargePoint(all)],
    ["2.0.1", (all: Settings) => new ChargePoint201(all)],
  ] as const;
  for (const [version, make] of versions) {
    it(`${version}: is accepted, and succeeds when the connector is out of service`, async () => {
      const { point, commands, session } = await charging<Point>(make);
      const one = await api.make(commands, availability(false, "a1"));
      const whole = await api.make(commands, availability(false));
      for (const { id } of [one, whole]) {
        const put = await answered(id);
        assert.deepEqual(
          [put["status"], put["answer"], put["completed_at"]],
          ["accepted", { status: "Scheduled" }, null],
        );
        assert.deepEqual(await told(id), []);
      }
      assert.equal((await api.read(`/v1/charging_sessions/${session}`))["status"], "active");
      await point.unplug();
      for (const { id } of [one, whole]) {
        const done = await over(id);
        assert.deepEqual([done["status"], done["answer"]], ["succeeded", { status: "Scheduled" }]);
        assert.deepEqual(await told(id), ["command.succeeded"]);
      }
    });

    it(`${version}: that is told otherwise before is replaced`, async () => {
      const { point, commands } = await charging<Point>(make);
      const off = await api.make(commands, availability(false, "a1"));
      await answered(off.id);
      const handle = (status: string) =>
        point.client.handle("ChangeAvailability", async () => ({ status }));
      handle("Rejected");
      await over((await api.make(commands, availability(true, "a1"))).id);
      assert.equal((await read(off.id))["status"], "accepted");
      handle("Accepted");
      await over((await api.make(commands, availability(true, "a1"))).id);
      const done = await over(off.id);
      assert.deepEqual([done["status"], done["reason"]], ["failed", "replaced"]);
      assert.deepEqual(await told(off.id), ["command.failed"]);
    });
  }

  it("2.0.1: a restart when nothing runs succeeds with the boot, not with a boot asked for", async () => {
    const { point, commands } = await charging((all) => new ChargePoint201(all));
    const reset = await api.make(commands, { type: "reset", reset: { type: "when_idle" } });
    assert.deepEqual((await answered(reset.id))["answer"], { status: "Scheduled" });
    await point.boot("Triggered");
    assert.equal((await read(reset.id))["status"], "accepted");
    await point.boot("ScheduledReset");
    assert.equal((await over(reset.id))["status"], "succeeded");
  });
});

describe("what was put off has come", () => {
  type Connector = Parameters<typeof hasFollowed>[0]["connectors"][number];
  const at = (...all: [id: string, evse: number, status: Connector["status"]][]) =>
    all.map(([id, evse, status]) => ({ id, evse, status }));
  const asked = (available: boolean, connector: string | null) => ({
    connector,
    parameters: { available },
  });
  const station = (connectors: Connector[], hardware_status: "unavailable" | null = null) => ({
    connectors,
    hardware_status,
  });

  it("when all plugs of the EVSE are so, or the one that is meant says it", () => {
    const sibling = station(at(["a", 1, "occupied"], ["b", 1, "unavailable"]));
    assert.equal(hasFollowed(sibling, asked(false, "b"), null), false);
    const still = station(at(["a", 1, "available"], ["b", 1, "available"]));
    const plug = { evse: 1, number: 2, status: "unavailable" } as const;
    assert.equal(hasFollowed(still, asked(false, "b"), plug), true);
    assert.equal(hasFollowed(still, asked(false, "a"), plug), false);
    const out = station(at(["a", 1, "unavailable"], ["b", 1, "unavailable"]));
    assert.equal(hasFollowed(out, asked(false, "a"), null), true);
    assert.equal(hasFollowed(out, asked(true, "a"), null), false);
    assert.equal(hasFollowed(out, asked(false, "gone"), null), false);
  });

  it("of the whole station when nobody charges there any more", () => {
    const one = station(at(["a", 1, "unavailable"], ["b", 2, "occupied"]), "unavailable");
    assert.equal(hasFollowed(one, asked(false, null), null), false);
    const told = station(at(["a", 1, "available"], ["b", 2, "available"]), "unavailable");
    assert.equal(hasFollowed(told, asked(false, null), null), true);
    assert.equal(hasFollowed(told, asked(true, null), null), false);
    const back = station(at(["a", 1, "available"], ["b", 2, "occupied"]));
    assert.equal(hasFollowed(back, asked(true, null), null), true);
  });
});
