// What an operator has a charger of 2.0.1 do: each neutral command of blocks L to P, over a real
// socket, to a charge point on a client written by others (strict mode).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, test } from "node:test";
import { station } from "../../../../test/ocpp_harness.ts";
import {
  type Answer,
  accepted,
  endScenes,
  number,
  operatorScene as scene,
} from "../../../../test/operator_201.ts";

afterEach(endScenes);

test("a firmware update is accepted, and its end is told under the command's number", async () => {
  const { host, charger, sent, give } = await scene({ UpdateFirmware: accepted });
  const location = "https://example.com/fw.bin";
  const signed = { signing_certificate: "a certificate", signature: "a signature" };
  const times = { retrieve_at: "2026-11-21T01:00:00Z", install_at: "2026-11-21T02:00:00Z" };
  const retry = { retries: 3, retry_interval: 60 };
  const answer = await give("update_firmware", { location, ...signed, ...times, ...retry });
  assert.equal(answer.outcome, "accepted");
  assert.deepEqual(sent[0]?.[1], {
    ...{ requestId: number, retries: 3, retryInterval: 60 },
    firmware: {
      ...{ location, retrieveDateTime: times.retrieve_at, installDateTime: times.install_at },
      ...{ signingCertificate: "a certificate", signature: "a signature" },
    },
  });
  for (const status of ["Downloading", "SignatureVerified", "Installed"]) {
    await charger.client.call("FirmwareStatusNotification", { status, requestId: number });
  }
  const told = host.of("command_progress").map((fact) => [fact.number, fact.status]);
  assert.deepEqual(told, [
    [number, "running"],
    [number, "running"],
    [number, "succeeded"],
  ]);
});

test("an unsigned update is fetched at once where no time is named; half a signature never leaves", async () => {
  const { sent, give } = await scene({ UpdateFirmware: { status: "InvalidCertificate" } });
  const location = "https://example.com/fw.bin";
  const half = await give("update_firmware", { location, signature: "a signature" });
  assert.equal(half.outcome, "invalid");
  const answer = await give("update_firmware", { location });
  assert.equal(answer.outcome === "rejected" && answer.reason, "InvalidCertificate");
  const firmware = sent[0]?.[1].firmware as Answer | undefined;
  assert.deepEqual(Object.keys(firmware ?? {}), ["location", "retrieveDateTime"]);
});

test("a log is asked for, and a failed upload fails the command", async () => {
  const { host, charger, sent, give } = await scene({
    GetLog: { status: "AcceptedCanceled", filename: "log.tgz" },
  });
  const range = { oldest: "2026-11-20T00:00:00Z", latest: "2026-11-21T00:00:00Z" };
  const location = "sftp://example.com/logs";
  const answer = await give("get_log", { type: "security", location, ...range });
  assert.equal(answer.outcome, "accepted");
  assert.deepEqual(sent[0]?.[1], {
    ...{ logType: "SecurityLog", requestId: number },
    log: {
      ...{ remoteLocation: location },
      ...{ oldestTimestamp: range.oldest, latestTimestamp: range.latest },
    },
  });
  await charger.client.call("LogStatusNotification", {
    ...{ status: "UploadFailure", requestId: number },
  });
  assert.equal((await host.nth("command_progress")).status, "failed");
  assert.equal((await host.nth("notice")).topic, "log");
});

test("a root is installed by its use; what is no certificate never leaves", async () => {
  const { sent, give } = await scene({ InstallCertificate: accepted });
  const file = new URL("../../../../test/certificates/mo_root.pem", import.meta.url);
  const certificate = readFileSync(file, "utf8");
  const answer = await give("install_certificate", { use: "mobility_operator", certificate });
  assert.equal(answer.outcome, "succeeded");
  assert.deepEqual(sent, [
    ["InstallCertificate", { certificateType: "MORootCertificate", certificate }],
  ]);
  const key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
  for (const wrong of ["", "a certificate", `${key}${certificate}`]) {
    const refused = await give("install_certificate", { use: "v2g", certificate: wrong });
    assert.equal(refused.outcome, "invalid");
  }
  assert.equal(sent.length, 1);
});

test("a vendor's message goes and its answer comes; an unknown vendor is a rejection", async () => {
  const known = await scene({ DataTransfer: { status: "Accepted", data: { rain: true } } });
  const parameters = { vendor: "com.example", message: "Weather", data: "today" };
  const answer = await known.give("data_transfer", parameters);
  const said = { status: "Accepted", data: { rain: true } };
  assert.deepEqual(answer, { outcome: "succeeded", answer: said });
  const payload = { vendorId: "com.example", messageId: "Weather", data: "today" };
  assert.deepEqual(known.sent[0]?.[1], payload);
  const unknown = await scene({ DataTransfer: { status: "UnknownVendorId" } });
  const rejected = await unknown.give("data_transfer", { vendor: "com.example" });
  assert.equal(rejected.outcome === "rejected" && rejected.reason, "UnknownVendorId");
});

test("any other message goes raw; one that is answered in a report carries the command's number", async () => {
  const { host, charger, sent, give } = await scene({
    ...{ GetMonitoringReport: accepted, SetMonitoringLevel: accepted },
    ClearDisplayMessage: { status: "Unknown" },
  });
  const asked = await give("raw", { action: "GetMonitoringReport", payload: {} });
  assert.equal(asked.outcome, "accepted");
  assert.deepEqual(sent[0]?.[1], { requestId: number });
  const report = { requestId: number, seqNo: 0, generatedAt: "2026-11-21T00:00:00Z" };
  await charger.client.call("NotifyMonitoringReport", report);
  assert.equal((await host.nth("command_progress")).status, "succeeded");
  const level = await give("raw", { action: "SetMonitoringLevel", payload: { severity: 4 } });
  assert.equal(level.outcome, "succeeded");
  const none = await give("raw", { action: "ClearDisplayMessage", payload: { id: 1 } });
  assert.equal(none.outcome === "rejected" && none.reason, "Unknown");
  const unfit = await give("raw", { action: "SetMonitoringLevel", payload: { severity: "4" } });
  assert.equal(unfit.outcome === "invalid" && unfit.reason, "/severity must be integer");
  const foreign = await give("raw", { action: "ChangeConfiguration", payload: {} });
  assert.equal(foreign.outcome, "invalid");
  const theirs = await give("raw", { action: "Heartbeat", payload: {} });
  assert.equal(theirs.outcome, "invalid", "a charger's own message is not sent to it");
});

test("a charger that does not know a message, and one that is away, are told apart", async () => {
  const { host, charger, give, network } = await scene({});
  const parameters = { type: "diagnostics", location: "https://example.com" } as const;
  assert.equal((await give("get_log", parameters)).outcome, "unsupported");
  await charger.client.close({ force: true });
  await host.until("the cut", () => !network.online(station));
  assert.equal((await give("get_log", parameters)).outcome, "offline");
});

const network = { slot: 2, url: "wss://charge.example.com/ocpp", security_profile: 2 };
const priority = "OCPPCommCtrlr.NetworkConfigurationPriority";

test("another way to its platform is kept in a slot, which is tried before the others", async () => {
  const before = { [priority]: "1, 2,3" };
  const { charger, sent, give } = await scene({ SetNetworkProfile: accepted }, before);
  const answer = await give("set_network_profile", { ...network, interface: "Wireless0" });
  assert.equal(answer.outcome, "succeeded");
  assert.deepEqual(sent[0]?.[1], {
    configurationSlot: 2,
    connectionData: {
      ...{ ocppVersion: "OCPP20", ocppTransport: "JSON", ocppCsmsUrl: network.url },
      ...{ messageTimeout: 30, securityProfile: 2, ocppInterface: "Wireless0" },
    },
  });
  assert.equal(charger.model.variables.get(priority), "2,1,3");
});

test("a way that a charger does not keep, or is not to try first, changes no order", async () => {
  const before = { [priority]: "1" };
  const refused = await scene({ SetNetworkProfile: { status: "Failed" } }, before);
  const answer = await refused.give("set_network_profile", network);
  assert.deepEqual([answer.outcome, "reason" in answer && answer.reason], ["rejected", "Failed"]);
  assert.equal(refused.charger.model.variables.get(priority), "1");
  await endScenes();
  const kept = await scene({ SetNetworkProfile: accepted }, before);
  const spare = await kept.give("set_network_profile", { ...network, first: false });
  assert.equal(spare.outcome, "succeeded");
  assert.equal(kept.charger.model.variables.get(priority), "1");
});

test("a charger that takes no other order, or is told of no slot, says so", async () => {
  const { sent, give } = await scene({ SetNetworkProfile: accepted });
  const unknown = await give("set_network_profile", network);
  assert.deepEqual(
    [unknown.outcome, "reason" in unknown && unknown.reason],
    ["rejected", "UnknownVariable"],
  );
  const { slot: _, ...nowhere } = network;
  assert.equal((await give("set_network_profile", nowhere)).outcome, "invalid");
  assert.equal(sent.length, 1);
});
