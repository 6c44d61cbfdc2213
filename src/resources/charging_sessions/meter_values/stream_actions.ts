// Following a session live: what it is now, then every reading and every change as they are
// committed, until it is over. A client that comes back gets what it missed.
import type { Message, StreamContext } from "../../../http/resource.ts";
import { found, refuse } from "../../../lib/errors.ts";
import { same } from "../../../lib/merge.ts";
import { renderSession, type SessionRow } from "../schema.ts";
import * as sessions from "../store.ts";
import { renderProgress, type ValueRow } from "./schema.ts";
import * as store from "./store.ts";

/** What another node commits is seen after this long at the latest. */
const lookEveryMs = 500;
const batchSize = 100;

type Input = { readonly charging_session: string };

export async function follow(
  { charging_session: id }: Input,
  context: StreamContext,
): Promise<AsyncIterable<readonly Message[]>> {
  const work = context.read();
  found(await sessions.find(work, [id]), "charging_session_not_found", id);
  return batches(id, context, await startOf(id, context));
}

type Place = { readonly position: number; readonly id: string };

/** The session's own id stands for the time before its first reading. */
async function startOf(session: string, context: StreamContext): Promise<Place> {
  const { lastEventId: last } = context;
  const work = context.read();
  const beginning = { position: -1, id: session };
  if (last === session) return beginning;
  const seen =
    last === null ? await store.newest(work, [session]) : await store.find(work, [session, last]);
  if (seen !== null) return seen;
  if (last === null) return beginning;
  return refuse(
    "parameter_invalid",
    `Last-Event-ID names no reading of this session: '${last.slice(0, 60)}'. Begin without it, ` +
      "and read what was missed from the session's meter_values.",
    { param: "Last-Event-ID" },
  );
}

async function* batches(
  id: string,
  context: StreamContext,
  from: Place,
): AsyncGenerator<readonly Message[]> {
  const listening = context.listen(id);
  let place = from;
  let shown: SessionRow | null = null;
  try {
    while (!context.signal.aborted) {
      // The session first: readings that are stored after it was read come in the next message.
      const session = await sessions.find(context.read(), [id]);
      if (session === null) return;
      const values = await store.following(context.read(), [id, place.position, batchSize]);
      const isNew = shown === null || !same(renderSession(shown), renderSession(session));
      if (isNew || values.length > 0) {
        place = values.at(-1) ?? place;
        shown = session;
        yield [messageOf(place, session, values)];
      }
      if (values.length === batchSize) continue;
      if (session.status !== "active" && values.length === 0) return;
      await listening.next(lookEveryMs);
    }
  } finally {
    listening.close();
  }
}

const messageOf = (place: Place, session: SessionRow, values: readonly ValueRow[]): Message => ({
  id: place.id,
  event: "charging_session.progress",
  data: renderProgress(session, values),
});
