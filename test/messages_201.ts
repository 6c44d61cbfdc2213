// Messages of OCPP 2.0.1 as a charger and a platform send them, of the blocks that tell people
// something or do as an operator says: security, cost, smart charging, firmware, certificates,
// diagnostics, display, data transfer. With everything in them that the official schemas have.

export type Sample = {
  readonly action: string;
  readonly request: Record<string, unknown>;
  readonly answer: Record<string, unknown>;
};

/** What the platform is told: a notice's topic and text, or a command's number and state. */
export type Told = readonly [string, string | number, string];

export type FromCharger = Sample & { readonly tells: readonly Told[] };

const at = "2026-11-21T12:00:00.000Z";
const statusInfo = { reasonCode: "Because", additionalInfo: "of the weather" };
const accepted = { status: "Accepted", statusInfo };

export const certificateHash = {
  ...{ hashAlgorithm: "SHA256", serialNumber: "8f01a2b3c4d5" },
  ...{ issuerNameHash: "31c5f8f2e1ead5b5", issuerKeyHash: "7600d5ee0dfdb894" },
};
const place = {
  component: { name: "Connector", instance: "left", evse: { id: 1, connectorId: 1 } },
  variable: { name: "Temperature", instance: "inside" },
};
const period = { startPeriod: 0, limit: 8.1, numberPhases: 3, phaseToUse: 1 };
const cost = { costKind: "CarbonDioxideEmission", amount: 200, amountMultiplier: 3 };
const salesTariff = {
  ...{ id: 1, salesTariffDescription: "by night", numEPriceLevels: 2 },
  salesTariffEntry: [
    {
      relativeTimeInterval: { start: 0, duration: 3600 },
      ...{ ePriceLevel: 1, consumptionCost: [{ startValue: 1.5, cost: [cost] }] },
    },
  ],
};
const schedule = {
  ...{ id: 1, startSchedule: at, duration: 3600, chargingRateUnit: "A", minChargingRate: 6.5 },
  chargingSchedulePeriod: [period],
};
const profile = {
  ...{ id: 5, stackLevel: 1, chargingProfilePurpose: "TxProfile", transactionId: "tx-1" },
  ...{ chargingProfileKind: "Recurring", recurrencyKind: "Daily", validFrom: at, validTo: at },
  chargingSchedule: [schedule],
};
const message = {
  ...{ id: 1, priority: "InFront", state: "Idle", startDateTime: at, endDateTime: at },
  ...{ transactionId: "tx-1", display: place.component },
  message: { format: "UTF8", language: "de", content: "Grüß Gott" },
};

const notice = (topic: string, text: string): Told => ["notice", topic, text];
const progress = (number: number, status: string): Told => ["command_progress", number, status];

export const fromCharger: readonly FromCharger[] = [
  {
    action: "SecurityEventNotification",
    request: { type: "TamperDetectionActivated", timestamp: at, techInfo: "door" },
    answer: {},
    tells: [notice("security", "TamperDetectionActivated: door")],
  },
  {
    action: "SignCertificate",
    request: { csr: "a request", certificateType: "ChargingStationCertificate" },
    answer: accepted,
    tells: [notice("certificate", "No certificate: no authority signs here")],
  },
  {
    action: "NotifyChargingLimit",
    request: {
      evseId: 1,
      chargingLimit: { chargingLimitSource: "SO", isGridCritical: true },
      chargingSchedule: [{ ...schedule, salesTariff }],
    },
    answer: {},
    tells: [notice("charging_limit", "Limited by SO, critical to the grid")],
  },
  {
    action: "ClearedChargingLimit",
    request: { chargingLimitSource: "EMS", evseId: 2 },
    answer: {},
    tells: [notice("charging_limit", "No longer limited by EMS")],
  },
  {
    action: "NotifyEVChargingNeeds",
    request: {
      ...{ evseId: 1, maxScheduleTuples: 3 },
      chargingNeeds: {
        ...{ requestedEnergyTransfer: "AC_three_phase", departureTime: at },
        acChargingParameters: {
          ...{ energyAmount: 32_000, evMinCurrent: 6, evMaxCurrent: 16, evMaxVoltage: 400 },
        },
      },
    },
    answer: { status: "Processing", statusInfo },
    tells: [notice("charging_needs", `AC_three_phase, 32000 Wh, until ${at}`)],
  },
  {
    action: "NotifyEVChargingNeeds",
    request: {
      evseId: 2,
      chargingNeeds: {
        requestedEnergyTransfer: "DC",
        dcChargingParameters: {
          ...{ evMaxCurrent: 400, evMaxVoltage: 800, evMaxPower: 200_000, stateOfCharge: 20 },
          ...{ energyAmount: 50_000, evEnergyCapacity: 77_000, fullSoC: 99, bulkSoC: 80 },
        },
      },
    },
    answer: { status: "Rejected" },
    tells: [notice("charging_needs", "DC, 50000 Wh")],
  },
  {
    action: "NotifyEVChargingSchedule",
    request: { timeBase: at, evseId: 1, chargingSchedule: { ...schedule, salesTariff } },
    answer: accepted,
    tells: [notice("charging_profile", "The car plans 1 steps of at most 8.1 A")],
  },
  {
    action: "ReportChargingProfiles",
    request: {
      ...{ requestId: 7, chargingLimitSource: "CSO", tbc: true, evseId: 1 },
      chargingProfile: [profile, { ...profile, id: 6 }],
    },
    answer: {},
    tells: [progress(7, "running"), notice("charging_profile", "EVSE 1 has profiles 5, 6 of CSO")],
  },
  {
    action: "FirmwareStatusNotification",
    request: { status: "Downloading", requestId: 7 },
    answer: {},
    tells: [progress(7, "running"), notice("firmware", "Downloading")],
  },
  {
    action: "FirmwareStatusNotification",
    request: { status: "Installed", requestId: 7 },
    answer: {},
    tells: [progress(7, "succeeded"), notice("firmware", "Installed")],
  },
  {
    action: "FirmwareStatusNotification",
    request: { status: "InvalidSignature", requestId: 7 },
    answer: {},
    tells: [progress(7, "failed"), notice("firmware", "InvalidSignature")],
  },
  {
    action: "FirmwareStatusNotification",
    request: { status: "Idle" },
    answer: {},
    tells: [notice("firmware", "Idle")],
  },
  {
    action: "PublishFirmwareStatusNotification",
    request: { status: "Published", location: ["http://10.0.0.2/fw"], requestId: 8 },
    answer: {},
    tells: [progress(8, "succeeded"), notice("firmware", "Published at http://10.0.0.2/fw")],
  },
  {
    action: "PublishFirmwareStatusNotification",
    request: { status: "InvalidChecksum", requestId: 8 },
    answer: {},
    tells: [progress(8, "failed"), notice("firmware", "InvalidChecksum")],
  },
  {
    action: "Get15118EVCertificate",
    request: { iso15118SchemaVersion: "urn:iso:15118:2:2013", action: "Install", exiRequest: "gA" },
    answer: { status: "Accepted", statusInfo, exiResponse: "gB" },
    tells: [],
  },
  {
    action: "GetCertificateStatus",
    request: {
      ocspRequestData: { ...certificateHash, responderURL: "http://ocsp.example.com" },
    },
    answer: { ...accepted, ocspResult: "MIIC" },
    tells: [],
  },
  {
    action: "LogStatusNotification",
    request: { status: "Uploading", requestId: 9 },
    answer: {},
    tells: [progress(9, "running"), notice("log", "Uploading")],
  },
  {
    action: "LogStatusNotification",
    request: { status: "Uploaded", requestId: 9 },
    answer: {},
    tells: [progress(9, "succeeded"), notice("log", "Uploaded")],
  },
  {
    action: "LogStatusNotification",
    request: { status: "PermissionDenied", requestId: 9 },
    answer: {},
    tells: [progress(9, "failed"), notice("log", "PermissionDenied")],
  },
  {
    action: "NotifyEvent",
    request: {
      ...{ generatedAt: at, tbc: false, seqNo: 0 },
      eventData: [
        {
          ...{ eventId: 1, timestamp: at, trigger: "Alerting", cause: 1, actualValue: "81.5" },
          ...{ techCode: "E42", techInfo: "fan", cleared: true, transactionId: "tx-1" },
          ...{ variableMonitoringId: 3, eventNotificationType: "CustomMonitor", ...place },
        },
        {
          ...{ eventId: 2, timestamp: at, trigger: "Delta", actualValue: "true" },
          ...{ eventNotificationType: "HardWiredNotification" },
          ...{ component: { name: "ConnectorPlugRetentionLock" }, variable: { name: "Problem" } },
        },
      ],
    },
    answer: {},
    tells: [
      notice("monitoring", "Connector[left].Temperature[inside] = 81.5, is over, E42 fan"),
      notice("monitoring", "ConnectorPlugRetentionLock.Problem = true"),
    ],
  },
  {
    action: "NotifyMonitoringReport",
    request: {
      ...{ requestId: 10, tbc: true, seqNo: 0, generatedAt: at },
      monitor: [
        {
          ...place,
          variableMonitoring: [
            { id: 3, transaction: false, value: 80, type: "UpperThreshold", severity: 4 },
          ],
        },
      ],
    },
    answer: {},
    tells: [
      progress(10, "running"),
      notice("monitoring", "Part 0: watches Connector[left].Temperature[inside]"),
    ],
  },
  {
    action: "NotifyMonitoringReport",
    request: { requestId: 10, seqNo: 1, generatedAt: at },
    answer: {},
    tells: [progress(10, "succeeded"), notice("monitoring", "Part 1: watches nothing more")],
  },
  {
    action: "NotifyCustomerInformation",
    request: { data: "Ada L.", tbc: false, seqNo: 0, generatedAt: at, requestId: 11 },
    answer: {},
    tells: [
      progress(11, "succeeded"),
      notice("customer_information", "Part 0 of what request 11 asked for, 6 characters"),
    ],
  },
  {
    action: "NotifyDisplayMessages",
    request: { messageInfo: [message], requestId: 12, tbc: false },
    answer: {},
    tells: [progress(12, "succeeded"), notice("display_message", "1: Grüß Gott")],
  },
  {
    action: "NotifyDisplayMessages",
    request: { requestId: 12, tbc: true },
    answer: {},
    tells: [progress(12, "running"), notice("display_message", "No message")],
  },
  {
    action: "DataTransfer",
    request: { vendorId: "com.example", messageId: "Weather", data: { rain: [true] } },
    answer: { status: "UnknownVendorId", statusInfo, data: "none" },
    tells: [notice("data_transfer", "com.example: Weather")],
  },
];

export const fromPlatform: readonly Sample[] = [
  {
    action: "CertificateSigned",
    request: { certificateChain: "a chain", certificateType: "V2GCertificate" },
    answer: accepted,
  },
  {
    action: "InstallCertificate",
    request: { certificateType: "CSMSRootCertificate", certificate: "a certificate" },
    answer: accepted,
  },
  {
    action: "DeleteCertificate",
    request: { certificateHashData: certificateHash },
    answer: accepted,
  },
  {
    action: "GetInstalledCertificateIds",
    request: { certificateType: ["V2GRootCertificate", "V2GCertificateChain"] },
    answer: {
      ...accepted,
      certificateHashDataChain: [
        {
          ...{ certificateHashData: certificateHash, certificateType: "V2GCertificateChain" },
          childCertificateHashData: [certificateHash],
        },
      ],
    },
  },
  { action: "CostUpdated", request: { totalCost: 12.34, transactionId: "tx-1" }, answer: {} },
  {
    action: "SetChargingProfile",
    request: { evseId: 1, chargingProfile: profile },
    answer: accepted,
  },
  {
    action: "GetChargingProfiles",
    request: {
      ...{ requestId: 1, evseId: 1 },
      chargingProfile: {
        ...{ chargingProfilePurpose: "TxDefaultProfile", stackLevel: 0 },
        ...{ chargingProfileId: [1], chargingLimitSource: ["EMS", "CSO"] },
      },
    },
    answer: { status: "NoProfiles", statusInfo },
  },
  {
    action: "ClearChargingProfile",
    request: {
      chargingProfileId: 5,
      chargingProfileCriteria: {
        ...{ evseId: 1, chargingProfilePurpose: "TxDefaultProfile", stackLevel: 0 },
      },
    },
    answer: { status: "Unknown", statusInfo },
  },
  {
    action: "GetCompositeSchedule",
    request: { duration: 3600, chargingRateUnit: "W", evseId: 0 },
    answer: {
      ...accepted,
      schedule: {
        ...{ evseId: 0, duration: 3600, scheduleStart: at, chargingRateUnit: "W" },
        chargingSchedulePeriod: [{ ...period, limit: 6956.522 }],
      },
    },
  },
  {
    action: "UpdateFirmware",
    request: {
      ...{ retries: 2, retryInterval: 60, requestId: 1 },
      firmware: {
        ...{ location: "https://example.com/fw", retrieveDateTime: at, installDateTime: at },
        ...{ signingCertificate: "a certificate", signature: "a signature" },
      },
    },
    answer: { status: "AcceptedCanceled", statusInfo },
  },
  {
    action: "PublishFirmware",
    request: {
      ...{ location: "https://example.com/fw", checksum: "d41d8cd98f00b204e9800998ecf8427e" },
      ...{ requestId: 1, retries: 2, retryInterval: 60 },
    },
    answer: accepted,
  },
  {
    action: "UnpublishFirmware",
    request: { checksum: "d41d8cd98f00b204e9800998ecf8427e" },
    answer: { status: "DownloadOngoing" },
  },
  {
    action: "GetLog",
    request: {
      ...{ logType: "SecurityLog", requestId: 1, retries: 2, retryInterval: 60 },
      log: {
        ...{ remoteLocation: "sftp://example.com/logs", oldestTimestamp: at, latestTimestamp: at },
      },
    },
    answer: { ...accepted, filename: "log.tgz" },
  },
  {
    action: "SetMonitoringBase",
    request: { monitoringBase: "FactoryDefault" },
    answer: { status: "EmptyResultSet", statusInfo },
  },
  { action: "SetMonitoringLevel", request: { severity: 4 }, answer: accepted },
  {
    action: "SetVariableMonitoring",
    request: {
      setMonitoringData: [
        {
          ...{ id: 3, transaction: false, value: 80.5, type: "UpperThreshold", severity: 4 },
          ...place,
        },
      ],
    },
    answer: {
      setMonitoringResult: [
        { id: 3, status: "Duplicate", statusInfo, type: "UpperThreshold", ...place, severity: 4 },
      ],
    },
  },
  {
    action: "ClearVariableMonitoring",
    request: { id: [3] },
    answer: { clearMonitoringResult: [{ status: "NotFound", id: 3, statusInfo }] },
  },
  {
    action: "GetMonitoringReport",
    request: {
      ...{ componentVariable: [place], requestId: 1 },
      monitoringCriteria: ["ThresholdMonitoring", "DeltaMonitoring"],
    },
    answer: { status: "NotSupported", statusInfo },
  },
  {
    action: "CustomerInformation",
    request: {
      ...{ requestId: 1, report: true, clear: false, customerIdentifier: "Ada" },
      customerCertificate: certificateHash,
      idToken: {
        ...{ idToken: "RFID-1", type: "ISO14443" },
        additionalInfo: [{ additionalIdToken: "DE8AACA2B3C4D5", type: "contract" }],
      },
    },
    answer: { status: "Invalid", statusInfo },
  },
  {
    action: "SetDisplayMessage",
    request: { message },
    answer: { status: "NotSupportedPriority", statusInfo },
  },
  {
    action: "GetDisplayMessages",
    request: { id: [1], requestId: 1, priority: "InFront", state: "Idle" },
    answer: { status: "Unknown", statusInfo },
  },
  { action: "ClearDisplayMessage", request: { id: 1 }, answer: { status: "Unknown", statusInfo } },
  {
    action: "DataTransfer",
    request: { vendorId: "com.example", messageId: "Weather", data: [1] },
    answer: { status: "UnknownMessageId", statusInfo, data: { any: "thing" } },
  },
];
