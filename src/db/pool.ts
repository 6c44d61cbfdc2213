// Connections to PostgreSQL: a few shared ones that carry many reads at once (pipelined), and
// exclusive ones for transactions. Whose rows a statement may see rides along with it, so that
// row-level security costs no round trip of its own (design/measurements, "What follows").
import pg from "pg";
import { Bug } from "../lib/assert.ts";
import type { Log } from "../lib/log.ts";
import { type Send, sendAlone, sendTogether } from "./flight.ts";
import { watchSilence } from "./silence.ts";

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

export type Row = Record<string, unknown>;

/** One named, prepared statement. */
export type Prepared = { readonly name: string; readonly text: string };

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

export type Connection = {
  query<R extends Row>(statement: Prepared, values: readonly unknown[]): Promise<R[]>;
  /** A commit that PostgreSQL turned into a rollback fails with RolledBack. */
  command(command: Command): Promise<void>;
};

/**
 * The connection as one who has borrowed it sees it. A statement that comes when their transaction
 * has ended would be kept on its own, or belong to whoever has the connection next: it is a bug.
 */
function lent(query: Connection["query"], command: Connection["command"]): Connection {
  let ended = false;
  return {
    query(statement, values) {
      if (!ended) return query(statement, values);
      const what = `'${statement.name}' came after the end of its transaction`;
      return Promise.reject(new Bug(what));
    },
    async command(name) {
      if (name === "commit" || name === "rollback") ended = true;
      try {
        await command(name);
      } catch (error) {
        ended = true;
        throw error;
      }
    },
  };
}

export type PoolUse = {
  /** Connections for transactions that are open, and those of them that nobody has. */
  readonly exclusive: number;
  readonly idle: number;
  /** Who waits for one. */
  readonly waiting: number;
};

export type Pool = {
  /** Runs one statement on a shared connection, as its own transaction. */
  read<R extends Row>(scope: Scope, statement: Prepared, values: readonly unknown[]): Promise<R[]>;
  /**
   * Lends an exclusive connection whose statements see this scope. It is thrown away when `use`
   * rejects with a broken connection.
   */
  exclusive<T>(scope: Scope, use: (connection: Connection) => Promise<T>): Promise<T>;
  /** Statements sent since the process began: tests assert a fixed number of queries with it. */
  readonly sent: () => number;
  /** How much of it is used just now. */
  readonly use: () => PoolUse;
  close(): Promise<void>;
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

const scopeKey = (scope: Scope): string =>
  scope === "everyone" ? "*" : `${scope.account}${scope.livemode ? "!" : "?"}`;

/** Values of the settings that row-level security reads. */
export const scopeValues = (scope: Scope): [string, string] =>
  scope === "everyone" ? ["*", "f"] : [scope.account, scope.livemode ? "t" : "f"];

/**
 * A statement may take so long. Behind one on a shared connection all others wait that come after
 * it, so what takes long belongs into a transaction, or a snapshot.
 */
const sharedMs = 5000;
const exclusiveMs = 30_000;
/** In a snapshot (snapshot.ts). */
export const snapshotMs = 600_000;
/** For the way there and back. */
const wayMs = 10_000;

type Lane = {
  readonly client: pg.Client;
  readonly alone: Send;
  readonly together: Send;
  scope: string;
  broken: boolean;
  /** See silence.ts. */
  silentMs: number;
  /** Of a shared one: statements that were sent and not yet answered. */
  underWay: number;
};

export type PoolOptions = {
  readonly database: DatabaseUrl;
  /** The role that statements run as; it owns no table, so row-level security holds for it. */
  readonly role: string;
  readonly shared: number;
  readonly exclusive: number;
  readonly log: Log;
  /** How much longer than PostgreSQL itself may take an answer is waited for. */
  readonly wayMs?: number;
};

export async function openPool(options: PoolOptions): Promise<Pool> {
  let sent = 0;
  const lanes = new Set<Lane>();
  const wait = options.wayMs ?? wayMs;
  const connect = async (timeoutMs: number): Promise<Lane> => {
    const client = new pg.Client({
      ...options.database,
      pipeline: true,
      application_name: "charge",
      ...{ keepAlive: true, connectionTimeoutMillis: wayMs },
      // Every statement has an index to walk. A plan that reads a whole table looks cheap while
      // the table is small, and stays when it has grown, until the next statistics.
      options: [
        `-c role=${options.role} -c timezone=UTC -c enable_seqscan=off`,
        `-c statement_timeout=${timeoutMs} -c idle_in_transaction_session_timeout=60000`,
      ].join(" "),
    } as pg.ClientConfig);
    const senders = { alone: sendAlone(client), together: sendTogether(client) };
    const silentMs = timeoutMs + wait;
    const lane: Lane = { client, ...senders, scope: "", broken: false, silentMs, underWay: 0 };
    client.on("error", (error) => {
      lane.broken = true;
      options.log.warn({ err: error }, "a database connection broke");
    });
    client.on("end", () => {
      lane.broken = true;
      lanes.delete(lane);
    });
    await client.connect();
    lanes.add(lane);
    return lane;
  };

  const send = async <R extends Row>(
    sender: Send,
    statement: Prepared,
    values: readonly unknown[],
  ): Promise<R[]> => {
    sent++;
    return (await sender(statement, values)).rows as R[];
  };
  const command = async (lane: Lane, name: Command): Promise<void> => {
    sent++;
    lane.silentMs = wait + (name === "snapshot" ? snapshotMs : exclusiveMs);
    const done = await lane.together({ name: `db.${name}`, text: commands[name] }, []);
    if (name === "commit" && done.command !== "COMMIT") {
      throw new RolledBack("the commit became a rollback");
    }
  };
  /**
   * A connection keeps its scope from one use to the next, and whoever needs another says so
   * first, in the same pipeline and in order: no other statement can come between the two. Alone,
   * so that a rollback leaves it in force.
   */
  const enter = async (lane: Lane, scope: Scope): Promise<void> => {
    const key = scopeKey(scope);
    if (lane.scope === key) return;
    lane.scope = key;
    try {
      await send(lane.alone, setScope, scopeValues(scope));
    } catch (error) {
      lane.broken = true;
      throw error;
    }
  };

  const shared: (Lane | Promise<Lane>)[] = await Promise.all(
    Array.from({ length: options.shared }, () => connect(sharedMs)),
  );
  const unwatch = watchSilence(lanes);
  let turn = 0;
  const underWay = (place: number): number => {
    const lane = shared[place] as Lane | Promise<Lane>;
    return "underWay" in lane ? lane.underWay : 0;
  };
  /** Each in turn; but what waits behind a slow statement waits for all of it, so the emptiest. */
  const nextTurn = (): number => {
    let best = (turn + 1) % shared.length;
    for (let more = 2; more <= shared.length; more++) {
      const place = (turn + more) % shared.length;
      if (underWay(place) < underWay(best)) best = place;
    }
    return best;
  };
  const sharedLane = async (): Promise<Lane> => {
    turn = nextTurn();
    const lane = await (shared[turn] as Lane | Promise<Lane>);
    if (!lane.broken) return lane;
    const place = turn;
    const fresh = connect(sharedMs);
    shared[place] = fresh;
    fresh.then(
      (opened) => {
        shared[place] = opened;
      },
      () => {
        shared[place] = lane;
      },
    );
    return fresh;
  };

  const idle: Lane[] = [];
  const waiting: ((lane: Lane | null) => void)[] = [];
  let open = 0;
  let closed = false;
  /** Rather one that has the scope already. */
  const anyIdle = (key: string): Lane | undefined => {
    const fits = idle.findLastIndex((lane) => lane.scope === key);
    return fits < 0 ? idle.pop() : idle.splice(fits, 1)[0];
  };
  const take = async (key: string): Promise<Lane> => {
    for (let lane = anyIdle(key); lane !== undefined; lane = anyIdle(key)) {
      if (!lane.broken) return lane;
      open--;
    }
    if (open < options.exclusive) {
      open++;
      try {
        return await connect(exclusiveMs);
      } catch (error) {
        open--;
        waiting.shift()?.(null);
        throw error;
      }
    }
    const lane = await new Promise<Lane | null>((resolve) => waiting.push(resolve));
    return lane ?? take(key);
  };
  const giveBack = (lane: Lane): void => {
    if (lane.broken || closed) {
      open--;
      lane.client.end().catch((error) => options.log.debug({ err: error }, "already closed"));
      waiting.shift()?.(null);
      return;
    }
    const next = waiting.shift();
    if (next === undefined) idle.push(lane);
    else next(lane);
  };

  return {
    async read<R extends Row>(scope: Scope, statement: Prepared, values: readonly unknown[]) {
      const lane = await sharedLane();
      lane.underWay++;
      try {
        if (lane.scope === scopeKey(scope)) return await send(lane.alone, statement, values);
        // In the scope before, the statement would find nothing: that is no answer.
        const entered = enter(lane, scope);
        const rows = send<R>(lane.alone, statement, values);
        await Promise.all([entered, rows]);
        return await rows;
      } finally {
        lane.underWay--;
      }
    },
    async exclusive(scope, use) {
      const lane = await take(scopeKey(scope));
      try {
        const entered = enter(lane, scope);
        return await use(
          lent(
            (statement, values) => send(lane.together, statement, values),
            async (name) => {
              await Promise.all([entered, command(lane, name)]);
            },
          ),
        );
      } finally {
        giveBack(lane);
      }
    },
    sent: () => sent,
    use: () => ({
      exclusive: open,
      idle: idle.length,
      waiting: waiting.length,
    }),
    async close() {
      closed = true;
      const all = [...(await Promise.all(shared)), ...idle.splice(0)];
      await Promise.all(all.map((lane) => lane.client.end()));
      unwatch();
    },
  };
}
