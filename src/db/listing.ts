// Builds the SQL of a list: a fixed select, the filters that were given, the keyset, the order. One
// prepared statement per combination of filters, so that every plan can use its index.
import { assert } from "../lib/assert.ts";
import { firstIdAt } from "../lib/id.ts";
import type { Prepared, Row } from "./flight.ts";
import type { Reader } from "./statement.ts";

/** The part of a page request that SQL needs (http/paging.ts). */
export type ListRequest = {
  readonly limit: number;
  readonly cursor: {
    readonly direction: "after" | "before";
    readonly key: string;
    readonly inclusive?: boolean;
  } | null;
  readonly created: Readonly<Record<"gt" | "gte" | "lt" | "lte", Date | null>>;
  readonly metadata: Readonly<Record<string, string>>;
};

export type ListingOptions = {
  /** Prefix of the listed ids. */
  readonly prefix: string;
  /** `select … from … where account_id = $1 and livemode = $2`; conditions are appended. */
  readonly select: string;
  /** The id column as the select names it: `d.id`. */
  readonly id: string;
  /**
   * `pairs`: the migration called `index_metadata('<table>')`. Else the column, which is compared
   * row by row: for lists that are short, such as one account's sub-accounts.
   */
  readonly metadata?: "pairs" | { readonly column: string };
  /**
   * Filter name → condition, with `?` where its value goes, or none for a plain fact. Under
   * row-level security only leakproof conditions use an index: equality of a column does, of
   * `lower(column)` does not.
   */
  readonly filters?: Readonly<Record<string, string>>;
  /** Filter name → the table that links listed objects with the one that is named. */
  readonly links?: Readonly<Record<string, Link>>;
  /**
   * A filter by several values of one indexed column: the index is walked once per value and the
   * walks are merged, so that rare values cost no more than frequent ones.
   */
  readonly among?: { readonly filter: string; readonly column: string };
};

type Link = { readonly table: string; readonly listed: string; readonly named: string };

type Listing<R> = (
  work: Reader,
  request: ListRequest,
  filters?: Readonly<Record<string, unknown>>,
) => Promise<R[]>;

type Declared = {
  readonly name: string;
  readonly options: ListingOptions;
  readonly list: Listing<Row>;
};

const declared: Declared[] = [];

/** Every list that has been declared, for the test that prepares what they send. */
export const allListings = (): readonly Declared[] => declared;

const byText = new Map<string, string>();

/**
 * One prepared statement per text, and never two texts under one name. With filters it is planned
 * for their values each time: who is one of three among 200 000 must not be looked for as one of
 * the many would be.
 */
function statementOf(list: string, text: string, filtered: boolean): Prepared {
  if (filtered) return { name: "", text };
  const known = byText.get(text) ?? `${list}:${byText.size}`;
  byText.set(text, known);
  return { name: known, text };
}

/**
 * Rows of a page and one more, in the cursor's direction. Ids are made of their creation time
 * (lib/id.ts), so the `created` filters become a range of ids and use the primary key.
 */
export function listing<R extends Row>(name: string, options: ListingOptions): Listing<R> {
  assert(!declared.some((one) => one.name === name), `two lists are called ${name}`);
  const { id, filters: own = {}, links = {}, metadata, among } = options;
  const joins = metadata === "pairs" || Object.keys(links).length > 0;
  assert(!joins || id.includes("."), `${name} must say whose id it means: d.id`);
  const list: Listing<R> = (work, request, filters = {}) => {
    const values: unknown[] = [work.account, work.livemode];
    const place = (value: unknown): string => `$${values.push(value)}`;
    const range = rangeOf(request, options.prefix, place);
    const within = (column: string): string => range.map((one) => ` and ${column} ${one}`).join("");
    // The range stands in the link too: else a deep page would read the link from its beginning.
    const linked = (table: string, column: string, condition: string): string =>
      ` and exists (select 1 from ${table} l where l.account_id = $1 and l.livemode = $2 and
        l.${column} = ${id} and ${condition}${within(`l.${column}`)})`;
    const conditions: string[] = [];
    for (const [filter, condition] of Object.entries(own)) {
      const value = filters[filter];
      if (value === undefined) continue;
      const said = condition.includes("?") ? condition.replaceAll("?", place(value)) : condition;
      conditions.push(` and ${said}`);
    }
    for (const [filter, { table, listed, named }] of Object.entries(links)) {
      if (filters[filter] === undefined) continue;
      conditions.push(linked(table, listed, `l.${named} = ${place(filters[filter])}`));
    }
    for (const [key, value] of Object.entries(request.metadata)) {
      assert(metadata !== undefined, `${name} has no metadata`);
      const [named, wanted] = [place(key), place(value)];
      conditions.push(
        metadata === "pairs"
          ? linked("metadata_pairs", "id", `l.pair = metadata_pair(${named}, ${wanted})`)
          : ` and ${metadata.column} ->> ${named}::text = ${wanted}`,
      );
    }
    const several = among === undefined ? undefined : filters[among.filter];
    if (several !== undefined) conditions.push(` and ${among?.column} = each.value`);
    const order = request.cursor?.direction === "before" ? "asc" : "desc";
    const limit = place(request.limit + 1);
    const walk = `${options.select}${within(id)}${conditions.join("")}
      order by ${id} ${order} limit ${limit}`;
    const text = several === undefined ? walk : merged(walk, place(several), order, limit);
    return work.query<R>(statementOf(name, text, conditions.length > 0), values);
  };
  declared.push({ name, options, list });
  return list;
}

/** The same walk once for each value of an array, merged by id. */
const merged = (walk: string, values: string, order: "asc" | "desc", limit: string): string =>
  `select found.* from unnest(${values}::text[]) as each (value)
   cross join lateral (${walk}) found order by found.id ${order} limit ${limit}`;

/** Which ids the page may show, as comparisons: the `created` filters and the cursor. */
function rangeOf(
  { created, cursor }: ListRequest,
  prefix: string,
  place: (value: unknown) => string,
): string[] {
  const range = ranges.flatMap(([operator, label, shift]) => {
    const at = created[operator];
    return at === null ? [] : [`${label} ${place(firstIdAt(prefix, at.getTime() + shift))}`];
  });
  if (cursor === null) return range;
  const beyond = cursor.direction === "before" ? ">" : "<";
  return [...range, `${beyond}${cursor.inclusive === true ? "=" : ""} ${place(cursor.key)}`];
}

/** `created > t` means: from the first id of the next millisecond on. */
const ranges = [
  ["gt", ">=", 1],
  ["gte", ">=", 0],
  ["lt", "<", 0],
  ["lte", "<", 1],
] as const;
