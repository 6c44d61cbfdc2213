// A command of the table of operations: its flags are the operation's parameters.
import { readFileSync, writeFileSync } from "node:fs";
import type { Field, Operation } from "../../sdk/src/table.ts";
import { callOperation } from "../../sdk/src/table.ts";
import { type Call, type Command, type Flag, type Foreign, parted, speaking } from "./command.ts";
import { connect } from "./connection.ts";
import { fieldsOf, verbOf } from "./operations.ts";
import { flagNames, missing, parametersOf, pathOf, placeOf } from "./parameters.ts";
import { showAll, showLine, showObject, showPage } from "./show.ts";
import { UsageError } from "./usage.ts";

const data: readonly Flag[] = [
  { name: "d", short: "d", value: "KEY=VALUE", about: "A parameter, nested by dots; repeatable." },
  { name: "data", value: "JSON", about: "Parameters as JSON; @file reads a file, - the input." },
];

const flagsFor = (operation: Operation): readonly Flag[] => [
  ...data,
  ...(operation.expand.length === 0
    ? []
    : [{ name: "expand", value: "PATH", about: `Objects in place of ids; ${among(operation)}.` }]),
  ...(operation.kind === "page"
    ? [{ name: "all", about: "Every page; with --json one object a line." }]
    : []),
  ...(operation.kind === "bytes"
    ? [{ name: "output", short: "o", value: "FILE", about: "Where the answer is written." }]
    : []),
  ...(operation.http === "POST"
    ? [{ name: "idempotency-key", value: "KEY", about: "The same key has its effect once." }]
    : []),
  ...(operation.http === "DELETE"
    ? [{ name: "confirm", short: "y", about: "Does not ask; needed with a live key." }]
    : []),
  ...speaking,
];

const among = ({ expand }: Operation): string => `${expand.join(", ")} and what follows by dots`;

/** The flag of a parameter: `created.gte`; a whole object takes JSON. */
const kindOf =
  (fields: readonly Field[]): Foreign =>
  (name) => {
    const place = placeOf(fields, pathOf(name));
    if (place === null) return null;
    return place.field?.type === "boolean" ? "either" : "value";
  };

export function commandOf(operation: Operation): Command {
  return {
    words: [operation.resource, verbOf(operation)],
    takes: operation.ids.map(({ name }) => name),
    about: operation.summary,
    ...(operation.description === undefined ? {} : { more: [operation.description] }),
    flags: flagsFor(operation),
    run: (call) => run(call, operation),
  };
}

export const foreignOf = (operation: Operation) => ({
  foreign: kindOf(fieldsOf(operation)),
  foreignNames: flagNames(fieldsOf(operation)),
});

async function documentOf({ world }: Call, text: string): Promise<string> {
  if (text === "-" || text === "@-") return world.readInput();
  if (!text.startsWith("@")) return text;
  try {
    return readFileSync(text.slice(1), "utf8");
  } catch (error) {
    throw new UsageError(`--data: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function parametersGiven(call: Call, operation: Operation) {
  const fields = fieldsOf(operation);
  const documents: string[] = [];
  for (const text of call.list("data")) documents.push(await documentOf(call, text));
  const flags = call.others.map(({ name, value }) => {
    const place = placeOf(fields, pathOf(name));
    return { place: place ?? { field: null, path: pathOf(name) }, value };
  });
  const parameters = parametersOf(fields, { documents, pairs: call.list("d"), flags });
  const absent = missing(fields, parameters);
  if (absent.length > 0) {
    const names = absent.map((name) => `--${name}`).join(", ");
    throw new UsageError(`Missing: ${names}.`, call.command.words.join(" "));
  }
  return parameters;
}

/** Deleting with a live key is asked about; where nobody can be asked, it must have been said. */
async function confirm(call: Call, operation: Operation, live: boolean): Promise<void> {
  if (operation.http !== "DELETE" || !live || call.has("confirm")) return;
  const what = `${operation.summary} ${call.rest.join(" ")}, in live mode`;
  const answer = await call.world.ask(`${what}? Type yes: `, { hidden: false });
  if (answer === null) throw new UsageError(`${what}: say --confirm.`);
  if (answer !== "yes") throw new UsageError("Not deleted.");
}

async function run(call: Call, operation: Operation): Promise<void> {
  const parameters = await parametersGiven(call, operation);
  const { charge, live } = connect(call);
  await confirm(call, operation, live);
  const expand = parted(call.list("expand"));
  const called = callOperation(
    charge,
    operation,
    { ids: call.rest, parameters },
    {
      ...{ expand, signal: call.world.signal },
      idempotencyKey: call.flag("idempotency-key"),
    },
  );
  switch (called.kind) {
    case "object":
      return showObject(call, await called.answer);
    case "page":
      return (call.has("all") ? showAll : showPage)(call, operation.answers, await called.answer);
    case "bytes":
      return showBytes(call, await called.answer);
    case "stream":
      for await (const item of called.answer) await showLine(call, item);
  }
}

async function showBytes(call: Call, bytes: Uint8Array): Promise<void> {
  const file = call.flag("output");
  if (file !== undefined) return writeFileSync(file, bytes);
  if (call.world.out.isTerminal) throw new UsageError("Not for a terminal: say --output FILE.");
  await call.world.out.write(bytes);
}
