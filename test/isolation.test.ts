// No account and no mode ever sees, changes or even notices what belongs to another: over every
// route of every noun, and in the database with the application bypassed (spec part 1, "Keys,
// modes, accounts").
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { applicationRole } from "../src/db/migrate.ts";
import type { FreshAccount } from "../src/first_start.ts";
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

/** A station's connectors become free by themselves when its session is over. */
const movesByItself = "/v1/charging_stations/:charging_station";

/** The account itself is the same in both modes (ruling 9). */
const inBothModes = "/v1/accounts/:account";

/** Tables that stand outside row-level security, and why they may. */
const openTables: Readonly<Record<string, string>> = {
  charging_station_places: "only where some station is, so that the spatial index can be used",
  connector_bookings: "that a connector is held is everybody's; nothing of the holder (ruling 13)",
  pending_connections: "chargers that knocked and are nobody's yet (ruling 22)",
};

describe("isolation of accounts and modes", () => {
  let platform: TestPlatform;
  // Not the installation's account, whose stations are everybody's (ruling 13).
  let owner: FreshAccount;
  let theirs: Ids;
  let shownBefore: Map<string, string>;
  const strangers: Record<string, Client> = {};
  before(async () => {
    platform = await testPlatform();
    owner = await platform.openAccount();
    theirs = await makeOneOfEach(platform.client(owner.testKey), owner.account);
    strangers["another account"] = platform.client((await platform.openAccount()).testKey);
    strangers["the other mode"] = platform.client(owner.liveKey);
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
      if (route.path === movesByItself) continue;
      const answer = await ask(platform.client(owner.testKey), noun, route, theirs);
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
      tables = found.rows.map((one) => one.table_name).filter((name) => !(name in openTables));
    });
    after(() => client.end());

    const enter = (account: string, mode: "t" | "f") =>
      client.query(
        "select set_config('charge.account', $1, false), set_config('charge.livemode', $2, false)",
        [account, mode],
      );

    /** The owner's rows that the role sees in the scope that was entered. */
    async function seen(table: string): Promise<number> {
      const own = `select 1 from ${table} where account_id = $1 and not livemode`;
      try {
        return (await client.query(own, [owner.account])).rowCount ?? 0;
      } catch (error) {
        // Partitions are closed to the role: it comes through the partitioned table.
        if (refusedByDatabase(error)) return 0;
        throw error;
      }
    }

    it("every table with an account_id shows its rows to their account and mode only", async () => {
      const stranger = (await platform.openAccount()).account;
      await enter(owner.account, "f");
      const shown: string[] = [];
      for (const table of tables) if ((await seen(table)) > 0) shown.push(table);
      assert.ok(shown.length >= 5, shown.join());
      for (const [account, mode] of [
        [owner.account, "t"],
        [stranger, "f"],
        ["", "f"],
      ] as const) {
        await enter(account, mode);
        for (const table of tables) {
          assert.equal(await seen(table), 0, `${table} in the scope '${account}' ${mode}`);
        }
      }
    });

    it("every table with an account_id is empty to a connection without a scope", async () => {
      const fresh = new pg.Client({
        connectionString: platform.databaseUrl,
        options: `-c role=${applicationRole}`,
      });
      await fresh.connect();
      for (const table of tables) {
        const found = await fresh.query(`select 1 from ${table}`).catch((error) => {
          if (refusedByDatabase(error)) return { rowCount: 0 };
          throw error;
        });
        assert.equal(found.rowCount, 0, table);
      }
      await fresh.end();
    });

    /** Inserts a copy of a row as somebody else; false where there is none to copy. */
    async function stealInto(stranger: string, table: string): Promise<boolean> {
      const known = await platform.sql(
        `select column_name as name from information_schema.columns
         where table_name = $1 and identity_generation is null`,
        [table],
      );
      const columns = known.map(({ name }) => `"${name}"`).join(", ");
      const [found] = await platform.sql(
        `select to_jsonb(t)::text as row from ${table} t where account_id = $1 limit 1`,
        [owner.account],
      );
      if (found === undefined) return false;
      await enter(stranger, "f");
      const insert = client.query(
        `insert into ${table} (${columns})
         select ${columns} from jsonb_populate_record(null::${table}, $1::jsonb)`,
        [found["row"]],
      );
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
