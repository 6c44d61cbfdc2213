// SetNetworkProfile, platform to charger (OCPP 2.0.1 part 2; use case B09): where it is to
// find its platform from the next connection on. Its contents are the operator's (command `raw`).

import { outbound, statusOf, Type } from "./message.ts";

const connectionData = Type.Object({
  ocppVersion: Type.String(),
  ocppTransport: Type.String(),
  ocppCsmsUrl: Type.String(),
  messageTimeout: Type.Integer(),
  securityProfile: Type.Integer(),
  ocppInterface: Type.String(),
  apn: Type.Optional(Type.Object({})),
  vpn: Type.Optional(Type.Object({})),
});

export const setNetworkProfile = outbound(
  "SetNetworkProfile",
  Type.Object({ configurationSlot: Type.Integer(), connectionData }),
  statusOf("Accepted", "Rejected", "Failed"),
);
