// Long reading of one state of the database, for what is too much for one statement or one memory.

import type { Prepared } from "./flight.ts";
import { type Scope, snapshotMs } from "./lane.ts";
import type { Pool } from "./pool.ts";
import type { Reader } from "./statement.ts";
import type { Place } from "./work.ts";

const patience: Prepared = {
  name: "db.patience",
  text: `select set_config('statement_timeout', '${snapshotMs}', true)`,
};

type Statements = Pick<Reader, "query">;

/** Reads in a transaction of its own, which ends with `run` whatever becomes of it. */
const inOneState = <T>(
  pool: Pool,
  scope: Scope,
  run: (statements: Statements) => Promise<T>,
): Promise<T> =>
  pool.exclusive(scope, async (connection) => {
    await connection.command("snapshot");
    try {
      return await run({
        query: (statement, values) => connection.query(statement, values),
      });
    } finally {
      // Nothing was changed; a broken connection ends it by itself.
      await connection.command("rollback").catch(() => undefined);
    }
  });

const inSnapshotOf = <T>(
  pool: Pool,
  scope: Scope,
  run: (everyone: Statements) => Promise<T>,
): Promise<T> =>
  inOneState(pool, scope, async (statements) => {
    await statements.query(patience, []);
    return run(statements);
  });

/** For a request: a statement may take no longer than in a transaction. */
export const inBriefSnapshot = <T>(
  pool: Pool,
  { account, livemode }: Place,
  run: (statements: Statements) => Promise<T>,
): Promise<T> => inOneState(pool, { account, livemode }, run);

export const inSnapshot = <T>(
  pool: Pool,
  { account, livemode }: Place,
  run: (reader: Reader) => Promise<T>,
): Promise<T> =>
  inSnapshotOf(pool, { account, livemode }, ({ query }) => run({ account, livemode, query }));

export const inSnapshotOfAll = <T>(
  pool: Pool,
  run: (everyone: Pick<Reader, "query">) => Promise<T>,
): Promise<T> => inSnapshotOf(pool, "everyone", run);
