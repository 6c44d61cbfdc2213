// What this process remembers of running sessions: the row as it left it, and the usage, so that
// the next reading is priced from where the last one ended, however long the session has been
// going on. Only ever a short cut: what does not fit the row is read anew
// (reading_batch_actions.ts).
import { reached } from "../../pricing/price.ts";
import type { Tariff } from "../../pricing/tariff.ts";
import type { Read, SoFar } from "./reading.ts";
import type { SessionRow } from "./schema.ts";

type Entry = {
  readonly mark: string;
  readonly tariff: Tariff;
  readonly soFar: SoFar;
  readonly row: SessionRow;
  /** Of the row: the transaction that wrote it. */
  readonly version: string | null;
};

export type Remembered = Pick<Entry, "tariff" | "soFar">;

export type Usages = {
  has(session: string): boolean;
  /** As of this row, whose tariff it is priced by as an object. */
  find(session: SessionRow): Remembered | null;
  /** The row, if this is its version still. */
  rowOf(session: string, version: string): SessionRow | null;
  /** After the commit; `saved` as it was written by the transaction `version`. */
  keep(read: Read, saved: SessionRow, version: string | null): void;
  /** Nobody knows what was written of it. */
  forget(session: string): void;
};

/** Some 2 kilobytes each. */
const mostSessions = 20_000;
const mostTariffs = 1_000;

/**
 * Each period that is added or grows moves one of these, and none of them ever moves back: the
 * meter and its time only rise, the start falls, or rises together with that time once the clock
 * of the charger is known. So the same mark is the same usage.
 */
const markOf = (session: SessionRow): string =>
  [
    ...[session.meter_start_wh, session.meter_last_wh, session.meter_last_at?.getTime()],
    ...[session.meter_rose_at?.getTime(), session.session_started?.getTime()],
    ...[session.energy_consumed, session.zone],
  ].join(" ");

export function openUsages(): Usages {
  const entries = new Map<string, Entry>();
  /** By their text: thousands of sessions have one, which is made ready for pricing once. */
  const tariffs = new Map<string, Tariff>();

  const shared = (tariff: Tariff): Tariff => {
    const text = JSON.stringify(tariff);
    const known = tariffs.get(text);
    if (known !== undefined) return known;
    if (tariffs.size === mostTariffs) tariffs.clear();
    tariffs.set(text, tariff);
    return tariff;
  };

  return {
    has: (session) => entries.has(session),
    find(session) {
      const entry = entries.get(session.id);
      return entry === undefined || entry.mark !== markOf(session) ? null : entry;
    },
    rowOf(session, version) {
      const entry = entries.get(session);
      return entry?.version === version ? entry.row : null;
    },
    forget: (session) => {
      entries.delete(session);
    },
    keep({ session, usage }, saved, version) {
      const known = entries.get(session.id);
      entries.delete(session.id);
      if (usage.periods.length === 0) return;
      if (entries.size >= mostSessions) entries.delete(entries.keys().next().value ?? "");
      // What was reached holds components of the tariff that it was reached by.
      const goesOn = known !== undefined && known.tariff === session.tariff;
      const tariff = goesOn ? known.tariff : shared(session.tariff);
      const before = goesOn ? usage.before : null;
      if (before === null && usage.first > 0) return;
      const soFar = {
        before: reached(tariff, { before, periods: usage.periods.slice(0, -1) }, session.zone),
        periods: usage.periods.slice(-1),
        first: usage.first + usage.periods.length - 1,
      };
      const row = saved.tariff === tariff ? saved : { ...saved, tariff };
      entries.set(session.id, { mark: markOf(session), tariff, soFar, row, version });
    },
  };
}
