// Reads what a request says: the JSON body, the query, ids in the path. Whatever is malformed is
// refused here, before the operation begins (spec part 1, "Requests and answers").
import { refuse } from "../lib/errors.ts";
import { brokenAt, placeOf, repeatedKey } from "../lib/json_place.ts";
import * as s from "../lib/schema.ts";
import { parseTimestamp } from "../lib/time.ts";
import { type Check, checker } from "../lib/validate.ts";
import { jsonWanted } from "./failure.ts";
import type { PageRequest } from "./paging.ts";
import type { Route } from "./resource.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

type BodyHeaders = {
  readonly "content-type"?: string | undefined;
  readonly "content-encoding"?: string | string[] | undefined;
};

/** The body as a plain object; `{}` where there is none. */
export function readBody(raw: Buffer | undefined, headers: BodyHeaders): Record<string, unknown> {
  if (raw === undefined || raw.length === 0) return {};
  if (!isJson(headers["content-type"] ?? "")) refuse("unsupported_media_type", jsonWanted);
  if (!/^(identity)?$/i.test(String(headers["content-encoding"] ?? ""))) {
    refuse("unsupported_media_type", "The body must be sent without a Content-Encoding.");
  }
  const text = decoded(raw);
  const value = parsed(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuse("body_invalid", 'The body must be a JSON object, for instance {"name": "Ada"}.');
  }
  // Only an escape can bring in what text columns cannot hold.
  if (text.includes("\\u")) refuseBrokenText(value, "");
  return value as Record<string, unknown>;
}

/** `application/json`; where it names a character set, that is UTF-8. */
function isJson(mediaType: string): boolean {
  const [type, ...parameters] = mediaType
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  return (
    type === "application/json" &&
    parameters.every((one) => !/^charset\b/.test(one) || /^charset="?utf-?8"?$/.test(one))
  );
}

function decoded(raw: Buffer): string {
  try {
    return utf8.decode(raw);
  } catch {
    return refuse("body_invalid", "The body is not valid UTF-8.");
  }
}

const deepest = 100;

function parsed(text: string): unknown {
  const { depth, members } = outlineOf(text);
  if (depth > deepest) {
    refuse("body_invalid", `The body is nested deeper than ${deepest} levels.`);
  }
  const value = jsonOf(text);
  // Readers differ on which of two they take: what one checked, another would act on.
  if (membersOf(value) !== members) {
    const { key, at } = repeatedKey(text);
    const shown = JSON.stringify(key.slice(0, 60));
    refuse("body_invalid", `The body has the key ${shown} twice, again at ${placeOf(text, at)}.`);
  }
  return value;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const at = brokenAt(text);
    const what = at === text.length ? "it ends too early, at" : "it breaks at";
    return refuse("body_invalid", `The body is not valid JSON: ${what} ${placeOf(text, at)}.`);
  }
}

/** How deep a text is nested, and how many keys are written in it. Stops where it is too deep. */
function outlineOf(text: string): { depth: number; members: number } {
  let [depth, greatest, members] = [0, 0, 0];
  let quoted = false;
  for (let i = 0; i < text.length && greatest <= deepest; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 0x5c) i++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x3a) members++;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > greatest) greatest = depth;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return { depth: greatest, members };
}

/** How many keys a value has, at all depths. */
function membersOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const inner of Object.values(value)) count += membersOf(inner);
  return count;
}

function refuseBrokenText(value: unknown, path: string): void {
  if (typeof value === "string") {
    if (value.includes("\0") || !value.isWellFormed()) {
      refuse(
        "parameter_invalid",
        `Invalid ${path}: text must not hold U+0000 or half a surrogate pair.`,
        { param: path },
      );
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      refuseBrokenText(key, path === "" ? "a key" : path);
      refuseBrokenText(inner, path === "" ? key : `${path}.${key}`);
    }
  }
}

/** The query of a GET or DELETE, and what of it belongs to the kernel. */
export type QueryInput = {
  readonly input: Record<string, unknown>;
  readonly expand: readonly string[];
  /** As given, without `page`, `limit`: for the URLs of other pages. */
  readonly carried: readonly (readonly [string, string])[];
  readonly page: string | null;
  readonly range: Omit<PageRequest, "cursor">;
};

const createdKeys = {
  gt: "created[gt]",
  gte: "created[gte]",
  lt: "created[lt]",
  lte: "created[lte]",
} as const;

const about = (word: string) => ({ about: `Only objects created ${word} this time.` });
/** Every list has these. */
const pageQuery = {
  limit: s.defaulted(s.integer(1, 100, { about: "Objects per page." }), 10),
  page: s.optional(
    s.text(2000, {
      about: "Token of a page, as `next_page_url` carries it.",
      example: "page_YWRydl8wTTNrVDl4UQ-cDd3bUZ0c2dQcWk5TmpBaw",
    }),
  ),
};

/** Lists of objects with a time of birth have these too. */
const createdQuery = {
  [createdKeys.gt]: s.optional(s.timestamp(about("after"))),
  [createdKeys.gte]: s.optional(s.timestamp(about("at or after"))),
  [createdKeys.lt]: s.optional(s.timestamp(about("before"))),
  [createdKeys.lte]: s.optional(s.timestamp(about("at or before"))),
};

export const streamQuery = {
  last_event_id: s.optional(
    s.text(100, {
      about: "As the header `Last-Event-ID`, for clients that cannot set it; the header wins.",
      example: "evt_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd",
    }),
  ),
};

/** The parameters of a route's paging; none where it does not list. */
export const pagingQuery = ({ paged, undated }: Route) =>
  paged ? { ...pageQuery, ...(undated ? {} : createdQuery) } : {};

export type QueryCheck = { readonly check: Check<unknown>; readonly metadata: boolean };

/** The check for a route's query: its own filters, and paging where it lists. */
export function queryCheck(route: Route, metadata: boolean): QueryCheck {
  const own = (route.query as { properties?: Record<string, s.TSchema> } | null)?.properties ?? {};
  const schema = s.object({
    ...own,
    ...pagingQuery(route),
    ...(route.follow === null ? {} : streamQuery),
  });
  const required = (route.query as { required?: string[] } | null)?.required ?? [];
  const optional = Object.fromEntries(
    Object.entries((schema as unknown as { properties: Record<string, s.TSchema> }).properties).map(
      ([key, one]) => [key, required.includes(key) ? one : s.optional(one)],
    ),
  );
  return { check: checker(s.object(optional), "query"), metadata: metadata && route.paged };
}

/** Each is a walk of its own, and to plan so many together takes the database ever longer. */
export const mostMetadataFilters = 10;

const metadataKey = /^metadata\[([^[\]]{1,40})\]$/;

export function readQuery(raw: string, { check, metadata }: QueryCheck): QueryInput {
  const pairs = [...new URLSearchParams(raw)];
  // Maps, for a key may be called __proto__.
  const given = new Map<string, string>();
  const wanted = new Map<string, string>();
  const expand: string[] = [];
  for (const [key, value] of pairs) {
    if (value.includes("\0") || key.includes("\0")) {
      refuse("parameter_invalid", "A query parameter must not hold U+0000.", {
        param: key.replaceAll("\0", ""),
      });
    }
    if (key === "expand") expand.push(value);
    else if (key === "expand[]") {
      refuse("unsupported_expand_value", "Write 'expand=driver&expand=vehicle', not 'expand[]'.", {
        param: "expand[]",
      });
    } else if (given.has(key)) {
      refuse("parameter_invalid", `The parameter ${key} was given more than once.`, { param: key });
    } else {
      given.set(key, value);
    }
  }
  for (const [key, value] of metadata ? given : []) {
    const name = metadataKey.exec(key)?.[1];
    if (name === undefined) continue;
    if (wanted.size === mostMetadataFilters) {
      refuse(
        "parameter_invalid",
        `A list takes at most ${mostMetadataFilters} metadata filters; ${key} is one too many.`,
        { param: key },
      );
    }
    wanted.set(name, value);
    given.delete(key);
  }
  const input = check(Object.fromEntries(given)) as Record<string, unknown>;
  const { limit, page, ...filters } = input;
  const own = Object.entries(filters).filter(([key]) => !key.startsWith("created["));
  const at = (key: string): Date | null => parseTimestamp(String(filters[key] ?? ""));
  return {
    input: Object.fromEntries(own),
    expand,
    carried: pairs.filter(([key]) => key !== "page" && key !== "limit"),
    page: (page as string | undefined) ?? null,
    range: {
      limit: (limit as number | undefined) ?? 10,
      metadata: Object.fromEntries(wanted),
      created: {
        gt: at(createdKeys.gt),
        gte: at(createdKeys.gte),
        lt: at(createdKeys.lt),
        lte: at(createdKeys.lte),
      },
    },
  };
}

/** `expand` of a POST: in the query or, beside the operation's own parameters, in the body. */
export function takeExpand(body: Record<string, unknown>, rawQuery: string): string[] {
  const expand: string[] = [];
  for (const [key, value] of new URLSearchParams(rawQuery)) {
    if (key === "expand") expand.push(value);
    else if (key === "expand[]") {
      refuse("unsupported_expand_value", "Write 'expand=driver', not 'expand[]'.", {
        param: "expand[]",
      });
    } else {
      refuse(
        "parameter_unknown",
        `Received unknown query parameter: ${key}. A POST takes its parameters in the body.`,
        { param: key },
      );
    }
  }
  if (!Object.hasOwn(body, "expand")) return expand;
  const inBody = body["expand"];
  delete body["expand"];
  const paths = typeof inBody === "string" ? [inBody] : inBody;
  if (!Array.isArray(paths) || paths.some((one) => typeof one !== "string")) {
    refuse("unsupported_expand_value", "expand must be a list of paths.", { param: "expand" });
  }
  return [...expand, ...(paths as string[])];
}
