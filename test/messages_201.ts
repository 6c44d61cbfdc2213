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

export const at = "2026-11-21T12:00:00.000Z";
export const statusInfo = { reasonCode: "Because", additionalInfo: "of the weather" };
export const accepted = { status: "Accepted", statusInfo };

export const certificateHash = {
  ...{ hashAlgorithm: "SHA256", serialNumber: "8f01a2b3c4d5" },
  ...{ issuerNameHash: "31c5f8f2e1ead5b5", issuerKeyHash: "7600d5ee0dfdb894" },
};
export const place = {
  component: { name: "Connector", instance: "left", evse: { id: 1, connectorId: 1 } },
  variable: { name: "Temperature", instance: "inside" },
};
export const period = { startPeriod: 0, limit: 8.1, numberPhases: 3, phaseToUse: 1 };
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
export const profile = {
  ...{ id: 5, stackLevel: 1, chargingProfilePurpose: "TxProfile", transactionId: "tx-1" },
  ...{ chargingProfileKind: "Recurring", recurrencyKind: "Daily", validFrom: at, validTo: at },
  chargingSchedule: [schedule],
};
export const message = {
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
