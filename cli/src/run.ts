// From the words of a command line to a command, and from what it throws to how the program ends.

import type { Operation } from "../../sdk/src/table.ts";
import { type Command, checkRest, readCall } from "./command.ts";
import { completionCommand, completions } from "./completion.ts";
import { errorJson, errorText, exitOf, exits, interrupted } from "./failure.ts";
import { commandHelp, overview, resourceHelp } from "./help.ts";
import { listenCommands } from "./listen.ts";
import { loginCommands } from "./login.ts";
import { logsTailCommand } from "./logs_tail.ts";
import { operationOf, resourceNames, resourceOf, verbOf, verbsOf } from "./operations.ts";
import { resendCommand } from "./resend.ts";
import { commandOf, foreignOf } from "./resource_command.ts";
import { triggerCommand } from "./trigger.ts";
import { plainName, UsageError, unknown } from "./usage.ts";
import { version } from "./version.ts";
import { harmlessJson } from "./width.ts";
import type { World } from "./world.ts";

const versionCommand: Command = {
  words: ["version"],
  takes: [],
  about: "Show the version of this program",
  flags: [],
  run: ({ world }) => world.out.write(`${version}\n`),
};

export const commands: readonly Command[] = [
  ...loginCommands,
  ...listenCommands,
  resendCommand,
  triggerCommand,
  logsTailCommand,
  completionCommand,
  versionCommand,
];

type Found = {
  readonly command: Command;
  readonly operation: Operation | null;
  readonly used: number;
};

/** Other names for the same. */
const also: Readonly<Record<string, string>> = { whoami: "status", "--version": "version" };

function find(words: readonly string[]): Found | null {
  const [first = "", second = ""] = words.map((word) => also[word] ?? word);
  const own = commands.find(
    ({ words: [one, two] }) =>
      one === plainName(first) && (two ?? plainName(second)) === plainName(second),
  );
  if (own !== undefined) return { command: own, operation: null, used: own.words.length };
  const resource = resourceOf(first);
  const operation = resource === null ? null : operationOf(resource, second);
  return operation === null ? null : { command: commandOf(operation), operation, used: 2 };
}

const extraVerbs = (resource: string): readonly Command[] =>
  commands.filter(({ words }) => words.length === 2 && resourceOf(words[0] as string) === resource);

/** No command: what stands there asks for help, or is wrong. */
function orient(words: readonly string[]): string {
  const [first, second] = words.filter((word) => !/^(--help|-h|help|--json)$/.test(word));
  if (first === undefined) return overview(commands);
  const resource = resourceOf(first);
  if (resource === null) {
    const own = commands.map((one) => one.words[0] as string);
    throw new UsageError(unknown("command", first, [...own, ...resourceNames]));
  }
  if (second === undefined) return resourceHelp(resource, extraVerbs(resource));
  const verbs = [
    ...verbsOf(resource).map(verbOf),
    ...extraVerbs(resource).map((one) => one.words[1] as string),
  ];
  throw new UsageError(unknown(`verb of ${resource}`, second, verbs), resource);
}

const asksHelp = (words: readonly string[]): boolean => {
  const end = words.indexOf("--");
  return words
    .slice(0, end < 0 ? undefined : end)
    .some((word) => word === "--help" || word === "-h");
};

async function perform(words: readonly string[], world: World): Promise<void> {
  if (words[0] === "__complete") {
    const found = completions(commands, words.slice(1));
    return world.out.write(found.map((one) => `${one}\n`).join(""));
  }
  const named = words[0] === "help" ? words.slice(1) : words;
  const found = find(named);
  if (found === null) return world.out.write(orient(named));
  const { command, operation, used } = found;
  if (words[0] === "help" || asksHelp(named)) {
    return world.out.write(commandHelp(command, operation));
  }
  const foreign = operation === null ? {} : foreignOf(operation);
  try {
    const call = readCall({ world, command, words: named.slice(used), ...foreign });
    checkRest(call);
    await command.run(call);
  } catch (error) {
    // What reads a value does not know whose value it is: the help to see is this command's.
    if (!(error instanceof UsageError) || error.command !== "") throw error;
    throw new UsageError(error.message, command.words.join(" "));
  }
}

/** The number that the program ends with. */
export async function run(words: readonly string[], world: World): Promise<number> {
  try {
    await perform(words, world);
    return exits.done;
  } catch (error) {
    if (world.signal.aborted) return interrupted;
    const asJson = words.includes("--json") || words.includes("--print-json");
    const text = asJson ? harmlessJson(errorJson(error), 2) : errorText(error);
    await world.err.write(`${text}\n`);
    return exitOf(error);
  }
}
