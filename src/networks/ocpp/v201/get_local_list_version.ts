// GetLocalListVersion, platform to charger (OCPP 2.0.1 part 2; use case D02): which list of
// cards it has.

import { empty, outbound, Type } from "./message.ts";

export const getLocalListVersion = outbound(
  "GetLocalListVersion",
  empty(),
  Type.Object({ versionNumber: Type.Integer() }),
);
