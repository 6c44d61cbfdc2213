// BootNotification, charger to platform (OCPP 1.6 §4.2): says hello after every restart and learns
// time and heartbeat interval.

import type { RegistrationStatus } from "../../fact.ts";
import { inbound, shortened, Type } from "./message.ts";

/** §6.3 has 20 to 50 characters; names in the field are longer, and without a boot no charge. */
const request = Type.Object({
  chargePointVendor: Type.String(),
  chargePointModel: Type.String(),
  chargePointSerialNumber: Type.Optional(Type.String()),
  chargeBoxSerialNumber: Type.Optional(Type.String()),
  firmwareVersion: Type.Optional(Type.String()),
});

/** Where it is not accepted, the interval is when it boots again. */
const words = {
  accepted: "Accepted",
  pending: "Pending",
  rejected: "Rejected",
} as const satisfies Record<RegistrationStatus, string>;

const given = (text: string | undefined): string | null =>
  text === undefined ? null : shortened(text);

export const bootNotification = inbound("BootNotification", request, async (boot, scene) => {
  const serial = given(boot.chargePointSerialNumber ?? boot.chargeBoxSerialNumber);
  const { registration } = await scene.host.tell(scene.station, {
    kind: "booted",
    vendor: shortened(boot.chargePointVendor),
    model: shortened(boot.chargePointModel),
    serial,
    firmware: given(boot.firmwareVersion),
    reason: null,
  });
  scene.booted({ status: registration, serial });
  const currentTime = scene.now().toISOString();
  return { status: words[registration], currentTime, interval: scene.heartbeatSeconds };
});
