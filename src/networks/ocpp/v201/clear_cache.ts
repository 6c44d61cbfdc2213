// ClearCache, platform to charger (OCPP 2.0.1 part 2; use case C11): forget the cards that you
// have seen.

import { empty, outbound, statusOf } from "./message.ts";

export const clearCache = outbound("ClearCache", empty(), statusOf("Accepted", "Rejected"));
