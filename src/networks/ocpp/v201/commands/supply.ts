// What a charger says of how its power is limited: in which unit (SmartChargingCtrlr.RateUnit, a
// list of A and W) and on how many phases an EVSE is fed (EVSE.SupplyPhases). OCPP 2.0.1 part 2,
// referenced components and variables.

import type { ConnectorRef } from "../../../network.ts";
import { type Supply, supplyOf } from "../../rate_unit.ts";
import { checker, type Static, Type } from "../../schema.ts";
import type { CommandScene } from "../commands.ts";

const answer = Type.Object({
  getVariableResult: Type.Array(
    Type.Object({
      attributeStatus: Type.String(),
      attributeValue: Type.Optional(Type.String()),
      variable: Type.Object({ name: Type.String() }),
    }),
  ),
});

type Found = Static<typeof answer>["getVariableResult"];

const check = checker(answer);

/** Nothing, where the charger answers something else. */
const foundIn = (payload: unknown): Found => {
  try {
    return check(payload).getVariableResult;
  } catch {
    return [];
  }
};

/** It must not keep the profile waiting for long. */
const withinMs = 10_000;

const unit = { component: { name: "SmartChargingCtrlr" }, variable: { name: "RateUnit" } };

const phasesAt = (evse: number) => ({
  component: { name: "EVSE", evse: { id: evse } },
  variable: { name: "SupplyPhases" },
});

export type Limits = {
  /** Null: it does not say. */
  readonly units: string | null;
  readonly supply: Supply;
};

export const limitsOf = async (
  { call }: CommandScene,
  connector: ConnectorRef | null,
): Promise<Limits> => {
  const getVariableData = [unit, ...(connector === null ? [] : [phasesAt(connector.evse)])];
  const outcome = await call("GetVariables", { getVariableData }, { timeoutMs: withinMs });
  const found = outcome.kind === "result" ? foundIn(outcome.payload) : [];
  const read = (name: string): string | null =>
    found.find((one) => one.variable.name === name && one.attributeStatus === "Accepted")
      ?.attributeValue ?? null;
  const phases = Number(read(phasesAt(0).variable.name));
  const supply = supplyOf(connector);
  const known = Number.isInteger(phases) && phases >= 1 && phases <= 3;
  return { units: read(unit.variable.name), supply: known ? { ...supply, phases } : supply };
};
