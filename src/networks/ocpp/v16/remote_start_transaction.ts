// RemoteStartTransaction, platform to charger (OCPP 1.6 §5.11): please start for this card. A
// charging profile may ride along.

import { tenths } from "../schema.ts";
import { idToken, oneOf, outbound, statusOf, Type, timestamp } from "./message.ts";

const period = Type.Object({
  startPeriod: Type.Integer(),
  limit: tenths(),
  numberPhases: Type.Optional(Type.Integer()),
});

const schedule = Type.Object({
  duration: Type.Optional(Type.Integer()),
  startSchedule: Type.Optional(timestamp()),
  chargingRateUnit: oneOf("A", "W"),
  chargingSchedulePeriod: Type.Array(period, { minItems: 1 }),
  minChargingRate: Type.Optional(tenths()),
});

const chargingProfile = Type.Object({
  chargingProfileId: Type.Integer(),
  transactionId: Type.Optional(Type.Integer()),
  stackLevel: Type.Integer({ minimum: 0 }),
  chargingProfilePurpose: oneOf("ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"),
  chargingProfileKind: oneOf("Absolute", "Recurring", "Relative"),
  recurrencyKind: Type.Optional(oneOf("Daily", "Weekly")),
  validFrom: Type.Optional(timestamp()),
  validTo: Type.Optional(timestamp()),
  chargingSchedule: schedule,
});

const request = Type.Object({
  connectorId: Type.Optional(Type.Integer({ minimum: 1 })),
  idTag: idToken(),
  chargingProfile: Type.Optional(chargingProfile),
});

export const remoteStartTransaction = outbound(
  "RemoteStartTransaction",
  request,
  statusOf("Accepted", "Rejected"),
);
