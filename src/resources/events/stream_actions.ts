// Following events live: from now on, or from after the last event that the client has seen, in
// the order of their positions, none left out and none twice.
import type { Mark, Message, StreamContext } from "../../http/resource.ts";
import { refuse } from "../../lib/errors.ts";
import { timeOfId } from "../../lib/id.ts";
import { typesFor } from "./announced.ts";
import type { Feed } from "./feed_actions.ts";
import { isKept } from "./reading_actions.ts";
import { keptSince, renderEvent } from "./schema.ts";
import * as store from "./store.ts";

export type Filters = { readonly type?: string; readonly object_id?: string };

const batchSize = 100;

export async function follow(
  feed: Feed,
  filters: Filters,
  context: StreamContext,
): Promise<AsyncIterable<readonly (Message | Mark)[]>> {
  const { position, mark } = await startOf(feed, context);
  return batches(feed, filters, context, { position, mark });
}

type Start = { readonly position: number; readonly mark: Mark | null };

/**
 * Who begins now is told where that is: a connection that breaks before its first message would
 * else come back without an id, and miss what happened meanwhile.
 */
async function startNow(feed: Feed, context: StreamContext): Promise<Start> {
  const position = await feed.settled(context.everyone());
  const work = context.read();
  const types = typesFor(undefined, work.references.readable(work.caller));
  const last = await store.newest(work, [position, types, keptSince(work.realNow)]);
  return { position, mark: last === null ? null : { id: last.id, event: null } };
}

/** An event that is not known any more is refused: to go on from elsewhere would hide a gap. */
async function startOf(feed: Feed, context: StreamContext): Promise<Start> {
  const { lastEventId: last } = context;
  if (last === null) return startNow(feed, context);
  const work = context.read();
  const seen = isKept(last, work.realNow)
    ? await store.position(work, [last, timeOfId(last)])
    : null;
  if (seen !== null) return { position: seen.position, mark: null };
  refuse(
    "parameter_invalid",
    `Last-Event-ID names no event of the last 30 days: '${last.slice(0, 60)}'. Begin without it, ` +
      "and read what was missed from GET /v1/events.",
    { param: "Last-Event-ID" },
  );
}

async function* batches(
  feed: Feed,
  filters: Filters,
  context: StreamContext,
  from: Start,
): AsyncGenerator<readonly (Message | Mark)[]> {
  const { account, livemode } = context.read();
  const seat = feed.seat(context.everyone(), account, livemode);
  let { position } = from;
  if (from.mark !== null) yield [from.mark];
  for (;;) {
    const upTo = await seat.next(position, context.signal);
    if (upTo === null) return;
    while (position < upTo && !context.signal.aborted) {
      const found = await after(position, upTo);
      position = found.length < batchSize ? upTo : (found.at(-1)?.position ?? upTo);
      if (found.length > 0) yield found.map(messageOf);
    }
  }

  function after(begin: number, end: number): Promise<store.Followed[]> {
    const work = context.read();
    const types = typesFor(filters.type, work.references.readable(work.caller));
    const object = filters.object_id ?? null;
    return store.following(work, [
      ...[begin, end, types, object, keptSince(work.realNow), batchSize],
    ]);
  }
}

const messageOf = (row: store.Followed): Message => ({
  id: row.id,
  event: row.type,
  data: renderEvent(row),
});
