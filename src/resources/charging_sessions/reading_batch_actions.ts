// Readings of many chargers at once: those that come at the same time, in one account and mode,
// share one transaction, so that a reading does not cost a flush of the log and a dozen statements
// of its own. Only readings that set nothing else off; the others go their own way
// (report_actions.ts), by the same rules. Each is answered when its own is on disk.
import { openBatches, shareTransaction } from "../../db/batches.ts";
import type { Database, Place, Work } from "../../db/work.ts";
import { heard, type StationRef, type Told } from "../../networks/network.ts";
import type { Metered } from "./evidence_actions.ts";
import {
  boundPassed,
  isAtLimit,
  isRunning,
  kept,
  periodOf,
  tellOfUpdate,
} from "./meter_actions.ts";
import { isMetered, type Read, readingOf, readKeys, type SoFar, whole } from "./reading.ts";
import * as readings from "./readings/store.ts";
import { costOf, readingsOf } from "./report_actions.ts";
import type { SessionRow } from "./schema.ts";
import * as store from "./store.ts";
import { openUsages, type Usages } from "./usages.ts";
import { type Owned, type Report, whoseReadings } from "./whose_actions.ts";

type Member = Report &
  Owned & { readonly place: Place; readonly session: string; readonly number: number };

/** Reports that are looked up with one statement, and those that share a transaction. */
const mostReports = 500;
const mostMembers = 100;
/** While one is being flushed the next one works. */
const underWay = 2;

export type Readings = (station: StationRef, fact: Metered) => Promise<Told>;

export function openReadings(database: Database): Readings {
  const usages = openUsages();
  const share = openBatches<Member, Told>({
    lineOf: ({ place }) => `${place.account} ${place.livemode}`,
    turnOf: ({ session }) => session,
    ...{ most: mostMembers, underWay },
    run: (members) =>
      shareTransaction({ database, place: (members[0] as Member).place }, members, {
        take: (work) => takeTogether(work, members, usages),
        alone: (member) => readingsOf(database, member, member),
      }),
  });
  const settled = (report: Report, owned: Owned): Promise<Told> => {
    const { whose } = owned;
    if (whose === null || whose === "early" || whose.id === null) {
      return readingsOf(database, report, owned);
    }
    const place = { account: whose.account_id, livemode: whose.livemode };
    return share({ ...report, ...owned, place, session: whose.id, number: whose.transaction_id });
  };
  const ask = openBatches<Report, Told>({
    lineOf: () => "",
    turnOf: ({ station, fact }) => `${station.id} ${fact.evse}`,
    ...{ most: mostReports, underWay },
    run: async (reports) => {
      const owners = await ownersOf(database, reports);
      return reports.map(async (report, at) =>
        settled(report, await (owners[at] as Owned | Promise<Owned>)),
      );
    },
  });
  return (station, fact) => ask({ station, fact });
}

/** A report that cannot be looked up (a number out of range) fails by itself. */
async function ownersOf(
  database: Database,
  reports: readonly Report[],
): Promise<readonly (Owned | Promise<Owned>)[]> {
  try {
    return await whoseReadings(database, reports);
  } catch (error) {
    if (reports.length === 1) throw error;
    return reports.map(async (report) => (await whoseReadings(database, [report]))[0] as Owned);
  }
}

/** Null for those that are not for a batch: of these nothing is written here. */
async function takeTogether(
  work: Work,
  members: readonly Member[],
  usages: Usages,
): Promise<(Told | null)[]> {
  const ids = members.map(({ session }) => session);
  const bases = await basesOf(work, ids, usages);
  const reads = members.map((member) => {
    const base = bases.get(member.session);
    return base === undefined ? null : plainReading(work, member, base);
  });
  const afters = reads.map((read) =>
    read === null ? null : tellOfUpdate(work, { ...read.session, heard_at: work.realNow }),
  );
  const plain = reads.filter((read) => read !== null);
  if (plain.length === 0) return afters.map(() => null);
  for (const statement of kept(work, plain)) work.sent(statement);
  work.sent(
    saveReadings(
      work,
      afters.filter((after) => after !== null),
    ),
  );
  work.afterCommit(() => {
    for (const read of plain) usages.keep(read);
  });
  return afters.map((after) => (after === null ? null : { ...heard, cost: costOf(after) }));
}

/** A session that is locked, and its usage so far. */
type Base = { readonly session: SessionRow; readonly soFar: SoFar };

async function basesOf(
  work: Work,
  ids: readonly string[],
  usages: Usages,
): Promise<ReadonlyMap<string, Base>> {
  const unknown = new Set(ids.filter((id) => !usages.has(id)));
  // In one burst, the second one after the first: the periods are those of the locked sessions.
  const [locked, periods] = await Promise.all([
    store.lockFree(work, [ids]),
    unknown.size === 0 ? [] : store.periods(work, [[...unknown]]),
  ]);
  const known = new Map(locked.map((session) => [session.id, usages.find(session)]));
  // What was remembered a moment ago, and no longer or of another state.
  const outdated = locked.filter(({ id }) => !unknown.has(id) && known.get(id) === null);
  const more =
    outdated.length === 0 ? [] : await store.periods(work, [outdated.map(({ id }) => id)]);
  const rows = Map.groupBy([...periods, ...more], ({ session }) => session);
  const bases = locked.map((session): Base => {
    const { tariff, soFar } = known.get(session.id) ?? {
      tariff: session.tariff,
      soFar: whole((rows.get(session.id) ?? []).map(periodOf)),
    };
    return { session: { ...session, tariff }, soFar };
  });
  return new Map(bases.map((base) => [base.session.id, base]));
}

/** A reading that does no more than move the meter and the price; null for any other. */
function plainReading(work: Work, member: Member, { session, soFar }: Base): Read | null {
  const { samples } = member.fact;
  if (!isRunning(session) || session.transaction_id !== member.number) return null;
  if (samples.some(({ socPercent }) => socPercent !== null)) return null;
  const taking = { session, samples, telling: { skewMs: member.skewMs } };
  if (!isMetered(taking)) return null;
  let read: Read;
  try {
    read = readingOf(work, taking, soFar);
  } catch {
    return null; // Alone it fails again, and is told why.
  }
  return isAtLimit(read.session) || boundPassed(read) !== null ? null : read;
}

async function saveReadings(work: Work, sessions: readonly SessionRow[]): Promise<void> {
  for (const { id } of sessions) work.touches(id);
  const changed = sessions.map((session) =>
    Object.fromEntries(readKeys.map((key) => [key, session[key]])),
  );
  await readings.saveMany(work, [JSON.stringify(changed), sessions.map(({ id }) => id)]);
}
