// What the tidy rules look at: the project's files with their imports. A project can also be made
// of a few texts, with which each rule shows that it notices its breach.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Lexed, lex } from "./lexer.ts";

export type Import = {
  readonly line: number;
  /** A path from the project's root, or the name of a package. */
  readonly from: string;
  /** Only types: gone before anything runs. */
  readonly typeOnly: boolean;
  /** What it is called here when all of the module is taken: `import * as store`. */
  readonly whole: string | null;
};

export type Source = Lexed & {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly imports: readonly Import[];
  readonly isTest: boolean;
};

export type Project = {
  readonly sources: readonly Source[];
  /** Name and SQL of each migration. */
  readonly migrations: readonly { readonly name: string; readonly sql: string }[];
  source(path: string): Source | undefined;
};

/** One breach: where, and what stands there. */
export type Finding = { readonly path: string; readonly line: number; readonly what: string };

export type Rule = {
  readonly rule: string;
  /** How to mend a breach. */
  readonly mend: string;
  readonly find: (project: Project) => Finding[];
  /** A small project that breaks the rule: file → text. */
  readonly breach: Readonly<Record<string, string>>;
};

export const lineAt = (text: string, at: number): number => text.slice(0, at).split("\n").length;

const root = join(import.meta.dirname, "../..");

/** `export … from "x"`, `import … from "x"`, `import "x"`, `import("x")`, `require("x")`. */
function importsOf(path: string, text: string, { code, strings }: Lexed): Import[] {
  return strings.flatMap(({ at, text: from }): Import[] => {
    const before = code.slice(Math.max(0, at - 2000), at);
    if (!/\b(from|import|import\s*\(|(?:require|createRequire\([^()]*\))\s*\()\s*$/.test(before))
      return [];
    const statement = before.slice(
      Math.max(0, before.search(/\b(import|export)\b(?!.*\b(import|export)\b)/s)),
    );
    return [
      {
        line: lineAt(text, at),
        from: from.startsWith(".") ? join(dirname(path), from) : packageOf(from),
        typeOnly: /^(import|export)\s+type\b/.test(statement),
        whole: /^import\s+(?:type\s+)?\*\s+as\s+(\w+)/.exec(statement)?.[1] ?? null,
      },
    ];
  });
}

const packageOf = (name: string): string =>
  name.startsWith("node:") ? name : name.split("/", name.startsWith("@") ? 2 : 1).join("/");

export function sourceOf(path: string, text: string): Source {
  const lexed = lex(text);
  const imports = importsOf(path, text, lexed);
  const isTest = /^(\w+\/)?test\//.test(path) || path.endsWith(".test.ts");
  return { ...lexed, path, text, lines: text.split("\n"), imports, isTest };
}

export function projectOf(files: Readonly<Record<string, string>>): Project {
  const entries = Object.entries(files);
  const sources = entries
    .filter(([path]) => path.endsWith(".ts"))
    .map(([path, text]) => sourceOf(path, text));
  const byPath = new Map(sources.map((one) => [one.path, one]));
  return {
    sources,
    migrations: entries
      .filter(([path]) => path.startsWith("migrations/"))
      .map(([path, sql]) => ({ name: path.slice("migrations/".length), sql })),
    source: (path) => byPath.get(path),
  };
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory() && entry.name !== "dist") yield* filesBelow(path);
    else if (/\.(ts|sql)$/.test(entry.name)) yield path;
  }
}

export function thisProject(): Project {
  const paths = ["src", "sdk", "cli", "test", "migrations"].flatMap((folder) =>
    [...filesBelow(folder)].sort(),
  );
  return projectOf(
    Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), "utf8")])),
  );
}

/** Every place in a source's code where a pattern stands. */
export function places(
  source: Source,
  pattern: RegExp,
  what = (match: string) => match,
): Finding[] {
  return [...source.code.matchAll(new RegExp(pattern, "g"))].map((match) => ({
    path: source.path,
    line: lineAt(source.code, match.index),
    what: what(match[0].trim()),
  }));
}
