// Writes the request log: lines are held in memory and written together a few times a second, so
// that a request pays next to nothing. A process that is killed loses those of its last fifth of a
// second, and one whose database is away those that do not fit: the log tells of effects, it is
// none. Effects themselves are never lost.
import type { Reader } from "../../db/statement.ts";
import type { Observe, Seen } from "../../http/seen.ts";
import type { Log } from "../../lib/log.ts";
import { elapsedMs } from "../../lib/time.ts";
import { type Held, lineOf, readBytes } from "./line.ts";
import * as store from "./store.ts";

export type Recorder = {
  readonly observe: Observe;
  /** Lines lost since the start. */
  lost(): number;
  /** Writes what is held. */
  close(): Promise<void>;
};

export type RecorderOptions = {
  readonly everyone: Pick<Reader, "query">;
  readonly log: Log;
};

const writeEveryMs = 200;
/** Lines of one statement: redacting more at a time would make requests wait. */
const batch = 100;
const mostLines = 10_000;
const mostBytes = 32 * 1024 * 1024;

export function openRecorder({ everyone, log }: RecorderOptions): Recorder {
  const flood = openFlood();
  let held: Held[] = [];
  let bytes = 0;
  let lost = 0;
  let writing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  /** What is held; then full batches only, so that a steady load is written in few of them. */
  const write = async (): Promise<void> => {
    for (let least = 1; held.length >= least; least = batch) {
      const some = held.slice(0, batch);
      held = held.slice(batch);
      for (const one of some) bytes -= sizeOf(one);
      try {
        await store.insertMany(everyone, [JSON.stringify(some.map(lineOf))]);
      } catch (error) {
        lost += some.length;
        log.warn({ err: error, lines: some.length, lost }, "lines of the request log are lost");
      }
    }
  };

  const writeSoon = (ms: number): void => {
    if (writing !== null || (timer !== null && ms > 0)) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      writing = write().finally(() => {
        writing = null;
        if (held.length > 0) writeSoon(writeEveryMs);
      });
    }, ms);
  };

  return {
    observe(seen) {
      if (seen.caller === null || isOwnRead(seen)) return;
      const collapsed = flood(seen);
      if (collapsed === null) return;
      if (held.length >= mostLines || bytes >= mostBytes) {
        lost += 1;
        return;
      }
      const line = heldOf(seen, collapsed);
      held.push(line);
      bytes += sizeOf(line);
      if (timer === null || held.length === batch) {
        writeSoon(held.length >= batch ? 0 : writeEveryMs);
      }
    },
    lost: () => lost,
    async close() {
      if (timer !== null) clearTimeout(timer);
      await writing;
      while (held.length > 0) await write();
    },
  };
}

/** A log that tells of its own readers would never end. */
const isOwnRead = ({ url }: Seen): boolean => url.startsWith("/v1/request_logs");

function heldOf({ body, answer, address, ...seen }: Seen, collapsed: number): Held {
  const read = seen.status < 400 && (seen.method === "GET" || seen.method === "HEAD");
  return {
    ...{ seen, collapsed, address: address() },
    // A copy, for the whole would be kept by its part.
    body:
      body !== null && body.length > readBytes ? Buffer.from(body.subarray(0, readBytes)) : body,
    answer: read ? null : answer.length > readBytes ? answer.slice(0, readBytes) : answer,
  };
}

const sizeOf = ({ body, answer }: Held): number => (body?.length ?? 0) + (answer?.length ?? 0);

/**
 * Of the requests of a key that are refused for their number, one line a second: answers how many
 * it stands for beside itself, and null where there is to be no line.
 */
function openFlood(): (seen: Seen) => number | null {
  const keys = new Map<string, { until: number; count: number }>();
  return ({ status, caller }) => {
    if (status !== 429 || caller === null) return 0;
    const key = caller.principal.keyId;
    const now = elapsedMs();
    const known = keys.get(key);
    if (known !== undefined && known.until > now) {
      known.count += 1;
      return null;
    }
    if (keys.size > 10_000) keys.clear();
    keys.set(key, { until: now + 1000, count: 0 });
    return known?.count ?? 0;
  };
}
