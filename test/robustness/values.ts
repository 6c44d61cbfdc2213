// Values that a schema of the document describes. Ids of objects are left open, to be filled from
// the world when the request is sent, so that the same seed makes the same request.
import fc from "fast-check";
import type { ApiDocument, Schema } from "./document.ts";
import { formats, plainText } from "./texts.ts";

/** An id of some object, by the prefix of its ids or the word in its `object` key. */
export class Ref {
  readonly kind: string;
  readonly pick: number;
  constructor(kind: string, pick: number) {
    this.kind = kind;
    this.pick = pick;
  }
}

/** A part of an object that the request names: `connector` is one of a station's `connectors`. */
export class Part {
  readonly name: string;
  readonly pick: number;
  /** Taken where no object of the request has such parts. */
  readonly otherwise: string;
  constructor(name: string, pick: number, otherwise: string) {
    this.name = name;
    this.pick = pick;
    this.otherwise = otherwise;
  }
}

const idForm = /^([a-z]+)_[0-9A-Za-z]{32}$/;

const lookahead = /\(\?[=!](?:[^()]|\([^()]*\))*\)/g;

/** What lookaheads say is seldom missed, and is asked of what has been made. */
function matching(pattern: string): fc.Arbitrary<string> {
  const whole = new RegExp(pattern, "u");
  const made = fc.stringMatching(new RegExp(pattern.replaceAll(lookahead, ""), "u"));
  return made.filter((one) => whole.test(one));
}

/** The prefix of the ids that an example shows. */
export const prefixIn = (example: unknown): string | null =>
  typeof example === "string" ? (idForm.exec(example)?.[1] ?? null) : null;

const pick = fc.nat({ max: 0x3fffffff });
export const refTo = (kind: string): fc.Arbitrary<Ref> => pick.map((at) => new Ref(kind, at));

export type Values = {
  /** What the schema takes; `name` is the key that it stands under. */
  of(schema: Schema, name: string): fc.Arbitrary<unknown>;
};

export function openValues(document: ApiDocument, sink: string): Values {
  const known = formats(sink);

  function textOf(schema: Schema, name: string): fc.Arbitrary<unknown> {
    const examples = (schema["examples"] ?? []) as unknown[];
    const prefix = prefixIn(examples[0]);
    if (prefix !== null) return refTo(prefix);
    const format = known[String(schema["format"])];
    if (format !== undefined) return format;
    const example = examples[0] === undefined ? [] : [fc.constant(examples[0])];
    const pattern = String(schema["pattern"] ?? "\\S");
    const max = Number(schema["maxLength"] ?? 1000);
    const text =
      pattern === "\\S"
        ? plainText(schema)
        : matching(pattern).filter((one) => [...one].length <= max);
    const some = fc.oneof(
      { weight: 4, arbitrary: text },
      ...example.map((arbitrary) => ({ weight: 2, arbitrary })),
    );
    return fc.oneof(
      { weight: 1, arbitrary: some },
      { weight: 8, arbitrary: fc.tuple(pick, some).map(([at, t]) => new Part(name, at, `${t}`)) },
    );
  }

  function listOf(schema: Schema, name: string): fc.Arbitrary<unknown> {
    const items = of((schema["items"] ?? {}) as Schema, name.replace(/s$/, ""));
    const minLength = Number(schema["minItems"] ?? 0);
    const maxLength = Math.max(minLength, Math.min(Number(schema["maxItems"] ?? 4), 4));
    return schema["uniqueItems"] === true
      ? fc.uniqueArray(items, { minLength, maxLength, selector: (one) => JSON.stringify(one) })
      : fc.array(items, { minLength, maxLength });
  }

  function objectOf(schema: Schema): fc.Arbitrary<unknown> {
    const properties = Object.entries((schema["properties"] ?? {}) as Record<string, Schema>);
    const required = (schema["required"] ?? []) as string[];
    const model = Object.fromEntries(properties.map(([key, one]) => [key, of(one, key)]));
    const needed = Object.fromEntries(required.map((key) => [key, model[key] ?? fc.constant(1)]));
    const plain = { noNullPrototype: true } as const;
    const optional = properties.map(([key]) => key).filter((key) => !required.includes(key));
    const one = optional.map((key) => {
      const given = model[key] as fc.Arbitrary<unknown>;
      return fc.record({ ...needed, [key]: given.filter((value) => value !== null) }, plain);
    });
    const some = fc.record(model, { requiredKeys: required as never[], ...plain });
    const tag = tagOf(schema, optional);
    // The word and its own object, of fifteen that there may be.
    const wordly = tag?.words.map((word) => {
      const given = { [tag.key]: fc.constant(word), [word]: model[word] as fc.Arbitrary<unknown> };
      const rest = Object.fromEntries(optional.map((key) => [key, model[key]]));
      const all = { ...rest, ...needed, ...given } as Record<string, fc.Arbitrary<unknown>>;
      const requiredKeys = [...required, tag.key, word] as never[];
      return fc.record(all, { requiredKeys, ...plain });
    });
    const named = fc
      .oneof(
        { weight: wordly === undefined ? 0 : 4, arbitrary: fc.oneof(...(wordly ?? [some])) },
        { weight: 2, arbitrary: fc.record(needed, plain) },
        // Many operations want exactly one of several.
        { weight: 3, arbitrary: one.length === 0 ? some : fc.oneof(...one) },
        { weight: 3, arbitrary: some },
      )
      .map((value) => tagged(value as Record<string, unknown>, schema, optional));
    const free = freeKeys(schema);
    if (free === null) return named;
    return fc
      .tuple(named, free)
      .map(([one, more]) => ({ ...(more as object), ...(one as object) }));
  }

  function freeKeys(schema: Schema): fc.Arbitrary<unknown> | null {
    const [form, inner] =
      Object.entries((schema["patternProperties"] ?? {}) as Record<string, Schema>)[0] ?? [];
    const additional = schema["additionalProperties"];
    const open = typeof additional === "object" && additional !== null;
    if (form !== undefined && inner !== undefined) {
      return fc.dictionary(fc.stringMatching(/^[a-z_]{1,12}$/), of(inner, "value"), { maxKeys: 4 });
    }
    return open ? fc.dictionary(fc.string(), of(additional as Schema, "value")) : null;
  }

  function of(given: Schema, name: string): fc.Arbitrary<unknown> {
    const schema = document.plain(given as Record<string, unknown>) as Schema;
    const variants = (schema["anyOf"] ?? schema["oneOf"]) as Schema[] | undefined;
    if (variants !== undefined) return fc.oneof(...variants.map((one) => of(one, name)));
    if ("const" in schema) return fc.constant(schema["const"]);
    const words = schema["enum"] as unknown[] | undefined;
    if (words !== undefined) return fc.constantFrom(...words);
    const types = [schema["type"] ?? []].flat() as string[];
    return types.length === 0 ? fc.jsonValue({ maxDepth: 2 }) : oneOfTypes(types, schema, name);
  }

  function oneOfTypes(types: string[], schema: Schema, name: string): fc.Arbitrary<unknown> {
    return fc.oneof(
      ...types.map((type) => ({
        weight: type === "null" ? 1 : 4,
        arbitrary: ofType(type, schema, name),
      })),
    );
  }

  function ofType(type: string, schema: Schema, name: string): fc.Arbitrary<unknown> {
    if (type === "null") return fc.constant(null);
    if (type === "boolean") return fc.boolean();
    if (type === "string") return textOf(schema, name);
    if (type === "array") return listOf(schema, name);
    if (type === "object") return objectOf(schema);
    return numberOf(type, schema);
  }

  return { of };
}

/** The key whose words name others beside it, and those that do. */
function tagOf(schema: Schema, optional: readonly string[]) {
  const properties = (schema["properties"] ?? {}) as Record<string, Schema>;
  for (const [key, one] of Object.entries(properties)) {
    const all = ((one["enum"] ?? []) as unknown[]).map(String);
    const words = all.filter((word) => optional.includes(word));
    if (words.length > 0) return { key, words };
  }
  return null;
}

/**
 * Where a word names a key beside it (`type: "card"`, `card: {…}`), the others that it might have
 * named are left out.
 */
function tagged(value: Record<string, unknown>, schema: Schema, optional: readonly string[]) {
  const properties = (schema["properties"] ?? {}) as Record<string, Schema>;
  for (const [key, one] of Object.entries(properties)) {
    const words = (one["enum"] ?? []) as unknown[];
    const named = words.filter((word) => optional.includes(String(word)) && word !== value[key]);
    for (const other of value[key] === undefined ? [] : named) delete value[String(other)];
  }
  return value;
}

function numberOf(type: string, schema: Schema): fc.Arbitrary<number> {
  const min = Number(schema["minimum"] ?? -1e9);
  const max = Number(schema["maximum"] ?? 1e9);
  const whole = fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
  if (type === "integer" || max - min < 1) return whole;
  return fc.oneof(
    whole,
    fc.double({ min, max, noNaN: true }).map((one) => Number(one.toFixed(4)) || min),
    fc.double({ min, max, noNaN: true }),
  );
}
