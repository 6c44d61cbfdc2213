// One connection to PostgreSQL: what it runs as, whose rows its statements see, and how they are
// sent. Whose rows they may see rides along with them, so that row-level security costs no round
// trip of its own (design/measurements, "What follows").
import pg from "pg";
import { Bug } from "../lib/assert.ts";
import type { Log } from "../lib/log.ts";
import { type Prepared, type Row, type Send, sendAlone, sendTogether } from "./flight.ts";
import type { Watched } from "./silence.ts";

export type DatabaseUrl =
  | { readonly connectionString: string }
  | {
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly database: string;
    };

/** Whose rows are meant. `everyone` is for the few statements that cross accounts, by name. */
export type Scope = { readonly account: string; readonly livemode: boolean } | "everyone";

/** PostgreSQL turned the commit into a rollback, for a statement before it failed. */
export class RolledBack extends Bug {}

/**
 * Whether PostgreSQL itself said no, so that nothing of the transaction was kept: as opposed to a
 * connection that broke or a server that went away, when nobody knows what was done.
 */
export const isRefused = (error: unknown): boolean =>
  error instanceof RolledBack ||
  (error instanceof pg.DatabaseError && !/^(08|57)/.test(error.code ?? "08"));

/** `snapshot` begins a transaction that reads one state of the database and changes nothing. */
export type Command = "begin" | "commit" | "rollback" | "snapshot";

const commands: Readonly<Record<Command, string>> = {
  ...{ begin: "begin", commit: "commit", rollback: "rollback" },
  snapshot: "begin isolation level repeatable read read only",
};

pg.types.setTypeParser(20, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`bigint past 2^53 from the database: ${text}`);
  return value;
});
// numeric stays text: only SQL that aggregates makes it, and casts where a number is meant.

const setScope: Prepared = {
  name: "db.scope",
  text: "select set_config('charge.account', $1, false), set_config('charge.livemode', $2, false)",
};

export const scopeKey = (scope: Scope): string =>
  scope === "everyone" ? "*" : `${scope.account}${scope.livemode ? "!" : "?"}`;

/** Values of the settings that row-level security reads. */
export const scopeValues = (scope: Scope): [string, string] =>
  scope === "everyone" ? ["*", "f"] : [scope.account, scope.livemode ? "t" : "f"];

/**
 * A statement may take so long. Behind one on a shared connection all others wait that come after
 * it, so what takes long belongs into a transaction, or a snapshot.
 */
export const sharedMs = 5000;
export const exclusiveMs = 30_000;
/** In a snapshot (snapshot.ts). */
export const snapshotMs = 600_000;
/** For the way there and back. */
const wayMs = 10_000;

export type Lane = Watched & {
  /** Whose rows its statements see, as `scopeKey` says it. */
  scope: string;
  broken: boolean;
  /** Of a shared one: statements that were sent and not yet answered. */
  underWay: number;
  /** Sends by itself. */
  alone<R extends Row>(statement: Prepared, values: readonly unknown[]): Promise<R[]>;
  /** Sends with what else comes in this turn: see flight.ts. */
  together<R extends Row>(statement: Prepared, values: readonly unknown[]): Promise<R[]>;
  /**
   * A connection keeps its scope from one use to the next, and whoever needs another says so
   * first, in the same pipeline and in order: no other statement can come between the two. Alone,
   * so that a rollback leaves it in force.
   */
  enter(scope: Scope): Promise<void>;
  /** A commit that PostgreSQL turned into a rollback fails with RolledBack. */
  command(name: Command): Promise<void>;
};

export type LaneOptions = {
  readonly database: DatabaseUrl;
  /** The role that statements run as; it owns no table, so row-level security holds for it. */
  readonly role: string;
  readonly log: Log;
  /** How much longer than PostgreSQL itself may take an answer is waited for. */
  readonly wayMs?: number;
};

export type Lanes = {
  /** Another one, whose statements may take so long. */
  connect(timeoutMs: number): Promise<Lane>;
  /** Those that are connected. */
  readonly connected: ReadonlySet<Lane>;
  /** Statements sent on any of them. */
  sent(): number;
};

export function openLanes(options: LaneOptions): Lanes {
  let sent = 0;
  const connected = new Set<Lane>();
  const wait = options.wayMs ?? wayMs;
  const counted =
    (sender: Send): Send =>
    (statement, values) => {
      sent++;
      return sender(statement, values);
    };
  return {
    connected,
    sent: () => sent,
    async connect(timeoutMs) {
      const client = clientOf(options, timeoutMs);
      const sending = {
        alone: counted(sendAlone(client)),
        together: counted(sendTogether(client)),
      };
      const lane = laneOf(client, sending, wait);
      lane.silentMs = timeoutMs + wait;
      client.on("error", (error) => {
        lane.broken = true;
        options.log.warn({ err: error }, "a database connection broke");
      });
      client.on("end", () => {
        lane.broken = true;
        connected.delete(lane);
      });
      await client.connect();
      connected.add(lane);
      return lane;
    },
  };
}

const clientOf = ({ database, role }: LaneOptions, timeoutMs: number): pg.Client =>
  new pg.Client({
    ...database,
    pipeline: true,
    application_name: "charge",
    ...{ keepAlive: true, connectionTimeoutMillis: wayMs },
    // Every statement has an index to walk. A plan that reads a whole table looks cheap while
    // the table is small, and stays when it has grown, until the next statistics.
    options: [
      `-c role=${role} -c timezone=UTC -c enable_seqscan=off`,
      `-c statement_timeout=${timeoutMs} -c idle_in_transaction_session_timeout=60000`,
    ].join(" "),
  } as pg.ClientConfig);

type Sending = { readonly alone: Send; readonly together: Send };

function laneOf(client: pg.Client, { alone, together }: Sending, wait: number): Lane {
  const lane: Lane = {
    ...{ client, scope: "", broken: false, silentMs: 0, underWay: 0 },
    alone: async <R extends Row>(statement: Prepared, values: readonly unknown[]) =>
      (await alone(statement, values)).rows as R[],
    together: async <R extends Row>(statement: Prepared, values: readonly unknown[]) =>
      (await together(statement, values)).rows as R[],
    async enter(scope) {
      const key = scopeKey(scope);
      if (lane.scope === key) return;
      lane.scope = key;
      try {
        await alone(setScope, scopeValues(scope));
      } catch (error) {
        lane.broken = true;
        throw error;
      }
    },
    async command(name) {
      lane.silentMs = wait + (name === "snapshot" ? snapshotMs : exclusiveMs);
      const done = await together({ name: `db.${name}`, text: commands[name] }, []);
      if (name === "commit" && done.command !== "COMMIT") {
        throw new RolledBack("the commit became a rollback");
      }
    },
  };
  return lane;
}
