// UnpublishFirmware, platform to local controller (OCPP 2.0.1 part 2, §1.63; use case L04): keep
// this no longer.

import { outbound, statusOf, Type, text } from "./message.ts";

export const unpublishFirmware = outbound(
  "UnpublishFirmware",
  Type.Object({ checksum: text(32) }),
  statusOf("DownloadOngoing", "NoFirmware", "Unpublished"),
);
