// What a charger says of how its power is limited: in which unit (SmartChargingCtrlr.RateUnit, a
// list of A and W) and on how many phases an EVSE is fed (EVSE.SupplyPhases). OCPP 2.0.1 part 2,
// referenced components and variables.

import type { ConnectorRef } from "../../../network.ts";
import { phasesOf } from "../../../rate_unit.ts";
import type { CommandScene } from "../commands.ts";
import { keyOf } from "../set_up.ts";
import { valuesIn } from "../settings.ts";

const rateUnit = { component: { name: "SmartChargingCtrlr" }, variable: { name: "RateUnit" } };

const phasesAt = (evse: number) => ({
  component: { name: "EVSE", evse: { id: evse } },
  variable: { name: "SupplyPhases" },
});

export type Limits = {
  /** Null: it does not say. */
  readonly units: string | null;
  readonly phases: number;
};

export const limitsOf = async (
  { settings }: Pick<CommandScene, "settings">,
  connector: ConnectorRef | null,
): Promise<Limits> => {
  const places = connector === null ? [] : [phasesAt(connector.evse)];
  const { results } = await settings.get([rateUnit, ...places]);
  const values = valuesIn(results ?? []);
  const phases = Number(values.get(keyOf(phasesAt(0))));
  const known = Number.isInteger(phases) && phases >= 1 && phases <= 3;
  return {
    units: values.get(keyOf(rateUnit)) ?? null,
    phases: known ? phases : phasesOf(connector),
  };
};
