// What a command is: its words, its flags, and what it does with them. Help, completion and the
// reading of flags all come from this.

import { unknownFlag } from "./parameters.ts";
import { plainName, UsageError } from "./usage.ts";
import { type FlagKind, type Given, readWords } from "./words.ts";
import type { World } from "./world.ts";

export type Flag = {
  readonly name: string;
  /** What stands for its value in help; a flag without one stands alone. */
  readonly value?: string;
  /** One letter. */
  readonly short?: string;
  readonly about: string;
};

export type Command = {
  readonly words: readonly string[];
  /** What follows the words, by name, in its order. */
  readonly takes: readonly string[];
  /** Names in `takes`, from the end, that may be left out. */
  readonly optional?: number;
  readonly about: string;
  /** Paragraphs for its help. */
  readonly more?: readonly string[];
  readonly flags: readonly Flag[];
  readonly run: (call: Call) => Promise<void>;
};

/** One command as it was given. */
export type Call = {
  readonly world: World;
  readonly command: Command;
  readonly rest: readonly string[];
  /** The last one given. */
  readonly flag: (name: string) => string | undefined;
  /** All of them, and what commas part in them. */
  readonly list: (name: string) => string[];
  readonly has: (name: string) => boolean;
  /** Flags that the command knows by other means. */
  readonly others: readonly Given[];
};

/** Of every command. */
export const everywhere: readonly Flag[] = [
  { name: "json", about: "JSON for programs, errors on standard error included." },
  { name: "help", short: "h", about: "Explains the command." },
];

/** Of every command that speaks to a platform. */
export const speaking: readonly Flag[] = [
  {
    name: "profile",
    value: "NAME",
    about: "The login to use; default: CHARGE_PROFILE, or default.",
  },
  { name: "charge-account", value: "ACCT", about: "Acts for a sub-account; also --account." },
  { name: "charge-version", value: "DATE", about: "Version of the API; also --api-version." },
  { name: "verbose", about: "Tells of each request on standard error, with its request id." },
];

/** Short forms, where the command has no parameter of that name. */
const aliases: Readonly<Record<string, string>> = {
  account: "charge-account",
  api_version: "charge-version",
};

const same = (one: string, two: string): boolean => plainName(one) === plainName(two);

function flagOf(flags: readonly Flag[], name: string): Flag | undefined {
  const whole = aliases[plainName(name)] ?? name;
  return flags.find((flag) => flag.short === name || same(flag.name, whole));
}

export const flagsOf = (command: Command): readonly Flag[] => [...command.flags, ...everywhere];

/** What the command itself knows of a flag; null: nothing. */
export type Foreign = (name: string) => FlagKind | null;

type Reading = {
  readonly world: World;
  readonly command: Command;
  readonly words: readonly string[];
  readonly foreign?: Foreign;
  /** Names for "did you mean". */
  readonly foreignNames?: readonly string[];
};

export function readCall(reading: Reading): Call {
  const { world, command, words, foreign = () => null, foreignNames = [] } = reading;
  const flags = flagsOf(command);
  const { rest, flags: given } = readWords(words, (name) => {
    const known = foreign(name);
    if (known !== null) return known;
    const flag = flagOf(flags, name);
    if (flag !== undefined) return flag.value === undefined ? "switch" : "value";
    const names = [...foreignNames, ...flags.map((one) => one.name)];
    throw unknownFlag(name, names, command.words.join(" "));
  });
  const own = given.filter(({ name }) => foreign(name) === null);
  const valuesOf = (name: string): string[] =>
    own
      .filter((one) => flagOf(flags, one.name)?.name === name && one.value !== "")
      .map(({ value }) => value);
  return {
    ...{ world, command, rest },
    flag: (name) => valuesOf(name).at(-1),
    list: (name) => valuesOf(name),
    has: (name) => valuesOf(name).at(-1) === "true",
    others: given.filter(({ name }) => foreign(name) !== null),
  };
}

/** What commas part: `--events driver.*,fleet.*`. */
export const parted = (values: readonly string[]): string[] =>
  values
    .flatMap((value) => value.split(","))
    .map((one) => one.trim())
    .filter((one) => one !== "");

export function checkRest({ command, rest }: Call): void {
  const { takes, optional = 0, words } = command;
  const name = words.join(" ");
  const absent = takes.slice(0, takes.length - optional)[rest.length];
  if (absent !== undefined) {
    throw new UsageError(`Missing: ${absent}. ${usageOf(command)}`, name);
  }
  if (rest.length > takes.length) {
    const extra = JSON.stringify(rest[takes.length]);
    throw new UsageError(`Unexpected ${extra}. ${usageOf(command)}`, name);
  }
}

export function usageOf({ words, takes, optional = 0 }: Command): string {
  const places = takes.map((one, at) =>
    at >= takes.length - optional ? `[<${one}>]` : `<${one}>`,
  );
  return ["charge", ...words, ...places].join(" ");
}
