// Rules about who may import whom (ARCHITECTURE, "Who may import whom").
import { doors, nouns, ownCalls, reexports, testsOwn } from "./exceptions.ts";
import type { Finding, Import, Project, Rule, Source } from "./project.ts";

const shipped = (project: Project): Source[] => project.sources.filter((one) => !one.isTest);

type Step = { readonly source: Source; readonly to: Import };

const steps = (project: Project): Step[] =>
  shipped(project).flatMap((source) => source.imports.map((to) => ({ source, to })));

const finding = ({ source, to }: Step, what: string): Finding => ({
  path: source.path,
  line: to.line,
  what,
});

/** Higher may import lower. Folders of one rank do not know each other. */
const ranks: readonly (readonly string[])[] = [
  ["lib"],
  ["db"],
  ["http", "jobs", "ledger", "pricing", "payments", "networks", "files", "documents"],
  ["nodes"],
  ["resources"],
  ["imports"],
  ["(joining)"],
  ["main"],
];

/** `src/http/auth.ts` lies in `http`; files that lie in `src` itself join the others. */
function areaOf(path: string): string {
  const [, folder = "", rest] = path.split("/");
  if (rest !== undefined) return folder;
  return folder === "main.ts" ? "main" : "(joining)";
}

const rankOf = (area: string): number => ranks.findIndex((areas) => areas.includes(area));

/** The leaf package that a file belongs to. */
const leafOf = (path: string): string | null => /^(sdk|cli|dashboard)\//.exec(path)?.[1] ?? null;

/** Leaf packages speak HTTP only. What is above the client goes through it. */
function leafBreach({ source, to }: Step): string | null {
  const leaf = leafOf(source.path);
  const target = leafOf(to.from);
  if (target === null) return `${leaf} imports ${to.from}`;
  if (target !== leaf && target !== "sdk") return `${leaf} imports ${target}`;
  const inside = source.path.startsWith("sdk/src/") || leaf !== "sdk";
  if (target !== "sdk" || !inside || to.from.startsWith("sdk/src/")) return null;
  return `${leaf} imports the client's workshop (${to.from})`;
}

function rankBreach({ source, to }: Step): string | null {
  const [from, target] = [areaOf(source.path), areaOf(to.from)];
  if (rankOf(from) < 0) return `the folder ${from} has no rank`;
  if (!to.from.startsWith("src/")) return `${to.from} is not part of what ships`;
  if (from === target || rankOf(target) < rankOf(from)) return null;
  return `${from} imports ${target} (${to.from})`;
}

const isLocal = (to: Import): boolean =>
  /^(src|test|bin|sdk|cli|dashboard|migrations)\//.test(to.from);

const folderRank: Rule = {
  rule: "folders import downwards only: main, app, imports, resources, nodes, {http, …}, db, lib",
  mend: "move the code down, hand it in from app.ts, or take a type that the caller fulfils",
  find: (project) =>
    steps(project).flatMap((step) => {
      const breach =
        isLocal(step.to) && leafOf(step.source.path) === null ? rankBreach(step) : null;
      return breach === null ? [] : [finding(step, breach)];
    }),
  breach: { "src/lib/a.ts": 'import { x } from "../db/x.ts";' },
};

const leaves: Rule = {
  rule: "leaf packages import nothing of src, and the client that ships imports nothing at all",
  mend: "speak to the platform over HTTP; take what is the surroundings' from sdk/src/surroundings",
  find: (project) =>
    steps(project)
      .filter(({ source }) => leafOf(source.path) !== null)
      .flatMap((step) => {
        const breach = isLocal(step.to) ? leafBreach(step) : packageBreach(step);
        return breach === null ? [] : [finding(step, breach)];
      }),
  breach: { "sdk/src/a.ts": 'import { createHash } from "node:crypto";' },
};

/** The client runs in browsers, too: no package, nothing of Node's. */
const packageBreach = ({ source, to }: Step): string | null =>
  source.path.startsWith("sdk/src/") ? `the client imports ${to.from}` : null;

const nounOf = (path: string): string | null =>
  /^src\/resources\/([^/]+)\//.exec(path)?.[1] ?? null;
const orderOf = (noun: string): number => (nouns as readonly string[]).indexOf(noun);

const nounOrder: Rule = {
  rule: "a noun imports only nouns listed before it (ruling 10)",
  mend: "let the later noun listen to a fact, or resolve it through work.references",
  find: (project) =>
    steps(project).flatMap((step) => {
      const [from, target] = [nounOf(step.source.path), nounOf(step.to.from)];
      if (from === null || target === null || from === target) return [];
      if (orderOf(from) < 0) return [finding(step, `${from} is not in the order of nouns`)];
      if (orderOf(target) >= 0 && orderOf(target) < orderOf(from)) return [];
      return [finding(step, `${from} imports ${target}, which comes later`)];
    }),
  breach: { "src/resources/fleets/actions.ts": 'import * as d from "../drivers/schema.ts";' },
};

const listOrder: Rule = {
  rule: "the list of nouns stands in the order of ruling 10 and names every folder with routes",
  mend: "put the noun at its place in src/resources/index.ts",
  find: (project) => {
    const index = project.source("src/resources/index.ts");
    if (index === undefined) return [];
    const listed = listedNouns(index);
    const routes = shipped(project).filter(({ path }) =>
      /^src\/resources\/\w+\/routes\.ts$/.test(path),
    );
    const missing = routes
      .map(({ path }) => nounOf(path) as string)
      .filter((one) => !listed.includes(one));
    const misplaced = listed.filter(
      (one, at) => at > 0 && orderOf(listed[at - 1] as string) >= orderOf(one),
    );
    return [
      ...missing.map((one) => `${one} is not listed`),
      ...misplaced.map((one) => `${one} stands too late`),
    ].map((what) => ({ path: index.path, line: 1, what }));
  },
  breach: {
    "src/resources/index.ts":
      'import drivers from "./drivers/routes.ts";\nimport fleets from "./fleets/routes.ts";\n' +
      "export const resources: readonly Resource[] = [drivers, fleets];",
  },
};

/** The folders behind the identifiers of the list, in its order. */
function listedNouns(index: Source): string[] {
  const folders = new Map(
    [...index.text.matchAll(/import (\w+)[^;]* from "\.\/(\w+)\/routes\.ts"/g)].map(
      ([, name, folder]) => [name, folder] as const,
    ),
  );
  // A list, or a function of what some nouns are handed: `paymentMethods(deps.paymentMethods)`.
  const list = /\bresources\b[^;]*?=>?\s*\[([^\]]*)\]/.exec(index.code)?.[1] ?? "";
  const names = list.split(",").flatMap((item) => /\w+/.exec(item) ?? []);
  return names.map((name) => folders.get(name) ?? name);
}

const closedFiles: Rule = {
  rule: "nobody imports another noun's routes or jobs",
  mend: "what both need belongs into actions.ts, store.ts, schema.ts or a pure file of that noun",
  find: (project) =>
    steps(project)
      .filter(({ to }) => /^src\/resources\/.*\/(routes|jobs)\.ts$/.test(to.from))
      .filter(({ source, to }) => nounOf(source.path) !== nounOf(to.from))
      .filter(
        ({ source }) =>
          source.path !== "src/resources/index.ts" && areaOf(source.path) !== "(joining)",
      )
      .map((step) => finding(step, step.to.from)),
  breach: { "src/resources/drivers/actions.ts": 'import fleets from "../fleets/routes.ts";' },
};

/** Calls into another noun's store: `fleets.addDriver(` where `fleets` is `../fleets/store.ts`. */
function foreignCalls(source: Source): { name: string; target: string; line: number }[] {
  const noun = nounOf(source.path);
  return source.imports
    .filter((to) => /\/store\.ts$/.test(to.from) && nounOf(to.from) !== noun && noun !== null)
    .flatMap((to) => {
      const called = new RegExp(`(?<![.\\w])${to.whole ?? "\\0"}\\.(\\w+)`, "g");
      return [...source.code.matchAll(called)].map((match) => ({
        name: match[1] as string,
        target: to.from,
        line: source.code.slice(0, match.index).split("\n").length,
      }));
    });
}

const writes = /\b(insert into|update \w+( \w+)? set|delete from)\b/;

/** Whether a store exports `name` as what writes: a statement, or a function that uses one. */
function isWriter(store: Source | undefined, name: string): boolean {
  const start = store?.code.search(new RegExp(`export (async )?(const|function) ${name}\\b`)) ?? -1;
  if (store === undefined || start < 0) return false;
  const own = declarationAt(store, start);
  const used = [...own.matchAll(/\b(\w+)\(/g)].map(([, called]) => called as string);
  const through = used
    .filter((called) => called !== name)
    .map((called) => store.code.search(new RegExp(`^(export )?const ${called}\\b`, "m")))
    .filter((at) => at >= 0);
  return [start, ...through].some((at) => writes.test(declarationAt(store, at)));
}

/** The text from here to the next declaration of the file. */
function declarationAt(store: Source, start: number): string {
  const length = store.code.slice(start + 1).search(/^(export |const |async function |function )/m);
  return store.text.slice(start, length < 0 ? undefined : start + 1 + length);
}

const foreignWriters: Rule = {
  rule: "of another noun's store only the readers are used; changes go through its actions",
  mend: "give the other noun an action for this change and call that (ruling 11)",
  find: (project) =>
    shipped(project).flatMap((source) =>
      foreignCalls(source)
        .filter(({ name, target }) => isWriter(project.source(target), name))
        .map(({ name, target, line }) => ({ path: source.path, line, what: `${target} ${name}` })),
    ),
  breach: {
    "src/resources/fleets/store.ts": 'export const add = rows("fleets.add", `insert into fleets`);',
    "src/resources/drivers/actions.ts":
      'import * as fleets from "../fleets/store.ts";\nawait fleets.add(work);',
  },
};

const oneDoor: Rule = {
  rule: "every dependency has one door",
  mend: "use what the door exports; a new package gets its door in test/tidy/exceptions.ts",
  find: (project) =>
    steps(project).flatMap((step) => {
      const name = step.to.from;
      if (isLocal(step.to)) return [];
      const door = doors[name];
      if (door === undefined)
        return name.startsWith("node:") ? [] : [finding(step, `${name} has no door`)];
      return door.test(step.source.path) || step.to.typeOnly ? [] : [finding(step, name)];
    }),
  breach: { "src/resources/drivers/actions.ts": 'import pg from "pg";' },
};

const fetchDoor: Rule = {
  rule: "requests to the outside leave through http/outbound.ts",
  mend: "call http/outbound.ts, which refuses private addresses and bounds time and size",
  find: (project) =>
    shipped(project)
      .filter(({ path }) => path !== "src/http/outbound.ts" && !(path in ownCalls))
      .flatMap(({ path, code }) =>
        [...code.matchAll(/(?<![.\w])fetch\s*\(/g)].map(({ index }) => ({
          path,
          line: code.slice(0, index).split("\n").length,
          what: "fetch",
        })),
      ),
  breach: { "src/http/a.ts": 'await fetch("https://example.com");' },
};

const noBarrels: Rule = {
  rule: "no file passes on what another file exports, and only resources/ has an index",
  mend: "import from the file that has it",
  find: (project) =>
    shipped(project).flatMap(({ path, code, strings }) => {
      const passed = [...code.matchAll(/^export (type )?(\*|\{[^}]*\}) from\s/gm)]
        .filter(() => !(path in reexports))
        .map(({ index }) => ({
          path,
          line: code.slice(0, index).split("\n").length,
          what: "export … from",
        }));
      const index = path.endsWith("/index.ts") && path !== "src/resources/index.ts";
      return [
        ...passed,
        ...(index && strings.length >= 0 ? [{ path, line: 1, what: "index.ts" }] : []),
      ];
    }),
  breach: { "src/jobs/queue.ts": 'export { a } from "./a.ts";' },
};

/** Files that begin something by themselves: programs, and tests, which the runner finds. */
const entries = new RegExp(
  `^(${[
    "src/main\\.ts",
    "test/run\\.ts",
    "test/bench/(run|bare|load|sink|charger_load|chargers_elsewhere)\\.ts",
    // Of examples/simulate.ts, a program that ships beside the server.
    "src/networks/ocpp/client/(chaos|fleet)\\.ts",
    "test/robustness/forever\\.ts",
    "sdk/generate\\.ts",
    "sdk/src/(entry|table)\\.ts",
    "cli/src/main\\.ts",
    ".*\\.test\\.ts",
  ].join("|")})$`,
);

const imported: Rule = {
  rule: "every file is imported by another one; what ships, by what ships",
  mend: "delete it, or join it where it is needed",
  find: (project) => {
    const reachedBy = (sources: readonly Source[]): Set<string> =>
      new Set(sources.flatMap(({ imports }) => imports.map(({ from }) => from)));
    const [byAll, byShipped] = [reachedBy(project.sources), reachedBy(shipped(project))];
    return project.sources
      .filter(({ path }) => !entries.test(path) && !(path in testsOwn))
      .filter(({ path, isTest }) => !(isTest ? byAll : byShipped).has(path))
      .map(({ path }) => ({ path, line: 1, what: "nobody imports it, tests aside" }));
  },
  breach: { "src/lib/alone.ts": "export const a = 1;" },
};

/** Everything that is reached from a file, types aside. */
function loopFrom(project: Project, start: string): boolean {
  const seen = new Set<string>();
  const walk = (path: string): boolean =>
    (project.source(path)?.imports ?? []).some(({ from, typeOnly }) => {
      if (typeOnly) return false;
      if (from === start) return true;
      if (seen.has(from)) return false;
      seen.add(from);
      return walk(from);
    });
  return walk(start);
}

const noLoops: Rule = {
  rule: "imports make no loops",
  mend: "move what both need into a file of its own",
  find: (project) =>
    shipped(project)
      .filter(({ path }) => loopFrom(project, path))
      .map(({ path }) => ({ path, line: 1, what: "imports itself by way of others" })),
  breach: {
    "src/lib/a.ts": 'import { b } from "./b.ts";',
    "src/lib/b.ts": 'import { a } from "./a.ts";',
  },
};

export const importRules: readonly Rule[] = [
  folderRank,
  leaves,
  nounOrder,
  listOrder,
  closedFiles,
  foreignWriters,
  oneDoor,
  fetchDoor,
  noBarrels,
  imported,
  noLoops,
];
