// A charger whose boot its operator holds back: what the operator, a driver and the charger see.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ChargePoint } from "../charge_point.ts";
import { ChargePoint201 } from "../charge_point_201.ts";
import { makeFleet, makeStation, startOf, until } from "../fleet.ts";
import { type TestPlatform, testPlatform } from "../platform.ts";

const makers = { "1.6": ChargePoint, "2.0.1": ChargePoint201 };
const boots = {
  "1.6": { chargePointVendor: "Openfield", chargePointModel: "Post 22" },
  "2.0.1": {
    reason: "PowerUp",
    chargingStation: { vendorName: "Openfield", model: "Post 22" },
  },
};

describe("a charger whose boot is held", () => {
  let platform: TestPlatform;
  const ends: (() => Promise<void>)[] = [];
  before(async () => {
    platform = await testPlatform();
  });
  after(async () => {
    for (const end of ends) await end();
    await platform.close();
  });

  const commission = async (version: keyof typeof makers, registration: string) => {
    const identity = `HELD-${version}-${registration}`;
    const station = await makeStation(platform.api, "ocpp", { ocpp_identity: identity });
    const path = `/v1/charging_stations/${station.id}/connection`;
    const { password } = await platform.api.make(`${path}/roll_password`);
    const held = await platform.api.make(path, { registration_status: registration });
    assert.deepEqual([held["registration_status"], held["last_boot_status"]], [registration, null]);
    const endpoint = `ws://127.0.0.1:${platform.port}/ocpp`;
    const charger = new makers[version]({ endpoint, identity, password: String(password) });
    ends.push(() => charger.powerDown());
    await charger.client.connect();
    const boot = async () => {
      const answer = await charger.client.call("BootNotification", boots[version]);
      return (answer as { status: string }).status;
    };
    return { station, path, charger, boot };
  };

  for (const version of ["1.6", "2.0.1"] as const) {
    it(`${version}: pending, it starts no session until its operator lets it in, and then at once`, async () => {
      const { station, path, charger, boot } = await commission(version, "pending");
      assert.equal(await boot(), "Pending");
      const connection = await platform.api.read(path);
      assert.deepEqual([connection["online"], connection["last_boot_status"]], [true, "pending"]);
      const fleet = await makeFleet(platform.api);
      const refused = await platform.api.post("/v1/charging_sessions", startOf(fleet, station));
      assert.deepEqual(
        [refused.status, refused.body["code"], refused.body["details"]],
        [409, "charging_station_rejected", { reason: "boot_not_accepted" }],
      );
      const commands = `/v1/charging_stations/${station.id}/commands`;
      const unlock = { type: "unlock_connector", connector: station.connectors[0] };
      const unsent = await platform.api.make(commands, { ...unlock, timeout: 5 });
      const waiting = await platform.api.make(commands, unlock);
      const command = (id: unknown) => platform.api.read(`/v1/commands/${id}`);
      const failed = await until(
        () => command(unsent.id),
        (one) => one["status"] !== "pending",
      );
      assert.deepEqual([failed["status"], failed["reason"]], ["failed", "boot_not_accepted"]);
      assert.equal((await command(waiting.id))["status"], "pending");
      assert.deepEqual(charger.asked, []);
      await platform.api.make(path, { registration_status: "accepted" });
      await until(
        () => platform.api.read(path),
        (one) => one["last_boot_status"] === "accepted",
      );
      await until(
        () => command(waiting.id),
        (one) => one["status"] === "succeeded",
      );
      const started = await platform.api.make("/v1/charging_sessions", startOf(fleet, station));
      assert.equal(started["status"], "active");
    });

    it(`${version}: rejected, it hears nothing until it boots again`, async () => {
      const { path, charger, boot } = await commission(version, "rejected");
      assert.equal(await boot(), "Rejected");
      assert.equal((await platform.api.read(path))["last_boot_status"], "rejected");
      await assert.rejects(charger.client.call("Heartbeat", {}), { rpcErrorCode: "SecurityError" });
      assert.deepEqual(charger.asked, []);
      await platform.api.make(path, { registration_status: "accepted" });
      if (version === "1.6") assert.equal(await boot(), "Accepted");
      await until(
        () => platform.api.read(path),
        (one) => one["last_boot_status"] === "accepted",
      );
      await charger.client.call("Heartbeat", {});
    });
  }

  it("takes effect at the next boot: who is let in already goes on", async () => {
    const { path, charger, boot } = await commission("1.6", "accepted");
    assert.equal(await boot(), "Accepted");
    await platform.api.make(path, { registration_status: "pending" });
    await charger.client.call("Heartbeat", {});
    assert.equal((await platform.api.read(path))["last_boot_status"], "accepted");
    assert.equal(await boot(), "Pending");
    await assert.rejects(charger.client.call("Heartbeat", {}), { rpcErrorCode: "SecurityError" });
  });
});
