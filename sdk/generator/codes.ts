// Writes codes.ts: the version that the types describe, error codes and their types.
import type { Document, Schema } from "./document.ts";
import { head } from "./text.ts";

const listText = (name: string, about: string, values: readonly unknown[]): string =>
  `\n/** ${about} */\nexport const ${name} = [\n` +
  `${values.map((one) => `  ${JSON.stringify(one)},\n`).join("")}] as const;\n`;

export function codesText({ info, components }: Document): string {
  const choices = (name: string): readonly unknown[] =>
    (components.schemas["error"]?.properties?.[name] as Schema | undefined)?.enum ?? [];
  return [
    head("The API's version and its error codes."),
    "\n/** The version of the API that this client's types describe. */\n",
    `export const apiVersion = ${JSON.stringify(info.version)};\n`,
    listText("errorCodes", "Every code that an error can carry.", choices("code")),
    "\nexport type ErrorCode = (typeof errorCodes)[number];\n",
    listText("errorTypes", "Every type of error; each has a class of its own.", choices("type")),
    "\nexport type ErrorType = (typeof errorTypes)[number];\n",
  ].join("");
}
