// What `--help` shows, made from the commands and the table of operations. Pure.
import type { Field, Operation } from "../../sdk/src/table.ts";
import { type Command, type Flag, flagsOf, usageOf } from "./command.ts";
import { fieldsOf, resourceNames, verbOf, verbsOf } from "./operations.ts";
import { harmlessJson, padded, widthOf, wrapped } from "./width.ts";

const columns = 100;

const entries = (rows: readonly (readonly [string, string])[]): string[] => {
  const left = Math.min(34, Math.max(...rows.map(([name]) => widthOf(name))));
  return rows.flatMap(([name, about]) => {
    const [first = "", ...others] = wrapped(about, columns - left - 4);
    const indent = " ".repeat(left + 4);
    const more = others.map((line) => `${indent}${line}`);
    if (widthOf(name) > left) return [`  ${name}`, `${indent}${first}`, ...more];
    return [`  ${padded(name, left)}  ${first}`.trimEnd(), ...more];
  });
};

const flagRow = ({ name, value, short, about }: Flag): [string, string] => {
  const long = name.length === 1 ? "" : `--${name}`;
  const both = [short === undefined ? "" : `-${short}`, long]
    .filter((one) => one !== "")
    .join(", ");
  return [value === undefined ? both : `${both} <${value}>`, about];
};

const sentence = (text: string): string => (/[.:!?]$/.test(text) ? text : `${text}.`);

/** `true`, `12`, or text without its quotes. */
const plain = (value: unknown): string => (typeof value === "string" ? value : harmlessJson(value));

const typeOf = ({ type, items }: Field): string =>
  type === "array" ? `${items?.type ?? "any"}, repeatable` : type === "any" ? "value" : type;

function aboutOf(field: Field): string {
  const { description, choices = field.items?.choices, required, nullable, example } = field;
  return [
    required === true ? "Required." : "",
    description === undefined ? "" : sentence(description),
    choices === undefined ? "" : `One of ${choices.map(plain).join(", ")}.`,
    field.default === undefined || field.type === "object"
      ? ""
      : `Default: ${plain(field.default)}.`,
    nullable === true ? "null clears it." : "",
    example === undefined || choices !== undefined || field.type === "object"
      ? ""
      : `Example: ${plain(example)}.`,
  ]
    .filter((one) => one !== "")
    .join(" ");
}

/** A parameter and those inside it; what has parts is given by its parts. */
function rowsOf(field: Field, before = ""): [string, string][] {
  const name = `${before}${field.name}`;
  const parts = field.fields ?? field.items?.fields;
  const inside = field.items?.fields === undefined ? `${name}.` : `${name}.0.`;
  const isMap = field.type === "object" && parts === undefined;
  const own: [string, string] = [
    isMap
      ? `--${name}.<key> <text>`
      : `--${name} <${parts === undefined ? typeOf(field) : "json"}>`,
    aboutOf(field),
  ];
  return [own, ...(parts ?? []).flatMap((one) => rowsOf(one, inside))];
}

const part = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", title, ...lines];

export function commandHelp(command: Command, operation: Operation | null): string {
  const own = operation === null ? "" : `${operation.http} ${operation.path}`;
  const ids = (operation?.ids ?? []).map(({ name, description, example }): [string, string] => [
    `<${name}>`,
    [
      description === undefined ? "Its id." : sentence(description),
      example === undefined ? "" : `Example: ${plain(example)}.`,
    ]
      .join(" ")
      .trim(),
  ]);
  const more = (command.more ?? []).flatMap((text) => ["", ...wrapped(text, columns)]);
  return [
    sentence(command.about),
    ...more,
    ...part("Usage", [`  ${usageOf(command)} [flags]`, ...(own === "" ? [] : [`  ${own}`])]),
    ...part("Ids", ids.length === 0 ? [] : entries(ids)),
    ...part("Parameters", parameterLines(operation)),
    ...part("Flags", entries(flagsOf(command).map(flagRow))),
    "",
  ].join("\n");
}

const parameterLines = (operation: Operation | null): string[] => {
  const rows = (operation === null ? [] : fieldsOf(operation)).flatMap((field) => rowsOf(field));
  return rows.length === 0 ? [] : entries(rows);
};

/** All that a resource can be asked. */
export const resourceHelp = (resource: string, more: readonly Command[]): string =>
  [
    `Usage: charge ${resource} <verb> …`,
    "",
    ...entries([
      ...verbsOf(resource).map((one): [string, string] => [
        [verbOf(one), ...one.ids.map(({ name }) => `<${name}>`)].join(" "),
        sentence(one.summary),
      ]),
      ...more.map((one): [string, string] => [
        [...one.words.slice(1), ...one.takes.map((name) => `<${name}>`)].join(" "),
        sentence(one.about),
      ]),
    ]),
    "",
    `charge ${resource} <verb> --help explains one of them.`,
    "",
  ].join("\n");

export const overview = (commands: readonly Command[]): string =>
  [
    "The command line of Charge, the API platform for charging electric fleets.",
    ...part(
      "Commands",
      entries(commands.map((one): [string, string] => [one.words.join(" "), sentence(one.about)])),
    ),
    ...part(
      "Resources, each with the verbs of the API",
      wrapped(resourceNames.join("  "), columns - 2).map((line) => `  ${line}`),
    ),
    ...part("For example", [
      "  charge login",
      "  charge drivers create --name Ada --email ada@example.com",
      "  charge drivers list --limit 5 --created.gte 2026-01-01",
      "  charge listen --forward-to localhost:3000/webhooks",
    ]),
    "",
    "charge <command> --help explains a command, charge <resource> --help lists its verbs.",
    "",
  ].join("\n");
