// Deciding whether a charge may begin, and keeping why. Every evaluation leaves its record, also where the
// request is refused afterwards (spec part 2, "Evaluation"; ruling 25).
import type { Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { refuse } from "../../lib/errors.ts";
import * as accounts from "../accounts/store.ts";
import * as policies from "../policies/store.ts";
import { type DecisionRow, renderDecision } from "./schema.ts";
import * as store from "./store.ts";
import { breaksSuggestion, type Occasion, verdictOn, violationsOf } from "./verdict.ts";

type Trigger = DecisionRow["trigger"];

/**
 * Lets pass or refuses with `policy_blocked`. The record outlives any refusal of this work, whoever
 * refuses; a suggestion that was not followed is announced only where the charge goes on.
 */
export async function decide(
  work: Work,
  { trigger, ...occasion }: Occasion & { readonly trigger: Exclude<Trigger, "check"> },
): Promise<DecisionRow> {
  const decision = await reached(work, trigger, occasion);
  work.keepOnRefusal(async (after) => {
    await store.insert(after, decision);
  });
  if (decision.outcome === "blocked") refuseBlocked(decision);
  await store.insert(work, decision);
  if (breaksSuggestion(decision)) work.emit("policy.suggestion", renderDecision(decision));
  return decision;
}

/** Evaluates without starting anything; never refuses. */
export async function check(work: Work, occasion: Occasion): Promise<DecisionRow> {
  const decision = await reached(work, "check", occasion);
  await store.insert(work, decision);
  return decision;
}

/** The session that began with this decision. */
export const link = (work: Work, decision: string, session: string): Promise<unknown> =>
  store.link(work, [decision, session]);

async function reached(work: Work, trigger: Trigger, occasion: Occasion): Promise<DecisionRow> {
  const { driver, vehicle, fleet, station, connector, at, until } = occasion;
  const owners = [driver.id, vehicle.id, ...(fleet === null ? [] : [fleet.id])];
  const [bindings, own] = await Promise.all([
    policies.activeOf(work, [owners]),
    fleet === null ? accounts.currency(work) : null,
  ]);
  const currency =
    fleet?.preferences.default_currency ?? present(own, "the account's currency").default_currency;
  return {
    ...verdictOn(occasion, bindings, currency),
    ...{ id: work.newId("dec"), trigger, driver: driver.id, vehicle: vehicle.id },
    ...{ fleet: fleet?.id ?? null, charging_station: station?.id ?? null },
    ...{ connector: connector?.id ?? null, charging_session: null },
    ...{ at, until: until ?? null, created: work.now },
  };
}

function refuseBlocked(decision: DecisionRow): never {
  const details = violationsOf(decision);
  const told = details.map(({ policy, rule }) => (policy === null ? rule : `${rule} of ${policy}`));
  refuse("policy_blocked", `Blocked by ${told.join(", ")}.`, { details });
}
