import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { energyPrice, makeFleet, makeStation, networkOf } from "../../../test/fleet.ts";
import { type Client, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import type { LocalToken } from "../../networks/commands.ts";
import { authorize } from "./card_actions.ts";
import { localList } from "./local_list_actions.ts";

describe("the cards that a charger without a line may take", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  /** The list by number, as `status` in short. */
  const listAt = async (account: string, station: string, shared = false) => {
    const work = platform.database.reader({ account, livemode: false });
    const list = await localList(platform.database, work, {
      ...{ id: station, account_id: account, shared },
    });
    return { ...list, said: list.tokens.map(({ uid, status }) => `${uid} ${status}`) };
  };

  /** What is said of each is what the card hears when it is held up. */
  async function assertTrue(station: string, list: readonly LocalToken[]): Promise<void> {
    await platform.sql("update charging_stations set online = true where id = $1", [station]);
    const ref = { id: station, identity: null };
    for (const { uid, status } of list) {
      const answer = await authorize(platform.database, ref, uid);
      assert.equal(answer.status, status, uid);
    }
  }

  async function opened() {
    const { account, testKey } = await platform.openAccount();
    const api = platform.client(testKey);
    const fleet = await makeFleet(api);
    const station = await makeStation(api, "ocpp");
    const { driver, vehicle, card: payment_method } = fleet;
    const card = (uid: string, more: object = {}) =>
      api.make("/v1/charge_tokens", { uid, driver, vehicle, payment_method, ...more });
    return { ...fleet, ...{ api, account, station: station.id, card } };
  }
  const bind = async (api: Client, owner: string, rules: object) => {
    const policy = await api.make("/v1/policies", { name: "Rule", mode: "enforcement", rules });
    await api.make(owner, { policy_ids: [policy.id] });
  };

  it("are accepted with their group and end; others are told as blocked, expired or invalid", async () => {
    const { api, account, station, card, fleet, driver } = await opened();
    await card("GOOD", { group: "DEPOT" });
    await card("LATER", { expires_at: "2099-01-01T00:00:00Z", type: "emaid" });
    await card("BLOCKED", { status: "blocked" });
    await card("EXPIRED", { expires_at: "2020-01-01T00:00:00Z" });
    await card("MASTER", { master_pass: true });
    const idle = await api.make("/v1/drivers", { name: "Idle", email: "idle@example.com" });
    await card("NOCAR", { driver: idle.id, vehicle: null });
    await card("OTHERSCAR", { driver: idle.id });
    await api.make(`/v1/drivers/${idle.id}/attach`, { fleet });
    const suspended = await api.make("/v1/drivers", { name: "Sue", email: "sue@example.com" });
    await api.make(`/v1/drivers/${suspended.id}/attach`, { fleet });
    await api.make(`/v1/drivers/${suspended.id}`, { status: "suspended" });
    await card("SUSPENDED", { driver: suspended.id });
    const { said, tokens, note } = await listAt(account, station);
    assert.deepEqual(said, [
      ...["OTHERSCAR accepted", "LATER accepted", "GOOD accepted", "SUSPENDED blocked"],
      ...["NOCAR invalid", "EXPIRED expired", "BLOCKED blocked"],
    ]);
    assert.equal(note, "3 cards are accepted, 4 refused.");
    await assertTrue(station, tokens);
    const of = (uid: string) => tokens.find((one) => one.uid === uid);
    assert.equal(of("GOOD")?.group, "DEPOT");
    assert.deepEqual(of("LATER"), {
      ...{ uid: "LATER", type: "emaid", status: "accepted", group: driver.slice(-20) },
      expires_at: "2099-01-01T00:00:00.000Z",
    });
  });

  it("are none of a pair that does not belong together, of no payer, or of no fitting plug", async () => {
    const { api, account, station, card, driver, fleet } = await opened();
    await card("GOOD");
    const stranger = await api.make("/v1/drivers", { name: "Stranger", email: "s@example.com" });
    await card("APART", { driver: stranger.id });
    const car = async (more: object) => {
      const vehicle = await api.make("/v1/vehicles", { battery_capacity: 60_000, ...more });
      await api.make(`/v1/vehicles/${vehicle.id}/attach`, { fleet });
      return vehicle.id;
    };
    const vin = "TESTVNLL000000001";
    await card("PLUG", { vehicle: await car({ vin, charging_standard: "CHAdeMO" }) });
    const alone = await api.make("/v1/vehicles", {
      ...{ vin: "TESTVNLL000000002", battery_capacity: 60_000, charging_standard: "CCS" },
    });
    await api.make(`/v1/vehicles/${alone.id}/attach`, { driver: stranger.id });
    await card("POOR", { driver: stranger.id, vehicle: alone.id });
    const list = await listAt(account, station);
    await assertTrue(station, list.tokens);
    assert.deepEqual(list.said, [
      ...["GOOD accepted", "POOR invalid", "PLUG invalid", "APART invalid"],
    ]);
    await api.make(`/v1/fleets/${fleet}`, { status: "suspended" });
    const after = (await listAt(account, station)).said;
    assert.ok(after.includes("GOOD blocked"), `${driver} ${after}`);
  });

  it("are none that a policy never lets charge there; hours are told, and left in", async () => {
    const { api, account, station, card, driver } = await opened();
    await card("ONE");
    const list = async () => listAt(account, station);
    const hours = {
      time_windows: [{ days_of_week: ["monday"], start_time: "02:00", end_time: "02:30" }],
    };
    await bind(api, `/v1/drivers/${driver}`, hours);
    const at = await list();
    assert.deepEqual(at.said, ["ONE accepted"]);
    assert.match(at.note, /^1 cards are accepted, 0 refused\. Policies let 1 of them/);
    await bind(api, `/v1/drivers/${driver}`, { max_price_per_kwh: 41 });
    assert.deepEqual((await list()).said, ["ONE blocked"]);
    await assertTrue(station, (await list()).tokens);
    await bind(api, `/v1/drivers/${driver}`, { max_price_per_kwh: 42 });
    assert.deepEqual((await list()).said, ["ONE accepted"]);
    const geofences = [{ center: { latitude: 0, longitude: 0 }, radius_meters: 1000 }];
    await bind(api, `/v1/drivers/${driver}`, { geofences });
    assert.deepEqual((await list()).said, ["ONE blocked"]);
    await assertTrue(station, (await list()).tokens);
    const asked = await api.make("/v1/policies", {
      name: "Hint",
      mode: "suggestion",
      rules: { geofences },
    });
    await api.make(`/v1/drivers/${driver}`, { policy_ids: [asked.id] });
    assert.deepEqual((await list()).said, ["ONE accepted"]);
  });

  it("are everybody's where the station is everybody's, but for a number that two have", async () => {
    const { account } = platform.first;
    const { api } = platform;
    const fleet = await makeFleet(api);
    const theirs = await opened();
    const connectors = [{ id: "a1", type: "CCS", power: 150 }];
    const { id: station } = await makeStation(api, "ocpp", {
      ...{ network: await networkOf(api, "ocpp"), connectors, pricing: energyPrice() },
    });
    const { driver, vehicle, card: payment_method } = fleet;
    for (const uid of ["OURS", "BOTH"]) {
      await api.make("/v1/charge_tokens", { uid, driver, vehicle, payment_method });
    }
    await theirs.card("THEIRS", { group: "DEPOT" });
    await theirs.card("both");
    assert.deepEqual((await listAt(account, station)).said, ["BOTH accepted", "OURS accepted"]);
    const shared = await listAt(account, station, true);
    assert.deepEqual(shared.said.filter((one) => /^(OURS|BOTH|both)/.test(one)).length, 2);
    assert.ok(
      shared.said.some((one) => one.startsWith("THEIRS")),
      shared.said.join(),
    );
    // Two accounts may have thought of the same group.
    assert.notEqual(shared.tokens.find(({ uid }) => uid === "THEIRS")?.group, "DEPOT");
  });

  it("are as many as the charger keeps, the newest of the accepted ones first", async () => {
    const { account, station, card } = await opened();
    for (const uid of ["A1", "A2", "A3"]) await card(uid);
    await card("GONE", { status: "blocked" });
    await card("X".repeat(30));
    const line = [account, station];
    await platform.sql(
      `update station_connections set protocol = 'ocpp1.6' where account_id = $1
         and station_id = $2`,
      line,
    );
    assert.deepEqual((await listAt(account, station)).said, [
      ...["A3 accepted", "A2 accepted", "A1 accepted", "GONE blocked"],
    ]);
    await platform.sql(
      `insert into station_variables (account_id, livemode, station_id, id, name, attribute, value,
         reported, created, updated)
       select $1, false, $2, 'var_1', 'LocalAuthListMaxLength', 'actual', '2', now(), now(), now()`,
      line,
    );
    const { said, note } = await listAt(account, station);
    assert.deepEqual(said, ["A3 accepted", "A2 accepted"]);
    assert.match(note, /no room for 1 more that may charge\.$/);
  });
});
