// Statements: SQL written as SQL in store.ts files, named, prepared, and kept in one register so
// that a test can prepare each of them against the migrated schema.
import { assert } from "../lib/assert.ts";
import type { Prepared, Row } from "./flight.ts";
import type { Gather, Load } from "./gather.ts";

/** What a statement runs on: a request's or a job's unit of work, or its reading half. */
export type Reader = {
  readonly account: string;
  readonly livemode: boolean;
  query<R extends Row>(statement: Prepared, values: readonly unknown[]): Promise<R[]>;
  /** Outside of transactions: merges this read with others of the same moment. */
  readonly gather?: Gather;
};

const register = new Map<string, Prepared>();

/** Every statement that has been declared, for the test that prepares them all. */
export const allStatements = (): readonly Prepared[] => [...register.values()];

function declare(name: string, text: string): Prepared {
  assert(!register.has(name), `two statements are called ${name}`);
  assert(name.length <= 63, `the name of a prepared statement has up to 63 bytes: ${name}`);
  const statement = { name, text };
  register.set(name, statement);
  return statement;
}

/**
 * A statement on one account's rows: `$1` is the account, `$2` is the mode, the values follow from
 * `$3`. Row-level security holds the same line a second time.
 */
export function rows<R extends Row>(name: string, text: string) {
  assert(text.includes("$1") && text.includes("$2"), `${name} must name account and mode`);
  const statement = declare(name, text);
  return (work: Reader, values: readonly unknown[] = []): Promise<R[]> =>
    work.query<R>(statement, [work.account, work.livemode, ...values]);
}

/** As `rows`, for statements of which at most one row is used. */
export function row<R extends Row>(name: string, text: string) {
  const many = rows<R>(name, text);
  return async (work: Reader, values: readonly unknown[] = []): Promise<R | null> =>
    (await many(work, values))[0] ?? null;
}

/**
 * Rows of one fetch. Of a million rows in lots of 1000, young objects filled 70 MiB before they
 * were collected; in lots of 250 it is 10, at the same speed.
 */
const fetched = 250;

/**
 * As `rows`, for more of them than memory should hold: read through a cursor, in lots, the next one
 * asked for while the present one is used. Only inside a transaction, one walk at a time. It is
 * planned for its values and for all of its rows.
 */
export function walk<R extends Row>(name: string, text: string) {
  assert(text.includes("$1") && text.includes("$2"), `${name} must name account and mode`);
  declare(name, text);
  const unnamed = (text_: string): Prepared => ({ name: "", text: text_ });
  return async function* (work: Reader, values: readonly unknown[] = []): AsyncGenerator<R[]> {
    await work.query(unnamed("select set_config('cursor_tuple_fraction', '1', true)"), []);
    const opening = unnamed(`declare walk no scroll cursor for ${text}`);
    await work.query(opening, [work.account, work.livemode, ...values]);
    const next = (): Promise<R[]> => work.query<R>(unnamed(`fetch ${fetched} from walk`), []);
    let coming: Promise<R[]> | null = next();
    try {
      while (coming !== null) {
        const lot: R[] = await coming;
        coming = lot.length < fetched ? null : next();
        // Met again when it is awaited; whoever ends the walk early does not.
        coming?.catch(() => undefined);
        if (lot.length > 0) yield lot;
      }
    } finally {
      // After a fault there is nothing to close any more, and the fault is what is told.
      await work.query(unnamed("close walk"), []).catch(() => []);
    }
  };
}

/** One row by its id, through the statement that loads many. Reads of one moment are merged. */
export const oneOf =
  <R extends Row & { readonly id: string }>(load: Load<R>) =>
  async (work: Reader, [id]: readonly [string]): Promise<R | null> =>
    work.gather === undefined
      ? ((await load(work, [[id]]))[0] ?? null)
      : work.gather(load, work, id);

/**
 * A statement that crosses accounts, or knows none. It is the exception: queues, keys, shared
 * stations. It runs only on a reader whose scope is `everyone`.
 */
export function rowsAcrossAccounts<R extends Row>(name: string, text: string) {
  const statement = declare(name, text);
  return (reader: Pick<Reader, "query">, values: readonly unknown[] = []): Promise<R[]> =>
    reader.query<R>(statement, values);
}
