// Runs units of work: begin, the operation, its announcements, commit; again where PostgreSQL asks
// for it.
import { Refusal } from "../lib/errors.ts";
import { type Clock, elapsedMs } from "../lib/time.ts";
import type { Prepared, Row } from "./flight.ts";
import { openGather } from "./gather.ts";
import { isRefused, type Scope } from "./lane.ts";
import type { Connection, Pool } from "./pool.ts";
import { inBriefSnapshot, inSnapshot, inSnapshotOfAll } from "./snapshot.ts";
import { type Moment, openTimes } from "./times.ts";
import { type Member, openTogether, Parted } from "./together.ts";
import { type Kept, type Leavings, nobody, noLeavings, workOn } from "./unit.ts";
import {
  type Announce,
  type Database,
  type Dispatch,
  type ReadWork,
  type References,
  sqlState,
  Wanted,
  type Work,
  type WorkScope,
} from "./work.ts";

/** Deadlock, serialization failure: the loser runs again. */
const retryable = new Set(["40001", "40P01"]);

/**
 * Where nobody subscribes, the commit goes out in the same round trip as the events. That is tried
 * first, and for so long not again after somebody did.
 */
const wantedMs = 60_000;

const scopeText = ({ account, livemode }: WorkScope): string => `${account} ${livemode}`;

/** Waits for all; of several failures the first in the order of sending is the cause. */
async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const answers = await Promise.allSettled(promises);
  return answers.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

export type DatabaseOptions = {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly references: References;
  readonly announce: Announce;
  readonly dispatch: Dispatch;
  /** Called after a commit with the ids that the work touched: wakes what waits for them. */
  readonly committed: (ids: ReadonlySet<string>) => void;
};

/** What a transaction ended with, and the statements that were sent but not answered yet. */
type Ended<T> = { readonly result: T; readonly unheard: readonly Promise<unknown>[] };

/**
 * Rolls back where `run` fails. `parted` is told whether nothing was committed for certain, and
 * answers the error to fail with.
 */
async function inOne<T>(
  pool: Pool,
  scope: Scope,
  run: (connection: Connection) => Promise<Ended<T>>,
  parted: (error: unknown) => unknown = (error) => error,
): Promise<T> {
  return pool.exclusive(scope, async (connection) => {
    // Sent ahead of the first statement, in the same round trip.
    const opened = connection.command("begin");
    opened.catch(() => undefined); // The first statement of `run` meets the same error.
    let commit: Promise<void> | null = null;
    try {
      const { result, unheard } = await run(connection);
      commit = connection.command("commit");
      await allOf<unknown>([opened, ...unheard, commit]);
      return result;
    } catch (error) {
      const failed =
        commit === null
          ? null
          : await commit.then(
              () => error,
              (reason) => reason,
            );
      // A broken connection rolls back by itself.
      await connection.command("rollback").catch(() => undefined);
      throw commit === null || isRefused(failed) ? parted(error) : error;
    }
  });
}

async function inTransaction<T>(
  pool: Pool,
  scope: Scope,
  run: (connection: Connection) => Promise<Ended<T>>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inOne(pool, scope, run);
    } catch (error) {
      if (!retryable.has(sqlState(error)) || attempt >= 5) throw error;
    }
  }
}

export function openDatabase(options: DatabaseOptions): Database {
  const { pool, clock, references, announce, dispatch, committed } = options;
  const gather = openGather();
  const times = openTimes(clock);
  /** Accounts and modes whose events somebody subscribes to, and until when that is believed. */
  const wanted = new Map<string, number>();
  const isWanted = (scope: WorkScope): boolean => (wanted.get(scopeText(scope)) ?? 0) > elapsedMs();
  const setWanted = (scope: WorkScope): void => {
    wanted.set(scopeText(scope), elapsedMs() + wantedMs);
  };

  type Begin = { readonly moment: Moment; readonly left: Leavings; readonly alone: boolean };

  const begun = (connection: Connection, scope: WorkScope, { left, ...begin }: Begin): Work =>
    workOn(connection, scope, { ...left, ...begin, times, references, dispatch, announce });

  /** Nearly always at hand: then the first statement leaves with what opens the transaction. */
  const momentOf = ({ query }: Connection, scope: WorkScope): Moment | Promise<Moment> =>
    times.hold({ ...scope, query });

  const ended = ({ after, touched }: Leavings): void => {
    for (const wake of after) wake();
    committed(touched);
  };

  const runWork = async <T>(scope: WorkScope, run: (work: Work) => Promise<T>): Promise<T> => {
    let left = noLeavings();
    try {
      const result = await inTransaction(pool, scope, async (connection) => {
        left = noLeavings();
        const { emissions, unheard } = left;
        const held = momentOf(connection, scope);
        const moment = held instanceof Promise ? await held : held;
        const work = begun(connection, scope, { moment, left, alone: true });
        const answer = await run(work).catch(async (error) => {
          // What was sent before it failed is the cause, if that failed too.
          await allOf(unheard);
          throw error;
        });
        const unwanted = !isWanted(scope);
        if (emissions.length > 0) unheard.push(announce(work, emissions, unwanted));
        if (unwanted) return { result: answer, unheard };
        await allOf(unheard);
        return { result: answer, unheard: [] };
      });
      ended(left);
      return result;
    } catch (error) {
      if (error instanceof Wanted) {
        setWanted(scope);
        return runWork(scope, run);
      }
      if (error instanceof Refusal) await keep(scope, left.kept);
      throw error;
    }
  };

  const keep = async (scope: WorkScope, keepers: readonly Kept[]): Promise<void> => {
    if (keepers.length === 0) return;
    await runWork(scope, async (work) => {
      for (const one of keepers) await one(work);
    });
  };

  const runShared = async (members: readonly Member[]): Promise<unknown[]> => {
    const { scope } = members[0] as Member;
    const left = members.map(noLeavings);
    const all = async (connection: Connection): Promise<Ended<unknown[]>> => {
      // One moment for all: they are announced together.
      const held = momentOf(connection, scope);
      const moment = held instanceof Promise ? await held : held;
      const works = members.map((one, at) =>
        begun(connection, one.scope, { moment, left: left[at] as Leavings, alone: false }),
      );
      const result = await allOf(members.map((one, at) => one.run(works[at] as Work)));
      const unheard = left.flatMap((one) => one.unheard);
      const emissions = left.flatMap((one) => one.emissions);
      // Asked once: it may end between two looks.
      const unwanted = !isWanted(scope);
      if (emissions.length > 0) unheard.push(announce(works[0] as Work, emissions, unwanted));
      if (unwanted) return { result, unheard };
      await allOf(unheard);
      return { result, unheard: [] };
    };
    const results = await inOne(pool, scope, all, (error) => {
      if (error instanceof Wanted) setWanted(scope);
      return new Parted("works that shared a transaction run again alone", { cause: error });
    });
    for (const one of left) ended(one);
    return results;
  };

  const everyone: Database["everyone"] = () => ({
    query: <R extends Row>(statement: Prepared, values: readonly unknown[]) =>
      pool.read<R>("everyone", statement, values),
  });

  const reader: Database["reader"] = (scope) => {
    const { account, livemode } = scope;
    const common = {
      ...{ account, livemode, caller: scope.caller ?? nobody, references },
      ...times.at(scope),
      acrossAccounts: <T>(run: (all: ReturnType<typeof everyone>) => Promise<T>) => run(everyone()),
    };
    return {
      ...{ ...common, gather },
      query: <R extends Row>(statement: Prepared, values: readonly unknown[]) =>
        pool.read<R>(scope, statement, values),
      inOneState: (run) =>
        inBriefSnapshot(pool, scope, ({ query }) => {
          const still: ReadWork = { ...common, query, inOneState: (more) => more(still) };
          return run(still);
        }),
    };
  };

  return {
    ...{ clock, times },
    sent: pool.sent,
    everyone,
    reader,
    transaction: runWork,
    together: openTogether({ alone: runWork, shared: runShared }),
    snapshot: (place, run) => inSnapshot(pool, place, run),
    snapshotOfAll: (run) => inSnapshotOfAll(pool, run),
    acrossAccounts: (run) =>
      inTransaction(pool, "everyone", async (connection) => ({
        result: await run({ query: (statement, values) => connection.query(statement, values) }),
        unheard: [],
      })),
  };
}
