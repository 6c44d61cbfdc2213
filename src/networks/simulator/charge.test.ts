// A simulated transaction under a charging profile: its energy adds up stretch by stretch, and it
// stands after a restart where it would have stood.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChargingProfile } from "../commands.ts";
import { type Charge, carOf, fullAt, resumed, sampleAt } from "./charge.ts";

const connector = { id: "c", evse: 1, type: "Type2", powerKw: 11 };
const startedAt = new Date("2026-11-21T12:00:00Z");
const after = (hours: number) => new Date(startedAt.getTime() + hours * 3_600_000);
const vehicle = { batteryWh: 60_000, socPercent: 20 };

const profileOf = (...limits: [start: number, watts: number][]): ChargingProfile => ({
  ...{ id: 1, stack_level: 0, purpose: "transaction", kind: "relative" },
  schedule: { unit: "W", periods: limits.map(([start, limit]) => ({ start, limit })) },
});

const chargeWith = (profile: ChargingProfile | null, speed = 1): Charge => ({
  ...{ connector, session: "cs_1", idTag: "CS-1", startedAt, meterStartWh: 1000, speed, profile },
  from: { at: startedAt, meterWh: 1000, car: carOf(vehicle) },
});

test("energy is the sum of what each step allows, and power is of the moment", () => {
  const charge = chargeWith(profileOf([0, 4000], [3600, 0], [7200, 20_000]));
  const read = (hours: number) => {
    const { meterWh, powerW } = sampleAt(charge, after(hours));
    return [(meterWh ?? 0) - 1000, powerW];
  };
  assert.deepEqual(read(0.5), [2000, 4000]);
  assert.deepEqual(read(1.5), [4000, 0]);
  assert.deepEqual(read(2.5), [9500, 11_000]);
});

test("speed multiplies the energy, not the times of the profile", () => {
  const charge = chargeWith(profileOf([0, 2000], [3600, 0]), 2);
  assert.equal(sampleAt(charge, after(0.5)).meterWh, 3000);
  assert.equal(sampleAt(charge, after(2)).meterWh, 5000);
});

test("a car is full when its limits have let it, and never where they do not", () => {
  const charge = chargeWith(profileOf([0, 0], [3600, 11_000]));
  const unlimited = fullAt(chargeWith(null)).getTime();
  assert.equal(fullAt(charge).getTime(), unlimited + 3_600_000);
  assert.equal(sampleAt(charge, fullAt(charge)).socPercent, 100);
  assert.ok(fullAt(chargeWith(profileOf([0, 0]))) > after(1_000_000));
});

test("a transaction that is taken up again keeps its profile and its place in it", () => {
  const profile = profileOf([0, 4000], [3600, 1000]);
  const last = sampleAt(chargeWith(profile), after(0.5));
  const order = { station: { id: "chst_1", identity: null }, connector, session: "cs_1" };
  const running = {
    order: { ...order, idTag: "CS-1", vehicle, profile },
    ...{ transactionId: 1, reference: null, orderedAt: startedAt, startedAt, meterStartWh: 1000 },
    ...{ lastMeterWh: last.meterWh ?? 0, lastMeterAt: last.at, stopAsked: false },
  };
  assert.equal(sampleAt(resumed(running, startedAt, 1), after(2)).meterWh, 6000);
});
