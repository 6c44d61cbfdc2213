// JSON Schema → TypeScript. Answers have plain ids where `expand` may put objects (src/expand.ts
// fills them in); inputs are readonly and take a Date where a time is asked for. Pure.
import { refName, type Schema } from "./document.ts";
import { doc, key, pascal } from "./text.ts";

export type Use = "answer" | "input";

const isId = ({ type }: Schema): boolean =>
  type === "string" || (Array.isArray(type) && type.includes("string"));

/**
 * The id and the object that `expand` can put in its place, where a schema says both (and null,
 * for what was deleted meanwhile).
 */
function reference(schema: Schema): { id: Schema; object: string } | null {
  const choices = (schema.anyOf ?? []).filter(({ type }) => type !== "null");
  const [id, object, ...others] = choices;
  const name = refName(object);
  if (id === undefined || name === null || others.length > 0 || !isId(id)) return null;
  return { id, object: name };
}

/** The object that `expand` can put in place of this id, or null. */
export const expandsTo = (schema: Schema): string | null => reference(schema)?.object ?? null;

const union = (texts: readonly string[]): string => [...new Set(texts)].join(" | ");

const inBrackets = (text: string): string => (text.includes(" | ") ? `(${text})` : text);

export function typeText(schema: Schema, use: Use, indent = ""): string {
  const name = refName(schema);
  if (name !== null) return pascal(name);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map((one) => JSON.stringify(one)));
  const id = reference(schema)?.id;
  if (id !== undefined) return typeText(id, use, indent);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return union(choices.map((one) => typeText(one, use, indent)));
  if (schema.allOf !== undefined) {
    return schema.allOf.map((one) => inBrackets(typeText(one, use, indent))).join(" & ");
  }
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  if (types.length === 0) return "unknown";
  return union(types.map((type) => plainText(type, schema, use, indent)));
}

function plainText(type: string, schema: Schema, use: Use, indent: string): string {
  if (type === "string") {
    return use === "input" && schema.format === "date-time" ? "string | Date" : "string";
  }
  if (type === "integer" || type === "number") return "number";
  if (type === "boolean" || type === "null") return type;
  const readonly = use === "input" ? "readonly " : "";
  if (type === "array") {
    return `${readonly}${inBrackets(typeText(schema.items ?? {}, use, indent))}[]`;
  }
  return type === "object" ? objectText(schema, use, indent) : "unknown";
}

function objectText(schema: Schema, use: Use, indent: string): string {
  if (schema.properties !== undefined && Object.keys(schema.properties).length > 0) {
    return `{\n${fieldsText(schema, use, `${indent}  `)}${indent}}`;
  }
  const { additionalProperties: rest } = schema;
  const values = [
    ...Object.values(schema.patternProperties ?? {}),
    ...(typeof rest === "object" ? [rest] : []),
  ];
  const value = values.length === 0 ? "unknown" : typeText(eitherOf(values), use, indent);
  const record = `Record<string, ${value}>`;
  return use === "input" ? `Readonly<${record}>` : record;
}

const eitherOf = (schemas: readonly Schema[]): Schema =>
  schemas.length === 1 ? (schemas[0] as Schema) : { oneOf: schemas };

const defaultText = (schema: Schema, use: Use): string | null =>
  use === "input" && "default" in schema && schema.default !== null
    ? `Default: \`${JSON.stringify(schema.default)}\`.`
    : null;

/** What is said of a field: its description and, of an input, its default. */
export function aboutField(schema: Schema, use: Use): string {
  return [schema.description, defaultText(schema, use)].filter((one) => one != null).join(" ");
}

/** The fields of an object type, each on its line, under its comment. */
export function fieldsText(schema: Schema, use: Use, indent: string): string {
  const required = new Set(schema.required ?? []);
  const readonly = use === "input" ? "readonly " : "";
  return Object.entries(schema.properties ?? {})
    .map(([name, one]) => {
      const optional = required.has(name) ? "" : "?";
      const type = typeText(one, use, indent);
      const about = doc([aboutField(one, use)], indent);
      return `${about}${indent}${readonly}${key(name)}${optional}: ${type};\n`;
    })
    .join("");
}
