// StartTransaction, charger to platform (OCPP 1.6 §4.8): energy may flow. The answer must carry a
// number even where the platform refuses.

import { toDate } from "../schema.ts";
import {
  connectorId,
  idTagInfo,
  idToken,
  inbound,
  int32,
  shortened,
  Type,
  timestamp,
  wattHours,
} from "./message.ts";

const request = Type.Object({
  connectorId: connectorId(1),
  idTag: idToken(),
  meterStart: wattHours(),
  reservationId: Type.Optional(int32()),
  timestamp: timestamp(),
});

export const startTransaction = inbound("StartTransaction", request, async (start, scene) => {
  const { transactionId, token, group } = await scene.host.tell(scene.station, {
    kind: "transaction_started",
    evse: start.connectorId,
    idTag: shortened(start.idTag),
    reference: null,
    reservation: start.reservationId ?? null,
    meterStartWh: start.meterStart,
    at: toDate(start.timestamp),
  });
  if (transactionId === null) throw new Error("a started transaction needs a number");
  if (token !== "accepted") scene.unwanted(transactionId);
  return { transactionId, idTagInfo: idTagInfo(token ?? "invalid", { group }) };
});
