// Readings of many chargers at once: those that come at the same time, in one account and mode,
// share one transaction, so that a reading does not cost a flush of the log and a dozen statements
// of its own. Only readings that set nothing else off; the others go their own way
// (report_actions.ts), by the same rules. Each is answered when its own is on disk.

import { openBatches, shareTransaction } from "../../db/batches.ts";
import type { Database, Place, Work } from "../../db/work.ts";
import { same } from "../../lib/merge.ts";
import { heard, type Told } from "../../networks/fact.ts";
import type { StationRef } from "../../networks/network.ts";
import { recordStatesOfCharge } from "../vehicle_telemetries/actions.ts";
import type { Metered } from "./evidence/actions.ts";
import {
  boundPassed,
  isAtLimit,
  isRunning,
  kept,
  periodOf,
  stateOfCharge,
  tellOfUpdate,
} from "./meter_actions.ts";
import { openOwners, type Slot } from "./owners.ts";
import * as periodRows from "./periods/store.ts";
import { frameKeys, isMetered, type Read, readingOf, type SoFar, whole } from "./reading.ts";
import * as readings from "./readings/store.ts";
import { costOf, readingsOf } from "./report_actions.ts";
import type { SessionRow } from "./schema.ts";
import * as store from "./store.ts";
import { openUsages, type Usages } from "./usages.ts";
import { type Owned, type Report, whoseReadings } from "./whose/actions.ts";

type Member = Report &
  Owned & {
    readonly place: Place;
    readonly session: string;
    readonly number: number;
    /** Where it is remembered whose it is; null: it is remembered, and was not asked. */
    readonly slot: Slot | null;
  };

/** Reports that are looked up with one statement, and those that share a transaction. */
const mostReports = 500;
const mostMembers = 100;
/** While one is being flushed the next one works. */
const underWay = 2;

export type Readings = {
  take(station: StationRef, fact: Metered): Promise<Told>;
  /** Whose a charger's readings are may be another from now on. */
  forget(station: string): void;
};

const memberOf = (report: Report, owned: Owned, slot: Slot | null): Member | null => {
  const { whose } = owned;
  if (whose === null || whose === "early" || whose.id === null) return null;
  const place = { account: whose.account_id, livemode: whose.livemode };
  const { id: session, transaction_id: number } = whose;
  return { ...report, ...owned, place, session, number, slot };
};

export function openReadings(database: Database): Readings {
  const usages = openUsages();
  const owners = openOwners();
  /** Null where it was remembered wrongly whose it is. */
  const share = openBatches<Member, Told | null>({
    lineOf: ({ place }) => `${place.account} ${place.livemode}`,
    turnOf: ({ session }) => session,
    ...{ most: mostMembers, underWay },
    run: (members) => together(database, usages, members),
  });
  const ask = openBatches<Report, Told>({
    lineOf: () => "",
    turnOf: ({ station, fact }) => `${station.id} ${fact.evse}`,
    ...{ most: mostReports, underWay },
    run: async (reports) => {
      const slots = reports.map(owners.slotFor);
      const asked = await ownersOf(database, reports);
      return reports.map(async (report, at): Promise<Told> => {
        const owned = await (asked[at] as Owned | Promise<Owned>);
        const member = memberOf(report, owned, slots[at] as Slot);
        const told = member === null ? null : await share(member);
        return told ?? readingsOf(database, report, owned);
      });
    },
  });
  return {
    async take(station, fact) {
      const report = { station, fact };
      const guess = owners.find(report);
      const member = guess === null ? null : memberOf(report, guess, null);
      const told = member === null ? null : await share(member);
      if (told !== null) return told;
      owners.forget(station.id);
      return ask(report);
    },
    forget: owners.forget,
  };
}

async function together(
  database: Database,
  usages: Usages,
  members: readonly Member[],
): Promise<readonly Promise<Told | null>[]> {
  const { place } = members[0] as Member;
  try {
    return await shareTransaction({ database, place }, members, {
      take: (work) => takeTogether(work, members, usages),
      alone: async (member) => {
        usages.forget(member.session);
        return member.slot === null ? null : readingsOf(database, member, member);
      },
    });
  } catch (error) {
    for (const { session } of members) usages.forget(session);
    throw error;
  }
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
  const reads = members.map((member): Taken | null => {
    const base = bases.get(member.session);
    const read = base === undefined ? null : plainReading(work, member, base);
    if (base === undefined || read === null) return null;
    const saved = tellOfUpdate(work, { ...read.session, heard_at: work.realNow });
    return { member, base, read, saved };
  });
  const plain = reads.filter((one) => one !== null);
  if (plain.length > 0) await write(work, plain, usages);
  return reads.map((one) => (one === null ? null : { ...heard, cost: costOf(one.saved) }));
}

type Taken = {
  readonly member: Member;
  readonly base: Base;
  readonly read: Read;
  readonly saved: SessionRow;
};

async function write(work: Work, taken: readonly Taken[], usages: Usages): Promise<void> {
  const charges = taken.flatMap(({ member, base }) => {
    const { skewMs, fact } = member;
    const told = { session: base.session, samples: fact.samples, telling: { skewMs } };
    return stateOfCharge(work, told) ?? [];
  });
  const charged = recordStatesOfCharge(work, charges);
  const statements = kept(
    work,
    taken.map(({ read }) => read),
  );
  for (const statement of statements) work.sent(statement);
  for (const { saved } of taken) work.touches(saved.id);
  work.sent(saveReadings(work, taken));
  let version: string | null = null;
  work.sent(
    readings.version(work).then((row) => {
      version = row?.version ?? null;
    }),
  );
  await charged;
  work.afterCommit(() => {
    for (const { member, read, saved } of taken) {
      usages.keep(read, saved, version);
      if (member.slot !== null) member.slot.owned = { whose: member.whose, skewMs: member.skewMs };
    }
  });
}

/** A session that is locked, and its usage so far. */
type Base = { readonly session: SessionRow; readonly soFar: SoFar };

/** Locked: those that are remembered as this process left them, and the others as they are read. */
async function lockedOf(
  work: Work,
  ids: readonly string[],
  usages: Usages,
): Promise<readonly SessionRow[]> {
  const known = ids.filter(usages.has);
  const unknown = ids.filter((id) => !usages.has(id));
  const [versions, rows] = await Promise.all([
    known.length === 0 ? [] : readings.lockVersions(work, [known]),
    unknown.length === 0 ? [] : store.lockFree(work, [unknown]),
  ]);
  const same = versions.map(({ id, version }) => usages.rowOf(id, version));
  const others = versions.filter((_, at) => same[at] === null).map(({ id }) => id);
  const read = others.length === 0 ? [] : await store.findHeld(work, [others]);
  return [...same.filter((row) => row !== null), ...rows, ...read];
}

async function basesOf(
  work: Work,
  ids: readonly string[],
  usages: Usages,
): Promise<ReadonlyMap<string, Base>> {
  const unknown = new Set(ids.filter((id) => !usages.has(id)));
  // In one burst, the second one after the first: the periods are those of the locked sessions.
  const [locked, periods] = await Promise.all([
    lockedOf(work, ids, usages),
    unknown.size === 0 ? [] : periodRows.of(work, [[...unknown]]),
  ]);
  const known = new Map(locked.map((session) => [session.id, usages.find(session)]));
  // What was remembered a moment ago, and no longer or of another state.
  const outdated = locked.filter(({ id }) => !unknown.has(id) && known.get(id) === null);
  const more =
    outdated.length === 0 ? [] : await periodRows.of(work, [outdated.map(({ id }) => id)]);
  const rows = Map.groupBy([...periods, ...more], ({ session }) => session);
  const bases = locked.map((session): Base => {
    const { tariff, soFar } = known.get(session.id) ?? {
      tariff: session.tariff,
      soFar: whole((rows.get(session.id) ?? []).map(periodOf)),
    };
    return { session: session.tariff === tariff ? session : { ...session, tariff }, soFar };
  });
  return new Map(bases.map((base) => [base.session.id, base]));
}

/** A reading that does no more than move the meter and the price; null for any other. */
function plainReading(work: Work, member: Member, { session, soFar }: Base): Read | null {
  const { samples } = member.fact;
  if (!isRunning(session) || session.transaction_id !== member.number) return null;
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

async function saveReadings(work: Work, taken: readonly Taken[]): Promise<void> {
  const all = taken.map(({ saved }) => saved);
  const of = <K extends keyof SessionRow>(key: K) => all.map((session) => session[key]);
  const saved = readings.saveMany(work, [
    ...[of("id"), of("meter_last_wh"), of("meter_last_at"), of("meter_rose_at")],
    ...[of("energy_consumed"), of("amount_due"), of("price_lines").map((x) => JSON.stringify(x))],
    ...[of("heard_at"), of("updated"), of("last_update_event")],
    ...[of("told_wh"), of("told_due"), of("told_paid")],
  ]);
  const odd = taken.filter(
    ({ base, saved: after }) => !same(frameOf(base.session), frameOf(after)),
  );
  if (odd.length === 0) return void (await saved);
  const frames = odd.map(({ saved: after }) => ({ id: after.id, ...frameOf(after) }));
  const ids = frames.map(({ id }) => id);
  await Promise.all([saved, readings.saveFrames(work, [JSON.stringify(frames), ids])]);
}

const frameOf = (session: SessionRow) =>
  Object.fromEntries(frameKeys.map((key) => [key, session[key]]));
