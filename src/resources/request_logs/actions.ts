// Writes the request log: which requests have a line in it, and what is held of one until it is
// written. A process that is killed loses the lines of its last fifth of a second, and one whose
// database is away those that do not fit. Effects themselves are never lost.
import { holdLines } from "../../db/held_lines.ts";
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

/** Lines of one statement: redacting more at a time would make requests wait. */
const together = 100;
const mostLines = 10_000;

export function openRecorder({ everyone, log }: RecorderOptions): Recorder {
  const flood = openFlood();
  const lines = holdLines<Held>({
    ...{ of: "lines of the request log", log, together, mostLines },
    write: (some) => store.insertMany(everyone, [JSON.stringify(some.map(lineOf))]),
  });
  return {
    observe(seen) {
      if (seen.caller === null || isOwnRead(seen)) return;
      const collapsed = flood(seen);
      if (collapsed === null) return;
      const line = heldOf(seen, collapsed);
      lines.hold(line, sizeOf(line));
    },
    lost: lines.lost,
    close: lines.close,
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
