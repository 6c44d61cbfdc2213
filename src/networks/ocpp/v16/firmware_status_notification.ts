// FirmwareStatusNotification, charger to platform (OCPP 1.6 §4.5): progress of an update. Taken
// note of by the frame trace alone.

import { inbound, oneOf, Type } from "./message.ts";

const request = Type.Object({
  status: oneOf(
    ...["Downloaded", "DownloadFailed", "Downloading", "Idle"],
    ...["InstallationFailed", "Installing", "Installed"],
  ),
});

export const firmwareStatusNotification = inbound(
  "FirmwareStatusNotification",
  request,
  async () => ({}),
);
