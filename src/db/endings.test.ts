// How transactions end where their end is not heard of: over a proxy that breaks the connection.
import assert from "node:assert/strict";
import { connect, createServer, type Server, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { testDatabase } from "../../test/platform.ts";
import { Refusal } from "../lib/errors.ts";
import { openLog } from "../lib/log.ts";
import { systemClock } from "../lib/time.ts";
import { openDatabase } from "./database.ts";
import type { Prepared } from "./flight.ts";
import { isRefused } from "./lane.ts";
import { applicationRole } from "./migrate.ts";
import { openPool, type Pool, type PoolOptions } from "./pool.ts";
import type { Database, Work } from "./work.ts";

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Which way of a commit is cut: before PostgreSQL gets it, or before its answer comes back. */
type Cut = "none" | "commit" | "answer" | "silence";

describe("a transaction", () => {
  let cut: Cut = "none";
  let proxy: Server;
  let settings: PoolOptions;
  let pool: Pool;
  let database: Database;

  const passOn = (client: Socket, server: Socket): void => {
    client.on("data", (bytes) => {
      if (cut === "silence") return;
      if (cut === "none" || !bytes.includes("db.commit")) return void server.write(bytes);
      if (cut === "commit") return void client.destroy();
      server.unpipe(client);
      server.resume();
      server.once("data", () => client.destroy());
      server.write(bytes);
    });
    server.pipe(client);
    for (const one of [client, server]) one.on("error", () => undefined);
    client.on("close", () => server.destroy());
  };

  before(async () => {
    const url = new URL((await testDatabase()).replace("@/", "@local/"));
    const path = `${url.searchParams.get("host")}/.s.PGSQL.${url.searchParams.get("port")}`;
    proxy = createServer((client) => passOn(client, connect(path)));
    await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
    const { port } = proxy.address() as { port: number };
    settings = {
      database: {
        ...{ host: "127.0.0.1", port, user: url.username, database: url.pathname.slice(1) },
      },
      ...{ role: applicationRole, shared: 1, exclusive: 4, log: openLog("silent") },
    };
    pool = await openPool(settings);
    const references = { load: async () => new Map(), firstMissing: async () => null };
    database = openDatabase({
      ...{ pool, clock: systemClock, announce: async () => {}, dispatch: async () => {} },
      references: { ...references, mayRead: () => true, readable: () => null },
      committed: () => {},
    });
  });
  after(async () => {
    await pool.close();
    await new Promise((done) => proxy.close(done));
  });

  const place = { account: `acct_${"0".repeat(32)}`, livemode: false };
  const plain = (name: string, text: string): Prepared => ({ name: `test.${name}`, text });
  const write = plain(
    "write",
    `insert into idempotency_keys (account_id, livemode, key, fingerprint, created)
     values ($1, $2, $3, '', '2026-01-01')`,
  );
  const count = plain(
    "count",
    "select count(*)::integer as count from idempotency_keys where account_id = $1 and key like $2",
  );
  const written = async (like: string): Promise<unknown> => {
    const [row] = await database.reader(place).query(count, [place.account, like]);
    return row?.["count"];
  };
  const writing =
    (key: string, tries: string[] = []) =>
    async (work: Work): Promise<string> => {
      tries.push(key);
      await work.query(write, [work.account, work.livemode, key]);
      return key;
    };
  const together = (prefix: string, tries: string[]): Promise<PromiseSettledResult<string>[]> =>
    Promise.allSettled(
      ["a", "b", "c"].map((one) => database.together(place, writing(`${prefix}${one}`, tries))),
    );

  it("that was committed without an answer is not done again for those who share it", async () => {
    const tries: string[] = [];
    cut = "answer";
    const ends = await together("lost ", tries);
    cut = "none";
    assert.deepEqual(
      ends.map(({ status }) => status),
      ["rejected", "rejected", "rejected"],
    );
    assert.deepEqual(tries, ["lost a", "lost b", "lost c"]);
    assert.equal(await written("lost %"), 3);
  });

  it("whose commit did not arrive fails, and leaves nothing", async () => {
    const tries: string[] = [];
    cut = "commit";
    const ends = await together("cut ", tries);
    cut = "none";
    assert.deepEqual(new Set(ends.map(({ status }) => status)), new Set(["rejected"]));
    assert.equal(tries.length, 3);
    assert.equal(await written("cut %"), 0);
  });

  it("goes on without the one of it that failed, whatever that one had written", async () => {
    const failing = async (work: Work): Promise<string> => {
      await writing("shared refused")(work);
      throw new Refusal("driver_not_found", "no", null, null);
    };
    const ends = await Promise.allSettled([
      database.together(place, writing("shared a")),
      database.together(place, failing),
      database.together(place, writing("shared b")),
    ]);
    assert.deepEqual(
      ends.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
    assert.equal(await written("shared %"), 2);
  });

  it("is never that of two accounts or two modes", async () => {
    const places = ["0", "1"].flatMap((one) =>
      [true, false].map((livemode) => ({ account: `acct_${one.repeat(32)}`, livemode })),
    );
    const scope = plain(
      "scope",
      `select pg_current_xact_id()::text as id, current_setting('charge.account') as account,
         current_setting('charge.livemode') = 't' as livemode`,
    );
    const seen = await Promise.all(
      [...places, ...places].map((one) =>
        database.together(one, async (work) => (await work.query(scope, []))[0]),
      ),
    );
    assert.deepEqual(
      seen.map((row) => ({ account: row?.["account"], livemode: row?.["livemode"] })),
      [...places, ...places],
    );
    assert.equal(new Set(seen.map((row) => row?.["id"])).size, places.length);
  });

  it("takes no statement after its end, which would be kept although it failed", async () => {
    let late: Promise<unknown> = Promise.resolve();
    const straggling = async (work: Work): Promise<never> => {
      late = pause(50).then(() => writing("late")(work));
      late.catch(() => undefined);
      throw new Refusal("driver_not_found", "no", null, null);
    };
    await assert.rejects(database.transaction(place, straggling));
    await assert.rejects(late, /'test.write' came after the end of its transaction/);
    assert.equal(await written("late"), 0);
  });

  it("may take longer than a read, which all who come after it wait for", async () => {
    const shown = plain("timeout", "select current_setting('statement_timeout') as timeout");
    const [read] = await database.reader(place).query(shown, []);
    const [own] = await database.transaction(place, (work) => work.query(shown, []));
    const [long] = await database.snapshot(place, (reader) => reader.query(shown, []));
    const all = [read, own, long].map((row) => row?.["timeout"]);
    assert.deepEqual(all, ["5s", "30s", "10min"]);
  });

  it("fails, as a read does, where the database falls silent", async () => {
    const hasty = await openPool({ ...settings, wayMs: -29_000 });
    const one = plain("one", "select $1::integer as one");
    const ask = () => hasty.exclusive(place, ({ query }) => query(one, [1]));
    assert.deepEqual(await ask(), [{ one: 1 }]);
    cut = "silence";
    await assert.rejects(ask(), /fell silent/);
    await assert.rejects(hasty.read(place, one, [1]), /fell silent/);
    cut = "none";
    assert.deepEqual(await ask(), [{ one: 1 }]);
    await hasty.close();
  });

  it("is known to be undone only where PostgreSQL itself says so", async () => {
    const refusal = await database
      .reader(place)
      .query(plain("zero", "select 1 / $1::integer"), [0])
      .catch((error: unknown) => error);
    assert.equal(isRefused(refusal), true);
    // Five letters, as a SQLSTATE has.
    const broken = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    assert.equal(isRefused(broken), false);
    assert.equal(isRefused(new Error("Connection terminated unexpectedly")), false);
  });
});
