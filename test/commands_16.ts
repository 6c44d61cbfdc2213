// Neutral commands as messages of OCPP 1.6, and what their answers mean.
import type { ChargingProfile, CommandAnswer } from "../src/networks/commands.ts";
import type { Given } from "./ocpp16_scene.ts";

export const at = "2026-11-21T10:00:00.000Z";
export const chain = "-----BEGIN CERTIFICATE-----";

type Row = {
  readonly given: Given;
  /** At the connector, not for the station as a whole. */
  readonly there?: true;
  readonly action: string;
  readonly payload: object;
  readonly answer: object;
  readonly outcome: CommandAnswer["outcome"];
};

export const ok = { status: "Accepted" };
export const profile: ChargingProfile = {
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
export const ofTransaction: ChargingProfile = { ...profile, purpose: "transaction" };
const tokens = [
  { uid: "04A2", type: "rfid", status: "accepted", group: "ADA", expires_at: at },
  { uid: "04A3", type: "rfid", status: null, group: null, expires_at: null },
] as const;
const cards = [
  { idTag: "04A2", idTagInfo: { ...ok, parentIdTag: "ADA", expiryDate: at } },
  { idTag: "04A3" },
];
export const firmware = { location: "https://f.example/1.bin", retrieve_at: at, retries: 2 };
export const proof = { signing_certificate: chain, signature: "c2ln" };
const proof16 = { signingCertificate: chain, signature: "c2ln" };
const fetched = { location: "https://f.example/1.bin", retrieveDateTime: at, installDateTime: at };
export const log = { location: "ftp://f.example/in", oldest: at, retry_interval: 5 } as const;

export const asked = (given: Given, action: string, payload: object, answer: object) => ({
  ...{ given, action, payload, answer },
});

export const rows: readonly Row[] = [
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
