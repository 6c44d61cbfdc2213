// One unit of work: a database transaction for one account and mode, with the time it happens at,
// who asked, and what it will announce when it commits. Requests and jobs both run in one.
import { Refusal } from "../lib/errors.ts";
import { newId } from "../lib/id.ts";
import { type Clock, elapsedMs } from "../lib/time.ts";
import { openGather } from "./gather.ts";
import {
  type Connection,
  type Pool,
  type Prepared,
  type Row,
  type Scope,
  scopeValues,
} from "./pool.ts";
import type { Reader } from "./statement.ts";

export type RequestInfo = {
  readonly id: string | null;
  readonly idempotencyKey: string | null;
  /** It carries a header that tells that somebody passed it on (ruling 5). */
  readonly forwarded: boolean;
};

/** What a restricted key may do, by noun; a noun left out is `none`. Null: everything. */
export type Permissions = Readonly<Record<string, "none" | "read" | "write">> | null;

/** Who asked: a request's API key. Jobs and reports ask in nobody's name and may everything. */
export type Caller = {
  readonly key: string | null;
  readonly permissions: Permissions;
  /** When the key ends, if it does: nothing that it makes may outlive it (ruling 6). */
  readonly expiresAt: Date | null;
};

const nobody: Caller = { key: null, permissions: null, expiresAt: null };

/** A public event, buffered until the commit. `object` is the contract object as it is now. */
export type Emission = {
  readonly id: string;
  readonly type: string;
  readonly object: Rendered;
  readonly previous: Rendered | null;
};

/** A contract or extension object, ready to be sent. */
export type Rendered = { readonly [key: string]: unknown };

/**
 * What one noun tells the nouns after it, inside the transaction; names are past tense. A noun adds
 * its facts by declaration merging: `declare module "../../db/work.ts" { interface Facts { … } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the nouns, in their own folders.
export interface Facts {}

export type ReadWork = Reader & {
  readonly now: Date;
  /** For what depends on the asking key's rights (ruling 6); the route's own is checked before. */
  readonly caller: Caller;
  /** Resolves references between nouns by the prefix of their ids. */
  readonly references: References;
  /** For `rowsAcrossAccounts` inside a request; each of those has its reason in a list. */
  acrossAccounts<T>(run: (everyone: Pick<Reader, "query">) => Promise<T>): Promise<T>;
};

export type Work = ReadWork & {
  readonly request: RequestInfo;
  newId(prefix: string): string;
  /** Announces a change. Written in this transaction, with its webhook deliveries. */
  emit(type: string, object: Rendered, previous?: Rendered): void;
  /**
   * Does a part of this work in another account, in the same transaction: a parent's change to its
   * sub-account. Whether it may is for the caller to have checked. What `run` emits stands in that
   * account's log.
   */
  actFor<T>(place: Place, run: (work: Work) => Promise<T>): Promise<T>;
  /** Tells the later nouns at once, in this transaction. */
  tell<K extends keyof Facts>(name: K, fact: Facts[K]): Promise<void>;
  /**
   * What must be kept even if this work is refused later on (a decision record): it runs in a
   * work of its own after the rollback.
   */
  keepOnRefusal(run: (work: Work) => Promise<void>): void;
  /**
   * A statement that was sent and whose answer nobody needs: it is not waited for before what
   * follows it is sent, only before the commit.
   */
  sent(statement: Promise<unknown>): void;
  /** This object changed: whoever waits for it in this process is woken at the commit. */
  touches(id: string): void;
  /** Runs after the commit, in this process only: wake-ups, never anything that must happen. */
  afterCommit(run: () => void): void;
};

/** Filled by app.ts from the list of nouns: who has this prefix, and how is it shown. */
export type References = {
  /** Rendered objects by id; what does not exist (or is another's) is missing from the map. */
  load(work: ReadWork, prefix: string, ids: readonly string[]): Promise<Map<string, Rendered>>;
  /** The first of these ids that does not exist, or null. */
  firstMissing(work: ReadWork, prefix: string, ids: readonly string[]): Promise<string | null>;
  /**
   * Whether this caller may see an object of this kind in another's place (ruling 6): `kind` is the
   * word in its `object` key, or the prefix of its ids. A kind that no noun renders: only secret
   * keys.
   */
  mayRead(caller: Caller, kind: string): boolean;
  /** The words in `object` keys that this caller may see; null: all. For filters in SQL. */
  readable(caller: Caller): readonly string[] | null;
};

/**
 * Writes the buffered emissions; app.ts joins it from events and webhook_endpoints. Where they are
 * `unwanted`, nobody is thought to subscribe to them: it fails with Wanted if somebody does.
 */
export type Announce = (
  work: Work,
  emissions: readonly Emission[],
  unwanted: boolean,
) => Promise<void>;

/** Somebody subscribes to an event that was announced as unwanted. */
export class Wanted extends Error {}

/** Hands a fact to the nouns that listen, in the order of the list; app.ts joins it. */
export type Dispatch = (work: Work, name: string, fact: unknown) => Promise<void>;

export type Database = {
  /** Reads of one account without a transaction, each statement on its own. */
  reader(scope: ReadScope): ReadWork;
  /** A reader that crosses accounts: the few places that need it say so by this name. */
  everyone(): Pick<Reader, "query">;
  transaction<T>(scope: WorkScope, run: (work: Work) => Promise<T>): Promise<T>;
  /**
   * Long reading of one account, all of it in the state that the first statement meets. For jobs:
   * it holds a connection, and a statement may take ten minutes.
   */
  snapshot<T>(place: Place, run: (reader: Reader) => Promise<T>): Promise<T>;
  /** A transaction that crosses accounts: queues and the host of the chargers. */
  acrossAccounts<T>(run: (reader: Pick<Reader, "query">) => Promise<T>): Promise<T>;
  readonly clock: Clock;
  /** Statements sent so far. */
  sent(): number;
};

export type ReadScope = Exclude<Scope, "everyone"> & { readonly caller?: Caller };

/** One account in one mode. */
export type Place = { readonly account: string; readonly livemode: boolean };

export type WorkScope = Place & {
  readonly request?: RequestInfo;
  readonly caller?: Caller;
};

const noRequest: RequestInfo = { id: null, idempotencyKey: null, forwarded: false };

/** Deadlock, serialization failure: the loser runs again. */
const retryable = new Set(["40001", "40P01"]);

/** The five letters of PostgreSQL's error, or an empty text. */
export const sqlState = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

/** Name of the violated constraint, or null: how a store tells a conflict from a bug. */
export const violated = (error: unknown): string | null =>
  ["23505", "23P01", "23503", "23514"].includes(sqlState(error))
    ? String((error as { constraint?: unknown }).constraint ?? "")
    : null;

/** What a transaction ended with, and the statements that were sent but not answered yet. */
type Ended<T> = { readonly result: T; readonly unheard: readonly Promise<unknown>[] };

/** Waits for all; of several failures the first in the order of sending is the cause. */
async function allOf(statements: readonly Promise<unknown>[]): Promise<void> {
  for (const one of await Promise.allSettled(statements)) {
    if (one.status === "rejected") throw one.reason;
  }
}

/**
 * Where nobody subscribes, the commit goes out in the same round trip as the events. That is tried
 * first, and for so long not again after somebody did.
 */
const wantedMs = 60_000;

const scopeText = ({ account, livemode }: WorkScope): string => `${account} ${livemode}`;

type Kept = (work: Work) => Promise<void>;

/**
 * Other rows for a part of a transaction. Ends with the transaction by itself, so that the
 * connection keeps the scope that the pool knows it to have.
 */
const enter: Prepared = {
  name: "db.enter",
  text: "select set_config('charge.account', $1, true), set_config('charge.livemode', $2, true)",
};

const patience: Prepared = {
  name: "db.patience",
  text: "select set_config('statement_timeout', '600000', true)",
};

/** Reads in a transaction of its own, which ends with `run` whatever becomes of it. */
const inSnapshot = <T>(pool: Pool, place: Place, run: (reader: Reader) => Promise<T>): Promise<T> =>
  pool.exclusive(place, async (connection) => {
    await connection.command("snapshot");
    try {
      await connection.query(patience, []);
      return await run({
        ...{ account: place.account, livemode: place.livemode },
        query: (statement, values) => connection.query(statement, values),
      });
    } finally {
      // Nothing was changed; a broken connection ends it by itself.
      await connection.command("rollback").catch(() => undefined);
    }
  });

export type DatabaseOptions = {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly references: References;
  readonly announce: Announce;
  readonly dispatch: Dispatch;
  /** Called after a commit with the ids that the work touched: wakes what waits for them. */
  readonly committed: (ids: ReadonlySet<string>) => void;
};

export function openDatabase(options: DatabaseOptions): Database {
  const { pool, clock, references, announce, dispatch, committed } = options;
  const gather = openGather();
  /** Accounts and modes whose events somebody subscribes to, and until when that is believed. */
  const wanted = new Map<string, number>();
  const isWanted = (scope: WorkScope): boolean => (wanted.get(scopeText(scope)) ?? 0) > elapsedMs();

  const inTransaction = async <T>(
    scope: Scope,
    run: (connection: Connection) => Promise<Ended<T>>,
  ): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await pool.exclusive(scope, async (connection) => {
          // Sent ahead of the first statement, in the same round trip.
          const opened = connection.command("begin");
          opened.catch(() => undefined); // The first statement of `run` meets the same error.
          try {
            const { result, unheard } = await run(connection);
            await allOf([opened, ...unheard, connection.command("commit")]);
            return result;
          } catch (error) {
            // A broken connection rolls back by itself.
            await connection.command("rollback").catch(() => undefined);
            throw error;
          }
        });
      } catch (error) {
        if (!retryable.has(sqlState(error)) || attempt >= 5) throw error;
      }
    }
  };

  const runWork = async <T>(scope: WorkScope, run: (work: Work) => Promise<T>): Promise<T> => {
    let after: (() => void)[] = [];
    let kept: Kept[] = [];
    let touched = new Set<string>();
    try {
      const result = await inTransaction(scope, async (connection) => {
        after = [];
        kept = [];
        touched = new Set();
        const emissions: Emission[] = [];
        const unheard: Promise<unknown>[] = [];
        const work = workOn(connection, scope, {
          now: clock.now(),
          ...{ references, dispatch, announce, emissions, unheard, kept, after, touched },
        });
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
      for (const wake of after) wake();
      committed(touched);
      return result;
    } catch (error) {
      if (error instanceof Wanted) {
        wanted.set(scopeText(scope), elapsedMs() + wantedMs);
        return runWork(scope, run);
      }
      const keepers = kept;
      if (error instanceof Refusal && keepers.length > 0) {
        await runWork(scope, async (work) => {
          for (const keep of keepers) await keep(work);
        });
      }
      throw error;
    }
  };

  const everyone: Database["everyone"] = () => ({
    query: <R extends Row>(statement: Prepared, values: readonly unknown[]) =>
      pool.read<R>("everyone", statement, values),
  });

  return {
    clock,
    sent: pool.sent,
    everyone,
    reader: (scope) => ({
      account: scope.account,
      livemode: scope.livemode,
      caller: scope.caller ?? nobody,
      now: clock.now(),
      ...{ references, gather },
      query: <R extends Row>(statement: Prepared, values: readonly unknown[]) =>
        pool.read<R>(scope, statement, values),
      acrossAccounts: (run) => run(everyone()),
    }),
    transaction: runWork,
    snapshot: (place, run) => inSnapshot(pool, place, run),
    acrossAccounts: (run) =>
      inTransaction("everyone", async (connection) => ({
        result: await run({ query: (statement, values) => connection.query(statement, values) }),
        unheard: [],
      })),
  };
}

type Parts = {
  readonly now: Date;
  readonly references: References;
  readonly dispatch: Dispatch;
  readonly announce: Announce;
  readonly emissions: Emission[];
  readonly unheard: Promise<unknown>[];
  readonly kept: Kept[];
  readonly after: (() => void)[];
  readonly touched: Set<string>;
};

function workOn(connection: Connection, scope: WorkScope, parts: Parts): Work {
  const { now, references, dispatch, emissions, unheard, kept, after, touched } = parts;
  const work: Work = {
    account: scope.account,
    livemode: scope.livemode,
    now,
    caller: scope.caller ?? nobody,
    request: scope.request ?? noRequest,
    references,
    query: (statement, values) => connection.query(statement, values),
    newId: (prefix) => newId(prefix, now),
    emit(type, object, previous) {
      const changed = previous === undefined ? null : previousAttributes(previous, object);
      // An update that changed nothing is no news.
      if (changed !== null && Object.keys(changed).length === 0) return;
      emissions.push({ id: newId("evt", now), type, object, previous: changed });
    },
    acrossAccounts: (run) => {
      const { query } = work;
      return entered(connection, "everyone", scope, () => run({ query }));
    },
    actFor: (place, run) => {
      const theirs: Emission[] = [];
      const other = workOn(connection, { ...scope, ...place }, { ...parts, emissions: theirs });
      return entered(connection, place, scope, async () => {
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

/** The old values of what an update changed (spec part 2, event); `updated` itself is not news. */
export function previousAttributes(before: Rendered, after: Rendered): Rendered {
  const changed = Object.keys(before).filter(
    (key) => key !== "updated" && JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  return Object.fromEntries(changed.map((key) => [key, before[key]]));
}
