// The neutral commands on a charger of 1.6: which message each becomes, and what its answers mean.
// The charger is a client written by others that holds both sides to the official schemas.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { samples } from "../../../../test/ocpp16_samples.ts";
import { connector, type Given, openScene, type Scene } from "../../../../test/ocpp16_scene.ts";
import type { ChargingProfile, CommandAnswer } from "../../commands.ts";

const at = "2026-11-21T10:00:00.000Z";
const chain = "-----BEGIN CERTIFICATE-----";

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.end());

type Row = {
  readonly given: Given;
  /** At the connector, not for the station as a whole. */
  readonly there?: true;
  readonly action: string;
  readonly payload: object;
  readonly answer: object;
  readonly outcome: CommandAnswer["outcome"];
};

const ok = { status: "Accepted" };
const profile: ChargingProfile = {
  ...{ id: 7, stack_level: 2, purpose: "default", kind: "absolute" },
  schedule: { unit: "A", start: at, periods: [{ start: 0, limit: 8.1, phases: 3 }] },
};
const profile16 = {
  ...{ chargingProfileId: 7, stackLevel: 2, chargingProfilePurpose: "TxDefaultProfile" },
  chargingProfileKind: "Absolute",
  chargingSchedule: {
    ...{ chargingRateUnit: "A", startSchedule: at },
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 8.1, numberPhases: 3 }],
  },
};
const ofTransaction: ChargingProfile = { ...profile, purpose: "transaction" };
const tokens = [
  { uid: "04A2", type: "rfid", status: "accepted", group: "ADA", expires_at: at },
  { uid: "04A3", type: "rfid", status: null, group: null, expires_at: null },
] as const;
const cards = [
  { idTag: "04A2", idTagInfo: { ...ok, parentIdTag: "ADA", expiryDate: at } },
  { idTag: "04A3" },
];
const firmware = { location: "https://f.example/1.bin", retrieve_at: at, retries: 2 };
const proof = { signing_certificate: chain, signature: "c2ln" };
const proof16 = { signingCertificate: chain, signature: "c2ln" };
const fetched = { location: "https://f.example/1.bin", retrieveDateTime: at, installDateTime: at };
const log = { location: "ftp://f.example/in", oldest: at, retry_interval: 5 } as const;

const asked = (given: Given, action: string, payload: object, answer: object) => ({
  ...{ given, action, payload, answer },
});

const rows: readonly Row[] = [
  {
    ...asked({ name: "reset", parameters: { type: "hard" } }, "Reset", { type: "Hard" }, ok),
    outcome: "succeeded",
  },
  {
    given: { name: "reset", parameters: { type: "soft" } },
    ...{ action: "Reset", payload: { type: "Soft" }, answer: { status: "Rejected" } },
    outcome: "rejected",
  },
  {
    ...{ given: { name: "unlock_connector", parameters: {} }, there: true },
    ...{ action: "UnlockConnector", payload: { connectorId: 1 }, answer: { status: "Unlocked" } },
    outcome: "succeeded",
  },
  {
    ...{ given: { name: "unlock_connector", parameters: {} }, there: true },
    ...{ action: "UnlockConnector", payload: { connectorId: 1 } },
    ...{ answer: { status: "NotSupported" }, outcome: "unsupported" },
  },
  {
    given: { name: "change_availability", parameters: { available: false } },
    ...{ action: "ChangeAvailability", payload: { connectorId: 0, type: "Inoperative" } },
    ...{ answer: { status: "Scheduled" }, outcome: "accepted" },
  },
  {
    ...{ given: { name: "trigger_message", parameters: { message: "meter_values" } }, there: true },
    ...{ action: "TriggerMessage", payload: { requestedMessage: "MeterValues", connectorId: 1 } },
    ...{ answer: ok, outcome: "succeeded" },
  },
  {
    given: { name: "trigger_message", parameters: { message: "sign_certificate" } },
    action: "ExtendedTriggerMessage",
    payload: { requestedMessage: "SignChargePointCertificate" },
    ...{ answer: { status: "NotImplemented" }, outcome: "unsupported" },
  },
  {
    given: { name: "get_variables", parameters: { variables: [{ name: "A" }, { name: "B" }] } },
    ...{ action: "GetConfiguration", payload: { key: ["A", "B"] } },
    ...{ answer: { unknownKey: ["A", "B"] }, outcome: "succeeded" },
  },
  {
    given: { name: "set_variables", parameters: { variables: [{ name: "A", value: "1" }] } },
    ...{ action: "ChangeConfiguration", payload: { key: "A", value: "1" } },
    ...{ answer: { status: "RebootRequired" }, outcome: "succeeded" },
  },
  {
    given: { name: "set_variables", parameters: { variables: [{ name: "A", value: "1" }] } },
    ...{ action: "ChangeConfiguration", payload: { key: "A", value: "1" } },
    ...{ answer: { status: "NotSupported" }, outcome: "rejected" },
  },
  {
    given: { name: "update_firmware", parameters: firmware },
    action: "UpdateFirmware",
    payload: { location: firmware.location, retrieveDate: at, retries: 2 },
    ...{ answer: {}, outcome: "accepted" },
  },
  {
    given: { name: "update_firmware", parameters: { ...firmware, ...proof, install_at: at } },
    action: "SignedUpdateFirmware",
    payload: { requestId: 41, retries: 2, firmware: { ...fetched, ...proof16 } },
    ...{ answer: { status: "AcceptedCanceled" }, outcome: "accepted" },
  },
  {
    given: { name: "update_firmware", parameters: { ...firmware, ...proof, install_at: at } },
    action: "SignedUpdateFirmware",
    payload: { requestId: 41, retries: 2, firmware: { ...fetched, ...proof16 } },
    ...{ answer: { status: "InvalidCertificate" }, outcome: "rejected" },
  },
  {
    given: { name: "get_log", parameters: { ...log, type: "diagnostics" } },
    action: "GetDiagnostics",
    payload: { location: log.location, startTime: at, retryInterval: 5 },
    ...{ answer: { fileName: "d.zip" }, outcome: "accepted" },
  },
  {
    given: { name: "get_log", parameters: { ...log, type: "diagnostics" } },
    action: "GetDiagnostics",
    payload: { location: log.location, startTime: at, retryInterval: 5 },
    ...{ answer: {}, outcome: "rejected" },
  },
  {
    given: { name: "get_log", parameters: { ...log, type: "security" } },
    action: "GetLog",
    payload: {
      ...{ logType: "SecurityLog", requestId: 41, retryInterval: 5 },
      log: { remoteLocation: log.location, oldestTimestamp: at },
    },
    ...{ answer: { ...ok, filename: "s.log" }, outcome: "accepted" },
  },
  {
    ...{ given: { name: "set_charging_profile", parameters: { profile } }, there: true },
    action: "SetChargingProfile",
    payload: { connectorId: 1, csChargingProfiles: profile16 },
    ...{ answer: ok, outcome: "succeeded" },
  },
  {
    given: {
      name: "set_charging_profile",
      parameters: { profile: ofTransaction, transaction: { id: 1001, reference: null } },
    },
    there: true,
    action: "SetChargingProfile",
    payload: {
      connectorId: 1,
      csChargingProfiles: {
        ...profile16,
        ...{ chargingProfilePurpose: "TxProfile", transactionId: 1001 },
      },
    },
    ...{ answer: { status: "NotSupported" }, outcome: "unsupported" },
  },
  {
    given: { name: "clear_charging_profile", parameters: { purpose: "station_max" } },
    action: "ClearChargingProfile",
    payload: { chargingProfilePurpose: "ChargePointMaxProfile" },
    ...{ answer: { status: "Unknown" }, outcome: "rejected" },
  },
  {
    ...{ given: { name: "get_composite_schedule", parameters: { duration: 60 } }, there: true },
    ...{ action: "GetCompositeSchedule", payload: { connectorId: 1, duration: 60 } },
    ...{ answer: { ...ok, connectorId: 1 }, outcome: "succeeded" },
  },
  {
    given: { name: "send_local_list", parameters: { version: 3, mode: "differential", tokens } },
    action: "SendLocalList",
    payload: { listVersion: 3, updateType: "Differential", localAuthorizationList: cards },
    ...{ answer: { status: "VersionMismatch" }, outcome: "rejected" },
  },
  {
    given: { name: "install_certificate", parameters: { use: "manufacturer", certificate: chain } },
    action: "InstallCertificate",
    payload: { certificateType: "ManufacturerRootCertificate", certificate: chain },
    ...{ answer: ok, outcome: "succeeded" },
  },
  {
    given: { name: "data_transfer", parameters: { vendor: "v", message: "m", data: "d" } },
    action: "DataTransfer",
    payload: { vendorId: "v", messageId: "m", data: "d" },
    ...{ answer: { status: "UnknownVendorId" }, outcome: "rejected" },
  },
];

test("each neutral command is the message of 1.6 that does it, and its answer is understood", async () => {
  for (const { given, there, action, payload, answer, outcome } of rows) {
    const seen = scene.answering(action, answer);
    const said = await scene.give(given, there ? connector : null);
    const about = `${given.name} ${JSON.stringify(answer)}`;
    assert.equal(said.outcome, outcome, about);
    assert.deepEqual(seen, [payload], about);
  }
  const named = new Set(rows.map(({ given }) => given.name));
  assert.equal(named.size + ["raw"].length, 15);
});

test("any message of ours can be sent as it stands, and its answer comes back", async () => {
  for (const [action, { from, request, answer }] of Object.entries(samples)) {
    if (from === "charger") continue;
    const seen = scene.answering(action, answer[1]);
    const said = await scene.give({ name: "raw", parameters: { action, payload: request[1] } });
    assert.deepEqual(seen, [request[1]], action);
    assert.ok("answer" in said, action);
    assert.deepEqual(said.answer, answer[1]);
  }
});

test("any message of a charger is answered as the official schema has it", async () => {
  for (const [action, { from, request }] of Object.entries(samples)) {
    if (from === "platform") continue;
    for (const payload of request) await scene.charger.client.call(action, payload);
  }
});

test("what does not fit the protocol stays here, and the place is named", async () => {
  const before = scene.charger.asked.length;
  const raw = (action: string, payload: object) =>
    scene.give({ name: "raw", parameters: { action, payload } });
  const wrong: [Promise<CommandAnswer>, RegExp][] = [
    [raw("Reset", { type: "Gently" }), /^\/type must be equal/],
    [raw("Reset", {}), /must have required property 'type'/],
    [raw("ReserveNow", { connectorId: "1" }), /connectorId|required/],
    [raw("MakeCoffee", {}), /MakeCoffee/],
    [raw("BootNotification", {}), /BootNotification/],
    [scene.give({ name: "unlock_connector", parameters: {} }), /connector/],
    [
      scene.give({ name: "set_charging_profile", parameters: { profile: ofTransaction } }),
      /connector/,
    ],
    [
      scene.give({ name: "update_firmware", parameters: { location: "no address" } }),
      /^\/location/,
    ],
    [
      scene.give({ name: "update_firmware", parameters: { ...firmware, install_at: at } }),
      /install_at/,
    ],
    [
      scene.give({ name: "update_firmware", parameters: { ...firmware, signature: "x" } }),
      /signature/,
    ],
    [
      scene.give({
        name: "get_variables",
        parameters: { variables: [{ name: "A" }, { name: "B", component: "EVSE" }] },
      }),
      /^\/variables\/1/,
    ],
  ];
  for (const [answer, reason] of wrong) {
    const said = await answer;
    assert.equal(said.outcome, "invalid");
    assert.match(said.outcome === "invalid" ? said.reason : "", reason);
  }
  assert.equal(scene.charger.asked.length, before);
});

test("what 1.6 has no word for is unsupported, and so is what the charger does not know", async () => {
  const given: Given[] = [
    { name: "reset", parameters: { type: "when_idle" } },
    { name: "install_certificate", parameters: { use: "v2g", certificate: chain } },
    { name: "clear_charging_profile", parameters: {} },
    { name: "get_log", parameters: { ...log, type: "security" } },
    { name: "get_log", parameters: { ...log, type: "diagnostics" } },
    { name: "update_firmware", parameters: { ...firmware, ...proof } },
  ];
  for (const one of given) assert.equal((await scene.give(one)).outcome, "unsupported", one.name);
  assert.ok(
    !scene.charger.asked.includes("UpdateFirmware"),
    "a signed update became an unsigned one",
  );
});

test("a charger of the security extension is asked for its log by the extension's message, and by the older one if it knows that only", async () => {
  const entry = { key: "SecurityProfile", readonly: false, value: "1" };
  scene.answering("GetConfiguration", { configurationKey: [entry] });
  await scene.give({ name: "get_variables", parameters: {} });
  const diagnostics: Given = { name: "get_log", parameters: { ...log, type: "diagnostics" } };
  const older = scene.answering("GetDiagnostics", { fileName: "d.zip" });
  assert.equal((await scene.give(diagnostics)).outcome, "accepted");
  assert.equal(older.length, 1);
  const newer = scene.answering("GetLog", ok);
  assert.equal((await scene.give(diagnostics)).outcome, "accepted");
  assert.deepEqual([older.length, newer.length], [1, 1]);
  const trigger: Given = { name: "trigger_message", parameters: { message: "log_status" } };
  const triggered = scene.answering("ExtendedTriggerMessage", ok);
  assert.equal((await scene.give(trigger)).outcome, "succeeded");
  assert.deepEqual(triggered, [{ requestedMessage: "LogStatusNotification" }]);
});
