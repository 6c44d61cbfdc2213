// Fills in what the schemas leave to others: an answer's key takes sentence and example of the
// parameter that sets it, keys that every object has have one text, and what has a fixed set of
// values is its own example. Pure.
import type { Json } from "./schemas.ts";

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const propertiesOf = (schema: Json | undefined): Readonly<Record<string, Json>> =>
  (schema?.["properties"] ?? {}) as Record<string, Json>;

const standard: Readonly<Record<string, string>> = {
  id: "Unique identifier.",
  object: "The kind of object.",
  created: "When it was made.",
  updated: "When it last changed.",
  deleted: "True: it is gone.",
};

/** The schema with the texts of these inputs, key by key, where it has none of its own. */
export function withTexts(schema: Json, inputs: readonly Json[]): Json {
  if (isObject(schema["items"])) {
    const items = inputs.map((one) => one["items"]).filter(isObject);
    return { ...schema, items: withTexts(schema["items"], items) };
  }
  if (!isObject(schema["properties"])) return schema;
  const entries = Object.entries(propertiesOf(schema)).map(([key, own]) => {
    const same = inputs.map((one) => propertiesOf(one)[key]).filter((one) => one !== undefined);
    const alike = same.filter((one) => kind(one) === kind(own));
    return [key, withTexts(texted(key, own, alike), same)];
  });
  return { ...schema, properties: Object.fromEntries(entries) };
}

function texted(key: string, own: Json, alike: readonly Json[]): Json {
  const description =
    own["description"] ??
    alike.find((one) => one["description"] !== undefined)?.["description"] ??
    standard[key];
  const examples =
    own["examples"] ?? alike.find((one) => one["examples"] !== undefined)?.["examples"];
  return {
    ...own,
    ...(description === undefined ? {} : { description }),
    ...(examples === undefined ? {} : { examples }),
  };
}

/** Whether two schemas speak of the same sort of value; null or not makes no difference. */
const kind = ({ type, anyOf }: Json): string => {
  if (Array.isArray(anyOf)) return "any";
  return String(Array.isArray(type) ? type.find((one) => one !== "null") : type);
};

/** The schema with an example at every property that is not made of others. */
export function withExamples(schema: Json): Json {
  if (isObject(schema["items"])) return { ...schema, items: withExamples(schema["items"]) };
  if (Array.isArray(schema["anyOf"])) {
    return { ...schema, anyOf: (schema["anyOf"] as Json[]).map(withExamples) };
  }
  if (!isObject(schema["properties"])) return schema;
  const entries = Object.entries(propertiesOf(schema)).map(([key, property]) => {
    const example = isComposed(property) ? undefined : exampleOf(property);
    const examples = example === undefined ? {} : { examples: [example] };
    return [key, { ...withExamples(property), ...examples }];
  });
  return { ...schema, properties: Object.fromEntries(entries) };
}

const isComposed = ({ properties, items }: Json): boolean =>
  isObject(properties) || (isObject(items) && isComposed(items));

/** A value of the schema: its own example, else one that follows from it; undefined: none does. */
export function exampleOf(schema: Json): unknown {
  if (Array.isArray(schema["examples"])) return schema["examples"][0];
  if ("const" in schema) return schema["const"];
  const { default: standing, enum: words, type, items, anyOf } = schema;
  if (standing !== undefined && standing !== null && !isObject(standing)) {
    if (!Array.isArray(standing) || standing.length > 0) return standing;
  }
  if (Array.isArray(words)) return words[0];
  if (type === "boolean") return true;
  if (Array.isArray(anyOf)) {
    return anyOf.map((one) => exampleOf(one as Json)).find((one) => one !== undefined);
  }
  if (isObject(items)) {
    const item = exampleOf(items);
    return item === undefined ? undefined : [item];
  }
  return isObject(schema["properties"]) ? exampleObject(schema, () => true) : undefined;
}

function exampleObject(schema: Json, wanted: (key: string) => boolean): Json {
  const entries = Object.entries(propertiesOf(schema))
    .filter(([key]) => wanted(key))
    .map(([key, property]) => [key, exampleOf(property)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The smallest body worth sending: what is required, else the first parameter. */
export function exampleBody(schema: Json): Json {
  const required = (schema["required"] ?? []) as readonly string[];
  const first = Object.keys(propertiesOf(schema))[0];
  return exampleObject(schema, (key) =>
    required.length === 0 ? key === first : required.includes(key),
  );
}
