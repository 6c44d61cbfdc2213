// Writing events in the transaction of the change they tell of, and keeping track of who wants
// them.
import { type Emission, type ReadWork, sqlState, Wanted, type Work } from "../../db/work.ts";
import { assert, present } from "../../lib/assert.ts";
import { timeOfId } from "../../lib/id.ts";
import { objectOf } from "./announced.ts";
import { wakeFeeds } from "./feed_actions.ts";
import { type EventRow, type EventType, eventTypes } from "./schema.ts";
import * as store from "./store.ts";

const known: ReadonlySet<string> = new Set(eventTypes);

/**
 * Writes the events; answers those that at least one endpoint wants. Unwanted ones must have none.
 */
export async function record(
  work: Work,
  emissions: readonly Emission[],
  unwanted: boolean,
): Promise<store.Wanted[]> {
  for (const { type, object } of emissions) {
    assert(known.has(type), `'${type}' is not in the list of event types`);
    const word = objectOf(type as EventType);
    assert(object["object"] === word, `an event ${type} is about a ${word}`);
  }
  work.afterCommit(wakeFeeds);
  const values = [
    emissions.map(({ id }) => id),
    emissions.map(({ type }) => type),
    emissions.map(({ object }) => JSON.stringify(object)),
    emissions.map(({ object }) => String(object["id"])),
    emissions.map(({ previous }) => (previous === null ? null : JSON.stringify(previous))),
    emissions.map(({ request }) => request.id),
    emissions.map(({ request }) => request.idempotencyKey),
    emissions.map(({ at }) => at),
  ];
  return unwanted
    ? recordUnwanted(work, values, patternsOf(emissions))
    : store.insertMany(work, values);
}

async function recordUnwanted(
  work: Work,
  values: readonly unknown[],
  patterns: readonly string[],
): Promise<store.Wanted[]> {
  try {
    await store.insertUnwanted(work, [...values, patterns]);
    return [];
  } catch (error) {
    if (sqlState(error) === "22012") throw new Wanted();
    throw error;
  }
}

/** What an endpoint may have subscribed to in order to get one of these. */
const patternsOf = (emissions: readonly Emission[]): string[] => [
  "*",
  ...new Set(emissions.flatMap(({ type }) => [type, `${type.split(".", 1)[0]}.*`])),
];

/** Makes these patterns the endpoint's; an empty list ends its subscription. */
export async function setSubscription(
  work: Work,
  endpoint: string,
  patterns: readonly string[],
): Promise<void> {
  await store.unsubscribe(work, [endpoint]);
  if (patterns.length > 0) await store.subscribe(work, [endpoint, patterns]);
}

/** Deliveries of these events have ended, one per entry: arrived, or failed for good. */
export async function deliveriesEnded(
  work: Work,
  ids: readonly string[],
  how: "arrived" | "failed",
): Promise<void> {
  if (ids.length === 0) return;
  await store.deliveriesEnded(work, [ids, ...madeBetween(ids), how === "arrived"]);
}

/** A delivery of this event that had ended is under way again. */
export const deliveryReopened = (work: Work, id: string, hadArrived: boolean): Promise<unknown> =>
  store.deliveryReopened(work, [id, timeOfId(id), hadArrived]);

/** Events by id; those that are gone are missing from the map. */
export async function load(work: ReadWork, ids: readonly string[]): Promise<Map<string, EventRow>> {
  const found = ids.length === 0 ? [] : await store.load(work, [ids, ...madeBetween(ids)]);
  return new Map(found.map((event) => [event.id, event]));
}

/** When the first and the last of these events were made. */
function madeBetween(ids: readonly string[]): [Date, Date] {
  const ordered = [...ids].sort();
  const at = (id: string | undefined) => present(timeOfId(id ?? ""), "the time of an event's id");
  return [at(ordered[0]), at(ordered.at(-1))];
}
