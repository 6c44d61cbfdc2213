// Lines that are held in memory and written together a few times a second, so that whoever makes
// one pays next to nothing: for logs, which tell of effects and are none. What does not fit while
// the database is slow or away is lost and counted. What must be on disk first: batches.ts.
import type { Log } from "../lib/log.ts";

export type HeldLines<L> = {
  /** Takes a line of this size; never waits and never throws. */
  hold(line: L, bytes: number): void;
  /** Lines lost since the start. */
  lost(): number;
  /** Writes what is held. */
  close(): Promise<void>;
};

export type HeldOptions<L> = {
  /** What the lines are, for the log. */
  readonly of: string;
  readonly log: Log;
  /** Where it rejects, its lines are lost. */
  readonly write: (lines: readonly L[]) => Promise<unknown>;
  /** Lines of one writing. */
  readonly together: number;
  readonly mostLines: number;
  readonly mostBytes?: number;
  readonly everyMs?: number;
};

const defaultBytes = 32 * 1024 * 1024;
const defaultMs = 200;

type Held<L> = { readonly line: L; readonly bytes: number };

export function holdLines<L>(options: HeldOptions<L>): HeldLines<L> {
  const { together, mostLines, mostBytes = defaultBytes, everyMs = defaultMs } = options;
  let held: Held<L>[] = [];
  let heldBytes = 0;
  let lost = 0;
  let writing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const writeSome = async (): Promise<void> => {
    const some = held.slice(0, together);
    held = held.slice(together);
    for (const { bytes } of some) heldBytes -= bytes;
    try {
      await options.write(some.map(({ line }) => line));
    } catch (error) {
      lost += some.length;
      options.log.warn({ err: error, lines: some.length, lost }, `${options.of} are lost`);
    }
  };

  /** What is held; then full batches only, so that a steady load is written in few of them. */
  const write = async (): Promise<void> => {
    for (let least = 1; held.length >= least; least = together) await writeSome();
  };

  const writeSoon = (ms: number): void => {
    if (writing !== null || (timer !== null && ms > 0)) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      writing = write().finally(() => {
        writing = null;
        if (held.length > 0) writeSoon(everyMs);
      });
    }, ms);
  };

  return {
    hold(line, bytes) {
      if (held.length >= mostLines || heldBytes + bytes > mostBytes) {
        lost += 1;
        return;
      }
      held.push({ line, bytes });
      heldBytes += bytes;
      if (timer === null || held.length === together) {
        writeSoon(held.length >= together ? 0 : everyMs);
      }
    },
    lost: () => lost,
    async close() {
      if (timer !== null) clearTimeout(timer);
      await writing;
      while (held.length > 0) await writeSome();
    },
  };
}
