// GetTransactionStatus, platform to charger (OCPP 2.0.1 part 2; use case E14): does it still
// run, and is there more to tell of it?

import { outbound, Type } from "./message.ts";

export const getTransactionStatus = outbound(
  "GetTransactionStatus",
  Type.Object({ transactionId: Type.Optional(Type.String()) }),
  Type.Object({
    ongoingIndicator: Type.Optional(Type.Boolean()),
    messagesInQueue: Type.Boolean(),
  }),
);
