// Makes the Work that operations are handed, on one connection with an open transaction.
import { newId } from "../lib/id.ts";
import type { Prepared } from "./flight.ts";
import { type Scope, scopeValues } from "./lane.ts";
import type { Connection } from "./pool.ts";
import type { Moment, Times } from "./times.ts";
import {
  type Announce,
  type Caller,
  type Dispatch,
  type Emission,
  type Place,
  previousAttributes,
  type References,
  type RequestInfo,
  type Work,
  type WorkScope,
} from "./work.ts";

const noRequest: RequestInfo = { id: null, idempotencyKey: null, forwarded: false };

export const nobody: Caller = { key: null, permissions: null, expiresAt: null };

export type Kept = (work: Work) => Promise<void>;

/**
 * Other rows for a part of a transaction. Ends with the transaction by itself, so that the
 * connection keeps the scope that the pool knows it to have.
 */
const enter: Prepared = {
  name: "db.enter",
  text: "select set_config('charge.account', $1, true), set_config('charge.livemode', $2, true)",
};

/** A work that shares its transaction wanted what only one alone may have: it runs again alone. */
export class Apart extends Error {}

/** What a work leaves behind for its end. */
export type Leavings = {
  readonly emissions: Emission[];
  /** Statements that were sent but not answered yet. */
  readonly unheard: Promise<unknown>[];
  readonly kept: Kept[];
  readonly after: (() => void)[];
  readonly touched: Set<string>;
};

export const noLeavings = (): Leavings => ({
  ...{ emissions: [], unheard: [], kept: [], after: [], touched: new Set() },
});

export type Parts = Leavings & {
  readonly moment: Moment;
  readonly times: Times;
  readonly references: References;
  readonly dispatch: Dispatch;
  readonly announce: Announce;
  /** Whether it has the transaction for itself. */
  readonly alone: boolean;
};

export function workOn(connection: Connection, scope: WorkScope, parts: Parts): Work {
  const { times, references, dispatch, emissions, unheard, kept, after, touched } = parts;
  const { now, realNow } = parts.moment;
  const work: Work = {
    account: scope.account,
    livemode: scope.livemode,
    ...{ now, realNow },
    caller: scope.caller ?? nobody,
    request: scope.request ?? noRequest,
    references,
    query: (statement, values) => connection.query(statement, values),
    inOneState: (run) => run(work),
    newId: (prefix) => newId(prefix, now),
    emit(type, object, previous) {
      const changed = previous === undefined ? null : previousAttributes(previous, object);
      // An update that changed nothing is no news.
      if (changed !== null && Object.keys(changed).length === 0) return;
      const { request } = work;
      emissions.push({ id: newId("evt", now), type, object, previous: changed, at: now, request });
    },
    acrossAccounts: async (run) => {
      if (!parts.alone) throw new Apart();
      const { query } = work;
      return entered(connection, "everyone", scope, () => run({ query }));
    },
    actFor: async (place, run) => {
      if (!parts.alone) throw new Apart();
      const theirs: Emission[] = [];
      return entered(connection, place, scope, async () => {
        const moment = await times.hold({ ...place, query: work.query });
        const there = { ...parts, moment, emissions: theirs };
        const other = workOn(connection, { ...scope, ...place }, there);
        const result = await run(other);
        if (theirs.length > 0) await parts.announce(other, theirs, false);
        return result;
      });
    },
    tell: (name, fact) => dispatch(work, name, fact),
    keepOnRefusal: (run) => {
      kept.push(run);
    },
    sent(statement) {
      statement.catch(() => undefined); // Told before the commit.
      unheard.push(statement);
    },
    touches: (id) => {
      touched.add(id);
    },
    afterCommit: (run) => {
      after.push(run);
    },
  };
  return work;
}

/**
 * Runs under other row-level security, then comes back to the work's own. Nothing else may run on
 * the connection meanwhile: `run` is awaited where it is called.
 */
async function entered<T>(
  connection: Connection,
  there: Scope,
  back: Place,
  run: () => Promise<T>,
): Promise<T> {
  const leave = () => connection.query(enter, scopeValues(back));
  await connection.query(enter, scopeValues(there));
  let result: T;
  try {
    result = await run();
  } catch (error) {
    // After a failed statement the transaction is over anyway; after a refusal it rolls back.
    await leave().catch(() => []);
    throw error;
  }
  await leave();
  return result;
}
