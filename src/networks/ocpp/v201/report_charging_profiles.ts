// ReportChargingProfiles, charger to platform (OCPP 2.0.1 part 2, §1.43; use case K09): by which
// plans it charges, in parts.

import { inbound, notice, Type } from "./message.ts";
import { progress, stageOf } from "./progress.ts";

const request = Type.Object({
  requestId: Type.Integer(),
  chargingLimitSource: Type.String(),
  chargingProfile: Type.Array(Type.Object({ id: Type.Integer() }), { minItems: 1 }),
  tbc: Type.Optional(Type.Boolean()),
  evseId: Type.Integer(),
});

export const reportChargingProfiles = inbound(
  "ReportChargingProfiles",
  request,
  async (report, scene) => {
    const { requestId, chargingProfile: profiles, evseId, chargingLimitSource: from } = report;
    await progress(scene, requestId, { stage: stageOf(report), payload: report });
    const ids = profiles.map(({ id }) => id).join(", ");
    const text = `EVSE ${evseId} has profiles ${ids} of ${from}`;
    await notice(scene, { topic: "charging_profile", text, payload: report, evse: evseId });
    return {};
  },
);
