// Makes a good request wrong: one thing in it, chosen by numbers, so that a seed tells which.
import fc from "fast-check";
import type { Bearer, Recipe } from "./recipe.ts";
import { hostileTexts } from "./texts.ts";
import { Part, Ref } from "./values.ts";

type Spoil = (recipe: Recipe, where: number, what: number) => Partial<Recipe>;

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

const hostileValues: readonly unknown[] = [
  ...hostileTexts,
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e-9,
    1e308,
    -1e308,
    2 ** 31,
    2 ** 53,
    2 ** 53 + 2,
    -(2 ** 63),
  ],
  ...[[], [[]], [null], [{}], {}, { a: 1 }, { toString: 1 }, { id: "x" }, deep(60)],
  ...[Array(200).fill(0), Array(200).fill({}), new Ref("nobody", 0), [new Ref("nobody", 0)]],
  Object.fromEntries(Array.from({ length: 60 }, (_, key) => [`k${key}`, "v"])),
];

const hostileKeys = [
  ...["unknown", "", " ", "id", "object", "created", "livemode", "account_id", "a.b", "a[b]", "0"],
  ...["constructor", "toString", "hasOwnProperty", "\ud800", "\u0000", "k".repeat(300), "ключ"],
];

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Ref || value instanceof Part);

/** All places in a value, outermost first. */
function placesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const inner = Array.isArray(value) || isPlain(value) ? Object.entries(value) : [];
  return [path, ...inner.flatMap(([key, one]) => placesOf(one, [...path, key]))];
}

/** A copy with what stands at the path changed; `gone` takes it away. */
const gone = Symbol("gone");
function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  const entries = Object.entries(value as object).flatMap(([name, one]) => {
    const next = name === key ? changed(one, rest, to) : one;
    return next === gone ? [] : [[name, next] as const];
  });
  return Array.isArray(value)
    ? entries.map(([, one]) => one)
    : Object.defineProperties({}, Object.fromEntries(entries.map(([k, v]) => [k, own(v)])));
}
const own = (value: unknown) => ({ value, enumerable: true, configurable: true, writable: true });

const place = (value: unknown, where: number): readonly string[] => {
  const places = placesOf(value).slice(1);
  return places.length === 0 ? [] : at(places, where);
};

const wrongValue: Spoil = ({ body }, where, what) => ({
  body: changed(body, place(body, where), at(hostileValues, what)),
});
const missing: Spoil = ({ body }, where) => {
  const path = place(body, where);
  return path.length === 0 ? { body: [] } : { body: changed(body, path, gone) };
};
const unknownKey: Spoil = ({ body }, where, what) => {
  const objects = placesOf(body).filter((path) => isPlain(found(body, path)));
  if (objects.length === 0) return { body: { unknown: 1 } };
  const path = at(objects, where);
  const more = { ...(found(body, path) as object), [at(hostileKeys, what)]: "x" };
  return { body: changed(body, path, more) };
};
const found = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((inner, key) => (inner as Record<string, unknown>)[key], value);

const bytes = (text: string): Uint8Array => Buffer.from(text, "utf8");
const brokenBodies: readonly Uint8Array[] = [
  ...["{", "}", "[]", "null", '"text"', "12", "NaN", "{'a': 1}", '{"a": 1,}', '{"a": NaN}'],
  ...['{"a": 1} {"b": 2}', "{} // end", '{"a": 0x10}', '{"a": 01}', '{"a": .5}', '{"a": +1}'],
  ...['{"a": 1e999}', '{"a": Infinity}', '{"a": "\t"}', '{"a": "\\x"}', '{"a": "\\u12"}', "\ufeff"],
  ...["[".repeat(5000), '{"a":'.repeat(5000), `{"a":${"[".repeat(101)}${"]".repeat(101)}}`],
  ...['{"__proto__": {"a": 1}}', '{"name": "a", "name": "b"}', " ", "\u0000", "a=1&b=2"],
]
  .map(bytes)
  .concat([
    Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d),
    Uint8Array.of(0xc0, 0x80),
    Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0),
    Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3),
    Buffer.from('{"a":"\xed\xa0\x80"}', "latin1"),
  ]);
const brokenBody: Spoil = (_recipe, _where, what) => ({ raw: at(brokenBodies, what) });

const cutBody: Spoil = ({ body }, where) => {
  const text = JSON.stringify(body ?? {}) ?? "{}";
  return { raw: bytes(text.slice(0, where % text.length)) };
};

const mediaTypes = [
  ...["text/plain", "", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
  ...["application/json; charset=utf-16", "application/json; charset=", "application/problem+json"],
  ...["APPLICATION/JSON", "application/json;", 'application/json; a="b', "*/*", "é"],
];
const wrongHeaders: readonly (readonly [string, readonly string[]])[] = [
  ["Content-Type", mediaTypes],
  ["Content-Encoding", ["gzip", "br", "identity", "x"]],
  ["Idempotency-Key", ["", " ", "k".repeat(256), "k".repeat(5000), "é", "\t", "a,b"]],
  ["Charge-Version", ["", "1999-01-01", "latest", "2026-03-01, 2026-03-01", "é"]],
  ["Charge-Account", ["", "acct_x", "acct_00000000000000000000000000000000", "é", "*"]],
  ["Authorization", ["", "Bearer", "Bearer ", "Basic YTpi", "ch_sk_test_x", "Bearer a b", "é"]],
  ["Accept", ["text/html", "", "*/*;q=0", "x"]],
  ["X-Forwarded-Proto", ["https", "http", "https, http"]],
  ["X-Forwarded-For", ["10.0.0.1", "' or 1=1"]],
  ["X-HTTP-Method-Override", ["DELETE"]],
  ["Last-Event-ID", ["", "x", "evt_x", "-1"]],
  ["Cookie", ["a=b", "__proto__=1"]],
  ["Accept-Encoding", ["gzip", "br;q=x"]],
  ["If-None-Match", ["*", '"x"']],
  ["Range", ["bytes=0-1", "x"]],
];
const wrongHeader: Spoil = ({ headers }, where, what) => {
  const [name, wrong] = at(wrongHeaders, where);
  return { headers: { ...headers, [name]: at(wrong, what) } };
};

const wrongPlace: Spoil = ({ places }, where, what) => {
  const names = Object.keys(places);
  if (names.length === 0) return { method: at(["PUT", "PATCH", "OPTIONS"], what) };
  const wrong = [...hostileTexts.filter((text) => text !== ""), new Ref("nobody", what)];
  return { places: { ...places, [at(names, where)]: at(wrong, what) } };
};

const hostileNames = [
  ...["unknown", "", "__proto__", "limit[]", "expand[]", "created[x]", "created", "metadata"],
  ...["metadata[]", "metadata[a][b]", "metadata[__proto__]", "limit", "page", "expand", "status"],
  ...["created[gt]", "created[lte]", "a b", "é", "\u0000", "id", "driver", "%"],
];
const wrongQuery: Spoil = ({ query, operation }, where, what) => {
  const known = operation.parameters.filter((one) => one.in === "query").map(({ name }) => name);
  const name = at([...known, ...known, ...hostileNames], where);
  return { query: [...query, [name, at(hostileTexts, what)]] };
};
const twice: Spoil = ({ query }, where) =>
  query.length === 0
    ? {
        query: [
          ["limit", 1],
          ["limit", 2],
        ],
      }
    : { query: [...query, at(query, where)] };

const bearers: readonly Bearer[] = ["live", "stranger", "found", "wrong", "none"];
const otherBearer: Spoil = (_recipe, where) => ({ bearer: at(bearers, where) });
const otherMethod: Spoil = (_recipe, where) => ({
  method: at(["PUT", "PATCH", "OPTIONS", "DELETE", "HEAD", "GET", "POST"], where),
});

const spoils: Readonly<Record<string, readonly [weight: number, spoil: Spoil]>> = {
  "a wrong value": [10, wrongValue],
  "something missing": [3, missing],
  "an unknown key": [3, unknownKey],
  "a broken body": [2, brokenBody],
  "a cut body": [1, cutBody],
  "a wrong header": [4, wrongHeader],
  "a wrong id": [3, wrongPlace],
  "a wrong query": [4, wrongQuery],
  "a parameter twice": [1, twice],
  "another's key": [3, otherBearer],
  "another method": [1, otherMethod],
};

/** The same request with one thing wrong in it, or two. */
export function spoiledRecipe(valid: fc.Arbitrary<Recipe>): fc.Arbitrary<Recipe> {
  const one = fc.record({
    kind: fc.oneof(
      ...Object.entries(spoils).map(([name, [weight]]) => ({
        weight,
        arbitrary: fc.constant(name),
      })),
    ),
    where: fc.nat({ max: 10_000 }),
    what: fc.nat({ max: 10_000 }),
  });
  return fc
    .tuple(valid, one, fc.option(one, { freq: 2 }))
    .map(([recipe, first, second]) =>
      spoilt(second === null ? recipe : spoilt(recipe, second), first),
    );
}

type Choice = { readonly kind: string; readonly where: number; readonly what: number };

function spoilt(recipe: Recipe, { kind, where, what }: Choice): Recipe {
  // What only a body can have wrong is no fault where there is none.
  const bodiless = recipe.body === undefined && /value|missing|unknown/.test(kind);
  const [, spoil] = bodiless ? [0, wrongQuery] : (spoils[kind] as readonly [number, Spoil]);
  return { ...recipe, ...spoil(recipe, where, what), spoiled: bodiless ? "a wrong query" : kind };
}
