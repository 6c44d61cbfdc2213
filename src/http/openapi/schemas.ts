// Schemas as the OpenAPI document shows them: the ones that validate, cleaned of what only our
// validator needs, with answers named as components and references that `expand` replaces. Pure.
import { assert } from "../../lib/assert.ts";
import type { TSchema } from "../../lib/schema.ts";
import type { Rendering, Resource } from "../resource.ts";
import { withExamples, withTexts } from "./texts.ts";

export type Json = Record<string, unknown>;

/** The random part of ids in examples. */
export const exampleIdPart = "0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd";

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Our formats as other programs know them; what they do not know gets a pattern beside it. */
const formats: Readonly<Record<string, Json>> = {
  "http-url": { format: "uri" },
  currency: { format: "currency", pattern: "^[a-z]{3}$" },
  country: { format: "country", pattern: "^[A-Z]{2}$" },
  phone: { format: "phone", pattern: "^\\+[1-9]\\d{1,14}$" },
  "time-of-day": { format: "time-of-day", pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" },
  "end-of-span": { format: "end-of-span", pattern: "^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$" },
  "lat-lng": { format: "lat-lng", pattern: "^-?\\d{1,2}(\\.\\d+)?, ?-?\\d{1,3}(\\.\\d+)?$" },
  vin: { format: "vin", pattern: "^[A-HJ-NPR-Za-hj-npr-z0-9]{17}$" },
  "connector-id": { format: "connector-id", pattern: "^[^\\s/]+$" },
  "ocpp-identity": { format: "ocpp-identity", pattern: "^[A-Za-z0-9*_=:+|@.-]{1,48}$" },
};

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
      Object.assign(result, formats[value as string] ?? { format: value });
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

export function openComponents(resources: readonly Resource[]): Components {
  const renders = resources.flatMap((one) => one.renders);
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
    if (typeof word !== "string") return withExamples(withTexts(plain, []));
    if (properties["deleted"]?.["const"] === true) {
      const told = withExamples(withTexts(plain, []));
      return add(`deleted_${word}`, withIdOf(told, word, renders));
    }
    const told = withExamples(withTexts(plain, inputsOf(word, resources)));
    const more = Object.keys(properties).filter((key) => !plainKeys(word, resources).has(key));
    const name = more.length === 0 ? word : `${word}_with_${more.join("_and_")}`;
    return add(name, expandable(told, word, renders));
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

type Shown = { readonly properties?: Record<string, { readonly const?: unknown }> };

/**
 * The keys of this kind of object in its plain form. Some are shown with more, once: a key with its
 * secret is `api_key_with_key`, wherever in the list its route stands.
 */
function plainKeys(word: string, resources: readonly Resource[]): ReadonlySet<string> {
  const forms = resources
    .flatMap(({ routes }) => routes.map(({ answer }) => (answer as Shown).properties ?? {}))
    .filter(({ object, deleted }) => object?.const === word && deleted?.const !== true)
    .map((properties) => Object.keys(properties));
  return new Set(forms.sort((a, b) => a.length - b.length)[0]);
}

function withIdOf(schema: Json, word: string, renders: readonly Rendering[]): Json {
  const prefix = renders.find(({ object }) => object === word)?.prefix ?? word;
  const properties = schema["properties"] as Record<string, Json>;
  const id = { ...properties["id"], examples: [`${prefix}_${exampleIdPart}`] };
  return { ...schema, properties: { ...properties, id } };
}

/** The bodies of the noun that shows this kind of object: what sets its keys has their texts. */
const inputsOf = (word: string, resources: readonly Resource[]): readonly Json[] =>
  resources
    .filter(({ renders }) => renders.some(({ object }) => object === word))
    .flatMap(({ routes }) => routes.flatMap(({ body }) => (body === null ? [] : [body])))
    .map((body) => plainSchema(body, "input"));

const pageUrl = (which: string): Json => ({
  type: ["string", "null"],
  format: "uri",
  description: `URL of the ${which} page, or null where nothing lies beyond.`,
  examples: [null],
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

function withObject(schema: Json, object: string): Json {
  if (isObject(schema["items"])) {
    return { ...schema, items: { anyOf: [schema["items"], reference(object)] } };
  }
  const { description, examples, ...plain } = schema;
  const nullable = Array.isArray(plain["type"]) && plain["type"].includes("null");
  return {
    ...(description === undefined ? {} : { description }),
    ...(examples === undefined ? {} : { examples }),
    // An id stays when its object is deleted; expanded it is null then (ruling 16).
    anyOf: [plain, reference(object), ...(nullable ? [] : [{ type: "null" }])],
  };
}
