// What a charger hears, and is heard of, whose boot an operator holds at pending or rejected, in
// both versions over real sockets.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { ChargePoint } from "../../../test/charge_point.ts";
import { ChargePoint201 } from "../../../test/charge_point_201.ts";
import { connector, lineTo, order, password, serve, station } from "../../../test/ocpp_harness.ts";
import type { CommandOrder } from "../commands.ts";
import type { RegistrationStatus } from "../fact.ts";
import { Witness } from "../witness.ts";
import type { OcppSettings } from "./server.ts";

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const unit = { vendorName: "Openfield", model: "Post 22" };
const boots = {
  "1.6": { chargePointVendor: "Openfield", chargePointModel: "Post 22" },
  "2.0.1": { reason: "PowerUp", chargingStation: unit },
};
const statuses = {
  "1.6": { connectorId: 1, errorCode: "NoError", status: "Available" },
  "2.0.1": {
    ...{ timestamp: "2026-11-21T10:00:00Z", connectorStatus: "Available" },
    ...{ evseId: 1, connectorId: 1 },
  },
};
type Version = keyof typeof boots;
const versions: readonly Version[] = ["1.6", "2.0.1"];

const scene = async (
  version: Version,
  registration: RegistrationStatus,
  settings: Partial<OcppSettings> = {},
) => {
  const host = new Witness();
  host.registration = registration;
  host.know(station, password);
  const { network, port, close } = await serve(host, 0, settings);
  const charger =
    version === "1.6" ? new ChargePoint(lineTo(port)) : new ChargePoint201(lineTo(port));
  endings.push(close, () => charger.powerDown());
  await charger.client.connect();
  const boot = async () =>
    (await charger.client.call("BootNotification", boots[version])) as {
      status: string;
      interval: number;
    };
  const tellStatus = () => charger.client.call("StatusNotification", statuses[version]);
  return { host, network, charger, boot, tellStatus };
};

const command = (order: Pick<CommandOrder, "name" | "parameters">) =>
  ({ station, connector: null, number: 7, ...order }) as CommandOrder;
const trigger = (message: string) =>
  command({ name: "trigger_message", parameters: { message } as never });
const getAll = (version: Version) =>
  command({
    name: "get_variables",
    parameters:
      version === "1.6"
        ? {}
        : { variables: [{ component: "TxCtrlr", name: "EVConnectionTimeOut" }] },
  });

for (const version of versions) {
  test(`${version}: a charger whose boot is pending may be asked and set, and charges nobody`, async () => {
    const { host, network, charger, boot, tellStatus } = await scene(version, "pending");
    const { status, interval } = await boot();
    assert.deepEqual([status, interval], ["Pending", 60]);
    assert.deepEqual(charger.asked, [], "nothing is asked of it unasked");
    assert.deepEqual(await network.start(order), {
      ...{ outcome: "rejected", reason: "boot_not_accepted" },
    });
    const stop = { station, session: "cs_1", transactionId: 5, reference: "five", connector };
    assert.equal((await network.stop(stop)).outcome, "rejected");
    const reset = command({ name: "reset", parameters: { type: "hard" } });
    assert.deepEqual(await network.command(reset), { outcome: "held" });
    assert.deepEqual(charger.asked, []);
    assert.equal((await network.command(getAll(version))).outcome, "succeeded");
    await assert.rejects(tellStatus(), { rpcErrorCode: "SecurityError" });
    await assert.rejects(charger.client.call("Heartbeat", {}), { rpcErrorCode: "SecurityError" });
    assert.deepEqual(host.of("connector_status"), []);
  });

  test(`${version}: what was asked for by a trigger is heard while the boot is pending`, async () => {
    const { host, network, charger, boot } = await scene(version, "pending");
    await boot();
    const told = await network.command({ ...trigger("status_notification"), connector });
    assert.equal(told.outcome, "succeeded");
    assert.equal((await host.nth("connector_status")).status, "available");
    await assert.rejects(charger.client.call("Heartbeat", {}), { rpcErrorCode: "SecurityError" });
  });

  test(`${version}: a trigger that is refused opens no door`, async () => {
    const { host, network, charger, boot, tellStatus } = await scene(version, "pending");
    await boot();
    charger.client.handle("TriggerMessage", async () => ({ status: "Rejected" }));
    const told = await network.command({ ...trigger("status_notification"), connector });
    assert.equal(told.outcome, "rejected");
    await assert.rejects(tellStatus(), { rpcErrorCode: "SecurityError" });
    assert.deepEqual(host.of("connector_status"), []);
  });

  test(`${version}: a charger that is let in at last boots, is set up, and is served`, async () => {
    const { host, network, charger, boot, tellStatus } = await scene(version, "pending");
    await boot();
    host.registration = "accepted";
    await assert.rejects(tellStatus(), { rpcErrorCode: "SecurityError" });
    const asked = await network.command(trigger("boot_notification"));
    assert.equal(asked.outcome, "succeeded");
    await host.nth("booted", 2);
    await host.until("its settings", () =>
      charger.asked.some((action) => /^(SetVariables|ChangeConfiguration)$/.test(action)),
    );
    await tellStatus();
    assert.deepEqual(await network.start(order), { outcome: "accepted" });
  });

  test(`${version}: a charger whose boot is rejected is left alone, and not heard`, async () => {
    const { host, network, charger, boot, tellStatus } = await scene(version, "rejected");
    assert.equal((await boot()).status, "Rejected");
    await assert.rejects(tellStatus(), { rpcErrorCode: "SecurityError" });
    assert.equal((await network.start(order)).outcome, "rejected");
    assert.deepEqual(await network.command(getAll(version)), { outcome: "held" });
    assert.deepEqual(await network.command(trigger("heartbeat")), { outcome: "held" });
    assert.deepEqual(charger.asked, []);
    // 2.0.1 B03.FR.08 lets it be asked to boot; 1.6 §4.2 has it answer nothing.
    host.registration = "accepted";
    const again = await network.command(trigger("boot_notification"));
    assert.equal(again.outcome, version === "1.6" ? "held" : "succeeded");
    if (version === "1.6") assert.equal((await boot()).status, "Accepted");
    else await host.nth("booted", 2);
    await tellStatus();
  });

  test(`${version}: what a charger was told at its boot holds on its next line, too`, async () => {
    const { host, charger, boot, tellStatus } = await scene(version, "pending", {
      bootWithinMs: 100,
    });
    await boot();
    host.registration = "accepted";
    await charger.goOffline();
    await charger.comeBack();
    await assert.rejects(tellStatus(), { rpcErrorCode: "SecurityError" });
    await host.nth("booted", 2);
    await tellStatus();
  });
}
