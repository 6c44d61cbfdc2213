// StopTransaction, charger to platform (OCPP 1.6 §4.10): the last reading and why it ended.

import type { StopReason } from "../../fact.ts";
import { toDate } from "../schema.ts";
import { idTagInfo, inbound, int32, shortened, Type, timestamp, wattHours } from "./message.ts";
import { meterValue, toSamples } from "./sampled_value.ts";

const reasons: ReadonlyMap<string, StopReason> = new Map([
  ["EmergencyStop", "emergency"],
  ["EVDisconnected", "unplugged"],
  ["HardReset", "reboot"],
  ["Local", "local"],
  ["PowerLoss", "power_loss"],
  ["Reboot", "reboot"],
  ["Remote", "remote"],
  ["SoftReset", "reboot"],
  ["DeAuthorized", "deauthorized"],
]);

const longestIdTag = 20;

/** Strict in what the bill needs alone: a stop that is refused is a charge that never ends. */
const request = Type.Object({
  idTag: Type.Optional(Type.String()),
  meterStop: wattHours(),
  timestamp: timestamp(),
  transactionId: int32(),
  reason: Type.Optional(Type.String()),
  transactionData: Type.Optional(Type.Array(meterValue)),
});

export const stopTransaction = inbound("StopTransaction", request, async (stop, scene) => {
  const idTag = shortened(stop.idTag ?? "");
  const { token, group } = await scene.host.tell(scene.station, {
    kind: "transaction_stopped",
    transactionId: stop.transactionId,
    reference: null,
    evse: null,
    meterStopWh: stop.meterStop,
    // §7.36: Local may be left out.
    reason: reasons.get(stop.reason ?? "Local") ?? "other",
    idTag: idTag === "" || idTag.length > longestIdTag ? null : idTag,
    samples: toSamples(stop.transactionData ?? []),
    at: toDate(stop.timestamp),
  });
  scene.ended(stop.transactionId);
  if (stop.idTag === undefined || token === null) return {};
  return { idTagInfo: idTagInfo(token, { group }) };
});
