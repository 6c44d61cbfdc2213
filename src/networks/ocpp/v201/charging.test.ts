// OCPP 2.0.1 in every network's stories, against a charge point on a client written by others,
// over real sockets: with transactions that begin with the card, and with the plug.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ChargePoint } from "../../../../test/charge_point.ts";
import { ChargePoint201, type ChargePoint201Settings } from "../../../../test/charge_point_201.ts";
import { harnessOf, lineTo, order, scenesOf, station } from "../../../../test/ocpp_harness.ts";
import { networkStories } from "../../contract.ts";
import { commandStories } from "../../contract_commands.ts";

networkStories(
  "ocpp 2.0.1",
  harnessOf((line) => new ChargePoint201({ ...line, speed: 200 })),
);
commandStories(
  "ocpp 2.0.1",
  harnessOf((line) => new ChargePoint201({ ...line, speed: 200 })),
);
networkStories(
  "ocpp 2.0.1, opened by the plug",
  harnessOf((line) => new ChargePoint201({ ...line, speed: 200, opensOnPlug: true })),
);
commandStories(
  "ocpp 2.0.1",
  harnessOf((line) => new ChargePoint201({ ...line, speed: 200 })),
);

const scene = scenesOf(
  (line, settings: Partial<ChargePoint201Settings>) =>
    new ChargePoint201({ ...line, speed: 200, ...settings }),
);

test("a charger that has booted is set to lapse orders in time and to read its meter often", async () => {
  const { host, charger } = await scene();
  await charger.powerUp();
  const { model } = charger;
  await host.until(
    "the last setting",
    () => model.value("OCPPCommCtrlr", "HeartbeatInterval") === "60",
  );
  assert.equal(model.value("TxCtrlr", "EVConnectionTimeOut"), "120");
  assert.equal(model.value("SampledDataCtrlr", "TxUpdatedInterval"), "10");
  assert.equal(
    model.value("SampledDataCtrlr", "TxStartedMeasurands"),
    "Energy.Active.Import.Register",
  );
  const two = "Energy.Active.Import.Register,Power.Active.Import";
  assert.equal(model.value("SampledDataCtrlr", "TxUpdatedMeasurands"), two, "all that it knows");
  assert.equal(model.value("AuthCtrlr", "AuthorizeRemoteStart"), "false");
  assert.ok(Math.max(...model.lengths) <= 3, "as many at once as it takes");
  const [boot] = host.of("booted");
  assert.deepEqual([boot?.vendor, boot?.serial, boot?.reason], ["Openfield", "OF-0201", "PowerUp"]);
});

test("a charger that has booted tells its device model, in parts", async () => {
  const { host, charger } = await scene();
  await charger.powerUp();
  await host.nth("variables", 2);
  const all = host.of("variables").flatMap((fact) => [...fact.variables]);
  const one = all.find(({ name }) => name === "EVConnectionTimeOut");
  assert.deepEqual(
    [one?.component, one?.value, one?.attribute, one?.mutability],
    ["TxCtrlr", "120", "actual", "read_write"],
  );
  assert.equal(host.of("command_progress").length, 0, "no command asked for it");
});

test("a boot that cannot be stored waits, and nothing else is taken until it is", async () => {
  const { host, charger } = await scene();
  host.failNext("booted", 1);
  await charger.client.connect();
  const unit = { vendorName: "Openfield", model: "Post 22" };
  const hello = { reason: "PowerUp", chargingStation: unit };
  const boot = () => charger.client.call("BootNotification", hello) as Promise<{ status: string }>;
  assert.equal((await boot()).status, "Pending");
  await assert.rejects(charger.client.call("Heartbeat", {}), { rpcErrorCode: "SecurityError" });
  assert.equal((await boot()).status, "Accepted");
  await charger.client.call("Heartbeat", {});
});

test("a charger that goes on after its start was refused is told to stop", async () => {
  const { host, charger, network } = await scene({ charger: { stopsOnInvalid: false } });
  await charger.powerUp();
  host.refuse("CS-1", "invalid");
  await network.start(order);
  await charger.plugIn();
  await host.nth("metered", 2);
  const stopped = await host.nth("transaction_stopped");
  assert.equal(stopped.reason, "remote");
  assert.ok(charger.asked.includes("RequestStopTransaction"));
});

test("a charger that comes back without booting is asked what it is", async () => {
  const { host, charger } = await scene({ network: { bootWithinMs: 50 } });
  await charger.client.connect();
  await host.nth("booted");
  await host.nth("connector_status");
  assert.ok(charger.asked.includes("TriggerMessage"));
});

test("a charger that comes back without booting is asked for the status of each connector", async () => {
  const { host, charger } = await scene({ network: { bootWithinMs: 50 } });
  host.plugs = [
    { evse: 1, plug: 1 },
    { evse: 1, plug: 2 },
    { evse: 2, plug: 1 },
  ];
  const asked: unknown[] = [];
  charger.client.handle("TriggerMessage", async ({ params }) => {
    const { requestedMessage, evse } = params as { requestedMessage: string; evse?: unknown };
    if (requestedMessage === "StatusNotification") asked.push(evse);
    return { status: asked.length === 1 ? "Rejected" : "Accepted" };
  });
  await charger.client.connect();
  const each = [
    { id: 1, connectorId: 1 },
    { id: 1, connectorId: 2 },
    { id: 2, connectorId: 1 },
  ];
  await host.until("all connectors", () => asked.length === each.length);
  assert.deepEqual(asked, each);
});

test("a charger whose line was down for a moment is not asked for its whole device model again", async () => {
  const { host, charger, network } = await scene({ network: { bootWithinMs: 500 } });
  await charger.powerUp();
  const asked = (what: string) => charger.asked.filter((action) => action === what).length;
  await host.until("the report of the restart", () => asked("GetBaseReport") === 1);
  const once = asked("GetVariables");
  await charger.goOffline();
  await charger.comeBack();
  await host.nth("booted", 2);
  await host.until("the set-up", () => asked("GetVariables") >= 2 * once);
  await network.command({
    ...{ station: order.station, connector: null, number: 1 },
    ...({ name: "raw", parameters: { action: "ClearCache", payload: {} } } as const),
  });
  assert.equal(asked("GetBaseReport"), 1);
});

test("readings keep kW, decimals of an ampere and the charger's own time", async () => {
  const { host, charger, network } = await scene();
  await charger.powerUp();
  await network.start(order);
  await charger.plugIn();
  const [sample] = (await host.nth("metered", 2)).samples;
  assert.deepEqual([sample?.powerW, sample?.currentA], [11_000, 8.1]);
  assert.ok(sample?.meterWh && sample.meterWh >= 120_000);
});

test("a charger that knows no reservations says so, and keeps nothing", async () => {
  const { charger, network } = await scene();
  await charger.powerUp();
  const { connector } = order;
  const kept = { station, connector, reservation: 7, idTag: "CS-1", group: "ADA", keepMs: 60_000 };
  for (const action of ["ReserveNow", "CancelReservation"]) charger.client.removeHandler(action);
  assert.deepEqual(await network.reserve(kept), { outcome: "unsupported" });
  assert.deepEqual(await network.withdraw(kept), { outcome: "unsupported" });
});

test("a password is changed in either version's own way", async () => {
  const { charger, network } = await scene();
  await charger.powerUp();
  await network.changePassword(station, "0123456789abcdefghij");
  assert.equal(charger.model.value("SecurityCtrlr", "BasicAuthPassword"), "0123456789abcdefghij");
});

test("a start at a car that stands there already can be stopped before its card is told", async () => {
  const { host, charger, network } = await scene({ charger: { opensOnPlug: true } });
  await charger.powerUp();
  await charger.plugIn();
  await host.nth("transaction_opened");
  const accepted = { outcome: "accepted" };
  assert.deepEqual(await network.start(order), accepted);
  const stop = { ...order, transactionId: null, reference: null };
  assert.deepEqual(await network.stop(stop), accepted);
  assert.equal((await host.nth("transaction_stopped")).reference, charger.references[0]);
});

test("the protocol of the present socket counts, whatever the one before spoke", async () => {
  const { host, charger, port } = await scene();
  const probe = new ChargePoint(lineTo(port));
  await probe.powerUp();
  await probe.powerDown();
  await charger.powerUp();
  await host.nth("booted", 2);
  const protocols = host.of("connected").map((fact) => fact.protocol);
  assert.deepEqual(protocols, ["ocpp1.6", "ocpp2.0.1"]);
  assert.ok(charger.asked.every((action) => action !== "ChangeConfiguration"));
});
