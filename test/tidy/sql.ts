// Rules about SQL: where it stands, whose tables it writes, and that it says whose rows it means.
import { acrossAccounts, clockReaders, nouns, tableOwners, unscoped } from "./exceptions.ts";
import { type Finding, lineAt, type Project, type Rule, type Source } from "./project.ts";

type Statement = {
  readonly path: string;
  readonly line: number;
  readonly kind: "row" | "rows" | "rowsAcrossAccounts" | "listing";
  readonly name: string;
  readonly sql: string;
};

const pairs: Readonly<Record<string, string>> = { "(": ")", "<": ">" };

/** Where the bracket at `from` closes. Arrows in type arguments are no brackets. */
function closing(code: string, from: number): number {
  const [open, close] = [code[from], pairs[code[from] as string]];
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    if (code[at] === open) depth++;
    if (code[at] === close && code[at - 1] !== "=" && --depth === 0) return at;
  }
  return code.length;
}

/** Texts of the file's own constants, for `${columns}` inside SQL. */
const constantsOf = ({ code, strings }: Source): Map<string, string> =>
  new Map(
    strings.flatMap(({ at, text }) => {
      const name = /\bconst (\w+)(?:: \w+)? =\s*$/.exec(code.slice(Math.max(0, at - 200), at))?.[1];
      return name === undefined ? [] : [[name, text] as const];
    }),
  );

const filledIn = (sql: string, constants: ReadonlyMap<string, string>): string =>
  sql.replace(/\$\{(\w+)\}/g, (hole, name) => constants.get(name) ?? hole);

function statementsOf(source: Source): Statement[] {
  const constants = constantsOf(source);
  const calls = source.code.matchAll(/(?<![.\w])(row|rows|rowsAcrossAccounts|listing)(?=[<(])/g);
  return [...calls].flatMap((call): Statement[] => {
    const after = call.index + call[0].length;
    const open = source.code[after] === "<" ? closing(source.code, after) + 1 : after;
    const end = closing(source.code, open);
    const inside = source.strings.filter(({ at }) => at > open && at < end).map(({ text }) => text);
    const [name, ...parts] = inside;
    if (source.code[open] !== "(" || name === undefined) return [];
    const sql = filledIn(filledIn(parts.join("\n"), constants), constants);
    const line = lineAt(source.code, call.index);
    return [{ path: source.path, line, kind: call[1] as Statement["kind"], name, sql }];
  });
}

const shipped = (project: Project): Source[] => project.sources.filter((one) => !one.isTest);
const declared = (project: Project): Statement[] =>
  shipped(project)
    .filter(({ path }) => path.endsWith("/store.ts"))
    .flatMap(statementsOf);

const startsSql = /^\s*(select\s|insert into\s|update \w+ set\s|delete from\s|with \w+ as \()/;

const sqlPlace: Rule = {
  rule: "SQL stands in store.ts, src/db and migrations only",
  mend: "move the statement into the folder's store.ts",
  find: (project) =>
    shipped(project)
      .filter(({ path }) => !path.endsWith("/store.ts") && !path.startsWith("src/db/"))
      .flatMap(({ path, text, strings }) =>
        strings
          .filter((one) => startsSql.test(one.text))
          .map(({ at }) => ({ path, line: lineAt(text, at), what: text.slice(at, at + 40) })),
      ),
  breach: { "src/resources/drivers/actions.ts": 'const a = "select 1 from drivers";' },
};

const written =
  /\b(?:insert into|delete from)\s+(\w+)|\bupdate\s+(\w+)(?:\s+(?:as\s+)?\w+)?\s+set\b/g;

const writesOf = (sql: string): string[] =>
  [...sql.replace(/\bdo update\b|\bfor (no key )?update\b/g, "").matchAll(written)].map(
    ([, inserted, updated]) => (inserted ?? updated) as string,
  );

const singular = (noun: string): string => noun.replace(/ies$/, "y").replace(/s$/, "");

/** The folder that a table's name tells: `fleet_drivers` is the fleets'. */
function ownerOf(table: string): string | null {
  const named = tableOwners[table];
  if (named !== undefined) return named;
  if (table.startsWith("ledger_")) return "src/ledger";
  const fits = nouns
    .filter((noun) => table === noun || table.startsWith(`${singular(noun)}_`))
    .sort((a, b) => b.length - a.length);
  const noun = nouns.find((one) => one === table) ?? fits[0];
  return noun === undefined ? null : `src/resources/${noun}`;
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

const ownTables: Rule = {
  rule: "a store writes only its own folder's tables",
  mend: "let the owner do it in an action; who owns a table is told by its name, or by tableOwners",
  find: (project) =>
    declared(project).flatMap(({ path, line, name, sql }) =>
      writesOf(sql)
        .filter((table) => !`${folderOf(path)}/`.startsWith(`${ownerOf(table)}/`))
        .map((table) => {
          const owner = ownerOf(table) ?? "nobody: name it in tableOwners";
          return { path, line, what: `${name} writes ${table}, which belongs to ${owner}` };
        }),
    ),
  breach: {
    "src/resources/drivers/store.ts": 'const a = rows("a.b", `delete from fleets where true`);',
  },
};

/** Tables under row-level security. */
const protectedTables = (project: Project): Set<string> =>
  new Set(
    project.migrations.flatMap(({ sql }) =>
      [...sql.matchAll(/call protect\('(\w+)'\)|alter table (\w+) enable row level/g)].map(
        ([, a, b]) => (a ?? b) as string,
      ),
    ),
  );

const words = "where|set|join|left|cross|on|order|group|for|as|limit|returning|using|values|select";
const touched = new RegExp(
  `\\b(from|join|update|into)\\s+(\\w+)(?:\\s+(?:as\\s+)?(?!(?:${words})\\b)(\\w+))?`,
  "g",
);

/** Tables under row-level security whose account or mode the statement does not say. */
function unsaid(sql: string, guarded: ReadonlySet<string>): string[] {
  return [...sql.matchAll(touched)].flatMap(([, , table, alias]): string[] => {
    if (!guarded.has(table as string)) return [];
    const says = (column: string): boolean => {
      const by = [alias, table].map((one) => `${one}.${column}`);
      return by.some((one) => sql.includes(one)) || (alias === undefined && bare(sql, column));
    };
    return says("account_id") && says("livemode") ? [] : [table as string];
  });
}

const bare = (sql: string, column: string): boolean =>
  new RegExp(`(?<![.\\w])${column}\\b`).test(sql);

const scoped: Rule = {
  rule: "a statement says account_id and livemode of every tenant table that it touches",
  mend: "add the two conditions; what must cross accounts is rowsAcrossAccounts, by name",
  find: (project) => {
    const guarded = protectedTables(project);
    return declared(project)
      .filter(({ kind, name }) => kind !== "rowsAcrossAccounts" && !(name in unscoped))
      .flatMap(({ path, line, name, sql }) =>
        unsaid(sql, guarded).map((table) => ({ path, line, what: `${name}: ${table}` })),
      );
  },
  breach: {
    "migrations/0001_a.sql": "call protect('drivers');",
    "src/resources/drivers/store.ts":
      'const a = rows("drivers.a", "select * from drivers d where d.account_id = $1");',
  },
};

const loudlyNamed: Rule = {
  rule: "every statement across accounts stands in the list with its reason",
  mend: "name the account if it can be known; else add the statement to acrossAccounts",
  find: (project) =>
    declared(project)
      .filter(({ kind, name }) => kind === "rowsAcrossAccounts" && !(name in acrossAccounts))
      .map(({ path, line, name }) => ({ path, line, what: name })),
  breach: { "src/jobs/store.ts": 'const a = rowsAcrossAccounts("jobs.secretly", "select 1");' },
};

const staleNames: Rule = {
  rule: "the lists of statements with exceptions name statements that exist",
  mend: "delete the line from test/tidy/exceptions.ts",
  find: (project) => {
    const known = new Set(declared(project).map(({ name }) => name));
    return [...Object.keys(acrossAccounts), ...Object.keys(unscoped)]
      .filter((name) => !known.has(name))
      .map((what) => ({ path: "test/tidy/exceptions.ts", line: 1, what }));
  },
  breach: {},
};

const clockInSql: Rule = {
  rule: "SQL is told the time: no now(), current_timestamp and the like",
  mend: "pass work.now as a value",
  find: (project) => {
    const reads =
      /\b(now|(clock|statement|transaction)_timestamp)\(\)|\bcurrent_(timestamp|date)\b/i;
    const inCode = shipped(project)
      .filter(({ path }) => !(path in clockReaders))
      .flatMap(({ path, text, strings }) =>
        strings
          .filter((one) => reads.test(one.text))
          .map(({ at }) => ({ path, line: lineAt(text, at), what: "reads the database's clock" })),
      );
    return [...inCode, ...project.migrations.flatMap((one) => inMigration(one, reads))];
  },
  breach: { "src/jobs/store.ts": 'const a = rows("jobs.a", "select now()");' },
};

const inMigration = ({ name, sql }: Project["migrations"][number], reads: RegExp): Finding[] =>
  sql
    .split("\n")
    .flatMap((line, at) =>
      reads.test(line.replace(/--.*/, ""))
        ? [{ path: `migrations/${name}`, line: at + 1, what: line.trim() }]
        : [],
    );

const numbered: Rule = {
  rule: "migrations have a number of four digits of their own and say what they are for",
  mend: "rename it to the next free number; open it with a comment",
  find: ({ migrations }) =>
    migrations.flatMap(({ name, sql }, at) => {
      const twice = migrations.some(
        (one, other) => other < at && one.name.slice(0, 4) === name.slice(0, 4),
      );
      const what = [
        ...(/^\d{4}_[a-z0-9_]+\.sql$/.test(name) ? [] : ["its name has another form"]),
        ...(twice ? ["its number is taken"] : []),
        ...(sql.startsWith("-- ") ? [] : ["it begins without a comment"]),
      ];
      return what.map((one) => ({ path: `migrations/${name}`, line: 1, what: one }));
    }),
  breach: { "migrations/0001_a.sql": "-- A.", "migrations/0001_b.sql": "-- B." },
};

export const sqlRules: readonly Rule[] = [
  sqlPlace,
  ownTables,
  scoped,
  loudlyNamed,
  staleNames,
  clockInSql,
  numbered,
];
