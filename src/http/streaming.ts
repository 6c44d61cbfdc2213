// Server-sent events: writes what a route's `follow` answers for as long as the client stays, its
// key is good and the server runs. Messages are asked for as the client takes them, so that a slow
// one holds no memory; one that takes nothing is cut off.
import { Readable } from "node:stream";
import { present } from "../lib/assert.ts";
import { Refusal, refuse } from "../lib/errors.ts";
import { same } from "../lib/merge.ts";
import { elapsedMs } from "../lib/time.ts";
import { planned } from "./answer.ts";
import type { Principal } from "./auth.ts";
import { type Call, type Kernel, scopeOf } from "./request.ts";
import type { Mark, Message, StreamContext } from "./resource.ts";
import type { Versions } from "./versions.ts";

/** Milliseconds, and how many streams one key may have open. */
export type Pace = {
  /** A comment after so much silence, so that nobody between takes the connection for dead. */
  readonly heartbeatMs: number;
  /** How often the key is looked up again while there is nothing to say; else with each batch. */
  readonly recheckMs: number;
  /** A client that has taken nothing for so long is cut off. */
  readonly slowMs: number;
  readonly perKey: number;
};

export const standardPace: Pace = {
  ...{ heartbeatMs: 15_000, recheckMs: 5000, slowMs: 30_000, perKey: 20 },
};

/** Neither kept nor held back by what lies between. */
export const streamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
  // What has ended is not kept open for another request: a stopping server would wait for it.
  connection: "close",
};

/** After how long a client comes back by itself; written at once, so that headers go out too. */
const opening = "retry: 2000\n\n";
const heartbeat = ":\n\n";

export type Opening = {
  readonly call: Call;
  /** The key as it is now; refuses as a new request would. */
  readonly recheck: () => Promise<Principal>;
  /** Aborts when the client is gone. */
  readonly gone: AbortSignal;
  readonly lastEventId: string | null;
};

type Begun = {
  readonly kernel: Kernel;
  readonly pace: Pace;
  readonly asked: Opening;
  readonly closing: AbortSignal;
};

export type Streams = {
  /** Refuses before the stream begins, as any request does; from then on it only ends. */
  open(opening: Opening): Promise<Readable>;
  close(): void;
};

export function openStreams(kernel: Kernel, pace: Pace): Streams {
  const closing = new AbortController();
  const open = new Map<string, number>();

  function takePlace({ principal }: Call): () => void {
    const { keyId } = principal;
    const count = open.get(keyId) ?? 0;
    if (count >= pace.perKey) {
      const message = `This key has ${count} streams open; ${pace.perKey} are allowed.`;
      refuse("rate_limit_exceeded", message);
    }
    open.set(keyId, count + 1);
    let gone = false;
    return () => {
      if (gone) return;
      gone = true;
      const left = (open.get(keyId) ?? 1) - 1;
      if (left === 0) open.delete(keyId);
      else open.set(keyId, left);
    };
  }

  return {
    async open(asked) {
      planned(kernel, asked.call);
      const leave = takePlace(asked.call);
      try {
        return await beginning({ kernel, pace, asked, closing: closing.signal }, leave);
      } catch (error) {
        leave();
        throw error;
      }
    },
    close: () => closing.abort(),
  };
}

/** How long a client that takes nothing holds up the end of its stream. */
const lastWordsMs = 500;

/** Asks the route for its messages; what it refuses is an ordinary answer. */
async function beginning({ kernel, pace, asked, closing }: Begun, leave: () => void) {
  const { call } = asked;
  const over = new AbortController();
  const signal = AbortSignal.any([asked.gone, closing, over.signal]);
  const { last_event_id: fromQuery = null, ...input } = call.input;
  const context: StreamContext = {
    lastEventId: asked.lastEventId ?? (fromQuery as string | null),
    signal,
    read: () => kernel.database.reader(scopeOf(call)),
    listen: (id) => kernel.pulse.listen(id),
    everyone: () => kernel.database.everyone(),
  };
  const batches = await present(call.route.follow, "what to follow")(input, context);
  const life: Life = {
    ...{ kernel, call, pace, signal },
    async recheck() {
      const { permissions } = await asked.recheck();
      if (same(permissions, call.principal.permissions)) return;
      // What was read under other rights is not shown: the client comes back and gets the rest.
      refuse("permission_denied", "The rights of this key have changed.");
    },
    end() {
      over.abort();
      leave();
    },
    cut: () => body.destroy(),
  };
  const text = written(life, batches[Symbol.asyncIterator]());
  const body: Readable = Readable.from(text, { objectMode: false, highWaterMark: 16_384 });
  const cutLater = (): void => void setTimeout(life.cut, lastWordsMs);
  signal.addEventListener("abort", cutLater, { once: true });
  body.once("close", () => {
    signal.removeEventListener("abort", cutLater);
    life.end();
  });
  return body;
}

type Life = {
  readonly kernel: Kernel;
  readonly call: Call;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  recheck(): Promise<void>;
  /** Nobody is to wait for messages any more, and the key's place is free. */
  readonly end: () => void;
  /** Hangs up at once. */
  readonly cut: () => void;
};

type Batch = IteratorResult<readonly (Message | Mark)[]>;

async function* written(
  life: Life,
  batches: AsyncIterator<readonly (Message | Mark)[]>,
): AsyncGenerator<string> {
  const { pace, signal, call } = life;
  const beats = openBeats(pace.recheckMs / 5, signal);
  let checkedAt = elapsedMs();
  let wroteAt = elapsedMs();
  const taken = async function* (text: string): AsyncGenerator<string> {
    const slow = setTimeout(life.cut, pace.slowMs);
    try {
      yield text;
    } finally {
      clearTimeout(slow);
    }
    wroteAt = elapsedMs();
  };
  try {
    yield* taken(opening);
    let next: Promise<Batch> = quiet(batches.next());
    while (!signal.aborted) {
      const batch = await Promise.race([next, beats.next()]);
      if (batch !== null || elapsedMs() - checkedAt >= pace.recheckMs) {
        await life.recheck();
        checkedAt = elapsedMs();
      }
      if (batch === null) {
        if (elapsedMs() - wroteAt >= pace.heartbeatMs) yield* taken(heartbeat);
        continue;
      }
      if (batch.done === true || signal.aborted) return;
      yield* taken(
        batch.value.map((one) => textOf(one, life.kernel.versions, call.version)).join(""),
      );
      next = quiet(batches.next());
    }
  } catch (error) {
    // The answer has begun: all that can be told is its end. The client comes back and is told.
    if (!(error instanceof Refusal)) {
      life.kernel.log.warn({ err: error, request: call.requestId }, "a stream broke");
    }
  } finally {
    beats.close();
    life.end();
    await batches.return?.();
  }
}

/** A rejection that nobody waits for any more is no news. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** A message without data is none to the client: it only keeps the id (WHATWG HTML §9.2.6). */
const textOf = (one: Message | Mark, { shown }: Versions, version: string): string =>
  one.event === null
    ? `id: ${one.id}\n\n`
    : `id: ${one.id}\nevent: ${one.event}\ndata: ${JSON.stringify(shown(one.data, version))}\n\n`;

/** Resolves with null every so often, and at the abort. */
function openBeats(everyMs: number, signal: AbortSignal) {
  let coming = Promise.withResolvers<null>();
  const beat = (): void => {
    coming.resolve(null);
    if (!signal.aborted) coming = Promise.withResolvers<null>();
  };
  const timer = setInterval(beat, everyMs);
  signal.addEventListener("abort", beat, { once: true });
  return {
    next: () => coming.promise,
    close() {
      clearInterval(timer);
      signal.removeEventListener("abort", beat);
    },
  };
}
