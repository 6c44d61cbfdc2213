// What thousands of chargers tell of their lines all the time: that they live, and what their
// clocks say. Written for many at once. A sign of life is held in memory for a second first: what
// a crash loses of it is told again by the charger's coming back.
import { openBatches } from "../../db/batches.ts";
import type { Database } from "../../db/work.ts";
import type { Log } from "../../lib/log.ts";
import { type LineFact, tell } from "./actions.ts";
import * as store from "./store.ts";

type Told<K extends LineFact["kind"]> = {
  readonly station: string;
  readonly fact: Extract<LineFact, { kind: K }>;
};

export type Signs = {
  /** Never waits. A line that was taken for gone is back within a second. */
  seen(station: string, fact: Told<"heartbeat">["fact"]): void;
  /** It is on disk when this resolves: what is told next is understood by it. */
  clock(station: string, fact: Told<"clock">["fact"]): Promise<void>;
  /** Writes what is held. */
  close(): Promise<void>;
};

const writeEveryMs = 1000;
const mostTogether = 500;

export function openSigns(database: Database, log: Log): Signs {
  const alone = async (station: string, fact: LineFact): Promise<void> => {
    await tell(database, { station, node: null }, fact);
  };
  const clock = openBatches<Told<"clock">, void>({
    lineOf: () => "",
    turnOf: ({ station }) => station,
    ...{ most: mostTogether, underWay: 2 },
    async run(all) {
      const written = await clocksWritten(database, all);
      return all.map(async ({ station, fact }) => {
        if (!written.has(station)) await alone(station, fact);
      });
    },
  });
  return {
    ...openSeen(database, log, alone),
    clock: (station, fact) => clock({ station, fact }),
  };
}

/** None where the statement failed: then each is told alone. */
async function clocksWritten(
  database: Database,
  all: readonly Told<"clock">[],
): Promise<ReadonlySet<string>> {
  const values = [all.map(({ station }) => station), all.map(({ fact }) => fact.skewMs)];
  try {
    const now = database.clock.now();
    const rows = await store.clocksTogether(database.everyone(), [...values, now]);
    return new Set(rows.map((row) => row.station_id));
  } catch {
    return new Set(); // Alone it fails again, and is told why.
  }
}

type Alone = (station: string, fact: LineFact) => Promise<void>;
type Seen = Told<"heartbeat"> & { readonly at: Date };

function openSeen(database: Database, log: Log, alone: Alone): Pick<Signs, "seen" | "close"> {
  let held = new Map<string, Seen>();
  let timer: NodeJS.Timeout | null = null;
  let writing = Promise.resolve();

  const writeSome = async (some: readonly Seen[]): Promise<void> => {
    const rows = await store.seenTogether(database.everyone(), [
      ...[some.map(({ station }) => station), some.map(({ fact }) => fact.connection)],
      some.map(({ at }) => at),
    ]);
    const written = new Set(rows.map((row) => row.station_id));
    for (const { station, fact } of some) if (!written.has(station)) await alone(station, fact);
  };

  const write = async (): Promise<void> => {
    const all = [...held.values()];
    held = new Map();
    try {
      for (let from = 0; from < all.length; from += mostTogether) {
        await writeSome(all.slice(from, from + mostTogether));
      }
    } catch (error) {
      log.warn({ err: error, lines: all.length }, "signs of life of chargers were not written");
    }
  };

  const writeNow = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing = writing.then(write);
    return writing;
  };

  return {
    seen(station, fact) {
      // Of two sockets both count, for nobody knows here which one is current.
      held.set(`${station} ${fact.connection}`, { station, fact, at: database.clock.now() });
      timer ??= setTimeout(writeNow, writeEveryMs);
    },
    close: writeNow,
  };
}
