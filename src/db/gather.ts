// Merges reads: rows by id that are asked for at the same time, in one account and mode, come with
// one statement. Only outside of transactions, where no read depends on another one's moment.
// Under 32 connections it halves what a read costs (docs/benchmarks.md).
import type { Row } from "./flight.ts";
import type { Reader } from "./statement.ts";

/** Rows of these ids (`$3`), in any order, missing ones left out. */
export type Load<R extends Row> = (
  work: Reader,
  values: readonly [readonly string[]],
) => Promise<R[]>;

export type Gather = <R extends Row & { readonly id: string }>(
  load: Load<R>,
  work: Reader,
  id: string,
) => Promise<R | null>;

type Batch = { readonly ids: Set<string>; readonly rows: Promise<ReadonlyMap<string, Row>> };

/** So that no statement gets slow for all who wait for it. */
const mostAtOnce = 100;

export function openGather(): Gather {
  /** Not sent yet, by statement and then by account and mode. */
  const open = new Map<unknown, Map<string, Batch>>();

  const send = async (load: Load<Row>, work: Reader, key: string, ids: ReadonlySet<string>) => {
    // After everything that the sockets have brought in this turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    const batches = open.get(load);
    if (batches?.get(key)?.ids === ids) batches.delete(key);
    const rows = await load(work, [[...ids]]);
    return new Map(rows.map((row) => [row["id"] as string, row]));
  };

  const batchOf = (load: Load<Row>, work: Reader): Batch => {
    const key = `${work.account} ${work.livemode}`;
    const batches = open.get(load) ?? new Map<string, Batch>();
    open.set(load, batches);
    const known = batches.get(key);
    if (known !== undefined && known.ids.size < mostAtOnce) return known;
    const ids = new Set<string>();
    const batch = { ids, rows: send(load, work, key, ids) };
    batches.set(key, batch);
    return batch;
  };

  return async <R extends Row>(load: Load<R>, work: Reader, id: string) => {
    const batch = batchOf(load as Load<Row>, work);
    batch.ids.add(id);
    return ((await batch.rows).get(id) as R | undefined) ?? null;
  };
}
