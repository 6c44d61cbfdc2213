// Commands from the API to a real protocol and back: what the charger is told, and what it tells
// later, in the places where an operator looks.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ChargePoint } from "../charge_point.ts";
import { commission, switchedOffAfterEach } from "../commissioned.ts";
import { makeFleet, makeStation, startOf, until } from "../fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../platform.ts";

describe("an operator of a charger on OCPP 1.6J", () => {
  let platform: TestPlatform;
  const chargers = switchedOffAfterEach<ChargePoint>();
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  let number = 0;
  async function opened() {
    const { api } = platform;
    const made = await commission(platform, `OPS:${++number}`);
    const { station } = made;
    const own = `/v1/charging_stations/${station.id}`;
    const point = new ChargePoint({ ...made.line, meterEveryMs: 200, speed: 100 });
    await chargers.on(point, made);
    const heard: Json[] = [];
    const hears = (action: string, answer: Json) =>
      point.client.handle(action, async ({ params }) => {
        heard.push(params as Json);
        return answer;
      });
    const give = async (body: Json) => {
      const { id } = await api.make(`${own}/commands`, body);
      return until(
        () => api.read(`/v1/commands/${id}`),
        ({ status }) => status !== "pending",
      );
    };
    return { point, station, own, heard, hears, give };
  }

  it("reads its settings, and finds them as variables", async () => {
    const { give, own } = await opened();
    const done = await give({ type: "get_variables" });
    assert.equal(done["status"], "succeeded", JSON.stringify(done));
    const { data } = await until(
      () => platform.api.read(`${own}/variables?name=HeartbeatInterval`),
      (page) => page.data.length === 1,
    );
    assert.deepEqual([data[0]?.["component"], data[0]?.["attribute"]], [null, "actual"]);
  });

  it("sends the cards that may charge there", async () => {
    const { give, heard, hears } = await opened();
    const { api } = platform;
    const driver = await api.make("/v1/drivers", { name: "Ada", email: "ada@example.com" });
    for (const uid of ["LISTED-1", "LISTED-2"]) {
      await api.make("/v1/charge_tokens", { uid, driver: driver.id });
    }
    hears("SendLocalList", { status: "Accepted" });
    const done = await give({ type: "send_local_list" });
    assert.equal(done["status"], "succeeded", JSON.stringify(done));
    const [list] = heard;
    const listed = (list?.["localAuthorizationList"] ?? []) as Json[];
    const tags = listed.map((one) => one["idTag"]);
    assert.deepEqual(tags.toSorted(), ["LISTED-1", "LISTED-2"]);
    assert.deepEqual([list?.["updateType"], list?.["listVersion"]], ["Full", done["number"]]);
  });

  it("limits the session that runs, and no other", async () => {
    const { give, heard, hears, point, station } = await opened();
    const { api } = platform;
    const session = await api.make("/v1/charging_sessions", startOf(await makeFleet(api), station));
    const profile = {
      ...{ purpose: "transaction", kind: "relative" },
      schedule: { unit: "A", periods: [{ start: 0, limit: 8.1 }] },
    };
    const body = {
      type: "set_charging_profile",
      set_charging_profile: { profile, charging_session: session.id },
    };
    hears("SetChargingProfile", { status: "Accepted" });
    const early = await give(body);
    assert.deepEqual([early["status"], early["reason"]], ["failed", "session_not_charging"]);
    await point.plugIn();
    await until(
      () => api.read(`/v1/charging_sessions/${session.id}`),
      (one) => one["session_started"] !== null,
    );
    const done = await give(body);
    assert.equal(done["status"], "succeeded", JSON.stringify(done));
    const { connectorId, csChargingProfiles: told } = heard[0] as { [key: string]: Json };
    assert.deepEqual([connectorId, told?.["transactionId"]], [1, point.transactionId]);
    const other = await makeStation(api, "ocpp", { ocpp_identity: "OPS:other" });
    const refused = await api.post(`/v1/charging_stations/${other.id}/commands`, body);
    assert.deepEqual(
      [refused.status, refused.body["param"]],
      [400, "set_charging_profile.charging_session"],
    );
  });

  it("follows an update of the firmware to its end, and reads of it at three in the morning", async () => {
    const { give, heard, hears, point, own } = await opened();
    hears("UpdateFirmware", {});
    const location = "ftp://ada:hunter2@files.example.com/1.5.0.bin";
    const going = await give({ type: "update_firmware", update_firmware: { location } });
    assert.equal(going["status"], "accepted", JSON.stringify(going));
    assert.equal(heard[0]?.["location"], location, "the charger needs the password");
    const shown = String((going["update_firmware"] as Json)["location"]);
    assert.equal(shown, "ftp://[redacted]@files.example.com/1.5.0.bin");
    for (const status of ["Downloading", "Downloaded", "Installing", "Installed"]) {
      await point.client.call("FirmwareStatusNotification", { status });
    }
    const done = await until(
      () => platform.api.read(`/v1/commands/${going.id}`),
      ({ status }) => status === "succeeded",
    );
    assert.deepEqual(done["progress"], { status: "Installed" });
    const notices = await platform.api.read(`${own}/notices?topic=firmware`);
    assert.equal(notices.data[0]?.["text"], "Installed");
    for (const table of ["commands", "station_messages", "events", "jobs"]) {
      const text = JSON.stringify(await platform.sql(`select * from ${table}`));
      assert.ok(!text.includes("hunter2"), table);
    }
  });
});
