// Messages of OCPP 2.0.1 as a platform sends them, and what a charger answers: the same blocks as
// in messages_201.ts.
import {
  accepted,
  at,
  certificateHash,
  message,
  period,
  place,
  profile,
  type Sample,
  statusInfo,
} from "./messages_201.ts";

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
