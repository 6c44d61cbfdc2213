// What a profile allows when: by kind, with its ends, in watts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Allowed, allowedAt, type Limit } from "./power_limit.ts";

const connector = { id: "c", evse: 1, type: "Type2", powerKw: 22 };
const noon = Date.parse("2026-11-21T12:00:00Z");
const hour = 3_600_000;

type Profile = Limit["profile"];
const steps: Profile["schedule"]["periods"] = [
  { start: 0, limit: 16 },
  { start: 3600, limit: 10, phases: 1 },
];

const at = (
  hours: number,
  profile: Omit<Profile, "schedule">,
  schedule: Partial<Profile["schedule"]> = {},
): Allowed => {
  const whole = { unit: "A", periods: steps, ...schedule } as const;
  const limit = { connector, since: noon, profile: { ...profile, schedule: whole } };
  const { watts, until } = allowedAt(limit, noon + hours * hour);
  return { watts, until: (until - noon) / hour };
};

test("what is relative counts from the start of charging, each step until the next", () => {
  const relative = { kind: "relative" } as const;
  assert.deepEqual(at(0, relative), { watts: 11_040, until: 1 });
  assert.deepEqual(at(0.5, relative), { watts: 11_040, until: 1 });
  assert.deepEqual(at(1, relative), { watts: 2_300, until: Infinity });
  assert.deepEqual(at(1.5, relative, { duration: 7200 }), { watts: 2_300, until: 2 });
  assert.deepEqual(at(2, relative, { duration: 7200 }), { watts: null, until: Infinity });
  assert.deepEqual(at(0, relative, { unit: "W" }), { watts: 16, until: 1 });
});

test("what is absolute begins when it says, and allows everything before that", () => {
  const absolute = { kind: "absolute" } as const;
  const start = "2026-11-21T14:00:00Z";
  assert.deepEqual(at(0, absolute, { start }), { watts: null, until: 2 });
  assert.deepEqual(at(2, absolute, { start }), { watts: 11_040, until: 3 });
  assert.deepEqual(at(0, absolute), { watts: 11_040, until: 1 });
});

test("what comes again does so each day, or each week", () => {
  const start = "2026-11-20T11:30:00Z";
  const daily = { kind: "recurring", recurrency: "daily" } as const;
  assert.deepEqual(at(0, daily, { start }), { watts: 11_040, until: 0.5 });
  assert.deepEqual(at(1, daily, { start }), { watts: 2_300, until: 23.5 });
  assert.deepEqual(at(1.5, daily, { start, duration: 7200 }), { watts: null, until: 23.5 });
  assert.deepEqual(at(23.5, daily, { start }), { watts: 11_040, until: 24.5 });
  const weekly = { kind: "recurring", recurrency: "weekly" } as const;
  assert.deepEqual(at(0, weekly, { start }), { watts: 2_300, until: 6 * 24 - 0.5 });
});

test("a profile limits nothing before and after the time that it is valid for", () => {
  const valid = { valid_from: "2026-11-21T12:30:00Z", valid_to: "2026-11-21T13:30:00Z" };
  const relative = { kind: "relative", ...valid } as const;
  assert.deepEqual(at(0, relative), { watts: null, until: 0.5 });
  assert.deepEqual(at(0.5, relative), { watts: 11_040, until: 1 });
  assert.deepEqual(at(1, relative), { watts: 2_300, until: 1.5 });
  assert.deepEqual(at(1.5, relative), { watts: null, until: Infinity });
});
