// The law of plans: whatever limits there are, a plan is never above any of them, nor above what
// car and connector can; and what a car then means to do is judged by it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { one, type Random, seeded } from "../../test/laws/random.ts";
import { exceeds, type Planning, planFor } from "./charge_plan.ts";
import { allowedAt, type Limit } from "./power_limit.ts";

const at = new Date("2026-11-21T12:00:00.400Z");
const connector = { id: "c", evse: 1, type: "Type2", powerKw: 22 };
const hourMs = 3_600_000;

type Profile = Limit["profile"];
const limitOf = (profile: Profile, sinceMs = at.getTime()): Limit => ({
  ...{ profile, connector, since: sinceMs },
});

const planning = (more: Partial<Planning> = {}): Planning => ({
  ...{ connector, phases: { supplied: 3, used: 3 }, limits: [], unit: "W", at },
  needs: { mostW: null, mostSteps: 100 },
  ...more,
});

const periodsOf = (more: Partial<Planning>) =>
  planFor(planning(more)).periods.map(({ start, limit }) => [start, limit]);

test("without limits a plan is what connector and car can, on the phases that it uses", () => {
  assert.deepEqual(periodsOf({}), [[0, 22_000]]);
  assert.deepEqual(periodsOf({ needs: { mostW: 11_040, mostSteps: 1 } }), [[0, 11_040]]);
  assert.deepEqual(periodsOf({ phases: { supplied: 3, used: 1 }, unit: "A" }), [[0, 31.8]]);
  assert.equal(planFor(planning()).start, "2026-11-21T12:00:00.000Z");
});

test("steps follow the limits, to the second below them", () => {
  const steps: Profile = {
    kind: "relative",
    schedule: {
      unit: "W",
      periods: [
        { start: 0, limit: 9_000 },
        { start: 10, limit: 4_000 },
        { start: 20, limit: 9_000 },
      ],
    },
  };
  const expected = [
    [0, 9_000],
    [10, 4_000],
    [21, 9_000],
  ];
  assert.deepEqual(periodsOf({ limits: [limitOf(steps)] }), expected);
  const two = { mostW: null, mostSteps: 2 };
  assert.deepEqual(periodsOf({ limits: [limitOf(steps)], needs: two }), expected.slice(0, 2));
});

const someProfile = (random: Random): Profile => {
  let start = 0;
  const periods = Array.from({ length: 1 + random(6) }, (_, index) => {
    if (index > 0) start += 1 + random(random(2) === 0 ? 50 : 30_000);
    const phases = random(3) === 0 ? { phases: 1 + random(3) } : {};
    return { start, limit: random(320) / 10, ...phases };
  });
  const moment = () => new Date(at.getTime() + (random(60 * hourMs) - 20 * hourMs)).toISOString();
  const kind = one(random, ["absolute", "relative", "recurring"] as const);
  return {
    kind,
    ...(kind === "recurring" ? { recurrency: one(random, ["daily", "weekly"] as const) } : {}),
    ...(random(4) === 0 ? { valid_from: moment() } : {}),
    ...(random(4) === 0 ? { valid_to: moment() } : {}),
    schedule: {
      unit: one(random, ["A", "W"] as const),
      periods: random(2) === 0 ? periods : periods.map((p) => ({ ...p, limit: p.limit * 600 })),
      ...(kind !== "relative" && random(3) > 0 ? { start: moment() } : {}),
      ...(random(3) === 0 ? { duration: 1 + random(60_000) } : {}),
    },
  };
};

test("no plan is ever above a limit, in steps that fit, in either unit", (t) => {
  const seed = Number(process.env["SEED"] ?? Math.floor(performance.now() * 1000));
  t.diagnostic(`seed ${seed}`);
  const random = seeded(seed);
  for (let round = 0; round < 400; round += 1) {
    const used = 1 + random(3);
    const given = planning({
      phases: { supplied: 3, used },
      limits: Array.from({ length: random(4) }, () =>
        limitOf(someProfile(random), at.getTime() - random(5 * hourMs)),
      ),
      unit: one(random, ["A", "W"] as const),
      needs: { mostW: random(2) === 0 ? null : random(20_000), mostSteps: 1 + random(12) },
    });
    const plan = planFor(given);
    assert.ok(plan.periods.length <= given.needs.mostSteps);
    assert.equal(plan.periods[0]?.start, 0);
    const own = limitOf({ kind: "absolute", schedule: plan });
    const looks = Array.from({ length: 300 }, () => at.getTime() + random(40 * 24 * hourMs) / 10);
    const edges = given.limits.flatMap((limit) => {
      const { until } = allowedAt(limit, at.getTime());
      return until < Infinity ? [until - 1, until, until + 1] : [];
    });
    for (const moment of [at.getTime(), ...edges, ...looks]) {
      const planned = allowedAt(own, moment).watts ?? Infinity;
      for (const limit of given.limits) {
        const most = allowedAt(limit, moment).watts ?? Infinity;
        assert.ok(planned <= most + 1e-6, `round ${round}: ${planned} > ${most} W`);
      }
      assert.ok(planned <= (22_000 * used) / 3 + 1e-6);
      assert.ok(planned <= (given.needs.mostW ?? Infinity) + 1e-6);
    }
    const car = { ...plan, from: new Date(plan.start ?? "") };
    assert.equal(exceeds(car, own, used), false, `round ${round}: its own plan is too much`);
  }
});

test("a car that means to draw more than it was told is found out", () => {
  const told = limitOf({
    kind: "absolute",
    schedule: {
      ...{ unit: "A", start: "2026-11-21T12:00:00Z" },
      periods: [
        { start: 0, limit: 16 },
        { start: 3600, limit: 8 },
      ],
    },
  });
  const says = (unit: "A" | "W", ...limits: [number, number][]) =>
    exceeds(
      { unit, from: at, periods: limits.map(([start, limit]) => ({ start, limit })) },
      told,
      3,
    );
  assert.equal(says("A", [0, 16], [3600, 8]), false);
  assert.equal(says("W", [0, 11_040], [3590, 5_520]), false);
  assert.equal(says("A", [0, 16.1], [3600, 8]), false, "what rounding makes of it");
  assert.equal(says("A", [0, 17], [3600, 8]), true);
  assert.equal(says("A", [0, 16]), true, "later it is less");
  assert.equal(says("W", [0, 22_080]), true);
  assert.equal(says("A", [0, 8]), false);
});
