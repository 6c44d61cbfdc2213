// Reading the log: what is kept, what a filter means, and what a restricted key may see of it.

import type { ReadWork, Rendered } from "../../db/work.ts";
import type { Page, PageRequest } from "../../http/paging.ts";
import { cutPage } from "../../http/paging.ts";
import { found, refuse } from "../../lib/errors.ts";
import { isId, timeOfId } from "../../lib/id.ts";
import * as actions from "./actions.ts";
import { objectOf, shownBy, typesFor } from "./announced.ts";
import { type EventRow, type EventType, keptSince, renderEvent } from "./schema.ts";
import * as store from "./store.ts";

export type Filters = {
  readonly type?: string;
  readonly object_id?: string;
  readonly delivery_success?: boolean;
};

/** The filter in SQL: nothing, one type, or a walk for each of several. */
function byTypes(types: readonly EventType[] | null): Record<string, unknown> {
  if (types === null) return {};
  return types.length === 1 ? { type: types[0] } : { types };
}

const byDelivery = (reached: boolean | undefined): Record<string, unknown> =>
  reached === undefined ? {} : reached ? { reached } : { missed: true };

/** A page of what is kept and may be seen. What may not is left out in SQL, so pages are full. */
export async function page(work: ReadWork, filters: Filters, asked: PageRequest): Promise<Page> {
  const since = keptSince(work.realNow);
  const { gte } = asked.created;
  const kept = gte === null || gte < since ? since : gte;
  const request = { ...asked, created: { ...asked.created, gte: kept } };
  const rows = await store.list(work, request, {
    ...byTypes(typesFor(filters.type, work.references.readable(work.caller))),
    ...(filters.object_id === undefined ? {} : { object_id: filters.object_id }),
    ...byDelivery(filters.delivery_success),
  });
  return cutPage(rows, asked, (row) => row.id, renderEvent);
}

const mayRead = (work: ReadWork, { type }: EventRow): boolean =>
  shownBy(type as EventType).every((word) => work.references.mayRead(work.caller, word));

/** Whether this is an event's id, of the last 30 days. */
export function isKept(id: string, now: Date): boolean {
  const made = timeOfId(id);
  return made !== null && isId("evt", id) && made >= keptSince(now);
}

/** The event itself; gone after 30 days. */
export async function get(work: ReadWork, id: string): Promise<Rendered> {
  const event = isKept(id, work.realNow) ? await store.find(work, [id, timeOfId(id)]) : null;
  const row = found(event, "event_not_found", id);
  if (!mayRead(work, row)) {
    const about = objectOf(row.type as EventType).replaceAll("_", " ");
    const article = /^[aeiou]/.test(about) ? "an" : "a";
    refuse(
      "permission_denied",
      `The event is about ${article} ${about}, which this key may not read.`,
    );
  }
  return renderEvent(row);
}

/** In the place of their ids; what is gone or may not be seen is left out. */
export async function load(work: ReadWork, ids: readonly string[]): Promise<Rendered[]> {
  const rows = await actions.load(
    work,
    ids.filter((id) => isKept(id, work.realNow)),
  );
  return [...rows.values()].filter((row) => mayRead(work, row)).map(renderEvent);
}
