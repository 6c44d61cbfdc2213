// One unit of work: a database transaction for one account and mode, with the time it happens at,
// who asked, and what it will announce when it commits. Requests and jobs both run in one.
// Made in unit.ts, run by database.ts.
import type { Clock } from "../lib/time.ts";
import type { Scope } from "./lane.ts";
import type { Reader } from "./statement.ts";
import type { Moment, Times } from "./times.ts";

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

/** A public event, buffered until the commit. `object` is the contract object as it is now. */
export type Emission = {
  readonly id: string;
  readonly type: string;
  readonly object: Rendered;
  readonly previous: Rendered | null;
  /** When, and by which request if any: works that share a transaction are told together. */
  readonly at: Date;
  readonly request: RequestInfo;
};

/** A contract or extension object, ready to be sent. */
export type Rendered = { readonly [key: string]: unknown };

/**
 * What one noun tells the nouns after it, inside the transaction; names are past tense. A noun adds
 * its facts by declaration merging: `declare module "../../db/work.ts" { interface Facts { … } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the nouns, in their own folders.
export interface Facts {}

/** `now` is the account's own time (times.ts). */
export type ReadWork = Reader &
  Moment & {
    /** For what depends on the asking key (ruling 6); the route's own right is checked before. */
    readonly caller: Caller;
    /** Resolves references between nouns by the prefix of their ids. */
    readonly references: References;
    /**
     * Where one answer takes several statements: all of them see one state of the database, and
     * nothing changes between them. Holds a connection, so nobody outside is waited for. Inside a
     * transaction it is the transaction, whose locks do that.
     */
    inOneState<T>(run: (still: ReadWork) => Promise<T>): Promise<T>;
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
 * Writes the buffered emissions of one account and mode, in a work of their transaction; app.ts
 * joins it from events and webhook_endpoints. Where they are `unwanted`, nobody is thought to
 * subscribe to them: it fails with Wanted if somebody does.
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
  /** The same over all accounts. */
  snapshotOfAll<T>(run: (everyone: Pick<Reader, "query">) => Promise<T>): Promise<T>;
  /**
   * The same for what adds new rows and no more: neither reads what others may just be changing,
   * nor waits for a lock, nor acts in another account. Those that come at the same time share one
   * transaction. If one of them fails, each runs again alone, so that nobody meets another's error.
   */
  together<T>(scope: WorkScope, run: (work: Work) => Promise<T>): Promise<T>;
  /** A transaction that crosses accounts: queues and the host of the chargers. */
  acrossAccounts<T>(run: (reader: Pick<Reader, "query">) => Promise<T>): Promise<T>;
  readonly clock: Clock;
  /** What time it is for whom. */
  readonly times: Times;
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

/** The five letters of PostgreSQL's error, or an empty text. */
export const sqlState = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

/** Name of the violated constraint, or null: how a store tells a conflict from a bug. */
export const violated = (error: unknown): string | null =>
  ["23505", "23P01", "23503", "23514"].includes(sqlState(error))
    ? String((error as { constraint?: unknown }).constraint ?? "")
    : null;

/** The old values of what an update changed (spec part 2, event); `updated` itself is not news. */
export function previousAttributes(before: Rendered, after: Rendered): Rendered {
  const changed = Object.keys(before).filter(
    (key) => key !== "updated" && JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  return Object.fromEntries(changed.map((key) => [key, before[key]]));
}
