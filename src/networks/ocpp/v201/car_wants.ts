// What a car says that it wants, as NotifyEVChargingNeeds carries it (OCPP 2.0.1 part 2,
// ChargingNeedsType; ISO 15118).

import { type Static, Type, timestamp } from "./message.ts";

const amount = () => Type.Optional(Type.Integer());

export const carWants = Type.Object({
  evseId: Type.Integer(),
  maxScheduleTuples: Type.Optional(Type.Integer()),
  chargingNeeds: Type.Object({
    requestedEnergyTransfer: Type.String(),
    departureTime: Type.Optional(timestamp()),
    acChargingParameters: Type.Optional(
      Type.Object({ energyAmount: Type.Integer(), evMaxCurrent: amount() }),
    ),
    dcChargingParameters: Type.Optional(
      Type.Object({
        energyAmount: amount(),
        evMaxCurrent: amount(),
        evMaxVoltage: amount(),
        evMaxPower: amount(),
      }),
    ),
  }),
});

export type CarWants = Static<typeof carWants>;

const phases: ReadonlyMap<string, number> = new Map([
  ["AC_single_phase", 1],
  ["AC_two_phase", 2],
  ["AC_three_phase", 3],
]);

/** Null: it does not draw from phases. */
export const phasesUsed = ({ chargingNeeds }: CarWants): number | null =>
  phases.get(chargingNeeds.requestedEnergyTransfer) ?? null;

/** Between phase and neutral, as limits are reckoned (../../rate_unit.ts). */
const voltage = 230;

/** The most that the car takes, as far as it says; what is no amount counts for nothing. */
export const mostWatts = (wants: CarWants): number | null => {
  const { acChargingParameters: ac, dcChargingParameters: dc } = wants.chargingNeeds;
  const used = phasesUsed(wants);
  const said =
    used === null
      ? [dc?.evMaxPower, (dc?.evMaxCurrent ?? 0) * (dc?.evMaxVoltage ?? 0)]
      : [(ac?.evMaxCurrent ?? 0) * voltage * used];
  const known = said.filter((watts): watts is number => watts !== undefined && watts > 0);
  return known.length === 0 ? null : Math.min(...known);
};
