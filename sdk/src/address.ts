// URLs of requests: ids in the path, parameters in the query. Pure.

export type QueryValue =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly (string | number | boolean)[]
  | { readonly [key: string]: QueryValue };

export type Query = { readonly [key: string]: QueryValue };

/**
 * A path with its ids put in: `at("/v1/drivers/{driver}", id)`. What cannot be an id is refused
 * here, because an empty one would turn `/v1/drivers/{driver}` into the list, and `..` into
 * something else yet.
 */
export function at(template: string, ...ids: readonly string[]): string {
  let next = 0;
  return template.replace(/\{(\w+)\}/g, (_place, name: string) => {
    const id: unknown = ids[next++];
    if (typeof id !== "string" || id === "" || id === "." || id === "..") {
      throw new TypeError(`${name} must be an id, not ${JSON.stringify(id) ?? String(id)}.`);
    }
    return encodeURIComponent(id);
  });
}

/** `?limit=50&created[gt]=…`: nested keys in brackets, lists repeated; undefined is left out. */
export function queryText(query: Query): string {
  const pairs = Object.entries(query).flatMap(([key, value]) => pairsOf(key, value));
  if (pairs.length === 0) return "";
  return `?${new URLSearchParams(pairs)}`;
}

function pairsOf(key: string, value: QueryValue | null): [string, string][] {
  if (value === undefined) return [];
  // Left out, a filter that is null by mistake would answer everything.
  if (value === null) throw new TypeError(`${key} is null; leave it out or give it a value.`);
  if (value instanceof Date) return [[key, value.toISOString()]];
  if (Array.isArray(value)) return value.map((one) => [key, String(one)]);
  if (typeof value !== "object") return [[key, String(value)]];
  return Object.entries(value as Query).flatMap(([inner, one]) => pairsOf(`${key}[${inner}]`, one));
}

/** The base without what would end up in the middle: `https://x/prefix/` and `/v1` make one `/`. */
export function baseOf(url: string): string {
  const parsed = new URL(url);
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") {
    throw new TypeError(`baseUrl must be an http or https URL, not ${parsed.protocol}`);
  }
  if (parsed.username !== "" || parsed.search !== "" || parsed.hash !== "") {
    throw new TypeError("baseUrl must have no credentials, no query and no fragment.");
  }
  return `${parsed.origin}${parsed.pathname.replace(/\/+$/, "")}`;
}
