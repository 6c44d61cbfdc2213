// The curve against the figures of the specification and against a plain numeric integration.

import assert from "node:assert/strict";
import { test } from "node:test";
import { chargedAfter, type Outlet, peakPowerW, secondsUntil } from "./charge_curve.ts";

const ccs: Outlet = { type: "CCS", powerKw: 150 };
const type2: Outlet = { type: "Type2", powerKw: 22 };

test("an AC car draws the lesser of connector power and 11 kW until it is full", () => {
  assert.equal(peakPowerW(type2), 11_000);
  assert.equal(peakPowerW({ type: "Schuko", powerKw: 2.3 }), 2_300);
  const half = chargedAfter({ batteryWh: 60_000, soc: 0.5 }, type2, 3600);
  assert.equal(half.powerW, 11_000);
  assert.ok(Math.abs(half.energyWh - 11_000) < 1e-6);
});

test("a DC car keeps full power to 50 %, 40 % of it at 80 % and 10 % at the end", () => {
  const powerAt = (soc: number) => chargedAfter({ batteryWh: 60_000, soc }, ccs, 0).powerW;
  assert.equal(powerAt(0.1), 150_000);
  assert.ok(Math.abs(powerAt(0.5) - 150_000) < 1e-6);
  assert.ok(Math.abs(powerAt(0.65) - 105_000) < 1e-6);
  assert.ok(Math.abs(powerAt(0.8) - 60_000) < 1e-6);
  assert.ok(Math.abs(powerAt(0.9) - 37_500) < 1e-6);
});

test("a full car draws nothing, and the meter has counted the battery's gap over the efficiency", () => {
  const full = chargedAfter({ batteryWh: 60_000, soc: 0.2 }, ccs, 1e9);
  assert.deepEqual({ soc: full.soc, powerW: full.powerW }, { soc: 1, powerW: 0 });
  assert.ok(Math.abs(full.energyWh - (0.8 * 60_000) / 0.94) < 1e-6);
});

test("the closed form agrees with a numeric integration within a Wh", () => {
  const car = { batteryWh: 60_000, soc: 0.2 };
  let energyWh = 0;
  for (let second = 0; second < 1800; second += 0.1) {
    const soc = car.soc + (energyWh * 0.94) / car.batteryWh;
    const share = soc < 0.5 ? 1 : soc < 0.8 ? 1 - 2 * (soc - 0.5) : 0.4 - 1.5 * (soc - 0.8);
    energyWh += (150_000 * Math.max(share, 0.1) * 0.1) / 3600;
  }
  assert.ok(Math.abs(chargedAfter(car, ccs, 1800).energyWh - energyWh) < 2);
});

test("the time until a state of charge is the time after which it is reached", () => {
  for (const outlet of [ccs, type2]) {
    for (const soc of [0.3, 0.5, 0.66, 0.8, 0.95]) {
      const car = { batteryWh: 77_000, soc: 0.2 };
      const reached = chargedAfter(car, outlet, secondsUntil(car, outlet, soc)).soc;
      assert.ok(Math.abs(reached - soc) < 1e-9, `${outlet.type} ${soc} ${reached}`);
    }
  }
});

test("a limit cuts the curve where it lies above, and leaves the rest of it", () => {
  const powerAt = (soc: number, mostW: number) =>
    chargedAfter({ batteryWh: 60_000, soc }, ccs, 0, mostW).powerW;
  assert.equal(powerAt(0.1, 90_000), 90_000);
  assert.equal(powerAt(0.69, 90_000), 90_000);
  assert.ok(Math.abs(powerAt(0.8, 90_000) - 60_000) < 1e-6);
  assert.equal(powerAt(0.1, 200_000), 150_000);
  const slow = chargedAfter({ batteryWh: 60_000, soc: 0.5 }, type2, 3600, 4_140);
  assert.ok(Math.abs(slow.energyWh - 4_140) < 1e-6);
  const car = { batteryWh: 77_000, soc: 0.2 };
  const reached = chargedAfter(car, ccs, secondsUntil(car, ccs, 0.9, 50_000), 50_000).soc;
  assert.ok(Math.abs(reached - 0.9) < 1e-9);
});

test("a limit of nothing draws nothing, for ever", () => {
  const car = { batteryWh: 60_000, soc: 0.5 };
  assert.deepEqual(chargedAfter(car, ccs, 1e6, 0), { energyWh: 0, soc: 0.5, powerW: 0 });
  assert.equal(secondsUntil(car, ccs, 1, 0), Infinity);
});
