// Schemas as the OpenAPI document shows them: the ones that validate, cleaned of what only our
// validator needs, with answers named as components and references that `expand` replaces. Pure.
import { assert } from "../lib/assert.ts";
import type { TSchema } from "../lib/schema.ts";
import type { Rendering } from "./resource.ts";

export type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const formats: Readonly<Record<string, string>> = { "http-url": "uri" };

/** Plain JSON Schema. In an input, what has a default need not be given. */
export function plainSchema(schema: TSchema, use: "input" | "answer"): Json {
  return cleaned(JSON.parse(JSON.stringify(schema)) as Json, use);
}

function cleaned(schema: Json, use: "input" | "answer"): Json {
  const result: Json = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "properties" || key === "patternProperties") {
      result[key] = mapped(value as Json, (one) => cleaned(one as Json, use));
    } else if (isObject(value) && (key === "items" || key === "additionalProperties")) {
      result[key] = cleaned(value, use);
    } else if (key === "anyOf") {
      result[key] = (value as Json[]).map((one) => cleaned(one, use));
    } else if (key === "format" && (value === "line" || value === "lines")) {
      // A client's tools know no such format; that something must be seen they can be told.
      if (use === "input") result["pattern"] ??= "\\S";
    } else if (key === "format") {
      result[key] = formats[value as string] ?? value;
    } else if (key === "required" && use === "input") {
      const given = (value as string[]).filter((name) => !hasDefault(schema, name));
      if (given.length > 0) result[key] = given;
    } else if (!(key === "default" && use === "answer")) {
      result[key] = value;
    }
  }
  return result;
}

const mapped = (properties: Json, change: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, change(value)]));

const hasDefault = (schema: Json, name: string): boolean =>
  "default" in ((schema["properties"] as Json)[name] as Json);

/**
 * `created` of a page of `driver`, say, becomes a component once and a reference everywhere else.
 */
export type Components = {
  /** A reference to the answer's component; makes it if it is new. */
  answer(schema: TSchema): Json;
  /** As `answer`, for a page of such objects. */
  page(schema: TSchema): Json;
  /** All that were made, by name. */
  readonly all: Json;
};

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

export function openComponents(renders: readonly Rendering[]): Components {
  const all: Json = {};
  const texts = new Map<string, string>();
  const add = (wanted: string, schema: Json): Json => {
    const text = JSON.stringify(schema);
    let name = wanted;
    for (let count = 2; (texts.get(name) ?? text) !== text; count++) name = `${wanted}_${count}`;
    texts.set(name, text);
    all[name] = schema;
    return reference(name);
  };
  const answer = (schema: TSchema): Json => {
    const plain = plainSchema(schema, "answer");
    const properties = (plain["properties"] ?? {}) as Record<string, Json>;
    const word = properties["object"]?.["const"];
    if (typeof word !== "string") return plain;
    if (properties["deleted"]?.["const"] === true) return add(`deleted_${word}`, plain);
    return add(word, expandable(plain, word, renders));
  };
  return {
    all,
    answer,
    page(schema) {
      const item = answer(schema);
      const target = item["$ref"];
      const page = pageSchema(item);
      return typeof target === "string" ? add(`${target.split("/").at(-1)}_page`, page) : page;
    },
  };
}

const pageUrl = (which: string): Json => ({
  type: ["string", "null"],
  format: "uri",
  description: `URL of the ${which} page, or null where nothing lies beyond.`,
});

const pageSchema = (item: Json): Json => ({
  type: "object",
  required: ["data", "next_page_url", "previous_page_url"],
  properties: {
    data: { type: "array", items: item, description: "Newest first." },
    next_page_url: pageUrl("next"),
    previous_page_url: pageUrl("previous"),
  },
  additionalProperties: false,
});

/** Where `expand` may put an object, the schema says so beside the id. */
function expandable(schema: Json, word: string, renders: readonly Rendering[]): Json {
  const own = renders.find(({ object }) => object === word);
  for (const [path, prefix] of Object.entries(own?.expandable ?? {})) {
    const target = renders.find((one) => one.prefix === prefix);
    if (target === undefined) continue;
    const steps = path.split(".");
    const last = steps.pop() as string;
    const holder = steps.reduce(
      (place: Json | undefined, step) => propertiesOf(place)?.[step] as Json | undefined,
      schema,
    );
    const properties = propertiesOf(holder);
    assert(properties?.[last] !== undefined, `${word} has no ${path} to expand`);
    properties[last] = withObject(properties[last] as Json, target.object);
  }
  return schema;
}

const propertiesOf = (schema: Json | undefined): Json | undefined =>
  schema?.["properties"] as Json | undefined;

const isNullable = (schema: Json): boolean => [schema["type"]].flat().includes("null");

function withObject(schema: Json, object: string): Json {
  if (isObject(schema["items"])) {
    return { ...schema, items: withObject(schema["items"], object) };
  }
  const { description, ...plain } = schema;
  return {
    ...(description === undefined ? {} : { description }),
    // An expanded object may be gone, or not be there yet.
    anyOf: [plain, reference(object), ...(isNullable(plain) ? [] : [{ type: "null" }])],
  };
}
