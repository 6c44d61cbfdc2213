// Writes parameters.ts: what each operation takes, in its body or its query.
import type { Document, Operation, Parameter, Schema } from "./document.ts";
import { namesIn } from "./objects.ts";
import { fieldsText } from "./schema_text.ts";
import { doc, head, importTypes, pascal } from "./text.ts";

/** The type of an operation's parameters; null where it takes none. */
export const parametersName = (one: Operation): string | null =>
  one.body === null && one.query.length === 0 && one.kind !== "stream"
    ? null
    : `${pascal(one.resource)}${pascal(one.method)}Params`;

/** Whether a call must give parameters. */
export const areRequired = ({ body, query }: Operation): boolean =>
  (body?.required?.length ?? 0) > 0 || query.some(({ required }) => required === true);

const fieldOf = ({ description, schema }: Parameter): Schema => ({
  ...schema,
  ...(description === undefined ? {} : { description }),
});

/** `created[gt]`, `created[lt]` → one field `created` with two of its own. */
export function querySchema(query: readonly Parameter[]): Schema {
  const properties: Record<string, Schema> = {};
  for (const parameter of query) {
    const [, outer, inner] = /^(\w+)\[(\w+)\]$/.exec(parameter.name) ?? [];
    if (outer === undefined || inner === undefined) {
      properties[parameter.name] = fieldOf(parameter);
      continue;
    }
    const group = properties[outer] ?? { type: "object" };
    const inside = { ...group.properties, [inner]: fieldOf(parameter) };
    properties[outer] = { ...group, properties: inside };
  }
  const required = query.filter((one) => one.required === true).map(({ name }) => name);
  return { type: "object", properties, required };
}

const lastEventId: Schema = {
  type: "string",
  description: "Id of the last message that arrived, to go on behind it.",
};

/** All parameters of an operation as one schema. */
export function parametersSchema(one: Operation): Schema {
  if (one.body !== null) return one.body;
  const schema = querySchema(one.query);
  if (one.kind !== "stream") return schema;
  return { ...schema, properties: { ...schema.properties, lastEventId } };
}

function parametersText(one: Operation): string {
  const schema = parametersSchema(one);
  const name = parametersName(one);
  const about = doc([schema.description], "");
  if (Object.keys(schema.properties ?? {}).length === 0) {
    return `\n${about}export type ${name} = Readonly<Record<never, never>>;\n`;
  }
  return `\n${about}export interface ${name} {\n${fieldsText(schema, "input", "  ")}}\n`;
}

export function allParametersText(document: Document, operations: readonly Operation[]): string {
  const taking = operations.filter((one) => parametersName(one) !== null);
  const names = taking.flatMap((one) => namesIn(parametersSchema(one)));
  const known = new Set(Object.keys(document.components.schemas).map(pascal));
  return [
    head("What the operations take."),
    importTypes(
      names.filter((name) => known.has(name)),
      "./objects.ts",
    ),
    ...taking.map(parametersText),
  ].join("");
}
