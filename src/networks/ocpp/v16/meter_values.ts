// MeterValues, charger to platform (OCPP 1.6 §4.7): readings during a transaction or by the clock.

import { connectorId, inbound, int32, Type } from "./message.ts";
import { meterValue, toSamples } from "./sampled_value.ts";

const request = Type.Object({
  connectorId: connectorId(),
  transactionId: Type.Optional(int32()),
  meterValue: Type.Array(meterValue, { minItems: 1 }),
});

export const meterValues = inbound("MeterValues", request, async (report, scene) => {
  const { connectorId: evse, transactionId = null } = report;
  const samples = toSamples(report.meterValue);
  // Connector 0 without a transaction is the station's main meter: nobody's charge.
  const anyones = evse > 0 || transactionId !== null;
  if (anyones && samples.length > 0) {
    await scene.host.tell(scene.station, {
      ...{ kind: "metered", evse, transactionId, reference: null, samples },
    });
  }
  return {};
});
