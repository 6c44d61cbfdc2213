// SendLocalList, platform to charger (OCPP 1.6 §5.15): the cards that it may take without asking.
// An entry without `idTagInfo` strikes the card off.

import { idToken, int32, oneOf, outbound, statusOf, Type, timestamp } from "./message.ts";

const idTagInfo = Type.Object({
  status: oneOf("Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx"),
  parentIdTag: Type.Optional(idToken()),
  expiryDate: Type.Optional(timestamp()),
});

export const sendLocalList = outbound(
  "SendLocalList",
  Type.Object({
    listVersion: int32(),
    updateType: oneOf("Differential", "Full"),
    localAuthorizationList: Type.Optional(
      Type.Array(Type.Object({ idTag: idToken(), idTagInfo: Type.Optional(idTagInfo) })),
    ),
  }),
  statusOf("Accepted", "Failed", "NotSupported", "VersionMismatch"),
);
