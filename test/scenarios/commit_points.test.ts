// kill -9 at every kind of commit between a session's start and its payment, just before it and
// just after it. What comes of the retry must be what comes of an undisturbed run (spec part 1,
// "Idempotency": a crash at any point leaves either both or neither).
import assert from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { describe, it } from "node:test";
import pg from "pg";
import { present } from "../../src/lib/assert.ts";
import { booksOf } from "../books.ts";
import { makeFleet, makeStation, startOf, until } from "../fleet.ts";
import { type Answer, type Json, testDatabase } from "../platform.ts";
import { openReceiver } from "../receiver.ts";
import { newDataDir, removeDataDir, type ServerProcess, startServer } from "../server.ts";
import type { CommitPoint, Death } from "./mortal_server.ts";
import { watch } from "./watching.ts";

const entry = join(import.meta.dirname, "mortal_server.ts");
const secret = "k".repeat(32);
/** Servers that die side by side; most of their time is waiting for simulated cars. */
const laneCount = 3;

/** One database and one server after the other on it. */
async function openLane() {
  const dataDir = await newDataDir();
  const databaseUrl = await testDatabase();
  const hooks = await openReceiver();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const start = () =>
    startServer(
      dataDir,
      {
        ...{ CHARGE_DATABASE_URL: databaseUrl, CHARGE_SECRET: secret },
        ...{ CHARGE_SIMULATOR_SPEED: "300", CHARGE_WEBHOOK_ALLOW_PRIVATE: "on" },
      },
      entry,
    );
  const lane = {
    ...{ hooks, databaseUrl, server: await start() },
    sql: async (text: string, values: unknown[] = []) =>
      (await client.query(text, values)).rows as Json[],
    async restart() {
      await lane.server.kill();
      lane.server = await start();
    },
    async close() {
      await lane.server.kill();
      await Promise.all([client.end(), hooks.close(), removeDataDir(dataDir)]);
    },
  };
  await lane.server.api.make("/v1/webhook_endpoints", { url: hooks.url, enabled_events: ["*"] });
  return lane;
}

type Lane = Awaited<ReturnType<typeof openLane>>;

/** A start and an end, each with its idempotency key; what was acknowledged is kept in `heard`. */
async function charge(server: () => ServerProcess, start: Json, heard: Map<string, string>) {
  const vehicle = String(start["vehicle"]);
  const send = async (what: string, path: string, body: Json): Promise<Answer["body"]> => {
    const headers = { "idempotency-key": `${what} ${vehicle}` };
    const post = () => server().api.post(path, body, headers);
    const answer = await until(post, (one) => one.body["code"] !== "idempotency_key_in_use");
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.text, heard.get(what) ?? answer.text, "another answer than acknowledged");
    heard.set(what, answer.text);
    return answer.body;
  };
  const session = await send("start", "/v1/charging_sessions", start);
  const path = `/v1/charging_sessions/${session.id}`;
  await until(
    () => server().api.read(path),
    (one) => one["status"] !== "active" || Number(one["energy_consumed"]) > 0,
  );
  await send("end", `${path}/end`, {});
}

/** What came of it, without what differs from run to run. */
async function outcome({ server, sql, hooks }: Lane, start: Json) {
  const { driver, vehicle, charging_station: station } = start;
  const sessions = await until(
    async () => (await server.api.read(`/v1/charging_sessions?driver=${driver}`)).data,
    ([one]) => Number(one?.["amount_paid"]) > 0 && one?.["amount_paid"] === one?.["amount_due"],
  );
  const { id, amount_due: due } = present(sessions[0], "the session");
  // What looks after a session that nobody ends runs much later, and finds nothing to do.
  const idle = `select task from jobs where payload::text like '%' || $1 || '%'
    and task not in ('plug_timeout', 'stop_timeout')`;
  await until(
    () => sql(idle, [id]),
    (jobs) => jobs.length === 0,
  );
  const connector = "select status from charging_station_connectors where station_id = $1";
  await until(
    () => sql(`${connector} and status <> 'available'`, [station]),
    (busy) => busy.length === 0,
  );
  const [hold] = await sql("select * from payment_holds where source = $1", [id]);
  const authorization = hold?.["authorization_id"];
  const atProcessor = await sql(
    `select operation, answer ->> 'outcome' as outcome from test_processor_orders
     where authorization_id = $1 order by 1`,
    [authorization],
  );
  const moved = (await server.api.read(`/v1/transactions?driver=${driver}`)).data;
  const count = async (table: string, of: string, value: unknown) =>
    (await sql(`select count(*)::int as n from ${table} where ${of} = $1`, [value]))[0]?.["n"];
  return {
    sessions: sessions.map((one) => one["status"]),
    holds: await count("payment_holds", "source", id),
    atProcessor,
    atCharger: await count("station_transactions", "session", id),
    // A restart that took longer than a stop may take corrects the charge by an adjustment.
    charges: moved.filter((one) => one["type"] === "charge").map((one) => one["status"]),
    collected: moved.reduce((sum, one) => sum + Number(one["amount"]), 0) === due,
    counters: await sql(
      `select d.active_sessions as driver, v.active_sessions as vehicle from drivers d, vehicles v
       where d.id = $1 and v.id = $2`,
      [driver, vehicle],
    ),
    booked: await count("connector_bookings", "station_id", station),
    events: await sql(
      `select type, count(*)::int as n from events
       where (object_id = $1
           or object_id in (select id from transactions where driver = $2 and type = 'charge'))
         and type <> 'charging_session.updated' group by 1 order by 1`,
      [id, driver],
    ),
    undelivered: await until(
      async () => {
        const arrived = hooks.deliveries.map(({ id }) => id);
        return sql("select event_id from event_webhooks where not (event_id = any($1))", [arrived]);
      },
      (left) => left.length === 0,
    ),
  };
}

type Outcome = Awaited<ReturnType<typeof outcome>>;

async function newStart({ server: { api } }: Lane): Promise<Json> {
  return startOf(await makeFleet(api), await makeStation(api));
}

/** An undisturbed run: its commits, and what came of it. */
async function undisturbed(lane: Lane): Promise<{ points: CommitPoint[]; expected: Outcome }> {
  const start = await newStart(lane);
  const points = await watch(lane.server, null);
  await charge(() => lane.server, start, new Map());
  const expected = await outcome(lane, start);
  const kinds = new Set<string>();
  // The second of a kind (another reading, another delivery) is as the first.
  return {
    points: points.filter(({ writes }) => !kinds.has(writes) && kinds.add(writes)),
    expected,
  };
}

/** Null: this run had no such commit; who takes which jobs together is a matter of luck. */
async function dieAt(lane: Lane, death: Death): Promise<Outcome | null> {
  const start = await newStart(lane);
  const heard = new Map<string, string>();
  const dead = once(lane.server.child, "exit");
  await watch(lane.server, death);
  const dying = lane.server;
  await charge(() => dying, start, heard).catch((error) => {
    if (!(error instanceof TypeError)) throw error; // What a lost connection throws.
  });
  const late = setTimeout(() => dying.child.kill("SIGTERM"), 20_000);
  const [, signal] = await dead;
  clearTimeout(late);
  await lane.restart();
  if (signal !== "SIGKILL") return null;
  await charge(() => lane.server, start, heard);
  return outcome(lane, start);
}

/**
 * Where to die. What stands in the database just before a commit is what stood there after the one
 * before, so by default that side is tried only where the request, or another server, has seen
 * something meanwhile. CHARGE_DEATHS=all tries both sides of every commit.
 */
const seenOutside = /idempotency|webhook_deliveries.succeed/;
const deathsAt = (points: readonly CommitPoint[]): Death[] =>
  points.flatMap(({ writes }): Death[] => {
    const before = process.env["CHARGE_DEATHS"] === "all" || seenOutside.test(writes);
    const point = { writes, nth: 1 };
    return [
      ...(before ? [{ ...point, when: "before" } as const] : []),
      { ...point, when: "after" },
    ];
  });

/** Dies and rises until nothing is left to die at; what came out otherwise than expected. */
async function dieAtAll(lane: Lane, deaths: Death[], expected: Outcome): Promise<string[]> {
  const failures: string[] = [];
  for (let death = deaths.shift(); death !== undefined; death = deaths.shift()) {
    try {
      let came = await dieAt(lane, death);
      for (let more = 2; came === null && more > 0; more -= 1) came = await dieAt(lane, death);
      assert.deepEqual(came, expected, came === null ? "this commit never came" : undefined);
    } catch (error) {
      failures.push(`${death.when} the commit of ${death.writes}: ${error}`);
      await lane.restart();
    }
  }
  return failures;
}

describe("kill -9 at a commit", () => {
  it("of a session's start or of its payment changes nothing of what comes of the retry", async () => {
    const lanes: Lane[] = [await openLane()];
    try {
      const { points, expected } = await undisturbed(lanes[0] as Lane);
      assert.ok(points.length >= 20, `only ${points.length} commits`);
      const deaths = deathsAt(points);
      lanes.push(...(await Promise.all(Array.from({ length: laneCount - 1 }, openLane))));
      const failures = await Promise.all(lanes.map((lane) => dieAtAll(lane, deaths, expected)));
      const books = await Promise.all(lanes.map(({ databaseUrl }) => booksOf(databaseUrl, secret)));
      assert.deepEqual([...failures, ...books].flat(), []);
    } finally {
      await Promise.all(lanes.map((lane) => lane.close()));
    }
  });
});
