// BootNotification, charger to platform (OCPP 1.6 §4.2): says hello after every restart and learns
// time and heartbeat interval.

import { inbound, Type, text } from "./message.ts";

const request = Type.Object({
  chargePointVendor: text(20),
  chargePointModel: text(20),
  chargePointSerialNumber: Type.Optional(text(25)),
  chargeBoxSerialNumber: Type.Optional(text(25)),
  firmwareVersion: Type.Optional(text(50)),
  iccid: Type.Optional(text(20)),
  imsi: Type.Optional(text(20)),
  meterType: Type.Optional(text(25)),
  meterSerialNumber: Type.Optional(text(25)),
});

export const bootNotification = inbound("BootNotification", request, async (boot, scene) => {
  await scene.host.tell(scene.station, {
    kind: "booted",
    vendor: boot.chargePointVendor,
    model: boot.chargePointModel,
    serial: boot.chargePointSerialNumber ?? boot.chargeBoxSerialNumber ?? null,
    firmware: boot.firmwareVersion ?? null,
    reason: null,
  });
  scene.booted();
  const currentTime = scene.now().toISOString();
  return { status: "Accepted", currentTime, interval: scene.heartbeatSeconds };
});
