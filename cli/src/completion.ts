// Completion for shells: small scripts that ask this program for the words that may come next.
import { type Command, flagsOf } from "./command.ts";
import {
  eventTypes,
  fieldsOf,
  operationOf,
  resourceNames,
  resourceOf,
  verbOf,
  verbsOf,
} from "./operations.ts";
import { flagNames } from "./parameters.ts";
import { commandOf } from "./resource_command.ts";
import { UsageError } from "./usage.ts";

const scripts: Readonly<Record<string, string>> = {
  bash: `_charge() {
  local IFS=$'\\n'
  COMPREPLY=($(charge __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _charge charge
`,
  zsh: `#compdef charge
_charge() {
  local -a found
  found=("\${(@f)$(charge __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -- $found
}
compdef _charge charge
`,
  fish: `function __charge_complete
  set -l words (commandline -opc) (commandline -ct)
  charge __complete $words[2..-1] 2>/dev/null
end
complete -c charge -f -a '(__charge_complete)'
`,
};

export const shells = Object.keys(scripts);

/** The script that a shell reads. */
export const completionCommand: Command = {
  words: ["completion"],
  takes: ["shell"],
  about: "Print a completion script for bash, zsh or fish",
  more: ["For example: charge completion bash > ~/.local/share/bash-completion/completions/charge"],
  flags: [],
  async run({ world, rest: [shell = ""] }) {
    const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
    if (script === undefined) throw new UsageError(`Shells are ${shells.join(", ")}.`);
    await world.out.write(script);
  },
};

const firstWords = (commands: readonly Command[]): string[] => [
  ...new Set([...commands.map(({ words }) => words[0] as string), ...resourceNames]),
];

const verbs = (commands: readonly Command[], first: string): string[] => [
  ...verbsOf(resourceOf(first) ?? "").map(verbOf),
  ...commands.flatMap(({ words }) => (words[0] === first && words[1] ? [words[1]] : [])),
];

const flagWords = (command: Command, more: readonly string[] = []): string[] =>
  [...more, ...flagsOf(command).map(({ name }) => name)]
    .filter((name) => name.length > 1)
    .map((name) => `--${name}`);

/** What may stand in place of the last of these words. */
export function completions(commands: readonly Command[], words: readonly string[]): string[] {
  const [first = "", second = ""] = words;
  const last = words.at(-1) ?? "";
  const candidates = (): string[] => {
    if (words.length <= 1) return firstWords(commands);
    const command = commands.find(({ words: own }) => own.every((word, at) => words[at] === word));
    if (command !== undefined && last.startsWith("-")) return flagWords(command);
    if (first === "trigger") return [...eventTypes()];
    if (first === "completion") return shells;
    if (words.length === 2) return verbs(commands, first);
    const resource = resourceOf(first);
    const operation = resource === null ? null : operationOf(resource, second);
    if (operation === null) return [];
    return flagWords(commandOf(operation), flagNames(fieldsOf(operation)));
  };
  return candidates().filter((one) => one.startsWith(last));
}
