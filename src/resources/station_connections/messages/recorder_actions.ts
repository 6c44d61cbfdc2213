// Writes the frame trace: frames are held in memory and written together a few times a second, so
// that a charger's conversation pays next to nothing. What does not fit into memory while the
// database is slow or away is lost and counted; the trace tells of effects, it is none.
import type { Reader } from "../../../db/statement.ts";
import { newId } from "../../../lib/id.ts";
import type { Log } from "../../../lib/log.ts";
import { timestamp } from "../../../lib/time.ts";
import type { FrameSeen } from "../../../networks/ocpp/seen.ts";
import { keptChars } from "./schema.ts";
import * as store from "./store.ts";

export type FrameRecorder = {
  /** Takes a frame; never waits and never throws. */
  readonly seen: (frame: FrameSeen) => void;
  /** Frames lost since the start. */
  lost(): number;
  /** Writes what is held. */
  close(): Promise<void>;
};

export type RecorderOptions = {
  readonly everyone: Pick<Reader, "query">;
  readonly log: Log;
  readonly writeEveryMs?: number;
  readonly mostBytes?: number;
};

/** Frames of one statement. */
const batch = 200;
const mostFrames = 20_000;
const defaultBytes = 32 * 1024 * 1024;

type Held = { readonly line: Readonly<Record<string, unknown>>; readonly size: number };

export function openFrameRecorder(options: RecorderOptions): FrameRecorder {
  const { everyone, log, writeEveryMs = 200, mostBytes = defaultBytes } = options;
  let held: Held[] = [];
  let bytes = 0;
  let lost = 0;
  let writing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  const nextId = openIds();

  /** What is held; then full batches only, so that a steady load is written in few of them. */
  const write = async (): Promise<void> => {
    for (let least = 1; held.length >= least; least = batch) {
      const some = held.slice(0, batch);
      held = held.slice(batch);
      for (const { size } of some) bytes -= size;
      try {
        await store.insertMany(everyone, [JSON.stringify(some.map(({ line }) => line))]);
      } catch (error) {
        lost += some.length;
        log.warn({ err: error, frames: some.length, lost }, "frames of the trace are lost");
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
    seen(frame) {
      const line = lineOf(frame, nextId(frame.at));
      const size = line.text.length + 300;
      if (held.length >= mostFrames || bytes + size > mostBytes) {
        lost += 1;
        return;
      }
      held.push({ line, size });
      bytes += size;
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

/** Of one millisecond in the order in which they went by: a call and its answer often share one. */
function openIds(): (at: Date) => string {
  let lastMs = 0;
  let count = 0;
  return (at) => {
    count = at.getTime() === lastMs ? (count + 1) % 10_000 : 0;
    lastMs = at.getTime();
    const id = newId("msg", at);
    const timed = id.length - 24;
    return `${id.slice(0, timed)}${String(count).padStart(4, "0")}${id.slice(timed + 4)}`;
  };
}

const mostWords = 255;

/** At most so many characters. A copy, for the whole would be kept by its part. */
function cut(text: string, chars: number): string {
  if (text.length <= chars) return text;
  return Buffer.from(`${text.slice(0, chars)}…`).toString();
}

const lineOf = ({ station, at, ...frame }: FrameSeen, id: string) => ({
  station: station.id,
  id,
  connection: cut(frame.connection, 59),
  direction: frame.direction,
  kind: frame.kind,
  action: frame.action === null ? null : cut(frame.action, mostWords - 1),
  message_id: frame.messageId === null ? null : cut(frame.messageId, mostWords - 1),
  text: cut(frame.text, keptChars).replaceAll("\0", "\uFFFD").toWellFormed(),
  bytes: frame.bytes,
  findings: frame.findings.length === 0 ? null : frame.findings.map(storable),
  created: timestamp(at),
});

const storable = ({ path, keyword, message }: FrameSeen["findings"][number]) => ({
  keyword: clean(keyword, mostWords - 1),
  message: clean(message, 999),
  path: clean(path, 999),
});

const clean = (text: string, chars: number): string =>
  cut(text, chars).replaceAll("\0", "").toWellFormed();
