// Writes operations.ts: the operations as data, for programs that call them by name (a command
// line, a test that tries everything).
import { type Document, type Operation, type Parameter, refName, type Schema } from "./document.ts";
import { expandables } from "./objects.ts";
import { parametersSchema } from "./parameters.ts";
import { head } from "./text.ts";

type Field = Record<string, unknown>;

const typesOf = (schema: Schema): readonly string[] => {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return [...new Set(choices.flatMap(typesOf))];
  return typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
};

/** A field as a person would ask for it: its plain type, whether it may be null, what it holds. */
function fieldOf(name: string, schema: Schema, required: boolean): Field {
  const types = typesOf(schema);
  const plain = types.filter((one) => one !== "null");
  const inner = Object.keys(schema.properties ?? {}).length > 0;
  const example = schema.examples?.[0] ?? (schema as Field)["example"];
  return {
    name,
    type: plain.length === 1 ? plain[0] : "any",
    ...(required ? { required } : {}),
    ...(types.includes("null") ? { nullable: true } : {}),
    ...(schema.description === undefined ? {} : { description: schema.description }),
    ...(schema.enum === undefined ? {} : { choices: schema.enum }),
    ...(schema.default == null ? {} : { default: schema.default }),
    ...(example === undefined ? {} : { example }),
    ...(schema.items === undefined ? {} : { items: fieldOf("", schema.items, false) }),
    ...(inner ? { fields: fieldsOf(schema) } : {}),
  };
}

const fieldsOf = (schema: Schema): Field[] =>
  Object.entries(schema.properties ?? {}).map(([name, one]) =>
    fieldOf(name, one, schema.required?.includes(name) ?? false),
  );

const idOf = ({ name, description, example }: Parameter): Field => ({
  name,
  type: "string",
  required: true,
  ...(description === undefined ? {} : { description }),
  ...(example === undefined ? {} : { example }),
});

function rowOf(document: Document, one: Operation): Field {
  const word = refName(one.answer);
  const schema = word === null ? undefined : document.components.schemas[word];
  return {
    resource: one.resource,
    method: one.method,
    http: one.http,
    path: one.path,
    kind: one.kind,
    summary: one.summary,
    ...(one.description === null ? {} : { description: one.description }),
    answers: word,
    ids: one.ids.map(idOf),
    parameters: fieldsOf(parametersSchema(one)),
    expand: one.expands && schema !== undefined ? expandables(schema).map(([path]) => path) : [],
  };
}

export const operationsText = (document: Document, operations: readonly Operation[]): string =>
  [
    head("The API's operations as data."),
    'import type { Operation } from "../call.ts";\n',
    "\nexport const operations: readonly Operation[] = [\n",
    ...operations.map((one) => `  ${JSON.stringify(rowOf(document, one))},\n`),
    "];\n",
  ].join("");
