// Every statement of the platform, prepared and planned against the migrated schema as the role
// that runs it: a renamed column, a lost grant or a parameter without a type shows here by its
// name. CHARGE_TEST_DATABASE leads it to another server (test/postgres.ts); PostgreSQL 15 to 18
// must do: CHARGE_TEST_DATABASE='{"host":"/var/run/postgresql","port":5432,"user":"postgres"}' …
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import pg from "pg";
import type { Prepared } from "../src/db/flight.ts";
import { allListings, type ListRequest } from "../src/db/listing.ts";
import { applicationRole } from "../src/db/migrate.ts";
import { allStatements, type Reader } from "../src/db/statement.ts";
import { testDatabase } from "./platform.ts";

const root = join(import.meta.dirname, "..");
for (const path of globSync(["src/**/store.ts", "src/ledger/*.ts"], { cwd: root })) {
  if (!path.endsWith(".test.ts")) await import(pathToFileURL(join(root, path)).href);
}

const anyTime = new Date(0);
const nothing = { gt: null, gte: null, lt: null, lte: null };
const plain: ListRequest = { limit: 10, cursor: null, created: nothing, metadata: {} };

/** The statements that a list sends: with each filter, each range, both directions. */
async function sentBy({ options, list }: ReturnType<typeof allListings>[number]) {
  const sent: Prepared[] = [];
  const work: Reader = {
    account: "acct",
    livemode: false,
    async query(statement) {
      sent.push(statement);
      return [];
    },
  };
  const filters = Object.keys({ ...options.filters, ...options.links });
  if (options.among !== undefined) filters.push(options.among.filter);
  for (const filter of filters) await list(work, plain, { [filter]: "x" });
  await list(work, plain, Object.fromEntries(filters.map((one) => [one, "x"])));
  for (const direction of ["after", "before"] as const) {
    await list(work, { ...plain, cursor: { direction, key: "x" } });
  }
  const created = { gt: anyTime, gte: anyTime, lt: anyTime, lte: anyTime };
  const metadata: ListRequest["metadata"] = options.metadata === undefined ? {} : { a: "b" };
  await list(work, { ...plain, created, metadata });
  return sent;
}

describe("statements", () => {
  let client: pg.Client;
  before(async () => {
    client = new pg.Client({
      connectionString: await testDatabase(),
      options: `-c role=${applicationRole} -c plan_cache_mode=force_generic_plan`,
    });
    await client.connect();
  });
  after(() => client.end());

  /** Prepares it, and plans it with nulls, which also checks what the role may touch. */
  async function plan({ text }: Prepared): Promise<void> {
    await client.query("deallocate all");
    await client.query(`prepare tried as ${text}`);
    const known = await client.query<{ count: number }>(
      `select coalesce(cardinality(parameter_types), 0)::int as count
       from pg_prepared_statements where name = 'tried'`,
    );
    const values = Array.from({ length: known.rows[0]?.count ?? 0 }, () => "null").join(", ");
    await client.query(`explain execute tried${values === "" ? "" : `(${values})`}`);
  }

  for (const statement of allStatements()) {
    it(`${statement.name} fits the schema`, () => plan(statement));
  }

  for (const listing of allListings()) {
    it(`${listing.name} fits the schema with every filter`, async () => {
      const sent = await sentBy(listing);
      assert.ok(sent.length >= 4);
      for (const statement of sent) await plan(statement);
    });
  }

  it("are found: every store has declared its own", () => {
    const folders = new Set(allStatements().map(({ name }) => name.split(".")[0]));
    for (const known of ["accounts", "drivers", "idempotency", "jobs"]) {
      assert.ok(folders.has(known), known);
    }
  });
});
