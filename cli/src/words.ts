// The words of a command line, told apart: flags with their values, and the rest. What a flag may
// be called is the command's to say.
import { UsageError } from "./usage.ts";

/**
 * "switch": stands alone. "value": takes the next word. "either": takes it if it is true, false or
 * null, and means true alone.
 */
export type FlagKind = "switch" | "value" | "either";

export type Given = {
  readonly name: string;
  readonly value: string;
};

export type Words = {
  readonly rest: readonly string[];
  readonly flags: readonly Given[];
};

const truth = /^(true|false|null)$/;

/** `kindOf` answers null, or throws what is wrong, for a flag that does not exist. */
export function readWords(
  words: readonly string[],
  kindOf: (name: string) => FlagKind | null,
): Words {
  const rest: string[] = [];
  const flags: Given[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word === "--") return { rest: [...rest, ...words.slice(at + 1)], flags };
    if (!word.startsWith("-") || word === "-") {
      rest.push(word);
      continue;
    }
    const [, name = "", inline] = /^--?([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const kind = kindOf(name);
    if (kind === null) throw new UsageError(`Unknown flag ${word}.`);
    const next = words[at + 1];
    if (inline !== undefined) flags.push({ name, value: inline });
    else if (kind === "switch") flags.push({ name, value: "true" });
    else if (kind === "either" && !truth.test(next ?? "")) flags.push({ name, value: "true" });
    else if (next === undefined) throw new UsageError(`--${name} needs a value.`);
    else {
      flags.push({ name, value: next });
      at++;
    }
  }
  return { rest, flags };
}
