// Deciding whether a charge may begin, and keeping why. Every evaluation leaves its record, also
// where the request is refused afterwards (spec part 2, "Evaluation"; ruling 25).
import type { Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { found, type Refusal as Refused, refuse } from "../../lib/errors.ts";
import type { Static } from "../../lib/schema.ts";
import { parseTimestamp } from "../../lib/time.ts";
import { refuseProblems } from "../../lib/validate.ts";
import * as accounts from "../accounts/store.ts";
import * as stations from "../charging_stations/actions.ts";
import * as drivers from "../drivers/store.ts";
import * as fleets from "../fleets/store.ts";
import * as policies from "../policies/store.ts";
import { fleetOf } from "../vehicles/pairing.ts";
import * as vehicles from "../vehicles/store.ts";
import { type DecisionCreate, type DecisionRow, type Refusal, renderDecision } from "./schema.ts";
import * as store from "./store.ts";
import {
  breaksSuggestion,
  type DecisionConnector,
  type Occasion,
  verdictOn,
  violationsOf,
} from "./verdict.ts";

type Trigger = DecisionRow["trigger"];

/**
 * Lets pass or refuses with `policy_blocked`. The record outlives any refusal of this work, whoever
 * refuses.
 */
export async function decide(
  work: Work,
  { trigger, card = null, ...occasion }: Asked,
): Promise<DecisionRow> {
  const shown = card === null ? {} : { charge_token: card.token, card: card.uid };
  const decision = { ...(await reached(work, trigger, occasion)), ...shown };
  card?.onDecision(decision.id);
  work.keepOnRefusal(async (after) => {
    await store.insert(after, decision);
  });
  if (decision.outcome === "blocked") refuseBlocked(decision);
  await store.insert(work, decision);
  return decision;
}

export type Card = { readonly token: string | null; readonly uid: string };

type Asked = Occasion & {
  readonly trigger: Exclude<Trigger, "check">;
  /** What was held up at a charger, and who wants to know of its record. */
  readonly card?: (Card & { readonly onDecision: (id: string) => void }) | null;
};

export type RefusedCard = Card & {
  /** The record of what policies said, if it came to that. */
  readonly decision: string | null;
  readonly driver: string | null;
  readonly vehicle: string | null;
  readonly station: string;
  readonly at: Date;
};

export const reasonOf = ({ code, message, param }: Refused): Refusal => ({
  ...{ code, message, param: param ?? null },
});

/** Keeps why a card was refused where it was no policy's doing. */
export async function noteRefusal(work: Work, of: RefusedCard, refusal: Refusal): Promise<void> {
  if (of.decision !== null) {
    if (refusal.code === "policy_blocked") return;
    await store.refuse(work, [of.decision, JSON.stringify(refusal)]);
    return;
  }
  await store.insert(work, {
    ...{ id: work.newId("dec"), trigger: "token", outcome: "blocked", policies: [] },
    ...{ charge_token: of.token, card: of.uid, refusal, driver: of.driver, vehicle: of.vehicle },
    ...{ fleet: null, charging_station: of.station, connector: null, charging_session: null },
    ...{ at: of.at, until: null, created: work.now },
  });
}

/** The session goes on, paid for: what it did not follow is announced now, and not before. */
export async function announceSuggestion(work: Work, session: string): Promise<void> {
  const decision = await store.ofSession(work, [session]);
  if (decision !== null && breaksSuggestion(decision)) {
    work.emit("policy.suggestion", renderDecision(decision));
  }
}

/** Evaluates without starting anything; what is blocked is an answer, not a refusal. */
export async function check(
  work: Work,
  input: Static<typeof DecisionCreate>,
): Promise<DecisionRow> {
  const decision = await reached(work, "check", await occasionOf(work, input));
  await store.insert(work, decision);
  return decision;
}

async function occasionOf(work: Work, input: Static<typeof DecisionCreate>): Promise<Occasion> {
  const { driver: driverId, vehicle: vehicleId, charging_station: stationId } = input;
  const driverRow = await drivers.find(work, [driverId]);
  const driver = found(driverRow, "driver_not_found", driverId, "driver");
  const vehicleRow = await vehicles.find(work, [vehicleId]);
  const vehicle = found(vehicleRow, "vehicle_not_found", vehicleId, "vehicle");
  const seen = await stations.forSession(work, stationId);
  const station = found(seen, "charging_station_not_found", stationId, "charging_station");
  const fleetId = fleetOf(driver, vehicle);
  return {
    ...{ driver, vehicle, station, connector: connectorOf(station, input.connector) },
    fleet: fleetId === null ? null : await fleets.find(work, [fleetId]),
    at: parseTimestamp(input.at ?? "") ?? work.now,
  };
}

/** Without a name the first connector, whose price the station shows (ruling 19). */
function connectorOf(
  { connectors }: { readonly connectors: readonly DecisionConnector[] },
  name: string | undefined,
): DecisionConnector | null {
  if (name === undefined) return connectors[0] ?? null;
  const connector = connectors.find(({ id }) => id === name);
  if (connector !== undefined) return connector;
  const known = connectors.map(({ id }) => id).join(", ");
  const message = `Invalid connector: the station has ${known}.`;
  refuseProblems([{ code: "parameter_invalid", message, param: "connector" }]);
}

/** The session that began with this decision. */
export const link = (work: Work, decision: string, session: string): Promise<unknown> =>
  store.link(work, [decision, session]);

async function reached(work: Work, trigger: Trigger, occasion: Occasion): Promise<DecisionRow> {
  return (await standing(work, trigger, occasion))(occasion);
}

export type Who = Pick<Occasion, "driver" | "vehicle" | "fleet">;
export type Where = Pick<Occasion, "station" | "connector" | "at" | "until">;

/**
 * What holds for these three now, asked about as many places and times as are looked at. Whoever
 * asks keeps the records that tell why it went as it did (`keep`).
 */
export async function standing(
  work: Work,
  trigger: Trigger,
  { driver, vehicle, fleet }: Who,
): Promise<(where: Where) => DecisionRow> {
  const owners = [driver.id, vehicle.id, ...(fleet === null ? [] : [fleet.id])];
  const [bindings, own] = await Promise.all([
    policies.activeOf(work, [owners]),
    fleet === null ? accounts.currency(work) : null,
  ]);
  const currency =
    fleet?.preferences.default_currency ?? present(own, "the account's currency").default_currency;
  return ({ station, connector, at, until }) => ({
    ...verdictOn(
      { driver, vehicle, fleet, station, connector, at, until: until ?? null },
      bindings,
      currency,
    ),
    ...{ id: work.newId("dec"), trigger, driver: driver.id, vehicle: vehicle.id },
    ...{ charge_token: null, card: null, refusal: null },
    ...{ fleet: fleet?.id ?? null, charging_station: station?.id ?? null },
    ...{ connector: connector?.id ?? null, charging_session: null },
    ...{ at, until: until ?? null, created: work.now },
  });
}

export const keep = (work: Work, decision: DecisionRow): Promise<unknown> =>
  store.insert(work, decision);

/** A reservation is made with it: what it does not follow is announced. */
export async function announceKept(work: Work, id: string): Promise<void> {
  const decision = await store.find(work, [id]);
  if (decision !== null && breaksSuggestion(decision)) {
    work.emit("policy.suggestion", renderDecision(decision));
  }
}

function refuseBlocked(decision: DecisionRow): never {
  const details = violationsOf(decision);
  const told = details.map(({ policy, rule }) => (policy === null ? rule : `${rule} of ${policy}`));
  refuse("policy_blocked", `Blocked by ${told.join(", ")}.`, { details });
}
