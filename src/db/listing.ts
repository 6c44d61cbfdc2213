// Builds the SQL of a list: a fixed select, the filters that were given, the keyset, the order. One
// prepared statement per combination of filters, so that every plan can use its index.
import { assert } from "../lib/assert.ts";
import { firstIdAt } from "../lib/id.ts";
import type { Row } from "./pool.ts";
import type { Reader } from "./statement.ts";

/** The part of a page request that SQL needs (http/paging.ts). */
export type ListRequest = {
  readonly limit: number;
  readonly cursor: { readonly direction: "after" | "before"; readonly key: string } | null;
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
  /** The metadata column, where the noun has one. */
  readonly metadata?: string;
  /** Filter name → condition, with `?` where its value goes, or none for a plain fact. */
  readonly filters?: Readonly<Record<string, string>>;
  /**
   * A filter by several values of one indexed column: the index is walked once per value and the
   * walks are merged, so that rare values cost no more than frequent ones.
   */
  readonly among?: { readonly filter: string; readonly column: string };
};

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

/** One prepared statement per text, and never two texts under one name. */
function statementName(list: string, text: string): string {
  const known = byText.get(text);
  if (known !== undefined) return known;
  const name = `${list}:${byText.size}`;
  byText.set(text, name);
  return name;
}

/**
 * Rows of a page and one more, in the cursor's direction. Ids are made of their creation time
 * (lib/id.ts), so the `created` filters become a range of ids and use the primary key.
 */
export function listing<R extends Row>(name: string, options: ListingOptions): Listing<R> {
  assert(!declared.some((one) => one.name === name), `two lists are called ${name}`);
  const list: Listing<R> = (work, request, filters = {}) => {
    const values: unknown[] = [work.account, work.livemode];
    const conditions: string[] = [];
    const where = (condition: string, value: unknown): void => {
      if (condition.includes("?")) values.push(value);
      conditions.push(condition.replaceAll("?", `$${values.length}`));
    };
    for (const [filter, condition] of Object.entries(options.filters ?? {})) {
      if (filters[filter] !== undefined) where(condition, filters[filter]);
    }
    for (const [operator, label, shift] of ranges) {
      const at = request.created[operator];
      if (at === null) continue;
      where(`${options.id} ${label} ?`, firstIdAt(options.prefix, at.getTime() + shift));
    }
    if (Object.keys(request.metadata).length > 0) {
      assert(options.metadata !== undefined, `${name} has no metadata`);
      where(`${options.metadata}::jsonb @> ?::jsonb`, JSON.stringify(request.metadata));
    }
    const backwards = request.cursor?.direction === "before";
    if (request.cursor !== null) {
      where(`${options.id} ${backwards ? ">" : "<"} ?`, request.cursor.key);
    }
    const { among } = options;
    const wanted = among === undefined ? undefined : filters[among.filter];
    if (among !== undefined && wanted !== undefined) {
      conditions.push(`${among.column} = each.value`);
    }
    values.push(request.limit + 1);
    const order = backwards ? "asc" : "desc";
    const walk = `${options.select} ${conditions.map((one) => `and ${one}`).join(" ")}
      order by ${options.id} ${order} limit $${values.length}`;
    const text = wanted === undefined ? walk : merged(walk, values.push(wanted), order);
    return work.query<R>({ name: statementName(name, text), text }, values);
  };
  declared.push({ name, options, list });
  return list;
}

/** The same walk once for each value of the array `$place`, merged by id. */
const merged = (walk: string, place: number, order: "asc" | "desc"): string =>
  `select found.* from unnest($${place}::text[]) as each (value) cross join lateral (${walk}) found
   order by found.id ${order} limit $${place - 1}`;

/** `created > t` means: from the first id of the next millisecond on. */
const ranges = [
  ["gt", ">=", 1],
  ["gte", ">=", 0],
  ["lt", "<", 0],
  ["lte", "<", 1],
] as const;
