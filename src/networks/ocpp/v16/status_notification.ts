// StatusNotification, charger to platform (OCPP 1.6 §4.9): the state of a connector, or of the
// whole charger (connector 0).

import type { ConnectorStatus } from "../../fact.ts";
import { toDate } from "../schema.ts";
import { connectorId, inbound, shortened, Type, timestamp } from "./message.ts";

const statuses: ReadonlyMap<string, ConnectorStatus> = new Map([
  ["Available", "available"],
  ["Preparing", "occupied"],
  ["Charging", "occupied"],
  ["SuspendedEVSE", "occupied"],
  ["SuspendedEV", "occupied"],
  ["Finishing", "occupied"],
  ["Reserved", "reserved"],
  ["Unavailable", "unavailable"],
  ["Faulted", "faulted"],
]);

/** Vendors have error codes and states of their own: they are kept, or count as unknown. */
const request = Type.Object({
  connectorId: connectorId(),
  errorCode: Type.String(),
  info: Type.Optional(Type.String()),
  status: Type.String(),
  timestamp: Type.Optional(timestamp()),
  vendorErrorCode: Type.Optional(Type.String()),
});

export const statusNotification = inbound("StatusNotification", request, async (news, scene) => {
  const { errorCode, vendorErrorCode, info } = news;
  const details = [vendorErrorCode, info].filter((detail) => detail);
  const said = shortened([errorCode, ...details].join(" "));
  const error = errorCode === "NoError" ? null : said;
  const at = news.timestamp === undefined ? scene.now() : toDate(news.timestamp);
  if (scene.late(news.connectorId, at)) return {};
  const status = statuses.get(news.status) ?? "unknown";
  const fact = { kind: "connector_status", evse: news.connectorId, status, error, at } as const;
  await scene.host.tell(scene.station, fact);
  return {};
});
