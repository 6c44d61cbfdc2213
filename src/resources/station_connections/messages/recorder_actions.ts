// Writes the frame trace: what is kept of a frame, and in which order those of a millisecond stand.
// A charger's conversation waits for none of it; frames that do not fit are lost and counted.
import { holdLines } from "../../../db/held_lines.ts";
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
  readonly everyMs?: number;
  readonly mostBytes?: number;
};

/** Frames of one statement. */
const together = 200;
const mostFrames = 20_000;

export function openFrameRecorder(options: RecorderOptions): FrameRecorder {
  const { everyone, ...how } = options;
  const nextId = openIds();
  const frames = holdLines<ReturnType<typeof lineOf>>({
    ...{ of: "frames of the trace", together, mostLines: mostFrames, ...how },
    write: (lines) => store.insertMany(everyone, [JSON.stringify(lines)]),
  });
  return {
    seen(frame) {
      const line = lineOf(frame, nextId(frame.at));
      frames.hold(line, line.text.length + 300);
    },
    lost: frames.lost,
    close: frames.close,
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
