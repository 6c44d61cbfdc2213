// Rules about how a file is written: purity by its name, sizes, names, what is never called.
import {
  clockReaders,
  givenNames,
  laterCodes,
  skips,
  suppressions,
  worldly,
} from "./exceptions.ts";
import { type Finding, lineAt, type Project, places, type Rule, type Source } from "./project.ts";

const shipped = (project: Project): Source[] => project.sources.filter((one) => !one.isTest);

/** Written by a program; its sizes are those of what it was written from. */
const isGenerated = ({ path }: Source): boolean => path.startsWith("sdk/src/generated/");

/** Files whose name does not permit them to meet the world. */
function isPure({ path }: Source): boolean {
  if (!/^src\/(resources|pricing|lib)\//.test(path) || path === "src/resources/index.ts")
    return false;
  return !/(^|\/)(routes|store|actions|\w+_actions|jobs)\.ts$/.test(path) && !(path in worldly);
}

/** What a pure file may not import, types aside. */
const worlds: readonly RegExp[] = [
  /^node:(fs|net|https?|child_process|timers|dns|worker_threads|readline)(\/promises)?$/,
  /^(pg|ws|fastify|undici)$/,
  /^src\/(db\/(?!work\.ts)|jobs\/|http\/(server|handle|outbound)\.ts)/,
  /\/(store|actions|\w+_actions|routes|jobs)\.ts$/,
];

const worldlyCalls =
  /\bawait\b|\basync\b|\bnew Promise\b|(?<!\.)\b(fetch|setTimeout|setInterval|setImmediate)\s*\(/;

const purity: Rule = {
  rule: "a file is pure unless called routes, store, actions, *_actions or jobs",
  mend: "move the waiting part into actions.ts or jobs.ts and hand its values in",
  find: (project) =>
    shipped(project)
      .filter(isPure)
      .flatMap((source) => [
        ...source.imports
          .filter(({ from, typeOnly }) => !typeOnly && worlds.some((one) => one.test(from)))
          .map(({ line, from }) => ({ path: source.path, line, what: `imports ${from}` })),
        ...places(source, worldlyCalls),
      ]),
  breach: { "src/pricing/a.ts": 'import { readFileSync } from "node:fs";' },
};

const clock: Rule = {
  rule: "the machine's clock is read in lib/time.ts only",
  mend: "take the time as an argument: work.now, or a Clock's now()",
  find: (project) =>
    shipped(project)
      .filter(({ path }) => !(path in clockReaders))
      .flatMap((source) => places(source, /\bDate\.now\s*\(|\bnew Date\s*(\(\s*\)|(?=[;,)\s]*$))/)),
  breach: { "src/http/a.ts": "const at = Date.now();" },
};

const chance: Rule = {
  rule: "chance comes from lib/id.ts, node:crypto, or from what app.ts hands in",
  mend: "use randomText, node:crypto, or take a generator as an argument",
  find: (project) =>
    shipped(project)
      .filter(({ path }) => path !== "src/app.ts" && path !== "sdk/src/surroundings.ts")
      .flatMap((source) => places(source, /\bMath\.random\b/)),
  breach: { "src/http/a.ts": "const a = Math.random();" },
};

const environment: Rule = {
  rule: "the environment is read in config.ts only, and main.ts alone ends the process",
  mend: "add a setting to config.ts and hand it in; throw instead of exiting",
  find: (project) =>
    shipped(project)
      .filter(({ path }) => !["src/config.ts", "src/main.ts", "cli/src/main.ts"].includes(path))
      .flatMap((source) => places(source, /\bprocess\.(env|exit)\b/)),
  breach: { "src/http/a.ts": "const a = process.env.HOME;" },
};

const fileNames: Rule = {
  rule: "files are called in snake_case by what they hold, never util, helper, common and the like",
  mend: "name the file by the one idea in it",
  find: ({ sources }) =>
    sources
      .filter(({ path }) => !(path in givenNames))
      .filter(({ path }) => {
        const name = path.slice(path.lastIndexOf("/") + 1);
        const banned = /(^|_)(utils?|helpers?|commons?|misc|shared|managers?|bases?|types?)(_|\.)/;
        return banned.test(name) || !/^[a-z0-9]+(_[a-z0-9]+)*(\.test)?\.ts$/.test(name);
      })
      .map(({ path }) => ({ path, line: 1, what: "its name" })),
  breach: { "src/lib/string_utils.ts": "" },
};

const opening: Rule = {
  rule: "a file opens by saying what it is for",
  mend: "begin it with one to three sentences: what it is for, what it leaves to others",
  find: (project) =>
    shipped(project)
      .filter(({ text }) => !/^(#!.*\n)?\/\/ \S/.test(text))
      .map(({ path }) => ({ path, line: 1, what: "no opening comment" })),
  breach: { "src/lib/a.ts": "export const a = 1;" },
};

const maxFile = 500;
const maxFunction = 70;
const maxColumns = 100;

const fileSize: Rule = {
  rule: `a file has at most ${maxFile} lines`,
  mend: "split it by ideas",
  find: ({ sources }) =>
    sources
      .filter((one) => one.lines.length > maxFile + 1 && !isGenerated(one))
      .map(({ path, lines }) => ({ path, line: maxFile, what: `${lines.length} lines` })),
  breach: { "src/lib/a.ts": "// A.\n".repeat(502) },
};

/** A test's name is a guarantee: a sentence that is not broken. */
const isTitle = (line: string): boolean =>
  /^\s*((it|test|describe)\()?("[^"]+"|`[^`]+`),( |$)/.test(line);

const columns: Rule = {
  rule: `a line has at most ${maxColumns} columns`,
  mend: "run `npx biome check --write` on it; break comments, SQL and sentences by hand",
  find: ({ sources }) =>
    sources.flatMap((source) => (isGenerated(source) ? [] : wideLines(source))),
  breach: { "src/lib/a.ts": `// ${"a".repeat(100)}` },
};

const wideLines = ({ path, lines }: Source): Finding[] =>
  lines.flatMap((line, at) =>
    line.length > maxColumns && !isTitle(line)
      ? [{ path, line: at + 1, what: `${line.length} columns` }]
      : [],
  );

type Block = { readonly from: number; readonly to: number; readonly isFunction: boolean };

/** What stands before a function's brace: an arrow, or parameters with the type of the result. */
const beforeBody = /(=>|\)(\s*:\s*(?:[^;{}()=]|\{[^{}]*\}|\([^()]*\))+)?)\s*$/;
const control = /\b(if|for|while|switch|catch|with)\s*(await\s*)?$/;

function opensFunction(code: string, brace: number): boolean {
  const before = code.slice(Math.max(0, brace - 400), brace);
  if (!beforeBody.test(before)) return false;
  if (/=>\s*$/.test(before)) return !/\bdescribe\([^{}]*=>\s*$/.test(before);
  let depth = 0;
  for (let at = before.lastIndexOf(")"); at >= 0; at--) {
    if (before[at] === ")") depth++;
    if (before[at] === "(" && --depth === 0) return !control.test(before.slice(0, at));
  }
  return true;
}

function blocksOf({ code }: Source): Block[] {
  const blocks: Block[] = [];
  const open: { from: number; isFunction: boolean }[] = [];
  for (let at = 0; at < code.length; at++) {
    if (code[at] === "{") open.push({ from: at, isFunction: opensFunction(code, at) });
    const closed = code[at] === "}" ? open.pop() : undefined;
    if (closed !== undefined) blocks.push({ ...closed, to: at });
  }
  return blocks;
}

/** A function's own lines: those of functions inside it are theirs. */
function ownLines(code: string, outer: Block, functions: readonly Block[]): number {
  const inner = functions.filter((one) => one.from > outer.from && one.to < outer.to);
  const direct = inner.filter(
    (one) => !inner.some((two) => two.from < one.from && two.to > one.to),
  );
  const lines = (one: Block): number => code.slice(one.from, one.to).split("\n").length;
  return lines(outer) - direct.reduce((sum, one) => sum + lines(one) - 1, 0);
}

const functionSize: Rule = {
  // Tests are stories; what bounds them is the size of a file.
  rule: `a function that ships has at most ${maxFunction} lines of its own`,
  mend: "give its steps names of their own",
  find: (project) =>
    shipped(project).flatMap((source) => {
      const functions = blocksOf(source).filter(({ isFunction }) => isFunction);
      return functions.flatMap((one): Finding[] => {
        const own = ownLines(source.code, one, functions);
        const line = lineAt(source.code, one.from);
        return own > maxFunction ? [{ path: source.path, line, what: `${own} lines` }] : [];
      });
    }),
  breach: { "src/lib/a.ts": `export function a(): void {\n${"  b();\n".repeat(80)}}` },
};

const noEscapes: Rule = {
  rule: "no any, no silenced compiler, no lint suppression without a reason in the list",
  mend: "say the type; unknown and a check where it comes from outside",
  find: ({ sources }) =>
    sources.flatMap((source) => [
      ...places(source, /(:|\bas|<|,|\|)\s*any\b(?!\w)/),
      ...source.comments
        .filter(({ text }) => /@ts-|biome-ignore|eslint-|prettier-ignore/.test(text))
        .filter(({ text }) => !suppressed(source.path, text))
        .map(({ at, text }) => ({ path: source.path, line: lineAt(source.text, at), what: text })),
    ]),
  breach: { "src/lib/a.ts": "const a = b as any;" },
};

const suppressed = (path: string, comment: string): boolean => {
  const rule = /biome-ignore (lint\/[\w/]+):/.exec(comment)?.[1];
  return rule !== undefined && `${path} ${rule}` in suppressions;
};

const allTestsRun: Rule = {
  rule: "no test is skipped, singled out or left to be written",
  mend: "write it, or delete it; a condition goes into the list of skips with its reason",
  find: (project) =>
    project.sources
      .filter(({ isTest, path }) => isTest && !(path in skips))
      .flatMap((source) => [
        ...places(source, /\b(it|test|describe|suite)\.(skip|only|todo)\b/),
        ...places(source, /\b\w+\.(skip|todo)\(\)/),
        ...places(source, /[{,]\s*(skip|only|todo)\s*[:,}]/),
      ]),
  breach: { "test/a.test.ts": "it.only(a, b);" },
};

const nothingLeft: Rule = {
  rule: "nothing is left to do later in a comment",
  mend: "do it, or open an issue and delete the remark",
  find: ({ sources }) =>
    sources.flatMap(({ path, text, comments }) =>
      comments
        .filter((one) => /\b(TODO|FIXME|XXX|HACK)\b/.test(one.text))
        .map((one) => ({ path, line: lineAt(text, one.at), what: one.text })),
    ),
  breach: { "src/lib/a.ts": "// TODO: all." },
};

/** The codes that lib/errors.ts lists, with their lines. */
const listedCodes = (errors: Source): { code: string; line: number }[] =>
  errors.lines.flatMap((line, at) => {
    const code = /^ {2}(\w+): (entry|invalid|missing|conflict)\(/.exec(line)?.[1];
    return code === undefined ? [] : [{ code, line: at + 1 }];
  });

const codesThrown: Rule = {
  rule: "every error code is thrown somewhere, or waits for a later issue by name",
  mend: "delete the code, throw it, or add it to laterCodes; a code that is thrown waits no more",
  find: (project) => {
    const errors = project.source("src/lib/errors.ts");
    if (errors === undefined) return [];
    const thrown = new Set(
      shipped(project)
        // The reference and the client name codes without throwing them.
        .filter((one) => one !== errors && /^src\/(?!http\/(openapi|docs)\/)/.test(one.path))
        .flatMap(({ strings }) => strings.map(({ text }) => text)),
    );
    return listedCodes(errors)
      .filter(({ code }) => thrown.has(code) === code in laterCodes)
      .map(({ code, line }) => ({
        path: errors.path,
        line,
        what: thrown.has(code)
          ? `${code} is thrown, so it waits no more`
          : `${code} is never thrown`,
      }));
  },
  breach: { "src/lib/errors.ts": '  never_thrown: missing("No such thing."),' },
};

export const textRules: readonly Rule[] = [
  purity,
  clock,
  chance,
  environment,
  fileNames,
  opening,
  fileSize,
  functionSize,
  columns,
  noEscapes,
  allTestsRun,
  nothingLeft,
  codesThrown,
];
