// RequestStartTransaction, platform to charger (OCPP 2.0.1 part 2; use cases F01, F02):
// please start for this card. Its events will carry the number of the request. A charging profile
// may ride along (K05).

import { chargingProfile } from "./charging_schedule.ts";
import { idToken, outbound, statusInfo, Type } from "./message.ts";

const request = Type.Object({
  remoteStartId: Type.Integer(),
  idToken: idToken(),
  evseId: Type.Optional(Type.Integer()),
  groupIdToken: Type.Optional(idToken()),
  chargingProfile: Type.Optional(chargingProfile),
});

export const requestStartTransaction = outbound(
  "RequestStartTransaction",
  request,
  Type.Object({
    status: Type.String(),
    statusInfo: Type.Optional(statusInfo()),
    /** Of a transaction that runs already, because a car is plugged in. */
    transactionId: Type.Optional(Type.String()),
  }),
);
