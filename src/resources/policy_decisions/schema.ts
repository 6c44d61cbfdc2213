// The decision record as answers show it (spec part 3): an extension, so it may grow.
import * as s from "../../lib/schema.ts";
import { timestamp, timestampOrNull } from "../../lib/time.ts";
import type { PolicyFinding } from "./verdict.ts";

export const triggers = ["api", "token", "reservation", "check"] as const;
const outcomes = ["allowed", "blocked"] as const;
const modes = ["enforcement", "suggestion"] as const;

const Rule = s.object({
  actual: s.unknown({
    about: "What was found.",
    example: { price_per_kwh: "59", currency: "eur", basis: "energy" },
  }),
  allowed: s.unknown({
    about: "What the rule allows.",
    example: { price_per_kwh: "45", currency: "eur" },
  }),
  passed: s.boolean({ about: "Whether the rule is kept." }),
  rule: s.text(40, {
    about:
      "`driver_status`, `vehicle_status`, `fleet_status`, `driver_max_price_per_kwh`, `currency` " +
      "(the price is in another currency and cannot be compared), `denied_operators`, " +
      "`allowed_operators`, `geofences`, `max_price_per_kwh` or `time_windows`.",
    example: "max_price_per_kwh",
  }),
});

export const PolicyDecision = s.object({
  id: s.id("dec", { about: "Unique identifier." }),
  object: s.literal("policy_decision"),
  at: s.timestamp({ about: "The moment that was asked about." }),
  charging_session: s.nullable(s.id("cs", { about: "The session that began with it, or null." })),
  charging_station: s.nullable(
    s.id("chst", { about: "The station; null while a reservation has none yet." }),
  ),
  connector: s.nullable(
    s.text(36, { about: "The connector, by its id at the station.", example: "connector_a1" }),
  ),
  created: s.timestamp({ about: "When it was decided." }),
  driver: s.id("drv"),
  fleet: s.nullable(s.id("flt", { about: "The fleet that the session would be for." })),
  outcome: s.choice(outcomes, { about: "Whether a session may begin." }),
  policies: s.list(
    s.object({
      bound_to: s.list(s.choice(["driver", "vehicle", "fleet"]), {
        about: "Whose `policy_ids` name it.",
      }),
      mode: s.choice(modes, { about: "A suggestion never blocks." }),
      name: s.nullable(s.text(200, { about: "Its name at the time.", example: "Working hours" })),
      passed: s.boolean({ about: "Whether all its rules are kept." }),
      policy: s.nullable(
        s.id("pol", { about: "Null for statuses and the driver's own price limit." }),
      ),
      rules: s.list(Rule, { about: "Every rule that was looked at." }),
    }),
    { about: "Every policy that was asked." },
  ),
  trigger: s.choice(triggers, {
    about: "What asked: the API, a card at the charger, a reservation, or only a check.",
  }),
  until: s.nullable(s.timestamp({ about: "The end of a reserved span." })),
  vehicle: s.id("veh"),
});

export const DecisionCreate = s.object({
  driver: s.id("drv", { about: "Who would charge." }),
  vehicle: s.id("veh", { about: "What would be charged." }),
  charging_station: s.id("chst", { about: "Where." }),
  connector: s.optional(
    s.text(36, {
      about: "The connector, for its price; default: the station's first.",
      example: "connector_a1",
    }),
  ),
  at: s.optional(s.timestamp({ about: "When; default: now." })),
});

export const decisionFilters = s.object({
  driver: s.optional(s.id("drv", { about: "Only decisions on this driver." })),
  vehicle: s.optional(s.id("veh", { about: "Only decisions on this vehicle." })),
  fleet: s.optional(s.id("flt", { about: "Only decisions for this fleet." })),
  outcome: s.optional(s.choice(outcomes, { about: "Only decisions that ended so." })),
  charging_session: s.optional(
    s.id("cs", { about: "Only the decision that this session began with." }),
  ),
});

export type DecisionRow = {
  id: string;
  trigger: (typeof triggers)[number];
  outcome: (typeof outcomes)[number];
  policies: readonly PolicyFinding[];
  driver: string;
  vehicle: string;
  fleet: string | null;
  charging_station: string | null;
  connector: string | null;
  charging_session: string | null;
  at: Date;
  until: Date | null;
  created: Date;
};

export const renderDecision = (row: DecisionRow) => ({
  id: row.id,
  object: "policy_decision" as const,
  at: timestamp(row.at),
  charging_session: row.charging_session,
  charging_station: row.charging_station,
  connector: row.connector,
  created: timestamp(row.created),
  driver: row.driver,
  fleet: row.fleet,
  outcome: row.outcome,
  policies: row.policies.map(({ bound_to, mode, name, passed, id, rules }) => ({
    ...{ bound_to, mode, name, passed, policy: id },
    rules: rules.map(({ actual, allowed, passed: kept, rule }) => ({
      ...{ actual, allowed, passed: kept, rule },
    })),
  })),
  trigger: row.trigger,
  until: timestampOrNull(row.until),
  vehicle: row.vehicle,
});
