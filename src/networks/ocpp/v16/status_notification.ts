// StatusNotification, charger to platform (OCPP 1.6 §4.9): the state of a connector, or of the
// whole charger (connector 0).

import type { ConnectorStatus } from "../../network.ts";
import { toDate } from "../schema.ts";
import { inbound, oneOf, Type, text, timestamp } from "./message.ts";

const statuses = {
  Available: "available",
  Preparing: "occupied",
  Charging: "occupied",
  SuspendedEVSE: "occupied",
  SuspendedEV: "occupied",
  Finishing: "occupied",
  Reserved: "reserved",
  Unavailable: "unavailable",
  Faulted: "faulted",
} as const satisfies Record<string, ConnectorStatus>;

const errors = [
  ...["ConnectorLockFailure", "EVCommunicationError", "GroundFailure", "HighTemperature"],
  ...["InternalError", "LocalListConflict", "NoError", "OtherError", "OverCurrentFailure"],
  ...["PowerMeterFailure", "PowerSwitchFailure", "ReaderFailure", "ResetFailure", "UnderVoltage"],
  ...["OverVoltage", "WeakSignal"],
];

const request = Type.Object({
  connectorId: Type.Integer({ minimum: 0 }),
  errorCode: oneOf(...errors),
  info: Type.Optional(text(50)),
  status: oneOf(
    ...(["Available", "Preparing", "Charging", "SuspendedEVSE", "SuspendedEV"] as const),
    ...(["Finishing", "Reserved", "Unavailable", "Faulted"] as const),
  ),
  timestamp: Type.Optional(timestamp()),
  vendorId: Type.Optional(text(255)),
  vendorErrorCode: Type.Optional(text(50)),
});

export const statusNotification = inbound("StatusNotification", request, async (news, scene) => {
  const { errorCode, vendorErrorCode, info } = news;
  const details = [vendorErrorCode, info].filter((detail) => detail);
  const error = errorCode === "NoError" ? null : [errorCode, ...details].join(" ");
  const at = news.timestamp === undefined ? scene.now() : toDate(news.timestamp);
  const status = statuses[news.status];
  const fact = { kind: "connector_status", evse: news.connectorId, status, error, at } as const;
  await scene.host.tell(scene.station, fact);
  return {};
});
