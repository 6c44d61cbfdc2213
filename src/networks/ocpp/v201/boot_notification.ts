// BootNotification, charger to platform (OCPP 2.0.1 part 2; use cases B01 to B03): says hello
// after every restart and learns time and heartbeat interval. Answered as the operator has set once
// it is stored; until then it waits (Pending) and comes again soon.

import type { RegistrationStatus } from "../../fact.ts";
import { inbound, shortened, Type } from "./message.ts";

const request = Type.Object({
  chargingStation: Type.Object({
    model: Type.String(),
    vendorName: Type.String(),
    serialNumber: Type.Optional(Type.String()),
    firmwareVersion: Type.Optional(Type.String()),
  }),
  reason: Type.String(),
});

/** Where it is not accepted, the interval is when it boots again. */
const words = {
  accepted: "Accepted",
  pending: "Pending",
  rejected: "Rejected",
} as const satisfies Record<RegistrationStatus, string>;

/** How soon a charger whose boot could not be stored is to say it again. */
const againSeconds = 10;

const given = (text: string | undefined): string | null =>
  text === undefined ? null : shortened(text);

export const bootNotification = inbound("BootNotification", request, async (boot, scene) => {
  const { model, vendorName, serialNumber, firmwareVersion } = boot.chargingStation;
  const serial = given(serialNumber);
  const triggered = boot.reason === "Triggered";
  const currentTime = scene.now().toISOString();
  let status: RegistrationStatus;
  try {
    const told = await scene.host.tell(scene.station, {
      kind: "booted",
      vendor: shortened(vendorName),
      model: shortened(model),
      serial,
      firmware: given(firmwareVersion),
      reason: shortened(boot.reason),
    });
    status = told.registration;
  } catch {
    // The host has logged why. A charger that waits sends no transactions that we could not keep.
    scene.booted({ status: "pending", serial, triggered });
    const statusInfo = { reasonCode: "NotStored", additionalInfo: "please boot again" };
    return { status: "Pending", currentTime, interval: againSeconds, statusInfo };
  }
  scene.booted({ status, serial, triggered });
  return { status: words[status], currentTime, interval: scene.heartbeatSeconds };
});
