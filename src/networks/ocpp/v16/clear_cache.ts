// ClearCache, platform to charger (OCPP 1.6 §5.4): forgets the cards that it remembers.

import { empty, outbound, statusOf } from "./message.ts";

export const clearCache = outbound("ClearCache", empty(), statusOf("Accepted", "Rejected"));
