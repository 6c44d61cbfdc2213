// What a page of a list costs in the database: as much at page 10 000 as at page 1, and little for
// a filter that few of many rows pass (spec part 1, "Lists"). Told by the plans of PostgreSQL for
// the statements that the lists send, as the role that sends them; no clock is read.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { allListings, type ListRequest } from "../src/db/listing.ts";
import { applicationRole } from "../src/db/migrate.ts";
import { present } from "../src/lib/assert.ts";
import { makeOneOfEach } from "./exemplars.ts";
import { type Json, type TestPlatform, testPlatform } from "./platform.ts";

const rowCount = 120_000;
/** Ids that sort as their numbers do. */
const idAt = (prefix: string, at: number | string): string =>
  typeof at === "number"
    ? `${prefix}_${String(at).padStart(32, "0")}`
    : `'${prefix}_' || lpad((${at})::text, 32, '0')`;
/** Three of all rows. */
const rare = "g % 40000 = 7";
const some = (words: readonly [string, string, string]): string =>
  `case when ${rare} then '${words[2]}' when g % 2 = 0 then '${words[0]}' else '${words[1]}' end`;

/** Columns that differ from row to row; all others are as in one real row. */
const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  drivers: {
    id: idAt("drv", "g"),
    email: "'e' || g || '@example.com'",
    status: some(["active", "suspended", "archived"]),
    metadata: `json_build_object('side', ${some(["even", "odd", "rare"])}, 'own', g::text)`,
  },
  transactions: {
    id: idAt("txn", "g"),
    ...{ livemode: "false", type: "'charge'", amount: "42", currency: "'eur'" },
    ...{ description: "'Charge'", created: "'2026-01-01'" },
    driver: idAt("drv", "g % 1000"),
    status: some(["succeeded", "pending", "failed"]),
  },
  charging_sessions: {
    id: idAt("cs", "g"),
    transaction_id: "null",
    driver: idAt("drv", "g % 1000"),
    status: some(["completed", "cancelled", "failed"]),
  },
  events: {
    id: idAt("evt", "g"),
    object_id: idAt("drv", "g % 1000"),
    type: some(["driver.updated", "fleet.updated", "invoice.voided"]),
  },
};

type Node = Json & { readonly Plans?: readonly Node[] };
type Cost = { readonly shape: string; readonly buffers: number };

/** The nodes that walk; what is looked up for each shown row costs as many as there are rows. */
const shapeOf = (node: Node): string =>
  [
    `${node["Node Type"]} ${node["Index Name"] ?? ""}`.trim(),
    ...(node.Plans ?? [])
      .filter((one) => one["Parent Relationship"] !== "SubPlan")
      .map((one) => `(${shapeOf(one)})`),
  ].join(" ");

/**
 * The part of a plan that walks rows. Walks that were cut off already may be merged by a sort, and
 * two walks in one order may be joined in either way.
 */
const walkOf = (shape: string): string =>
  shape
    .replace(/^Limit \(Sort \(Nested Loop \(Function Scan\) (?=\(Limit )/, "")
    .replaceAll(/Merge Join|Nested Loop/g, "Join");

const nothing = { gt: null, gte: null, lt: null, lte: null };
const plain: ListRequest = { limit: 10, cursor: null, created: nothing, metadata: {} };

describe("a page of 120 000 rows", () => {
  let platform: TestPlatform;
  let account = "";
  /** A fleet that half of the drivers are in. */
  let big = "";
  let client: pg.Client;
  before(async () => {
    platform = await testPlatform();
    const owner = await platform.openAccount();
    account = owner.account;
    const { fleet } = await makeOneOfEach(platform.client(owner.testKey), account);
    for (const [table, own] of Object.entries(tables)) await fill(table, own);
    await platform.sql(`insert into metadata_pairs (account_id, livemode, pair, id)
      select account_id, livemode, metadata_pair(key, value), id
      from drivers, json_each_text(metadata) on conflict do nothing`);
    for (const [to, which] of [
      [fleet, "g % 2 = 0"],
      [idAt("flt", 3), rare],
    ]) {
      await platform.sql(`set session_replication_role = replica;
        insert into fleet_drivers (account_id, livemode, fleet_id, driver_id, created)
        select '${account}', false, '${to}', ${idAt("drv", "g")}, '2026-01-01'
        from generate_series(1, ${rowCount}) g where ${which}`);
    }
    big = String(fleet);
    await platform.sql("analyze");
    client = new pg.Client({
      connectionString: platform.databaseUrl,
      options: `-c role=${applicationRole}`,
    });
    await client.connect();
    await client.query("select set_config('charge.account', $1, false)", [account]);
    await client.query("select set_config('charge.livemode', 'f', false)");
  });
  after(async () => {
    await client?.end();
    await platform.close();
  });

  /** Rows like the newest one, without what the database would look up for each of them. */
  async function fill(table: string, own: Readonly<Record<string, string>>): Promise<void> {
    const columns = await platform.sql(
      `select column_name as name from information_schema.columns
       where table_name = $1 and is_generated = 'NEVER'`,
      [table],
    );
    const names = columns.map(({ name }) => String(name));
    const known: Readonly<Record<string, string>> = { account_id: `'${account}'`, ...own };
    const values = names.map((name) => known[name] ?? `t.${name}`).join(", ");
    await platform.sql(`set session_replication_role = replica;
      insert into ${table} (${names.join(", ")}) select ${values}
      from generate_series(1, ${rowCount}) g left join (select * from ${table}
        where account_id = '${account}' order by id desc limit 1) t on true`);
  }

  type Asked = {
    readonly list: string;
    readonly filters?: Json;
    readonly metadata?: Readonly<Record<string, string>>;
  };

  async function costAt({ list: name, filters, metadata = {} }: Asked, at: Partial<ListRequest>) {
    const { list } = present(
      allListings().find((one) => one.name === name),
      name,
    );
    let cost: Cost | null = null;
    const work = {
      ...{ account, livemode: false },
      query: async (statement: { name: string; text: string }, values: readonly unknown[]) => {
        // A named statement is planned once for all values.
        const mode = statement.name === "" ? "force_custom_plan" : "force_generic_plan";
        await client.query(`deallocate all; set plan_cache_mode = ${mode}`);
        await client.query(`prepare tried as ${statement.text}`);
        const quoted = values.map((one) =>
          Array.isArray(one)
            ? `array[${one.map((text) => client.escapeLiteral(text)).join(", ")}]`
            : client.escapeLiteral(String(one)),
        );
        const { rows } = await client.query(
          `explain (analyze, buffers, format json) execute tried(${quoted.join(", ")})`,
        );
        const plan = (rows[0]["QUERY PLAN"] as Json[])[0]?.["Plan"] as Node;
        const buffers = Number(plan["Shared Hit Blocks"]) + Number(plan["Shared Read Blocks"]);
        cost = { shape: shapeOf(plan), buffers };
        return [];
      },
    };
    await list(work, { ...plain, metadata, ...at }, filters);
    return present(cost as Cost | null, "a plan");
  }

  const prefixes = { drivers: "drv", transactions: "txn", sessions: "cs", events: "evt" };
  const prefixOf = (list: string) => prefixes[list.split(".")[0] as keyof typeof prefixes];

  const walked: Asked[] = [
    { list: "drivers.list" },
    { list: "drivers.list", filters: { status: "active" } },
    { list: "drivers.list", filters: { fleet: "big" } },
    { list: "drivers.list", metadata: { side: "even" } },
    {
      list: "drivers.list",
      filters: { fleet: "big", status: "active" },
      metadata: { side: "even" },
    },
    { list: "transactions.list" },
    { list: "transactions.list", filters: { status: "succeeded" } },
    { list: "sessions.list" },
    { list: "sessions.list", filters: { status: "completed" } },
    { list: "events.list" },
    { list: "events.list", filters: { type: "driver.updated" } },
    { list: "events.list", filters: { types: ["driver.updated", "driver.created"] } },
  ];
  const nameOf = ({ list, filters = {}, metadata = {} }: Asked): string =>
    [list, ...Object.keys(filters), ...Object.keys(metadata).map((key) => `metadata[${key}]`)].join(
      " ",
    );
  const named = (asked: Asked): Asked =>
    asked.filters?.["fleet"] === "big"
      ? { ...asked, filters: { ...asked.filters, fleet: big } }
      : asked;

  for (const asked of walked) {
    it(`of ${nameOf(asked)} costs at page 10 000 what it costs at page 1`, async () => {
      const key = idAt(prefixOf(asked.list), rowCount - 100_000);
      const first = await costAt(named(asked), {});
      for (const direction of ["after", "before"] as const) {
        const deep = await costAt(named(asked), { cursor: { direction, key } });
        // With several filters the planner may begin with another one; never with all the rows.
        assert.doesNotMatch(walkOf(deep.shape), /Seq Scan|Sort|Hash|Bitmap/);
        if (asked.filters === undefined) {
          assert.equal(walkOf(deep.shape), walkOf(first.shape), direction);
        }
        assert.ok(
          deep.buffers <= 1.5 * first.buffers + 20,
          `${first.buffers} blocks at first, ${deep.buffers} then: ${deep.shape}`,
        );
      }
      assert.ok(first.buffers < 400, `${first.buffers} blocks: ${first.shape}`);
    });
  }

  const seldom: Asked[] = [
    { list: "drivers.list", filters: { status: "archived" } },
    { list: "drivers.list", filters: { email: "E77@example.com" } },
    { list: "drivers.list", filters: { email: "nobody@example.com" } },
    { list: "drivers.list", filters: { fleet: idAt("flt", 3) } },
    { list: "drivers.list", filters: { vehicle: "veh_none" } },
    { list: "drivers.list", metadata: { side: "rare" } },
    { list: "drivers.list", metadata: { own: "77" } },
    { list: "drivers.list", metadata: { own: "none" } },
    { list: "transactions.list", filters: { status: "failed" } },
    { list: "transactions.list", filters: { driver: idAt("drv", 77) } },
    { list: "sessions.list", filters: { status: "failed" } },
    { list: "sessions.list", filters: { driver: idAt("drv", 77) } },
    { list: "events.list", filters: { type: "invoice.voided" } },
    { list: "events.list", filters: { types: ["invoice.voided", "invoice.paid"] } },
    { list: "events.list", filters: { object_id: idAt("drv", 77) } },
  ];
  for (const asked of seldom) {
    const values = JSON.stringify({ ...asked.filters, ...asked.metadata });
    it(`of ${nameOf(asked)} finds the few without reading the many: ${values}`, async () => {
      const { shape, buffers } = await costAt(asked, {});
      assert.ok(buffers < 600, `${buffers} blocks: ${shape}`);
    });
  }
});
