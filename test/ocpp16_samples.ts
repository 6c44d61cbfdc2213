// One sample of every message of OCPP 1.6 and its security extension, written by hand from the
// specifications: as little as it may hold, and all that it can.

type Payload = Record<string, unknown>;

export type Sample = {
  /** From the charger, or from us; `both`: either may call it. */
  readonly from: "charger" | "platform" | "both";
  readonly request: readonly [least: Payload, most: Payload];
  readonly answer: readonly [least: Payload, most: Payload];
};

const at = "2026-11-21T10:00:00Z";
const later = "2026-11-21T18:00:00.250Z";
const accepted = { status: "Accepted" };
const just = (payload: Payload) => [payload, payload] as const;
const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

const idTagInfo = { ...accepted, parentIdTag: "FLEET-7", expiryDate: later };
const meterValue = { timestamp: at, sampledValue: [{ value: "1500" }] };
const fullMeterValue = {
  timestamp: at,
  sampledValue: [
    {
      ...{ value: "1.5", context: "Sample.Periodic", format: "Raw", phase: "L1" },
      ...{ measurand: "Energy.Active.Import.Register", location: "Outlet", unit: "kWh" },
    },
    { value: "62", measurand: "SoC", location: "EV", unit: "Percent" },
  ],
};
const schedule = {
  chargingRateUnit: "A",
  chargingSchedulePeriod: [{ startPeriod: 0, limit: 8.1 }],
};
const fullSchedule = {
  ...{ duration: 3600, startSchedule: at, chargingRateUnit: "W", minChargingRate: 1380.5 },
  chargingSchedulePeriod: [
    { startPeriod: 0, limit: 11_000, numberPhases: 3 },
    { startPeriod: 600, limit: 3_680.1, numberPhases: 1 },
  ],
};
const profile = {
  ...{ chargingProfileId: 7, stackLevel: 0, chargingProfilePurpose: "TxDefaultProfile" },
  ...{ chargingProfileKind: "Absolute", chargingSchedule: schedule },
};
const fullProfile = {
  ...{ chargingProfileId: 7, transactionId: 1001, stackLevel: 3, recurrencyKind: "Daily" },
  ...{ chargingProfilePurpose: "TxProfile", chargingProfileKind: "Recurring" },
  ...{ validFrom: at, validTo: later, chargingSchedule: fullSchedule },
};
const certificateHashData = {
  ...{ hashAlgorithm: "SHA256", issuerNameHash: "a1".repeat(32) },
  ...{ issuerKeyHash: "b2".repeat(32), serialNumber: "01f3" },
};

const core: Record<string, Sample> = {
  Authorize: {
    from: "charger",
    request: just({ idTag: "04A2B1C3D4E5F6" }),
    answer: [{ idTagInfo: accepted }, { idTagInfo }],
  },
  BootNotification: {
    from: "charger",
    request: [
      { chargePointVendor: "Openfield", chargePointModel: "Post 22" },
      {
        ...{ chargePointVendor: "Openfield", chargePointModel: "Post 22" },
        ...{ chargePointSerialNumber: "OF-0017", chargeBoxSerialNumber: "B-1" },
        ...{ firmwareVersion: "1.4.2", iccid: "8949", imsi: "2620", meterType: "M3" },
        meterSerialNumber: "M-9",
      },
    ],
    answer: just({ ...accepted, currentTime: at, interval: 60 }),
  },
  ChangeAvailability: {
    from: "platform",
    request: just({ connectorId: 0, type: "Inoperative" }),
    answer: just({ status: "Scheduled" }),
  },
  ChangeConfiguration: {
    from: "platform",
    request: just({ key: "HeartbeatInterval", value: "60" }),
    answer: just({ status: "RebootRequired" }),
  },
  ClearCache: { from: "platform", request: just({}), answer: just(accepted) },
  DataTransfer: {
    from: "both",
    request: [
      { vendorId: "org.openfield" },
      { vendorId: "org.openfield", messageId: "m", data: "x" },
    ],
    answer: [{ status: "UnknownVendorId" }, { ...accepted, data: "y" }],
  },
  GetConfiguration: {
    from: "platform",
    request: [{}, { key: ["HeartbeatInterval", "Nonsense"] }],
    answer: [
      {},
      {
        configurationKey: [
          { key: "HeartbeatInterval", readonly: false, value: "60" },
          { key: "NumberOfConnectors", readonly: true },
        ],
        unknownKey: ["Nonsense"],
      },
    ],
  },
  Heartbeat: { from: "charger", request: just({}), answer: just({ currentTime: at }) },
  MeterValues: {
    from: "charger",
    request: [
      { connectorId: 1, meterValue: [meterValue] },
      { connectorId: 1, transactionId: 1001, meterValue: [fullMeterValue] },
    ],
    answer: just({}),
  },
  RemoteStartTransaction: {
    from: "platform",
    request: [
      { idTag: "CS-4F2A9C" },
      { idTag: "CS-4F2A9C", connectorId: 1, chargingProfile: fullProfile },
    ],
    answer: just(accepted),
  },
  RemoteStopTransaction: {
    from: "platform",
    request: just({ transactionId: 1001 }),
    answer: just({ status: "Rejected" }),
  },
  Reset: { from: "platform", request: just({ type: "Soft" }), answer: just(accepted) },
  StartTransaction: {
    from: "charger",
    request: [
      { connectorId: 1, idTag: "CS-4F2A9C", meterStart: 1200, timestamp: at },
      { connectorId: 1, idTag: "CS-4F2A9C", meterStart: 1200, timestamp: at, reservationId: 7 },
    ],
    answer: [
      { idTagInfo: accepted, transactionId: 1001 },
      { idTagInfo, transactionId: 1001 },
    ],
  },
  StatusNotification: {
    from: "charger",
    request: [
      { connectorId: 1, errorCode: "NoError", status: "Available" },
      {
        ...{ connectorId: 1, errorCode: "OtherError", status: "Faulted", timestamp: at },
        ...{ info: "cover open", vendorId: "org.openfield", vendorErrorCode: "E17" },
      },
    ],
    answer: just({}),
  },
  StopTransaction: {
    from: "charger",
    request: [
      { transactionId: 1001, meterStop: 1500, timestamp: at },
      {
        ...{ transactionId: 1001, meterStop: 1500, timestamp: at, idTag: "CS-4F2A9C" },
        ...{ reason: "EVDisconnected", transactionData: [fullMeterValue] },
      },
    ],
    answer: [{}, { idTagInfo }],
  },
  UnlockConnector: {
    from: "platform",
    request: just({ connectorId: 1 }),
    answer: just({ status: "Unlocked" }),
  },
};

const firmwareManagement: Record<string, Sample> = {
  DiagnosticsStatusNotification: {
    from: "charger",
    request: just({ status: "Uploading" }),
    answer: just({}),
  },
  FirmwareStatusNotification: {
    from: "charger",
    request: just({ status: "Downloaded" }),
    answer: just({}),
  },
  GetDiagnostics: {
    from: "platform",
    request: [
      { location: "ftp://files.example/in" },
      {
        ...{ location: "ftp://files.example/in", retries: 2, retryInterval: 60 },
        ...{ startTime: at, stopTime: later },
      },
    ],
    answer: [{}, { fileName: "diagnostics.zip" }],
  },
  UpdateFirmware: {
    from: "platform",
    request: [
      { location: "https://files.example/1.5.bin", retrieveDate: at },
      {
        ...{ location: "https://files.example/1.5.bin", retrieveDate: at },
        ...{ retries: 2, retryInterval: 60 },
      },
    ],
    answer: just({}),
  },
};

const localList: Record<string, Sample> = {
  GetLocalListVersion: { from: "platform", request: just({}), answer: just({ listVersion: 4 }) },
  SendLocalList: {
    from: "platform",
    request: [
      { listVersion: 5, updateType: "Full" },
      {
        ...{ listVersion: 5, updateType: "Differential" },
        localAuthorizationList: [{ idTag: "04A2B1C3", idTagInfo }, { idTag: "STRUCK-OFF" }],
      },
    ],
    answer: just({ status: "VersionMismatch" }),
  },
};

const reservation: Record<string, Sample> = {
  CancelReservation: {
    from: "platform",
    request: just({ reservationId: 7 }),
    answer: just(accepted),
  },
  ReserveNow: {
    from: "platform",
    request: [
      { connectorId: 1, expiryDate: later, idTag: "CS-1", reservationId: 7 },
      { connectorId: 1, expiryDate: later, idTag: "CS-1", reservationId: 7, parentIdTag: "ADA" },
    ],
    answer: just({ status: "Occupied" }),
  },
};

const smartCharging: Record<string, Sample> = {
  ClearChargingProfile: {
    from: "platform",
    request: [
      {},
      { id: 7, connectorId: 1, chargingProfilePurpose: "TxDefaultProfile", stackLevel: 0 },
    ],
    answer: just({ status: "Unknown" }),
  },
  GetCompositeSchedule: {
    from: "platform",
    request: [
      { connectorId: 0, duration: 3600 },
      { connectorId: 1, duration: 3600, chargingRateUnit: "W" },
    ],
    answer: [
      { status: "Rejected" },
      { ...accepted, connectorId: 1, scheduleStart: at, chargingSchedule: fullSchedule },
    ],
  },
  SetChargingProfile: {
    from: "platform",
    request: [
      { connectorId: 1, csChargingProfiles: profile },
      { connectorId: 1, csChargingProfiles: fullProfile },
    ],
    answer: just(accepted),
  },
};

const remoteTrigger: Record<string, Sample> = {
  TriggerMessage: {
    from: "platform",
    request: [
      { requestedMessage: "Heartbeat" },
      { requestedMessage: "MeterValues", connectorId: 1 },
    ],
    answer: just(accepted),
  },
};

const security: Record<string, Sample> = {
  CertificateSigned: {
    from: "platform",
    request: just({ certificateChain: pem }),
    answer: just(accepted),
  },
  DeleteCertificate: {
    from: "platform",
    request: just({ certificateHashData }),
    answer: just({ status: "NotFound" }),
  },
  ExtendedTriggerMessage: {
    from: "platform",
    request: [
      { requestedMessage: "SignChargePointCertificate" },
      { requestedMessage: "StatusNotification", connectorId: 1 },
    ],
    answer: just(accepted),
  },
  GetInstalledCertificateIds: {
    from: "platform",
    request: just({ certificateType: "CentralSystemRootCertificate" }),
    answer: [{ status: "NotFound" }, { ...accepted, certificateHashData: [certificateHashData] }],
  },
  GetLog: {
    from: "platform",
    request: [
      { logType: "SecurityLog", requestId: 9, log: { remoteLocation: "https://files.example" } },
      {
        ...{ logType: "DiagnosticsLog", requestId: 9, retries: 2, retryInterval: 60 },
        log: { remoteLocation: "https://f.example", oldestTimestamp: at, latestTimestamp: later },
      },
    ],
    answer: [accepted, { status: "AcceptedCanceled", filename: "log.gz" }],
  },
  InstallCertificate: {
    from: "platform",
    request: just({ certificateType: "ManufacturerRootCertificate", certificate: pem }),
    answer: just({ status: "Failed" }),
  },
  LogStatusNotification: {
    from: "charger",
    request: [{ status: "Idle" }, { status: "Uploaded", requestId: 9 }],
    answer: just({}),
  },
  SecurityEventNotification: {
    from: "charger",
    request: [
      { type: "TamperDetectionActivated", timestamp: at },
      { type: "SettingSystemTime", timestamp: at, techInfo: "by NTP" },
    ],
    answer: just({}),
  },
  SignCertificate: {
    from: "charger",
    request: just({ csr: "-----BEGIN CERTIFICATE REQUEST-----" }),
    answer: just({ status: "Rejected" }),
  },
  SignedFirmwareStatusNotification: {
    from: "charger",
    request: [{ status: "Idle" }, { status: "InstallScheduled", requestId: 9 }],
    answer: just({}),
  },
  SignedUpdateFirmware: {
    from: "platform",
    request: [
      {
        requestId: 9,
        firmware: {
          ...{ location: "https://files.example/1.5.bin", retrieveDateTime: at },
          ...{ signingCertificate: pem, signature: "c2ln" },
        },
      },
      {
        ...{ requestId: 9, retries: 2, retryInterval: 60 },
        firmware: {
          ...{ location: "https://files.example/1.5.bin", retrieveDateTime: at },
          ...{ signingCertificate: pem, signature: "c2ln", installDateTime: later },
        },
      },
    ],
    answer: just({ status: "InvalidCertificate" }),
  },
};

export const samples: Readonly<Record<string, Sample>> = {
  ...{ ...core, ...firmwareManagement, ...localList, ...reservation },
  ...{ ...smartCharging, ...remoteTrigger, ...security },
};
