// Requests as the document allows them. A recipe is a plain value, the same for the same seed; what
// it leaves open (ids, keys) is filled in when it is sent.
import fc from "fast-check";
import type { Operation, Parameter } from "./document.ts";
import { Part, prefixIn, Ref, refTo, type Values } from "./values.ts";

/** Whose key a request carries. */
export type Bearer = "own" | "live" | "stranger" | "found" | "wrong" | "none";

export type Recipe = {
  readonly operation: Operation;
  readonly method: string;
  /** By name of the place in the path. */
  readonly places: Readonly<Record<string, unknown>>;
  readonly query: readonly (readonly [string, unknown])[];
  readonly headers: Readonly<Record<string, unknown>>;
  readonly bearer: Bearer;
  /** A JSON value, or `raw` bytes as they are; neither: no body. */
  readonly body?: unknown;
  readonly raw?: Uint8Array;
  /** What was done to make it wrong. */
  readonly spoiled: string | null;
};

const inPart = (operation: Operation, part: Parameter["in"]): readonly Parameter[] =>
  operation.parameters.filter((one) => one.in === part);

const wordsIn = (text: string): string[] =>
  [...text.matchAll(/`([\w.]+)`/g)].map(([, w]) => `${w}`);

function queryValue(parameter: Parameter, values: Values): fc.Arbitrary<unknown> {
  const prefix = prefixIn(parameter.example);
  if (prefix !== null) return refTo(prefix);
  const { schema, name } = parameter;
  const words = wordsIn(parameter.description ?? "");
  const items = schema["items"] as Record<string, unknown> | undefined;
  // Paths that may be given are listed in the sentence.
  if (items !== undefined && items["enum"] === undefined && words.length > 0) {
    return fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 3 });
  }
  const shown = { ...schema, examples: [parameter.example].filter((one) => one !== undefined) };
  return values.of(shown, name);
}

/** Pairs of the query: a list is given as often as it has items, a map as `name[key]`. */
function pairsOf({ name }: Parameter, value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.map((one) => [name, one]);
  const plain = typeof value !== "object" || value instanceof Ref || value instanceof Part;
  if (plain || value === null) return [[name, value]];
  return Object.entries(value).map(([key, one]) => [`${name}[${key}]`, one]);
}

function queryOf(operation: Operation, values: Values): fc.Arbitrary<[string, unknown][]> {
  const parameters = inPart(operation, "query");
  const optional = parameters.filter(({ required }) => required !== true);
  const given = fc.oneof(
    { weight: 2, arbitrary: fc.constant([] as Parameter[]) },
    { weight: 3, arbitrary: fc.subarray(optional, { maxLength: Math.min(3, optional.length) }) },
  );
  return given.chain((some) => {
    const all = parameters.filter((one) => one.required === true || some.includes(one));
    return fc
      .tuple(...all.map((one) => queryValue(one, values).map((value) => pairsOf(one, value))))
      .map((pairs) => pairs.flat());
  });
}

function headersOf(operation: Operation, values: Values): fc.Arbitrary<Record<string, unknown>> {
  const named = inPart(operation, "header").map((one) => {
    const prefix = prefixIn(one.example);
    // Few keys, so that some requests come twice and some keys mean two requests.
    const few = fc.constantFrom("a", "b", "c", "d", "e").map((letter) => `fuzz-${letter}`);
    const other = one.schema["enum"] === undefined ? few : values.of(one.schema, one.name);
    const value = prefix === null ? other : refTo(prefix);
    const rarely = fc.oneof(
      { weight: 12, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: value },
    );
    return [one.name, rarely] as const;
  });
  return fc
    .record(Object.fromEntries(named))
    .map((all) =>
      Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
    );
}

/** A request that the document allows, as far as it can tell. */
export function validRecipe(operation: Operation, values: Values): fc.Arbitrary<Recipe> {
  const places = inPart(operation, "path").map(
    (one) => [one.name, refTo(prefixIn(one.example) ?? one.name)] as const,
  );
  const body = operation.body === null ? fc.constant(undefined) : values.of(operation.body, "");
  return fc
    .record({
      places: fc.record(Object.fromEntries(places)),
      query: queryOf(operation, values),
      headers: headersOf(operation, values),
      body,
    })
    .map((parts) => ({
      operation,
      method: operation.method,
      bearer: "own",
      spoiled: null,
      ...parts,
    }));
}
