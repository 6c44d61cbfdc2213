// What is odd in the state of a connector is told to the operator, and not again while it lasts:
// errors, a connector that the station does not have, a state that no protocol knows.
import type { Work } from "../../../db/work.ts";
import { firstIdAt, newId } from "../../../lib/id.ts";
import type { Fact } from "../../../networks/fact.ts";
import type { StationRow } from "../../charging_stations/schema.ts";
import * as store from "./store.ts";

type StatusFact = Extract<Fact, { kind: "connector_status" }>;

const dayMs = 24 * 3_600_000;

/** In words; null: nothing is odd. */
function oddIn({ evse, plug, error, status, word }: StatusFact, station: StationRow) {
  const its = station.connectors.filter((one) => one.evse === evse);
  const where = evse === 0 ? "The station" : `EVSE ${evse}`;
  const is = word === undefined ? status : `'${word}', which the protocol does not know`;
  if (evse !== 0 && its.length === 0) return `${where}, which the station does not have, is ${is}.`;
  if (evse !== 0 && plug !== undefined && plug.number > its.length) {
    return `Connector ${plug.number} of ${where}, which the station does not have, told its state.`;
  }
  if (word === undefined && error === null) return null;
  return `${where} is ${is}${error === null ? "" : `: ${error}`}.`;
}

export const isOdd = (told: StatusFact, station: StationRow): boolean =>
  oddIn(told, station) !== null;

export async function noteStatus(work: Work, station: StationRow, told: StatusFact): Promise<void> {
  const text = oddIn(told, station);
  if (text === null) return;
  const { kind: _, at, ...detail } = told;
  const since = firstIdAt("ntc", work.realNow.getTime() - dayMs);
  await store.insertUnlessTold(work, [
    ...[station.id, newId("ntc", work.realNow), "connector", told.evse],
    ...[text.slice(0, 1000), JSON.stringify(detail), at, since, work.realNow],
  ]);
}
