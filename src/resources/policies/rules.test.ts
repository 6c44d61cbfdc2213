// What a fleet manager may expect of a policy, case by case, and two laws over random policies.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ComparablePrice } from "../../pricing/quote.ts";
import { comparablePricePerKwh } from "../../pricing/quote.ts";
import type { Tariff } from "../../pricing/tariff.ts";
import type {
  BoundPolicy,
  Circumstance,
  DriverLimits,
  Evaluation,
  PolicyRules,
  StationFacts,
} from "./rules.ts";
import { evaluate } from "./rules.ts";

const noRules: PolicyRules = {
  allowed_operators: [],
  denied_operators: [],
  geofences: [],
  max_price_per_kwh: null,
  time_windows: [],
};
const policy = (rules: Partial<PolicyRules>, more: Partial<BoundPolicy> = {}): BoundPolicy => ({
  id: "pol_1",
  mode: "enforcement",
  status: "active",
  source: "fleet",
  ...more,
  rules: { ...noRules, ...rules },
});
const driver: DriverLimits = { status: "active", max_price_per_kwh: null, currency: "eur" };

const cents = (price: number): ComparablePrice => ({
  numerator: BigInt(price) * 10_000n,
  denominator: 10_000n,
  basis: "energy",
});
const station: StationFacts = {
  operator: "example_operator",
  location: { latitude: 48.8698, longitude: 2.3319 },
  price: cents(42),
  currency: "eur",
};
/** A Friday, 10:00 in Berlin. */
const friday = Date.parse("2026-11-20T10:00+01:00");
const here: Circumstance = { station, currency: "eur", at: friday, zone: "Europe/Berlin" };
const stationWith = (facts: Partial<StationFacts>): Circumstance => ({
  ...here,
  station: { ...station, ...facts },
});

const fence = (latitude: number, longitude: number, radius: number) => ({
  name: "Zone",
  center: { latitude, longitude },
  radius_meters: radius,
});
const office = { days_of_week: ["friday" as const], start_time: "09:00", end_time: "18:00" };
const flatOnly: ComparablePrice = { numerator: 0n, denominator: 10_000n, basis: "flat" };

type Case = readonly [string, Partial<PolicyRules>, Circumstance, "allowed" | "blocked", string?];

const cases: readonly Case[] = [
  ["no rules allow everything", {}, here, "allowed"],
  [
    "a denied operator blocks",
    { denied_operators: ["x", "example_operator"] },
    here,
    "blocked",
    "denied_operators",
  ],
  ["other denied operators do not", { denied_operators: ["x"] }, here, "allowed"],
  [
    "an operator that is not on the list blocks",
    { allowed_operators: ["x"] },
    here,
    "blocked",
    "allowed_operators",
  ],
  [
    "an operator on the list passes",
    { allowed_operators: ["x", "example_operator"] },
    here,
    "allowed",
  ],
  [
    "a station inside the geofence passes",
    { geofences: [fence(48.87, 2.33, 1500)] },
    here,
    "allowed",
  ],
  [
    "outside of every geofence blocks",
    { geofences: [fence(52, 13, 1500)] },
    here,
    "blocked",
    "geofences",
  ],
  [
    "one of several geofences suffices",
    { geofences: [fence(52, 13, 9), fence(48.87, 2.33, 900)] },
    here,
    "allowed",
  ],
  ["a price at the limit passes", { max_price_per_kwh: 42 }, here, "allowed"],
  [
    "a price above the limit blocks",
    { max_price_per_kwh: 41 },
    here,
    "blocked",
    "max_price_per_kwh",
  ],
  [
    "another currency cannot be compared",
    { max_price_per_kwh: 99 },
    stationWith({ currency: "chf" }),
    "blocked",
    "currency",
  ],
  [
    "another currency without a limit is no matter",
    {},
    stationWith({ currency: "chf" }),
    "allowed",
  ],
  [
    "no price cannot be below a limit",
    { max_price_per_kwh: 99 },
    stationWith({ price: null }),
    "blocked",
    "max_price_per_kwh",
  ],
  ["a fee alone passes", { max_price_per_kwh: 1 }, stationWith({ price: flatOnly }), "allowed"],
  ["inside the time window passes", { time_windows: [office] }, here, "allowed"],
  [
    "outside of the time window blocks",
    { time_windows: [office] },
    { ...here, at: friday + 864e5 },
    "blocked",
    "time_windows",
  ],
  [
    "a reservation is asked for windows only",
    { denied_operators: ["example_operator"], time_windows: [office] },
    { ...here, station: null },
    "allowed",
  ],
  [
    "a reserved span must fit the windows",
    { time_windows: [office] },
    { ...here, station: null, until: friday + 9 * 36e5 },
    "blocked",
    "time_windows",
  ],
  [
    "a span up to the window's end fits",
    { time_windows: [office] },
    { ...here, station: null, until: friday + 8 * 36e5 },
    "allowed",
  ],
];

const broken = (evaluation: Evaluation): string[] => evaluation.violations.map(({ rule }) => rule);

for (const [name, rules, circumstance, outcome, rule] of cases) {
  test(name, () => {
    const evaluation = evaluate([policy(rules)], driver, circumstance);
    assert.equal(evaluation.outcome, outcome);
    assert.deepEqual(broken(evaluation), rule === undefined ? [] : [rule]);
  });
}

test("a suggestion never blocks, but is told", () => {
  const evaluation = evaluate(
    [policy({ max_price_per_kwh: 10 }, { mode: "suggestion" })],
    driver,
    here,
  );
  assert.equal(evaluation.outcome, "allowed");
  assert.deepEqual(
    evaluation.suggestions.map(({ policy, rule }) => [policy, rule]),
    [["pol_1", "max_price_per_kwh"]],
  );
});

test("an inactive policy is not looked at", () => {
  const evaluation = evaluate(
    [policy({ max_price_per_kwh: 1 }, { status: "inactive" })],
    driver,
    here,
  );
  assert.deepEqual(
    evaluation.findings.map(({ rule }) => rule),
    ["driver_status"],
  );
});

test("all that is violated is listed, of all policies", () => {
  const strict = {
    denied_operators: ["example_operator"],
    max_price_per_kwh: 1,
    time_windows: [office],
  };
  const evaluation = evaluate(
    [policy(strict), policy({ allowed_operators: ["x"] }, { id: "pol_2", source: "vehicle" })],
    { status: "suspended", max_price_per_kwh: 20, currency: "eur" },
    { ...here, at: friday - 36e5 * 3 },
  );
  assert.deepEqual(
    evaluation.violations.map(({ policy, rule }) => `${policy} ${rule}`),
    [
      "null driver_status",
      "null driver_max_price_per_kwh",
      "pol_1 denied_operators",
      "pol_1 max_price_per_kwh",
      "pol_1 time_windows",
      "pol_2 allowed_operators",
    ],
  );
});

test("a policy that binds twice is looked at once and names both ways", () => {
  const rules = { allowed_operators: ["example_operator"] };
  const evaluation = evaluate(
    [policy(rules, { source: "driver" }), policy(rules, { source: "fleet" })],
    driver,
    here,
  );
  const found = evaluation.findings.filter(({ rule }) => rule === "allowed_operators");
  assert.deepEqual(
    found.map(({ sources }) => sources),
    [["driver", "fleet"]],
  );
});

test("the driver's own limit is in the driver's currency", () => {
  const limited = { ...driver, max_price_per_kwh: 50 };
  assert.equal(evaluate([], limited, here).outcome, "allowed");
  assert.deepEqual(broken(evaluate([], { ...limited, currency: "usd" }, here)), ["currency"]);
  const inDollars = stationWith({ currency: "usd" });
  assert.equal(evaluate([], { ...limited, currency: "usd" }, inDollars).outcome, "allowed");
});

test("a finding says what was compared with what", () => {
  const tariff: Tariff = {
    currency: "eur",
    elements: [
      {
        price_components: [
          { type: "ENERGY", price: "30.25", step_size: 1 },
          { type: "TIME", price: "330", step_size: 60 },
        ],
      },
    ],
  };
  // 30.25 cents a kWh and 3.30 an hour at 11 kW are 60.25 cents a kWh.
  const price = comparablePricePerKwh(tariff, friday, 11, "Europe/Berlin");
  const rules = { max_price_per_kwh: 60, geofences: [fence(48.8698, 2.3319, 0)] };
  const evaluation = evaluate([policy(rules)], driver, stationWith({ price }));
  assert.deepEqual(evaluation.violations, [
    {
      policy: "pol_1",
      sources: ["fleet"],
      mode: "enforcement",
      rule: "max_price_per_kwh",
      actual: { price_per_kwh: "60.25", currency: "eur", basis: "energy_and_time" },
      allowed: { price_per_kwh: "60", currency: "eur" },
      passed: false,
    },
  ]);
  assert.deepEqual(evaluation.findings[1]?.actual, {
    latitude: 48.8698,
    longitude: 2.3319,
    distances_meters: [0],
  });
});

test("a price by time that does not divide is compared exactly, not rounded", () => {
  // 100 an hour at 3 kW is 33.333… a kWh: above 33, below 34.
  const price: ComparablePrice = { numerator: 1_000_000n, denominator: 30_000n, basis: "time" };
  const at = (limit: number): string =>
    evaluate([policy({ max_price_per_kwh: limit })], driver, stationWith({ price })).outcome;
  assert.equal(at(33), "blocked");
  assert.equal(at(34), "allowed");
});

const someRules: fc.Arbitrary<PolicyRules> = fc.record({
  allowed_operators: fc.subarray(["example_operator", "a", "b"]),
  denied_operators: fc.subarray(["example_operator", "a", "b"]),
  geofences: fc.subarray([fence(48.87, 2.33, 1500), fence(52, 13, 100)]),
  max_price_per_kwh: fc.option(fc.integer({ min: 0, max: 80 })),
  time_windows: fc.subarray([office, { ...office, days_of_week: ["monday" as const] }]),
});
const somePolicies = fc.array(
  fc.record({
    id: fc.constantFrom("pol_1", "pol_2", "pol_3", "pol_4"),
    mode: fc.constantFrom("enforcement" as const, "suggestion" as const),
    status: fc.constantFrom("active" as const, "inactive" as const),
    source: fc.constantFrom("driver" as const, "vehicle" as const, "fleet" as const),
    rules: someRules,
  }),
  { maxLength: 4 },
);

test("blocked means that an enforced rule failed, and each failed rule is told once", () => {
  fc.assert(
    fc.property(somePolicies, (policies) => {
      const evaluation = evaluate(policies, driver, here);
      assert.equal(evaluation.outcome === "blocked", evaluation.violations.length > 0);
      const failed = evaluation.findings.filter(({ passed }) => !passed).length;
      assert.equal(failed, evaluation.violations.length + evaluation.suggestions.length);
    }),
  );
});

test("one more enforcement policy never allows what was blocked", () => {
  const more = someRules.map((rules) => policy(rules, { id: "pol_9" }));
  fc.assert(
    fc.property(somePolicies, more, (policies, added) => {
      const before = evaluate(policies, driver, here);
      const after = evaluate([...policies, added], driver, here);
      if (before.outcome === "blocked") assert.equal(after.outcome, "blocked");
      assert.ok(after.violations.length >= before.violations.length);
    }),
  );
});
