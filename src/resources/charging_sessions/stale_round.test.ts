// The watchdog's round over very many sessions: a part at a time, by an index, and nobody is
// overlooked behind others that have to be waited for.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { applicationRole } from "../../../src/db/migrate.ts";
import { makeFleet, makeStation, startOf } from "../../../test/fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { closeStale, type Reached } from "./stale_actions.ts";

const count = 20_000;

describe("twenty thousand running sessions", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
    const { api } = platform;
    const station = await makeStation(api, "simulator");
    const fleet = await makeFleet(api);
    const { id } = await api.make("/v1/charging_sessions", startOf(fleet, station));
    await makeStation(api, "ocpp", { ocpp_identity: "MANY" });
    const chst = "'chst_' || lpad(md5(g::text), 32, '0')";
    const sessions = { charging_station: chst, vehicle: "'veh_' || g", transaction_id: "null" };
    const cs = (from: number) => `'cs_' || lpad((g + ${from})::text, 32, '0')`;
    await fill("charging_sessions", `id = '${id}'`, {
      ...{ ...sessions, id: cs(0), state: "'charging'", network_kind: "'ocpp'" },
      heard_at: "clock_timestamp() - interval '2 hours' - g * interval '10 ms'",
    });
    const over = { id: cs(1_000_000), state: "'completed'", status: "'completed'" };
    await fill("charging_sessions", `id = '${id}'`, { ...sessions, ...over });
    await fill("station_connections", "identity = 'MANY'", {
      ...{ id: "'conn_' || g", station_id: chst, identity: "'I' || g", online: "false" },
      last_seen: "clock_timestamp() - interval '1 hour'",
    });
    await platform.sql("analyze");
  });
  after(() => platform.close());

  /** Rows like one that there is, without what the database would look up for each of them. */
  async function fill(table: string, like: string, own: Record<string, string>): Promise<void> {
    const columns = await platform.sql(
      `select column_name as name from information_schema.columns
       where table_name = $1 and is_generated = 'NEVER'`,
      [table],
    );
    const names = columns.map(({ name }) => String(name));
    const values = names.map((name) => own[name] ?? `t.${name}`).join(", ");
    await platform.sql(`set session_replication_role = replica;
      insert into ${table} (${names.join(", ")}) select ${values}
      from generate_series(1, ${count}) g, (select * from ${table} where ${like}) t`);
  }

  it("are looked at some at a time, through an index", async () => {
    const client = new pg.Client({
      connectionString: platform.databaseUrl,
      options: `-c role=${applicationRole}`,
    });
    await client.connect();
    try {
      await client.query("select set_config('charge.account', '*', false)");
      const { rows } = await client.query(
        `explain (analyze, buffers, format json) select id, heard_at from charging_sessions
         where state = 'charging' and network_kind = 'ocpp' and id > $1 order by id limit 500`,
        [`cs_${String(count / 2).padStart(32, "0")}`],
      );
      const plan = (rows[0]["QUERY PLAN"] as Json[])[0]?.["Plan"] as Json & { Plans: Json[] };
      assert.equal(plan.Plans[0]?.["Index Name"], "charging_sessions_watched");
      const buffers = Number(plan["Shared Hit Blocks"]) + Number(plan["Shared Read Blocks"]);
      assert.ok(buffers < 600, `${buffers} pages for 500 sessions`);
    } finally {
      await client.end();
    }
  });

  it("of which all but one have to be waited for do not hide the one", async () => {
    const lost = `cs_${String(count - 7).padStart(32, "0")}`;
    const [{ charging_station: station } = {}] = await platform.sql(
      `update charging_sessions set heard_at = clock_timestamp() - interval '100 hours'
       where id = $1 returning charging_station`,
      [lost],
    );
    await platform.sql(
      `update station_connections set last_seen = clock_timestamp() - interval '100 hours'
       where station_id = $1`,
      [station],
    );
    const patience = { silentMs: 24 * 3_600_000, goneMs: 72 * 3_600_000 };
    const seen: string[] = [];
    // Made up as it is, it may not be settled: that it was found is what counts.
    const note = (detail: { session: string }) => seen.push(detail.session);
    const log = { warn: note, error: note } as never;
    let reached: Reached = null;
    let rounds = 0;
    do {
      const from: { after: Reached } = { after: reached };
      ({ reached } = await closeStale(platform.database, log, patience, from));
      rounds += 1;
    } while (reached !== null);
    assert.deepEqual(seen, [lost]);
    assert.ok(rounds > count / 5000 - 1 && rounds <= count / 5000 + 1, `${rounds} rounds`);
  });
});
