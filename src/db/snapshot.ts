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

/** Reads in a transaction of its own, which ends with `run` whatever becomes of it. */
const inSnapshotOf = <T>(
  pool: Pool,
  scope: Scope,
  run: (everyone: Pick<Reader, "query">) => Promise<T>,
): Promise<T> =>
  pool.exclusive(scope, async (connection) => {
    await connection.command("snapshot");
    try {
      await connection.query(patience, []);
      return await run({
        query: (statement, values) => connection.query(statement, values),
      });
    } finally {
      // Nothing was changed; a broken connection ends it by itself.
      await connection.command("rollback").catch(() => undefined);
    }
  });

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
