// SetDisplayMessage, platform to charger (OCPP 2.0.1 part 2, §1.52; use cases O01, O02, O06): show
// this; a message of the same id is replaced.

import { outbound, statusOf, Type } from "./message.ts";
import { messageInfo } from "./message_info.ts";

export const setDisplayMessage = outbound(
  "SetDisplayMessage",
  Type.Object({ message: messageInfo() }),
  statusOf(
    ...["Accepted", "NotSupportedMessageFormat", "Rejected"],
    ...["NotSupportedPriority", "NotSupportedState", "UnknownTransaction"],
  ),
);
