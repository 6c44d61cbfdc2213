// No account and no mode ever sees, changes or even notices what belongs to another: over every route
// of every noun, and in the database with the application bypassed (spec part 1, "Keys, modes,
// accounts").
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { applicationRole } from "../src/db/migrate.ts";
import type { Route } from "../src/http/resource.ts";
import { randomText } from "../src/lib/id.ts";
import {
  bodyFor,
  type Ids,
  knownParams,
  makeOneOfEach,
  paramsOf,
  pathWith,
  routes,
} from "./exemplars.ts";
import {
  type Answer,
  type Client,
  type Json,
  type TestPlatform,
  testPlatform,
} from "./platform.ts";

/** Ids of the same form that nobody has. */
const nobodys = (ids: Ids): Ids =>
  Object.fromEntries(
    Object.entries(ids).map(([name, id]) => [
      name,
      id.replace(/[^_]+$/, (tail) => randomText(tail.length)),
    ]),
  );

/** What an answer says, the request's id and the texts of these ids aside. */
function told({ status, text }: Answer, ids: Ids): string {
  if (status === 200) return "200";
  const said = text.replace(/"request":"req_\w+"/, '"request":"…"');
  return `${status} ${Object.values(ids).reduce((rest, id) => rest.replaceAll(id, "…"), said)}`;
}

/** Query parameters of a list that take an id: name in the query → name in the table of ids. */
function idFilters(route: Route): [string, string][] {
  if (!route.paged || paramsOf(route.path).length > 0) return [];
  const names = Object.keys((route.query as { properties?: object } | null)?.properties ?? {});
  return names
    .map((name): [string, string] => [name, name === "object_id" ? "driver" : name])
    .filter(([, known]) => knownParams.includes(known));
}

/** The account itself is the same in both modes (ruling 9). */
const inBothModes = "/v1/accounts/:account";

describe("isolation of accounts and modes", () => {
  let platform: TestPlatform;
  let theirs: Ids;
  let shownBefore: Map<string, string>;
  const strangers: Record<string, Client> = {};
  before(async () => {
    platform = await testPlatform();
    theirs = await makeOneOfEach(platform.api, platform.first.account);
    strangers["another account"] = platform.client((await platform.openAccount()).testKey);
    strangers["the other mode"] = platform.client(platform.first.liveKey);
    shownBefore = await everythingShown();
  });
  after(() => platform.close());

  const ask = (client: Client, noun: string, route: Route, ids: Ids): Promise<Answer> =>
    client.send(
      route.method,
      pathWith(noun, route.path, ids),
      route.method === "POST" ? bodyFor(noun, route, ids) : undefined,
    );

  /** What the owner sees at every GET that names ids. */
  async function everythingShown(): Promise<Map<string, string>> {
    const shown = new Map<string, string>();
    for (const { noun, route } of routes) {
      if (route.method !== "GET" || paramsOf(route.path).length === 0) continue;
      const answer = await ask(platform.api, noun, route, theirs);
      shown.set(route.path, told({ ...answer, status: 0 }, {}));
    }
    return shown;
  }

  for (const { noun, route } of routes) {
    const title = `${route.method} ${route.path}`;

    it(`${title} answers 401 without a key`, async () => {
      const path = pathWith(noun, route.path, theirs);
      const answer = await fetch(`${platform.url}${path}`, { method: route.method });
      const body = (await answer.json()) as Json;
      assert.deepEqual([answer.status, body["code"]], [401, "api_key_missing"]);
    });

    if (paramsOf(route.path).length > 0 || route.method === "POST") {
      it(`${title} tells strangers of an existing id what it tells of an unknown one`, async () => {
        for (const [who, client] of Object.entries(strangers)) {
          if (who === "the other mode" && route.path === inBothModes) continue;
          const unknown = nobodys(theirs);
          const existing = await ask(client, noun, route, theirs);
          const missing = await ask(client, noun, route, unknown);
          assert.equal(told(existing, theirs), told(missing, unknown), who);
          if (paramsOf(route.path).length > 0) assert.equal(existing.status, 404, who);
          const named = Object.values(theirs).filter((id) => existing.text.includes(id));
          assert.ok(existing.status !== 200 || named.length === 0, existing.text);
        }
      });
    }

    for (const [filter, name] of idFilters(route)) {
      it(`${title} lists nothing for another's ${filter}`, async () => {
        for (const client of Object.values(strangers)) {
          const page = await client.read(`${route.path}?${filter}=${theirs[name]}`);
          assert.deepEqual([page.data, page["next_page_url"]], [[], null]);
        }
      });
    }
  }

  it("left everything of the owner's as it was", async () => {
    assert.deepEqual(await everythingShown(), shownBefore);
  });

  describe("in the database, past the application", () => {
    let client: pg.Client;
    let tables: string[];
    before(async () => {
      client = new pg.Client({
        connectionString: platform.databaseUrl,
        options: `-c role=${applicationRole}`,
      });
      await client.connect();
      const found = await client.query<{ table_name: string }>(
        `select table_name from information_schema.columns
         where table_schema = 'public' and column_name = 'account_id' order by table_name`,
      );
      tables = found.rows.map((one) => one.table_name);
    });
    after(() => client.end());

    const enter = (account: string, mode: "t" | "f") =>
      client.query(
        "select set_config('charge.account', $1, false), set_config('charge.livemode', $2, false)",
        [account, mode],
      );

    /** Rows that the role sees, with the scope that was entered. Partitions are closed to it. */
    async function seen(table: string): Promise<number> {
      try {
        return (await client.query(`select 1 from ${table}`)).rowCount ?? 0;
      } catch (error) {
        if (refusedByDatabase(error)) return 0;
        throw error;
      }
    }

    it("every table with an account_id shows its rows to their account and mode only", async () => {
      const { account } = platform.first;
      const stranger = (await platform.openAccount()).account;
      assert.ok(tables.length >= 10, tables.join());
      for (const table of tables) {
        for (const [other, mode] of [
          [account, "f"],
          [account, "t"],
          [stranger, "f"],
          ["", "f"],
        ] as const) {
          const own = `select 1 from ${table} where account_id = $1 and livemode = $2`;
          const expected = (await platform.sql(own, [other, mode])).length;
          await enter(other, mode);
          const shown = await seen(table);
          assert.ok(shown === expected || shown === 0, `${table}: ${shown} rows, not ${expected}`);
        }
      }
    });

    it("every table with an account_id is empty to a connection without a scope", async () => {
      await client.query("discard all");
      await client.query(`set role ${applicationRole}`);
      for (const table of tables) assert.equal(await seen(table), 0, table);
    });

    /** Inserts a copy of a row as somebody else; false where there is none to copy. */
    async function stealInto(stranger: string, table: string): Promise<boolean> {
      const known = await platform.sql(
        `select column_name as name from information_schema.columns
         where table_name = $1 and identity_generation is null`,
        [table],
      );
      const columns = known.map(({ name }) => `"${name}"`).join(", ");
      const copy = `select ${columns} from ${table} where account_id = $1 limit 1`;
      const [row] = await platform.sql(copy, [platform.first.account]);
      if (row === undefined) return false;
      await enter(stranger, "f");
      const marks = known.map((_, at) => `$${at + 1}`).join(", ");
      const values = known.map(({ name }) => asParameter(row[String(name)]));
      const insert = client.query(`insert into ${table} (${columns}) values (${marks})`, values);
      await assert.rejects(insert, refusedByDatabase, table);
      return true;
    }

    it("nobody writes a row into another account", async () => {
      const stranger = (await platform.openAccount()).account;
      const tried: string[] = [];
      for (const table of tables) if (await stealInto(stranger, table)) tried.push(table);
      assert.ok(tried.includes("drivers") && tried.includes("fleets"), tried.join());
    });
  });
});

/** Row-level security, or a right that the role lacks. */
const refusedByDatabase = (error: unknown): boolean =>
  (error as { code?: string }).code === "42501";

const asParameter = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !(value instanceof Date) && !Array.isArray(value)
    ? JSON.stringify(value)
    : value;
