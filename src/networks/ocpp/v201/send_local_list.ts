// SendLocalList, platform to charger (OCPP 2.0.1 part 2; use case D01): cards that it may
// take without asking.

import { idTokenInfo } from "./id_token.ts";
import { idToken, oneOf, outbound, statusOf, Type } from "./message.ts";

const entry = Type.Object({ idToken: idToken(), idTokenInfo: Type.Optional(idTokenInfo()) });

export const sendLocalList = outbound(
  "SendLocalList",
  Type.Object({
    versionNumber: Type.Integer(),
    updateType: oneOf("Differential", "Full"),
    localAuthorizationList: Type.Optional(Type.Array(entry, { minItems: 1 })),
  }),
  statusOf("Accepted", "Failed", "VersionMismatch"),
);
