// The shapes of smart charging in 2.0.1 that several messages share (part 2, block K):
// profiles, their schedules, and where a limit comes from.

import { oneOf, Type, text, timestamp } from "./message.ts";

export const rateUnit = () => oneOf("W", "A");
export const limitSource = () => oneOf("EMS", "Other", "SO", "CSO");

export const purpose = () =>
  oneOf(
    ...["ChargingStationExternalConstraints", "ChargingStationMaxProfile"],
    ...["TxDefaultProfile", "TxProfile"],
  );

const period = () =>
  Type.Object({
    startPeriod: Type.Integer(),
    limit: Type.Number(),
    numberPhases: Type.Optional(Type.Integer()),
    phaseToUse: Type.Optional(Type.Integer()),
  });

/** A tariff of the grid may ride along for the car; it passes through as it is. */
const schedule = Type.Object({
  id: Type.Integer(),
  startSchedule: Type.Optional(timestamp()),
  duration: Type.Optional(Type.Integer()),
  chargingRateUnit: rateUnit(),
  chargingSchedulePeriod: Type.Array(period(), { minItems: 1, maxItems: 1024 }),
  minChargingRate: Type.Optional(Type.Number()),
  salesTariff: Type.Optional(Type.Object({ id: Type.Integer() })),
});

export const chargingProfile = Type.Object({
  id: Type.Integer(),
  stackLevel: Type.Integer(),
  chargingProfilePurpose: purpose(),
  chargingProfileKind: oneOf("Absolute", "Recurring", "Relative"),
  recurrencyKind: Type.Optional(oneOf("Daily", "Weekly")),
  validFrom: Type.Optional(timestamp()),
  validTo: Type.Optional(timestamp()),
  chargingSchedule: Type.Array(schedule, { minItems: 1, maxItems: 3 }),
  transactionId: Type.Optional(text(36)),
});
