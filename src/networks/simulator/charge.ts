// One simulated transaction as values: what its register and its car show at a given moment.
// Pure; when to look and whom to tell is the bay's business.

import type { Sample } from "../fact.ts";
import type { ConnectorRef, RunningTransaction } from "../network.ts";
import { type Car, chargedAfter, isDirect, secondsUntil } from "./charge_curve.ts";

export type Charge = {
  readonly connector: ConnectorRef;
  /** Null for a start by card. */
  readonly session: string | null;
  readonly idTag: string;
  readonly startedAt: Date;
  readonly meterStartWh: number;
  /** Where the curve begins: the start, or the last reading if the speed was changed since. */
  readonly from: { readonly at: Date; readonly meterWh: number; readonly car: Car };
  /** Factor on energy only (ruling 24). */
  readonly speed: number;
};

const epochSeconds = Date.UTC(2026, 0, 1) / 1000;

/**
 * The register of a charger that nobody remembers between two charges: it seems to have counted
 * 10 Wh a second since 2026, so it is never 0 and stays below 2^31.
 */
export const registerAt = (at: Date): number =>
  Math.max(1, Math.floor((at.getTime() / 1000 - epochSeconds) * 10)) % 1_000_000_000;

export const fullAt = (charge: Charge): Date => {
  const seconds = secondsUntil(charge.from.car, charge.connector, 1) / charge.speed;
  return new Date(charge.from.at.getTime() + Math.ceil(seconds * 1000));
};

const electric = (connector: ConnectorRef, powerW: number) => {
  const voltageV = isDirect(connector.type) ? 400 : 230;
  const phases = !isDirect(connector.type) && connector.powerKw > 3.7 ? 3 : 1;
  return { voltageV, currentA: Math.round((powerW / voltageV / phases) * 10) / 10 };
};

/** What the charger would report at that moment. */
export const sampleAt = (charge: Charge, at: Date): Sample => {
  const seconds = ((at.getTime() - charge.from.at.getTime()) / 1000) * charge.speed;
  const now = chargedAfter(charge.from.car, charge.connector, seconds);
  return {
    at,
    meterWh: charge.from.meterWh + Math.floor(now.energyWh),
    powerW: Math.round(now.powerW),
    socPercent: Math.floor(now.soc * 100),
    ...electric(charge.connector, now.powerW),
  };
};

/**
 * Takes a transaction up again. The car went on while nobody looked, so the curve runs from the
 * start; only where it does not meet the last reading (another speed then) it runs from there.
 */
export const resumed = (running: RunningTransaction, startedAt: Date, speed: number): Charge => {
  const { connector, session, idTag, vehicle } = running.order;
  const car = carOf(vehicle);
  const { meterStartWh } = running;
  const from = { at: startedAt, meterWh: meterStartWh, car };
  const charge = { connector, session, idTag, startedAt, meterStartWh, from, speed };
  const expectedWh = sampleAt(charge, running.lastMeterAt).meterWh ?? 0;
  if (Math.abs(expectedWh - running.lastMeterWh) <= 1) return charge;
  const soc = socAfterEnergy(charge, running.lastMeterWh - meterStartWh);
  const last = { at: running.lastMeterAt, meterWh: running.lastMeterWh, car: { ...car, soc } };
  return { ...charge, from: last };
};

const socAfterEnergy = (charge: Charge, energyWh: number): number => {
  const { car } = charge.from;
  const toFull = chargedAfter(car, charge.connector, Number.MAX_SAFE_INTEGER).energyWh;
  return Math.min(1, car.soc + (Math.max(0, energyWh) / toFull) * (1 - car.soc));
};

/** A car that nobody described, for instance behind a card: 60 kWh, 20 % full. */
export const strangersCar: Car = { batteryWh: 60_000, soc: 0.2 };

export const carOf = (vehicle: { batteryWh: number; socPercent: number | null }): Car => ({
  batteryWh: vehicle.batteryWh,
  soc: Math.min(100, Math.max(0, vehicle.socPercent ?? 20)) / 100,
});
