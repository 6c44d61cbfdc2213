// Limits in the unit that a charger takes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { convertedLimit, inUnit, phasesOf, unitFor } from "./rate_unit.ts";

const connector = (type: string, powerKw: number) => ({ id: "c", evse: 1, type, powerKw });

test("an ampere is 230 watts on each phase", () => {
  assert.equal(convertedLimit(16, "W", 3), 11_040);
  assert.equal(convertedLimit(8.1, "W", 1), 1863);
  assert.equal(convertedLimit(11_040, "A", 3), 16);
});

test("what is rounded is rounded down, and never below nothing", () => {
  assert.equal(convertedLimit(11_000, "A", 3), 15.9);
  assert.equal(convertedLimit(100, "A", 3), 0.1);
  assert.equal(convertedLimit(0, "A", 3), 0);
  for (let watts = 0; watts < 30_000; watts += 7) {
    const amperes = convertedLimit(watts, "A", 3);
    assert.ok(convertedLimit(amperes, "W", 3) <= watts, `${watts} W`);
    assert.ok(convertedLimit(amperes + 0.1, "W", 3) > watts - 0.001, `${watts} W, and no less`);
  }
});

test("a small Type 2 connector, a Type 1 and a household socket have one phase, others three", () => {
  assert.equal(phasesOf(connector("Type2", 7.4)), 1);
  assert.equal(phasesOf(connector("Type2", 11)), 3);
  assert.equal(phasesOf(connector("Type1", 7.4)), 1);
  assert.equal(phasesOf(connector("Schuko", 3.7)), 1);
  assert.equal(phasesOf(connector("CCS", 50)), 3);
  assert.equal(phasesOf(null), 3);
});

test("a plan keeps its times, and a period that names its phases is for so many", () => {
  const plan = {
    ...({ unit: "A", duration: 60, min_rate: 6 } as const),
    periods: [
      { start: 0, limit: 16 },
      { start: 30, limit: 16, phases: 1 },
    ],
  };
  assert.equal(inUnit(plan, "A", 3), plan);
  assert.deepEqual(inUnit(plan, "W", 3), {
    ...{ unit: "W", duration: 60, min_rate: 4140 },
    periods: [
      { start: 0, limit: 11_040 },
      { start: 30, limit: 3680, phases: 1 },
    ],
  });
});

test("a charger that takes one unit gets that one, any other what was given", () => {
  assert.equal(unitFor("A", "W"), "W");
  assert.equal(unitFor("W", "A"), "A");
  for (const taken of ["A,W", "w, a", "", "kW", null]) assert.equal(unitFor("W", taken), "W");
});
