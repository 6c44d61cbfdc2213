// What the database refuses by itself when the application is bypassed: a connection in the
// application's role, told to be in one account, meets every table that has tenants in it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { applicationRole } from "../src/db/migrate.ts";
import { makeOneOfEach } from "./exemplars.ts";
import { type TestPlatform, testPlatform } from "./platform.ts";

/** Tables that stand outside row-level security, and why they may. */
const openTables: Readonly<Record<string, string>> = {
  charging_station_places: "only where some station is, so that the spatial index can be used",
  connector_bookings: "that a connector is held is everybody's; nothing of the holder (ruling 13)",
  pending_connections: "chargers that knocked and are nobody's yet (ruling 22)",
};

/** Row-level security, or a right that the role lacks. */
const refusedByDatabase = (error: unknown): boolean =>
  (error as { code?: string }).code === "42501";

describe("the database, past the application", () => {
  let platform: TestPlatform;
  let client: pg.Client;
  /** Every table with an account_id that is not open; with rows of the owner's in some. */
  let tables: string[];
  let owner: string;
  let scopes: Readonly<Record<string, readonly [string, "t" | "f"] | null>>;

  before(async () => {
    platform = await testPlatform();
    const parent = await platform.openAccount();
    const api = platform.client(parent.testKey);
    const business = { email: "below@example.com", type: "business" };
    const below = async (name: string) =>
      (await api.make("/v1/accounts", { name, ...business })).id;
    owner = await below("Owner");
    const key = await api.post("/v1/api_keys", {}, { "charge-account": owner });
    const own = platform.client(String(key.body["key"]));
    await makeOneOfEach(own, owner);
    await own.make("/v1/account/settings", { invoice_due_days: 1 });
    const child = await own.make("/v1/accounts", { name: "Child", ...business });
    scopes = {
      "another account": [(await platform.openAccount()).account, "f"],
      "the other mode": [owner, "t"],
      "a sibling": [await below("Sibling"), "f"],
      "the parent": [parent.account, "f"],
      "a child": [child.id, "f"],
      "an empty account": ["", "f"],
      "no scope at all": null,
    };
    client = await connected();
    const found = await client.query<{ table_name: string }>(
      `select table_name from information_schema.columns
       where table_schema = 'public' and column_name = 'account_id' order by table_name`,
    );
    tables = found.rows.map((one) => one.table_name).filter((name) => !(name in openTables));
  });
  after(async () => {
    await client.end();
    await platform.close();
  });

  async function connected(): Promise<pg.Client> {
    const fresh = new pg.Client({
      connectionString: platform.databaseUrl,
      options: `-c role=${applicationRole}`,
    });
    await fresh.connect();
    return fresh;
  }

  const enter = (scope: readonly [string, "t" | "f"]) =>
    client.query(
      "select set_config('charge.account', $1, false), set_config('charge.livemode', $2, false)",
      [...scope],
    );

  /** Rows that a statement sees or changes; 0 where the role may not even try. */
  async function touched(who: pg.Client, text: string, values: unknown[] = []): Promise<number> {
    try {
      return (await who.query(text, values)).rowCount ?? 0;
    } catch (error) {
      // Partitions are closed to the role, append-only tables to its changes.
      if (refusedByDatabase(error)) return 0;
      throw error;
    }
  }

  const owned = "account_id = $1 and not livemode";

  /** How many rows of the owner's there are, as the owner of the database sees them. */
  async function everything(): Promise<Map<string, number>> {
    const all = new Map<string, number>();
    for (const table of tables) {
      // What jobs do by themselves is no stranger's doing.
      if (table === "jobs") continue;
      const rows = await platform.sql(
        `select count(*)::int as count from ${table} where ${owned}`,
        [owner],
      );
      all.set(table, Number(rows[0]?.["count"]));
    }
    return all;
  }

  it("shows the rows of an account in its own scope, or nothing here could fail", async () => {
    await enter([owner, "f"]);
    const shown: string[] = [];
    for (const table of tables) {
      if ((await touched(client, `select 1 from ${table} where ${owned}`, [owner])) > 0)
        shown.push(table);
    }
    for (const table of ["account_settings", "api_keys", "drivers", "events", "ledger_entries"]) {
      assert.ok(shown.includes(table), `${table} is not among ${shown.join()}`);
    }
  });

  it("shows, changes and deletes no row of an account in any other scope", async () => {
    const before = await everything();
    for (const [who, scope] of Object.entries(scopes)) {
      const role = scope === null ? await connected() : client;
      if (scope !== null) await enter(scope);
      for (const table of tables) {
        for (const [what, text] of [
          ["sees", `select 1 from ${table} where ${owned}`],
          ["changes", `update ${table} set account_id = account_id where ${owned}`],
          ["deletes", `delete from ${table} where ${owned}`],
        ] as const) {
          assert.equal(await touched(role, text, [owner]), 0, `${who} ${what} ${table}`);
        }
        if (scope === null) {
          assert.equal(await touched(role, `select 1 from ${table}`), 0, table);
        }
      }
      if (scope === null) await role.end();
    }
    // What the account itself has under way may add to it meanwhile.
    const after = await everything();
    for (const [table, count] of before) assert.ok(Number(after.get(table)) >= count, table);
  });

  /** Inserts a copy of a row of the owner's; false where there is none to copy. */
  async function steal(table: string): Promise<boolean> {
    const known = await platform.sql(
      `select column_name as name from information_schema.columns
       where table_name = $1 and identity_generation is null and is_generated = 'NEVER'`,
      [table],
    );
    const columns = known.map(({ name }) => `"${name}"`).join(", ");
    const [found] = await platform.sql(
      `select to_jsonb(t)::text as row from ${table} t where account_id = $1 limit 1`,
      [owner],
    );
    if (found === undefined) return false;
    const insert = client.query(
      `insert into ${table} (${columns})
       select ${columns} from jsonb_populate_record(null::${table}, $1::jsonb)`,
      [found["row"]],
    );
    await assert.rejects(insert, refusedByDatabase, table);
    return true;
  }

  it("takes no row into another account", async () => {
    for (const scope of Object.values(scopes)) {
      if (scope === null || scope[0] === owner) continue;
      await enter(scope);
      const tried: string[] = [];
      for (const table of tables) if (await steal(table)) tried.push(table);
      assert.ok(tried.includes("drivers") && tried.includes("api_keys"), tried.join());
    }
  });

  it("shows an account itself to its own scope and its parent's only", async () => {
    const shown: string[] = [];
    for (const [who, scope] of Object.entries(scopes)) {
      const role = scope === null ? await connected() : client;
      if (scope !== null) await enter(scope);
      const text = "select 1 from accounts where id = $1";
      if ((await touched(role, text, [owner])) > 0) shown.push(who);
      if (scope === null) await role.end();
    }
    assert.deepEqual(shown, ["the other mode", "the parent"]);
  });

  describe("in the application's role", () => {
    it("the role owns nothing and has no power over others", async () => {
      const owns = await platform.sql(
        `select relname as name from pg_class where relowner = $1::regrole
         union all select proname from pg_proc where proowner = $1::regrole
         union all select nspname from pg_namespace where nspowner = $1::regrole`,
        [applicationRole],
      );
      assert.deepEqual(owns, []);
      const [role] = await platform.sql(
        `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,
           (select count(*)::int from pg_auth_members where member = r.oid) as memberships
         from pg_roles r where rolname = $1`,
        [applicationRole],
      );
      const { memberships, ...powers } = role ?? {};
      assert.equal(memberships, 0);
      assert.equal(Object.keys(powers).length, 6);
      assert.ok(
        Object.values(powers).every((power) => power === false),
        JSON.stringify(powers),
      );
    });

    it("every table with tenants is under row-level security, partitions are closed", async () => {
      const bare = await platform.sql(
        `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
         where a.attname = 'account_id' and c.relkind in ('r', 'p') and not c.relispartition
           and c.relnamespace = 'public'::regnamespace
           and (not c.relrowsecurity or not exists (select 1 from pg_policy where polrelid = c.oid))
         order by 1`,
      );
      const names = bare.map(({ name }) => String(name));
      assert.deepEqual(
        names.filter((name) => !(name in openTables)),
        [],
      );
      const reachable = await platform.sql(
        `select c.relname as name from pg_class c
         where c.relispartition and c.relkind = 'r'
           and has_table_privilege($1, c.oid, 'select, insert, update, delete')`,
        [applicationRole],
      );
      assert.deepEqual(reachable, []);
    });

    for (const text of [
      "alter table drivers disable row level security",
      "alter table drivers owner to current_user",
      "drop policy tenant on drivers",
      "create policy open on drivers using (true)",
      "create table mine (id int)",
      "alter role current_user bypassrls",
      "update schema_migrations set checksum = ''",
      "delete from ledger_entries",
      "update ledger_postings set account_id = account_id",
      "truncate drivers",
      "create function drivers() returns setof drivers language sql as 'select * from drivers'",
    ]) {
      it(`is refused: ${text}`, async () => {
        await enter([owner, "f"]);
        await assert.rejects(client.query(text), refusedByDatabase);
      });
    }

    it("a session that is the role's from its beginning cannot become another one", async () => {
      const session = new pg.Client({ connectionString: platform.databaseUrl });
      await session.connect();
      const { rows } = await session.query<{ owner: string }>("select session_user as owner");
      await session.query(`set session authorization ${applicationRole}`);
      const become = session.query(`set role "${rows[0]?.owner}"`);
      await assert.rejects(become, refusedByDatabase);
      await session.end();
    });
  });
});
