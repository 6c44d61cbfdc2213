// Policies against one start or reservation: what each rule compares with what, what blocks and
// what is only suggested (spec part 2 policy, rulings 20 and 21). Pure; which policies bind and
// where the evaluation is kept is policy_decisions' affair.

import type { Place } from "../../lib/geo.ts";
import { distanceM, isWithin } from "../../lib/geo.ts";
import { roundHalfUp } from "../../lib/money.ts";
import type { ComparablePrice } from "../../pricing/quote.ts";
import type { TimeWindow } from "./windows.ts";
import { coveredUntil } from "./windows.ts";

export type Geofence = {
  readonly name?: string | null | undefined;
  readonly center: Place;
  readonly radius_meters: number;
};

/** As stored: operators by id, absent lists empty. */
export type PolicyRules = {
  readonly allowed_operators: readonly string[];
  readonly denied_operators: readonly string[];
  readonly geofences: readonly Geofence[];
  /** Minor units of the comparison currency. */
  readonly max_price_per_kwh: number | null;
  readonly time_windows: readonly TimeWindow[];
};

export type Source = "driver" | "vehicle" | "fleet";

export type BoundPolicy = {
  readonly id: string;
  readonly mode: "enforcement" | "suggestion";
  readonly status: "active" | "inactive";
  readonly rules: PolicyRules;
  readonly source: Source;
};

export type DriverLimits = {
  readonly status: "active" | "suspended" | "archived";
  readonly max_price_per_kwh: number | null;
  /** The driver's own, in which that limit is meant (ruling 20). */
  readonly currency: string;
};

export type StationFacts = {
  /** Operator id. */
  readonly operator: string;
  readonly location: Place;
  /** Null when no tariff is in force at the connector. */
  readonly price: ComparablePrice | null;
  readonly currency: string;
};

export type Circumstance = {
  /** Null while a reservation has no station yet: statuses and windows only (ruling 21). */
  readonly station: StationFacts | null;
  /** The fleet's default currency, else the account's. */
  readonly currency: string;
  /** Epoch milliseconds; `until` is the end of a reserved span. */
  readonly at: number;
  readonly until?: number | null;
  /** Of the fleet, else of the station, else UTC. */
  readonly zone: string;
};

export type RuleName =
  | "driver_status"
  | "driver_max_price_per_kwh"
  | "currency"
  | "denied_operators"
  | "allowed_operators"
  | "geofences"
  | "max_price_per_kwh"
  | "time_windows";

type Json = string | number | null | readonly Json[] | { readonly [key: string]: Json };

export type Finding = {
  /** Null for what binds the driver without a policy. */
  readonly policy: string | null;
  readonly sources: readonly Source[];
  readonly mode: "enforcement" | "suggestion";
  readonly rule: RuleName;
  readonly actual: Json;
  readonly allowed: Json;
  readonly passed: boolean;
};

export type Evaluation = {
  readonly outcome: "allowed" | "blocked";
  /** Every rule that was looked at, in order. */
  readonly findings: readonly Finding[];
  /** Failed rules of enforcement policies and of the driver: all of them. */
  readonly violations: readonly Finding[];
  /** Failed rules of suggestion policies. */
  readonly suggestions: readonly Finding[];
};

/** One rule's outcome before it is known whose it is. */
type Check = Pick<Finding, "rule" | "actual" | "allowed" | "passed">;

export function evaluate(
  policies: readonly BoundPolicy[],
  driver: DriverLimits,
  circumstance: Circumstance,
): Evaluation {
  const own = driverChecks(driver, circumstance).map(
    (check): Finding => ({ policy: null, sources: ["driver"], mode: "enforcement", ...check }),
  );
  const bound = distinct(policies).flatMap(({ policy, sources }) =>
    policyChecks(policy.rules, circumstance).map(
      (check): Finding => ({ policy: policy.id, sources, mode: policy.mode, ...check }),
    ),
  );
  const findings = [...own, ...bound];
  const failed = findings.filter((finding) => !finding.passed);
  const violations = failed.filter((finding) => finding.mode === "enforcement");
  return {
    outcome: violations.length === 0 ? "allowed" : "blocked",
    findings,
    violations,
    suggestions: failed.filter((finding) => finding.mode === "suggestion"),
  };
}

/** Active policies, each once, with all through which it binds. */
function distinct(
  policies: readonly BoundPolicy[],
): { policy: BoundPolicy; sources: readonly Source[] }[] {
  const active = policies.filter((policy) => policy.status === "active");
  const byId = Map.groupBy(active, (policy) => policy.id);
  return [...byId.values()].map((same) => ({
    policy: same[0] as BoundPolicy,
    sources: [...new Set(same.map((policy) => policy.source))],
  }));
}

function driverChecks(driver: DriverLimits, { station }: Circumstance): Check[] {
  const status: Check = {
    rule: "driver_status",
    actual: driver.status,
    allowed: ["active"],
    passed: driver.status === "active",
  };
  const limit = driver.max_price_per_kwh;
  if (limit === null || station === null) return [status];
  return [status, priceCheck("driver_max_price_per_kwh", limit, driver.currency, station)];
}

function policyChecks(rules: PolicyRules, circumstance: Circumstance): Check[] {
  const { station } = circumstance;
  const checks: Check[] = station === null ? [] : stationChecks(rules, station, circumstance);
  if (rules.time_windows.length > 0) checks.push(windowCheck(rules.time_windows, circumstance));
  return checks;
}

function stationChecks(
  rules: PolicyRules,
  station: StationFacts,
  { currency }: Circumstance,
): Check[] {
  const { operator } = station;
  const { denied_operators: denied, allowed_operators: allowed, geofences } = rules;
  const checks: Check[] = [];
  if (denied.length > 0) {
    const passed = !denied.includes(operator);
    checks.push({ rule: "denied_operators", actual: operator, allowed: { not: denied }, passed });
  }
  if (allowed.length > 0) {
    const passed = allowed.includes(operator);
    checks.push({ rule: "allowed_operators", actual: operator, allowed, passed });
  }
  if (geofences.length > 0) checks.push(geofenceCheck(geofences, station.location));
  if (rules.max_price_per_kwh !== null) {
    checks.push(priceCheck("max_price_per_kwh", rules.max_price_per_kwh, currency, station));
  }
  return checks;
}

function geofenceCheck(geofences: readonly Geofence[], location: Place): Check {
  return {
    rule: "geofences",
    actual: {
      latitude: location.latitude,
      longitude: location.longitude,
      distances_meters: geofences.map((fence) => Math.round(distanceM(location, fence.center))),
    },
    allowed: geofences.map(({ name, center, radius_meters }) => ({
      name: name ?? null,
      center: { latitude: center.latitude, longitude: center.longitude },
      radius_meters,
    })),
    passed: geofences.some((fence) => isWithin(location, fence.center, fence.radius_meters)),
  };
}

/**
 * The price per kWh against a limit, exactly. Another currency cannot be compared and fails as
 * `currency`; no price at all fails too; a fee alone has no price per kWh and passes (ruling 20).
 */
function priceCheck(
  rule: "max_price_per_kwh" | "driver_max_price_per_kwh",
  limit: number,
  currency: string,
  station: StationFacts,
): Check {
  const { price } = station;
  if (station.currency !== currency) {
    return { rule: "currency", actual: station.currency, allowed: currency, passed: false };
  }
  const allowed = { price_per_kwh: String(limit), currency };
  if (price === null) return { rule, actual: null, allowed, passed: false };
  const { numerator, denominator, basis } = price;
  const perKwh = basis === "flat" ? null : decimal(numerator, denominator);
  return {
    rule,
    actual: { price_per_kwh: perKwh, currency, basis },
    allowed,
    passed: numerator <= BigInt(limit) * denominator,
  };
}

/** For reading only, four decimals: `42.5`. What passes is decided on the exact fraction. */
function decimal(numerator: bigint, denominator: bigint): string {
  const scaled = roundHalfUp(numerator * 10_000n, denominator);
  const fraction = (scaled % 10_000n).toString().padStart(4, "0").replace(/0+$/, "");
  return fraction === "" ? `${scaled / 10_000n}` : `${scaled / 10_000n}.${fraction}`;
}

function windowCheck(windows: readonly TimeWindow[], { at, until, zone }: Circumstance): Check {
  const end = until ?? at;
  const covered = coveredUntil(windows, at, end, zone);
  return {
    rule: "time_windows",
    actual: {
      at: new Date(at).toISOString(),
      until: until == null ? null : new Date(until).toISOString(),
      timezone: zone,
    },
    allowed: windows.map(({ days_of_week, start_time, end_time }) => ({
      days_of_week,
      start_time,
      end_time,
    })),
    passed: covered !== null && covered >= end,
  };
}
