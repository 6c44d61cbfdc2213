// Connections to PostgreSQL and who has which: a few shared ones that carry many reads at once
// (pipelined), and exclusive ones for transactions. What one connection is: lane.ts.
import { Bug } from "../lib/assert.ts";
import type { Prepared, Row } from "./flight.ts";
import {
  type Command,
  exclusiveMs,
  type Lane,
  type LaneOptions,
  type Lanes,
  openLanes,
  type Scope,
  scopeKey,
  sharedMs,
} from "./lane.ts";
import { watchSilence } from "./silence.ts";

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

export type PoolOptions = LaneOptions & {
  /** How many there are of each kind. */
  readonly shared: number;
  readonly exclusive: number;
};

export async function openPool(options: PoolOptions): Promise<Pool> {
  const lanes = openLanes(options);
  const shared = await openShared(lanes, options.shared);
  const unwatch = watchSilence(lanes.connected);
  const exclusive = openExclusive(lanes, options);
  return {
    read: shared.read,
    async exclusive(scope, use) {
      const lane = await exclusive.take(scopeKey(scope));
      try {
        const entered = lane.enter(scope);
        return await use(
          lent(lane.together, async (name) => {
            await Promise.all([entered, lane.command(name)]);
          }),
        );
      } finally {
        exclusive.giveBack(lane);
      }
    },
    sent: lanes.sent,
    use: exclusive.use,
    async close() {
      const nobodys = exclusive.close();
      const all = [...(await shared.lanes()), ...nobodys];
      await Promise.all(all.map((lane) => lane.client.end()));
      unwatch();
    },
  };
}

type Shared = Pick<Pool, "read"> & { lanes(): Promise<Lane[]> };

async function openShared(lanes: Lanes, count: number): Promise<Shared> {
  const shared: (Lane | Promise<Lane>)[] = await Promise.all(
    Array.from({ length: count }, () => lanes.connect(sharedMs)),
  );
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
    const fresh = lanes.connect(sharedMs);
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

  return {
    async read<R extends Row>(scope: Scope, statement: Prepared, values: readonly unknown[]) {
      const lane = await sharedLane();
      lane.underWay++;
      try {
        if (lane.scope === scopeKey(scope)) return await lane.alone<R>(statement, values);
        // In the scope before, the statement would find nothing: that is no answer.
        const entered = lane.enter(scope);
        const rows = lane.alone<R>(statement, values);
        await Promise.all([entered, rows]);
        return await rows;
      } finally {
        lane.underWay--;
      }
    },
    lanes: () => Promise.all(shared),
  };
}

type Exclusive = Pick<Pool, "use"> & {
  /** Rather one that has the scope already. */
  take(key: string): Promise<Lane>;
  giveBack(lane: Lane): void;
  /** Keeps none that is given back from now on. Answers those that nobody has. */
  close(): Lane[];
};

function openExclusive(lanes: Lanes, { exclusive: most, log }: PoolOptions): Exclusive {
  const idle: Lane[] = [];
  const waiting: ((lane: Lane | null) => void)[] = [];
  let open = 0;
  let closed = false;
  const anyIdle = (key: string): Lane | undefined => {
    const fits = idle.findLastIndex((lane) => lane.scope === key);
    return fits < 0 ? idle.pop() : idle.splice(fits, 1)[0];
  };
  const take = async (key: string): Promise<Lane> => {
    for (let lane = anyIdle(key); lane !== undefined; lane = anyIdle(key)) {
      if (!lane.broken) return lane;
      open--;
    }
    if (open < most) {
      open++;
      try {
        return await lanes.connect(exclusiveMs);
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
      lane.client.end().catch((error) => log.debug({ err: error }, "already closed"));
      waiting.shift()?.(null);
      return;
    }
    const next = waiting.shift();
    if (next === undefined) idle.push(lane);
    else next(lane);
  };

  return {
    ...{ take, giveBack },
    use: () => ({ exclusive: open, idle: idle.length, waiting: waiting.length }),
    close() {
      closed = true;
      return idle.splice(0);
    },
  };
}
