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

const refusalKeys = {
  code: s.text(60, {
    about:
      "`card_unknown`, `card_blocked`, `card_expired`, `card_of_other_kind`, `card_ends_only`, " +
      "or the code that the API would refuse with.",
    example: "card_expired",
  }),
  message: s.text(500, { about: "What was wrong.", example: "The card expired yesterday." }),
  param: s.nullable(
    s.text(100, { about: "What was to blame, if one thing was.", example: "vehicle" }),
  ),
};

export const PolicyDecision = s.object({
  id: s.id("dec", { about: "Unique identifier." }),
  object: s.literal("policy_decision"),
  at: s.timestamp({ about: "The moment that was asked about." }),
  card: s.nullable(
    s.text(255, { about: "The number that was held up at a charger.", example: "04A2B3C4D5E6F7" }),
  ),
  charge_token: s.nullable(s.id("ctk", { about: "The card, if it is known." })),
  charging_session: s.nullable(s.id("cs", { about: "The session that began with it, or null." })),
  charging_station: s.nullable(
    s.id("chst", { about: "The station; null while a reservation has none yet." }),
  ),
  connector: s.nullable(
    s.text(36, { about: "The connector, by its id at the station.", example: "connector_a1" }),
  ),
  created: s.timestamp({ about: "When it was decided." }),
  driver: s.nullable(s.id("drv", { about: "Null for a card that nobody knows." })),
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
  refusal: s.nullable(
    s.object(refusalKeys, { about: "What else than a policy refused the card, if anything did." }),
  ),
  trigger: s.choice(triggers, {
    about: "What asked: the API, a card at the charger, a reservation, or only a check.",
  }),
  until: s.nullable(s.timestamp({ about: "The end of a reserved span." })),
  vehicle: s.nullable(s.id("veh", { about: "Null where no card tells what is charged." })),
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
  charging_station: s.optional(s.id("chst", { about: "Only decisions on this station." })),
  outcome: s.optional(s.choice(outcomes, { about: "Only decisions that ended so." })),
  charging_session: s.optional(
    s.id("cs", { about: "Only the decision that this session began with." }),
  ),
});

/** What else than a policy refused a card. */
export type Refusal = {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
};

export type DecisionRow = {
  id: string;
  trigger: (typeof triggers)[number];
  outcome: (typeof outcomes)[number];
  policies: readonly PolicyFinding[];
  /** The card that was held up. */
  charge_token: string | null;
  card: string | null;
  refusal: Refusal | null;
  driver: string | null;
  vehicle: string | null;
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
  card: row.card,
  charge_token: row.charge_token,
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
  refusal: row.refusal,
  trigger: row.trigger,
  until: timestampOrNull(row.until),
  vehicle: row.vehicle,
});
