// Writes resources.ts: a class for every resource, a method for every operation.
import { type Document, type Operation, refName } from "./document.ts";
import { expandables, namesIn } from "./objects.ts";
import { areRequired, parametersName } from "./parameters.ts";
import { typeText } from "./schema_text.ts";
import { doc, head, importTypes, pascal } from "./text.ts";

/** The word to expand by; null where the operation does not expand. */
function wordOf(document: Document, one: Operation): string | null {
  const word = refName(one.answer);
  const schema = word === null ? undefined : document.components.schemas[word];
  return one.expands && schema !== undefined && expandables(schema).length > 0 ? word : null;
}

const optionsName = ({ http, kind }: Operation): string =>
  kind === "stream" ? "StreamOptions" : http === "POST" ? "ChangeOptions" : "RequestOptions";

function answerText(one: Operation, item: string): string {
  if (one.kind === "page") return `List<${item}>`;
  if (one.kind === "stream") return `EventStream<${item}>`;
  return one.kind === "bytes" ? "Promise<Uint8Array<ArrayBuffer>>" : `Promise<${item}>`;
}

/** `{ method: "GET", path: "…", ids: [driver], query: params }` */
function requestText({ http, path, ids, body }: Operation, taking: boolean): string {
  const idsText = ids.length === 0 ? "" : `, ids: [${ids.map(({ name }) => name).join(", ")}]`;
  const given = taking ? `, ${body === null ? "query" : "body"}: { ...params }` : "";
  return `{ method: "${http}", path: "${path}"${idsText}${given} }`;
}

function callText(one: Operation, request: string): string {
  const indent = "    ";
  if (one.kind === "page") {
    return `${indent}return new List(this.transport, ${request}, options);\n`;
  }
  if (one.kind === "stream") {
    return (
      `${indent}const { lastEventId, ...query } = params;\n` +
      `${indent}const request = ${request.replace("query: { ...params }", "query")} as const;\n` +
      `${indent}const { transport } = this;\n` +
      `${indent}return new EventStream({ transport, request, options, lastEventId });\n`
    );
  }
  const how = one.kind === "bytes" ? "bytes" : "json";
  return `${indent}return this.transport.${how}(${request}, options);\n`;
}

function methodText(document: Document, one: Operation): string {
  const word = wordOf(document, one);
  const params = parametersName(one);
  const item = word === null ? typeText(one.answer, "answer") : `Expanded<"${word}", E>`;
  const generic = word === null ? "" : `<const E extends Expand<"${word}"> = readonly []>`;
  const options = `${optionsName(one)}${word === null ? "" : " & Expanding<E>"}`;
  const takes = [
    ...one.ids.map(({ name }) => `${name}: string`),
    ...(params === null ? [] : [`params: ${params}${areRequired(one) ? "" : " = {}"}`]),
    `options${one.kind === "stream" ? "" : "?"}: ${options}${one.kind === "stream" ? " = {}" : ""}`,
  ];
  const about = doc(
    [one.summary.replace(/\.?$/, "."), one.description, `\`${one.http} ${one.path}\``],
    "  ",
  );
  const lines = takes.map((line) => `    ${line},\n`).join("");
  const request = requestText(one, params !== null);
  return (
    `${about}  ${one.method}${generic}(\n${lines}  ): ${answerText(one, item)} {\n` +
    `${callText(one, request)}  }\n`
  );
}

function classText(document: Document, name: string, operations: readonly Operation[]): string {
  const methods = operations.map((one) => methodText(document, one)).join("\n");
  return `\nexport class ${pascal(name)} extends Resource {\n${methods}}\n`;
}

/** Names of a module that the generated text uses. */
const used = (text: string, names: readonly string[]): string[] =>
  names.filter((name) => new RegExp(`\\b${name}\\b`).test(text));

export function resourcesText(document: Document, operations: readonly Operation[]): string {
  const names = [...new Set(operations.map(({ resource }) => resource))];
  const classes = names
    .map((name) =>
      classText(
        document,
        name,
        operations.filter(({ resource }) => resource === name),
      ),
    )
    .join("");
  const plain = operations
    .filter((one) => wordOf(document, one) === null)
    .flatMap(({ answer }) => namesIn(answer));
  const objects = [...new Set(plain)].filter((name) => name !== "Event");
  const parameters = operations.flatMap((one) => parametersName(one) ?? []);
  const events = plain.includes("Event") ? ["Event"] : [];
  const optionTypes = ["ChangeOptions", "Expanding", "RequestOptions", "StreamOptions"];
  return [
    head("The API's operations, by resource."),
    /\bEventStream\b/.test(classes) ? 'import { EventStream } from "../event_stream.ts";\n' : "",
    importTypes(used(classes, ["Expand", "Expanded"]), "../expand.ts"),
    importTypes(used(classes, optionTypes), "../options.ts"),
    'import { List } from "../page.ts";\n',
    'import { Resource } from "../resource.ts";\n',
    'import type { Transport } from "../transport.ts";\n',
    importTypes(events, "./events.ts"),
    importTypes(objects, "./objects.ts"),
    importTypes(parameters, "./parameters.ts"),
    classes,
    "\n/** All resources, each under the word that it has in URLs. */\n",
    "export class Resources {\n",
    ...names.map((name) => `  readonly ${name}: ${pascal(name)};\n`),
    "\n  constructor(transport: Transport) {\n",
    ...names.map((name) => `    this.${name} = new ${pascal(name)}(transport);\n`),
    "  }\n}\n",
  ].join("");
}
