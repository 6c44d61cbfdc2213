// GetLocalListVersion, platform to charger (OCPP 1.6 §5.10): which list of cards it has; 0 is none,
// -1 says that it keeps no lists.

import { empty, outbound, Type } from "./message.ts";

export const getLocalListVersion = outbound(
  "GetLocalListVersion",
  empty(),
  Type.Object({ listVersion: Type.Integer() }),
);
