// StopTransaction, charger to platform (OCPP 1.6 §4.10): the last reading and why it ended.

import type { StopReason } from "../../network.ts";
import { toDate } from "../schema.ts";
import { idTagInfo, idToken, inbound, oneOf, Type, timestamp } from "./message.ts";
import { meterValue, toSamples } from "./sampled_value.ts";

const reasons = {
  EmergencyStop: "emergency",
  EVDisconnected: "unplugged",
  HardReset: "reboot",
  Local: "local",
  Other: "other",
  PowerLoss: "power_loss",
  Reboot: "reboot",
  Remote: "remote",
  SoftReset: "reboot",
  UnlockCommand: "other",
  DeAuthorized: "deauthorized",
} as const satisfies Record<string, StopReason>;

const request = Type.Object({
  idTag: Type.Optional(idToken()),
  meterStop: Type.Integer(),
  timestamp: timestamp(),
  transactionId: Type.Integer(),
  reason: Type.Optional(
    oneOf(
      ...(["EmergencyStop", "EVDisconnected", "HardReset", "Local", "Other"] as const),
      ...(["PowerLoss", "Reboot", "Remote", "SoftReset", "UnlockCommand"] as const),
      "DeAuthorized",
    ),
  ),
  transactionData: Type.Optional(Type.Array(meterValue)),
});

export const stopTransaction = inbound("StopTransaction", request, async (stop, scene) => {
  const { token } = await scene.host.tell(scene.station, {
    kind: "transaction_stopped",
    transactionId: stop.transactionId,
    evse: null,
    meterStopWh: stop.meterStop,
    // §7.36: Local may be left out.
    reason: reasons[stop.reason ?? "Local"],
    idTag: stop.idTag ?? null,
    samples: toSamples(stop.transactionData ?? []),
    at: toDate(stop.timestamp),
  });
  scene.ended(stop.transactionId);
  return stop.idTag === undefined || token === null ? {} : { idTagInfo: idTagInfo(token) };
});
