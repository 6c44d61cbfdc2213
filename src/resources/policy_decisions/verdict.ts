// From rows to a verdict: statuses, the driver's own limit and all bound policies, each rule with
// what was compared with what. Pure; the meaning of the rules is policies/rules.ts.
import type { Place } from "../../lib/geo.ts";
import { comparablePricePerKwh } from "../../pricing/quote.ts";
import type { Tariff } from "../../pricing/tariff.ts";
import type { DriverRow } from "../drivers/schema.ts";
import type { FleetRow } from "../fleets/schema.ts";
import {
  type BoundPolicy,
  type Circumstance,
  evaluate,
  type Finding,
  type Source,
} from "../policies/rules.ts";
import type { BindingRow } from "../policies/store.ts";
import type { VehicleRow } from "../vehicles/schema.ts";

/** Who wants to charge what, where and when. */
export type Occasion = {
  readonly driver: Pick<DriverRow, "id" | "status" | "preferences">;
  readonly vehicle: Pick<VehicleRow, "id" | "status">;
  /** The session's fleet. */
  readonly fleet: Pick<FleetRow, "id" | "status" | "timezone" | "preferences"> | null;
  /** Null while a reservation has no station yet: statuses and time windows only (ruling 21). */
  readonly station: DecisionStation | null;
  /** Null where the station as a whole is meant: then there is no price. */
  readonly connector: DecisionConnector | null;
  readonly at: Date;
  /** The end of a reserved span. */
  readonly until?: Date | null;
};

export type DecisionStation = {
  readonly id: string;
  readonly operatorId: string;
  readonly location: Place;
  readonly timezone: string | null;
};

export type DecisionConnector = {
  readonly id: string;
  readonly powerKw: number;
  readonly tariff: Tariff | null;
};

export type RuleFinding = Omit<Finding, "rule" | "policy" | "sources" | "mode"> & {
  readonly rule: Finding["rule"] | "vehicle_status" | "fleet_status";
};

/** What one policy said; `id` is null for what binds without one: statuses, the driver's limit. */
export type PolicyFinding = {
  readonly id: string | null;
  readonly name: string | null;
  readonly mode: "enforcement" | "suggestion";
  readonly bound_to: readonly Source[];
  readonly passed: boolean;
  readonly rules: readonly RuleFinding[];
};

export type Verdict = {
  readonly outcome: "allowed" | "blocked";
  readonly policies: readonly PolicyFinding[];
};

/** `bindings`: all active policies that hold. `currency`: the fleet's, else the account's. */
export function verdictOn(
  occasion: Occasion,
  bindings: readonly BindingRow[],
  currency: string,
): Verdict {
  const { driver } = occasion;
  const bound = bindings.map((row): BoundPolicy => ({ ...row, source: sourceOf(row, occasion) }));
  const limits = {
    status: driver.status,
    max_price_per_kwh: driver.preferences.max_price_per_kwh,
    currency: driver.preferences.currency,
  };
  const { findings } = evaluate(bound, limits, circumstanceOf(occasion, currency));
  const ofPolicy = (id: string | null): RuleFinding[] =>
    findings.filter(({ policy }) => policy === id).map(ruleFinding);
  const own = [...ofPolicy(null), ...statusFindings(occasion)];
  const policies = [
    concluded({ id: null, name: null, mode: "enforcement", bound_to: [] }, own),
    ...[...Map.groupBy(bindings, ({ id }) => id).values()].map((same) => {
      const { id, name, mode } = same[0] as BindingRow;
      const bound_to = [...new Set(same.map((row) => sourceOf(row, occasion)))];
      return concluded({ id, name, mode, bound_to }, ofPolicy(id));
    }),
  ];
  const blocked = policies.some(({ mode, passed }) => mode === "enforcement" && !passed);
  return { outcome: blocked ? "blocked" : "allowed", policies };
}

function sourceOf({ owner_id }: BindingRow, { driver, vehicle }: Occasion): Source {
  if (owner_id === driver.id) return "driver";
  return owner_id === vehicle.id ? "vehicle" : "fleet";
}

const ruleFinding = ({ rule, actual, allowed, passed }: Finding): RuleFinding => ({
  ...{ rule, actual, allowed, passed },
});

const concluded = (
  policy: Omit<PolicyFinding, "passed" | "rules">,
  rules: readonly RuleFinding[],
): PolicyFinding => ({ ...policy, passed: rules.every(({ passed }) => passed), rules });

/** A vehicle or fleet that is out of service starts nothing, as with a driver (spec part 2). */
function statusFindings({ vehicle, fleet }: Occasion): RuleFinding[] {
  const status = (rule: RuleFinding["rule"], actual: string): RuleFinding => ({
    ...{ rule, actual, allowed: ["active"], passed: actual === "active" },
  });
  const own = [status("vehicle_status", vehicle.status)];
  return fleet === null ? own : [...own, status("fleet_status", fleet.status)];
}

function circumstanceOf(occasion: Occasion, currency: string): Circumstance {
  const { fleet, station, connector, at, until } = occasion;
  const zone = fleet?.timezone ?? station?.timezone ?? "UTC";
  const when = { at: at.getTime(), until: until?.getTime() ?? null, zone, currency };
  if (station === null) return { ...when, station: null };
  const tariff = connector?.tariff ?? null;
  const price =
    connector === null || tariff === null
      ? null
      : comparablePricePerKwh(tariff, at.getTime(), connector.powerKw, station.timezone ?? "UTC");
  const { operatorId: operator, location } = station;
  return {
    ...when,
    station: { operator, location, price, currency: tariff?.currency ?? currency },
  };
}

/** Every violated rule of what is enforced: the `details` of `policy_blocked` (spec part 1). */
export const violationsOf = ({ policies }: Verdict) =>
  policies
    .filter(({ mode }) => mode === "enforcement")
    .flatMap(({ id, rules }) =>
      rules
        .filter(({ passed }) => !passed)
        .map(({ rule, actual, allowed }) => ({ policy: id, rule, actual, allowed })),
    );

export const breaksSuggestion = ({ policies }: Verdict): boolean =>
  policies.some(({ mode, passed }) => mode === "suggestion" && !passed);
