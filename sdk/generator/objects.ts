// Writes objects.ts: a type for every component, and which of their ids `expand` fills in.
import { type Document, refName, type Schema } from "./document.ts";
import { expandsTo, fieldsText, typeText } from "./schema_text.ts";
import { doc, head, key, pascal } from "./text.ts";

const isPage = (name: string): boolean => name.endsWith("_page");

/** Components that are not written as they are: pages and errors are the core's. */
const isOwn = (name: string): boolean => !isPage(name) && name !== "error" && name !== "event";

/** Path of an id inside an object → the component that `expand` puts there. */
export function expandables(schema: Schema, prefix = ""): [string, string][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]): [string, string][] => {
    const target = expandsTo(one) ?? (one.items === undefined ? null : expandsTo(one.items));
    return target === null
      ? expandables(one, `${prefix}${name}.`)
      : [[`${prefix}${name}`, target] as [string, string]];
  });
}

function componentText([name, schema]: [string, Schema]): string {
  const about = doc([schema.description], "");
  if (schema.properties === undefined) {
    return `${about}export type ${pascal(name)} = ${typeText(schema, "answer")};\n`;
  }
  return `${about}export interface ${pascal(name)} {\n${fieldsText(schema, "answer", "  ")}}\n`;
}

export function objectsText({ components }: Document): string {
  const own = Object.entries(components.schemas).filter(([name]) => isOwn(name));
  const words = [...own.map(([name]) => name), ...("event" in components.schemas ? ["event"] : [])];
  const filled = Object.entries(components.schemas)
    .map(([name, schema]) => [name, expandables(schema)] as const)
    .filter(([name, paths]) => isOwn(name) && paths.length > 0);
  const map = filled.map(([name, paths]) => {
    const lines = paths.map(([path, target]) => `    ${key(path)}: "${target}";\n`).join("");
    return `  ${name}: {\n${lines}  };\n`;
  });
  return [
    head("The API's objects, as they are answered without `expand`."),
    'import type { Event } from "./events.ts";\n',
    ...own.map((one) => `\n${componentText(one)}`),
    "\n/** Every object by its word. */\nexport interface Objects {\n",
    ...words.map((name) => `  ${name}: ${pascal(name)};\n`),
    "}\n",
    "\n/** Path of an id → the object that `expand` puts in its place. */\n",
    `export interface Expandables {\n${map.join("")}}\n`,
  ].join("");
}

/** The names of the types that a schema's text refers to. */
export function namesIn(schema: Schema): string[] {
  const own = refName(schema);
  if (own !== null) return [pascal(own)];
  return Object.values(schema).flatMap((value) => {
    if (Array.isArray(value)) return value.flatMap((one) => (isSchema(one) ? namesIn(one) : []));
    return isSchema(value) ? namesIn(value) : [];
  });
}

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;
