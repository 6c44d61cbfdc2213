// ChargingProfile and ChargingSchedule (OCPP 1.6 §7.8, §7.13), as SetChargingProfile,
// RemoteStartTransaction and GetCompositeSchedule carry them.

import { tenths } from "../schema.ts";
import { oneOf, type Static, Type, timestamp } from "./message.ts";

const period = Type.Object({
  startPeriod: Type.Integer(),
  limit: tenths(),
  numberPhases: Type.Optional(Type.Integer()),
});

export const chargingSchedule = Type.Object({
  duration: Type.Optional(Type.Integer()),
  startSchedule: Type.Optional(timestamp()),
  chargingRateUnit: oneOf("A", "W"),
  chargingSchedulePeriod: Type.Array(period),
  minChargingRate: Type.Optional(tenths()),
});

export const chargingProfile = Type.Object({
  chargingProfileId: Type.Integer(),
  transactionId: Type.Optional(Type.Integer()),
  stackLevel: Type.Integer({ minimum: 0 }),
  chargingProfilePurpose: oneOf("ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"),
  chargingProfileKind: oneOf("Absolute", "Recurring", "Relative"),
  recurrencyKind: Type.Optional(oneOf("Daily", "Weekly")),
  validFrom: Type.Optional(timestamp()),
  validTo: Type.Optional(timestamp()),
  chargingSchedule,
});

export type ChargingProfile16 = Static<typeof chargingProfile>;
