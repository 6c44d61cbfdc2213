import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  type Fleet,
  makeFleet,
  makeStation,
  type Station,
  startOf,
  until,
} from "../../../test/fleet.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";

let number = 0;

describe("a virtual charger", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform({ config: { simulatorSpeed: 100 } });
  });
  after(() => platform.close());

  type Scene = { readonly api: Client; readonly fleet: Fleet; readonly station: Station };

  async function scene(client?: Client): Promise<Scene> {
    const api = client ?? platform.client((await platform.openAccount()).testKey);
    return { api, fleet: await makeFleet(api), station: await makeStation(api) };
  }

  const send = (api: Client, { id }: Station, action: string, body: Json = {}) =>
    api.post(`/v1/test_helpers/charging_stations/${id}/${action}`, body);
  /** Must be done when it is answered; the outcome for a card. */
  async function act({ api, station }: Scene, action: string, body: Json = {}): Promise<unknown> {
    const answer = await send(api, station, action, body);
    assert.equal(answer.status, 200, answer.text);
    const { status, connector } = answer.body;
    assert.deepEqual([status, connector], ["done", body["connector"] ?? null]);
    return answer.body["token_status"];
  }
  const a1 = { connector: "a1" };

  async function makeCard({ api, fleet }: Scene): Promise<string> {
    const uid = `04HELPER${++number}`;
    const { driver, vehicle, card } = fleet;
    await api.make("/v1/charge_tokens", { uid, driver, vehicle, payment_method: card });
    return uid;
  }
  const statusOf = async ({ api, station }: Scene): Promise<unknown> => {
    const { connectors } = await api.read(`/v1/charging_stations/${station.id}`);
    return (connectors as Json[])[0]?.["status"];
  };
  const becomes = (scene: Scene, status: string) =>
    until(
      () => statusOf(scene),
      (one) => one === status,
    );
  const session = ({ api }: Scene, id: string) => api.read(`/v1/charging_sessions/${id}`);

  it("starts and ends a session by card, and turns away what is no card", async () => {
    const here = await scene();
    const uid = await makeCard(here);
    assert.equal(await act(here, "swipe_card", { ...a1, uid: "STRANGER" }), "invalid");
    await act(here, "plug_in", { ...a1, battery_capacity: 40_000, battery_level: 10 });
    assert.equal(await act(here, "swipe_card", { ...a1, uid }), "accepted");
    const find = () => here.api.read(`/v1/charging_sessions?driver=${here.fleet.driver}`);
    await until(find, ({ data }) => Number(data[0]?.["energy_consumed"]) > 0);
    assert.equal(await act(here, "swipe_card", { ...a1, uid }), "accepted");
    await until(find, ({ data }) => data[0]?.["status"] === "completed");
  });

  it("waits for the plug where no driver is simulated, and ends when it is pulled", async () => {
    const here = await scene();
    await act(here, "set_driver", { automatic: false });
    const { id } = await here.api.make("/v1/charging_sessions", startOf(here.fleet, here.station));
    await new Promise((done) => setTimeout(done, 1500));
    assert.equal((await session(here, id))["session_started"], null);
    await act(here, "plug_in", a1);
    await until(
      () => session(here, id),
      (one) => Number(one["energy_consumed"]) > 0,
    );
    await act(here, "unplug", a1);
    await until(
      () => session(here, id),
      (one) => one["status"] === "completed",
    );
    await becomes(here, "available");
  });

  it("breaks and is mended", async () => {
    const here = await scene();
    await act(here, "fault", { ...a1, error: "GroundFailure" });
    await becomes(here, "faulted");
    const start = await here.api.post("/v1/charging_sessions", startOf(here.fleet, here.station));
    assert.equal(start.body["code"], "charging_session_conflict");
    await act(here, "clear_fault", a1);
    await becomes(here, "available");
  });

  it("goes offline and comes back with what it has to tell", async () => {
    const here = await scene();
    const { id } = await here.api.make("/v1/charging_sessions", startOf(here.fleet, here.station));
    const energy = async () => Number((await session(here, id))["energy_consumed"]);
    await until(energy, (wh) => wh > 0);
    await act(here, "go_offline");
    const other = startOf(await makeFleet(here.api), here.station, { connector: "a2" });
    const refused = await here.api.post("/v1/charging_sessions", other);
    assert.equal(refused.body["code"], "charging_station_rejected", refused.text);
    const before = await energy();
    await act(here, "come_back");
    await until(energy, (wh) => wh > before);
    await here.api.make(`/v1/charging_sessions/${id}/end`);
  });

  it("that is shared lets a stranger do only what a driver of theirs could", async () => {
    // The installation's account, whose simulator is everybody's.
    const owner = await scene(platform.api);
    const stranger = { ...(await scene()), station: owner.station };
    const ownersCard = await makeCard(owner);
    const theirCard = await makeCard(stranger);
    const denied: [string, Json][] = [
      ["plug_in", a1],
      ["unplug", a1],
      ["swipe_card", { ...a1, uid: ownersCard }],
      ["fault", a1],
      ["clear_fault", a1],
      ["go_offline", {}],
      ["come_back", {}],
      ["set_driver", { automatic: false }],
    ];
    for (const [action, body] of denied) {
      const answer = await send(stranger.api, owner.station, action, body);
      assert.deepEqual([answer.status, answer.body["code"]], [403, "permission_denied"], action);
    }
    assert.equal(await act(stranger, "swipe_card", { ...a1, uid: theirCard }), "accepted");
    const find = () => stranger.api.read(`/v1/charging_sessions?driver=${stranger.fleet.driver}`);
    await until(find, ({ data }) => data[0]?.["status"] === "active");
    assert.equal((await send(stranger.api, owner.station, "fault", a1)).status, 403);
    await act(stranger, "unplug", a1);
    await until(find, ({ data }) => data[0]?.["status"] === "completed");
  });

  it("is found in test mode and on simulator networks only", async () => {
    const { api } = await scene();
    const real = await makeStation(api, "ocpp");
    const answer = await send(api, real, "plug_in", a1);
    assert.deepEqual([answer.status, answer.body["param"]], [400, "charging_station"]);
    const simulated = await makeStation(api);
    const unknown = await send(api, simulated, "plug_in", { connector: "z9" });
    assert.deepEqual([unknown.status, unknown.body["param"]], [400, "connector"]);
    const live = platform.client((await platform.openAccount()).liveKey);
    const refused = await send(live, simulated, "plug_in", a1);
    assert.deepEqual([refused.status, refused.body["code"]], [404, "charging_station_not_found"]);
  });
});
