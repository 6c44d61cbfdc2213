// MeterValues, charger to platform (OCPP 2.0.1 part 2; use cases J01, I02): readings by the clock.
// Those of a transaction come in its events.

import { evseNumber, inbound, Type } from "./message.ts";
import { meterValue, toSamples } from "./sampled_value.ts";

const request = Type.Object({
  evseId: Type.Integer(),
  meterValue: Type.Array(meterValue(), { minItems: 1 }),
});

export const meterValues = inbound("MeterValues", request, async (report, scene) => {
  const samples = toSamples(report.meterValue);
  // EVSE 0 is the station's main meter: nobody's charge.
  const evse = evseNumber(report.evseId);
  if (evse !== null && samples.length > 0) {
    const fact = { kind: "metered", evse, transactionId: null, reference: null, samples } as const;
    const { cost } = await scene.host.tell(scene.station, fact);
    const reference = scene.transactions.at(evse);
    // No event of the transaction will carry it: the display is told on its own (I02).
    if (cost !== null && reference !== null) {
      scene.afterwards(() => scene.costs.show(reference, cost));
    }
  }
  return {};
});
