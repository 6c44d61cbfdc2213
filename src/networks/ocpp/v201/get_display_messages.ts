// GetDisplayMessages, platform to charger (OCPP 2.0.1 part 2, §1.21; use cases O03, O04): what do
// you show? Told in NotifyDisplayMessages, under the same number.

import { outbound, statusOf, Type } from "./message.ts";
import { displayState, priority } from "./message_info.ts";

export const getDisplayMessages = outbound(
  "GetDisplayMessages",
  Type.Object({
    requestId: Type.Integer(),
    id: Type.Optional(Type.Array(Type.Integer(), { minItems: 1 })),
    priority: Type.Optional(priority()),
    state: Type.Optional(displayState()),
  }),
  statusOf("Accepted", "Unknown"),
);
