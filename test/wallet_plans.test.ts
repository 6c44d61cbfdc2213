// A page of a wallet's entries costs in the database what any other page does, however deep. Told
// by PostgreSQL's own count of what it touched, as the role that asks; no clock is read.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { allStatements } from "../src/db/statement.ts";
import { present } from "../src/lib/assert.ts";
import { type TestPlatform, testPlatform } from "./platform.ts";

const entries = 100_000;

type Plan = { readonly Plan: Record<string, number> };

describe("a wallet's entries", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
    const { account } = platform.first;
    const id = "'lp_' || lpad(g::text, 32, '0')";
    const all = `generate_series(1, ${entries}) g`;
    await platform.sql(
      `insert into ledger_postings select $1, false, ${id}, 'wallet_credited:txn_' || g,
         '2026-01-01' from ${all}`,
      [account],
    );
    // Half an entry each will do for a plan; the books would not take them.
    await platform.sql("alter table ledger_entries disable trigger all");
    await platform.sql(
      `insert into ledger_entries
         (account_id, livemode, posting_id, position, name, currency, amount, balance)
       select $1, false, ${id}, 1, 'wallet:' || g % 2, 'eur', 1, g from ${all}`,
      [account],
    );
    await platform.sql("analyze ledger_entries, ledger_postings");
  });
  after(() => platform.close());

  it("cost as much on the first page as on the last, both ways", async () => {
    const client = new pg.Client({ connectionString: platform.databaseUrl });
    await client.connect();
    const { account } = platform.first;
    await client.query("set role charge_app");
    const scope = "select set_config('charge.account', $1, false), set_config($2, 'f', false)";
    await client.query(scope, [account, "charge.livemode"]);
    const touched = async (name: string, from: number): Promise<number> => {
      const found = allStatements().find((one) => one.name === name);
      const { text } = present(found, name);
      const values = [account, false, "1", from, 11, "lp_0", "lp_~"];
      const { rows } = await client.query(
        `explain (analyze, buffers, format json) ${text}`,
        values,
      );
      const { Plan: plan } = (rows[0]["QUERY PLAN"] as Plan[])[0] as Plan;
      return Number(plan["Shared Hit Blocks"]) + Number(plan["Shared Read Blocks"]);
    };
    for (const name of ["wallets.older_entries", "wallets.newer_entries"]) {
      for (const from of [200, entries / 2, entries - 200]) {
        const pages = await touched(name, from);
        assert.ok(pages < 100, `${name} from ${from} touches ${pages} pages`);
      }
    }
    await client.end();
  });
});
