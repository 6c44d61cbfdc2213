// kill -9 after every kind of commit between the confirmation of a reservation and the end of its
// fee: between authorisation and lock, too. What comes of the retry must be what comes of an
// undisturbed run. (Just before a commit stands what stood after the one before.)
import assert from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { systemClock } from "../../src/lib/time.ts";
import { until } from "../fleet.ts";
import { type Answer, type Client, type Json, testDatabase } from "../platform.ts";
import { newPlace, payingFleet, spanFrom, stationAt, wishOf } from "../reserving.ts";
import { newDataDir, removeDataDir, type ServerProcess, startServer } from "../server.ts";
import type { Death } from "./mortal_server.ts";
import { watch } from "./watching.ts";

const entry = join(import.meta.dirname, "mortal_server.ts");
const fee = 700;

describe("kill -9 while a reservation", () => {
  let dataDir: string;
  let databaseUrl: string;
  let server: ServerProcess;
  let client: pg.Client;
  const start = () =>
    startServer(
      dataDir,
      { CHARGE_DATABASE_URL: databaseUrl, CHARGE_SECRET: "k".repeat(32) },
      entry,
    );
  before(async () => {
    dataDir = await newDataDir();
    databaseUrl = await testDatabase();
    client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    server = await start();
  });
  after(async () => {
    await server.kill();
    await client.end();
    await removeDataDir(dataDir);
  });

  const sql = async (text: string, values: unknown[]): Promise<Json[]> =>
    (await client.query(text, values)).rows;

  /** What a reservation needs, and the reservation as it is asked for. */
  async function scene(api: Client): Promise<Json> {
    const place = newPlace();
    await stationAt(api, place);
    return wishOf(await payingFleet(api, fee), place, spanFrom(systemClock.now(), 60));
  }

  /** Made, confirmed and, past the free time, cancelled; each with its idempotency key. */
  async function live(api: Client, wish: Json, heard: Map<string, string>): Promise<string> {
    const send = async (what: string, path: string, body: Json): Promise<Answer["body"]> => {
      const headers = { "idempotency-key": `${what} ${wish["vehicle"]}` };
      const sent = () => api.post(path, body, headers);
      const answer = await until(sent, (one) => one.body["code"] !== "idempotency_key_in_use");
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.text, heard.get(what) ?? answer.text, "another answer than acknowledged");
      heard.set(what, answer.text);
      return answer.body;
    };
    const { id } = await send("make", "/v1/reservations", wish);
    const confirmed = await send("confirm", `/v1/reservations/${id}/confirm`, {});
    assert.equal(confirmed["status"], "confirmed");
    // The free time is over: an hour ahead, with a limit of a day.
    await sql(
      `update reservations set free_until_before = 86400,
         confirmed_at = confirmed_at - interval '10 minutes' where id = $1 and state = 'confirmed'`,
      [id],
    );
    await send("cancel", `/v1/reservations/${id}/cancel`, {});
    return id;
  }

  async function outcome(id: string, driver: unknown) {
    const charges = () =>
      sql("select type, status, amount::int, description from transactions where driver = $1", [
        driver,
      ]);
    await until(charges, ([row]) => row?.["status"] === "succeeded");
    const [hold] = await sql("select * from payment_holds where source = $1", [id]);
    return {
      charges: await charges(),
      hold: [hold?.["status"], Number(hold?.["captured"])],
      holds: (await sql("select 1 from payment_holds where source = $1", [id])).length,
      atProcessor: await sql(
        `select operation, answer ->> 'outcome' as outcome from test_processor_orders
         where authorization_id = $1 order by 1`,
        [hold?.["authorization_id"]],
      ),
      locks: await sql("select 1 from connector_bookings where booking_id = $1", [id]),
      events: await sql(
        `select type, count(*)::int as n from events
         where object_id = $1 or object_id in (select id from transactions where driver = $2)
         group by 1 order by 1`,
        [id, driver],
      ),
      jobs: await until(
        () => sql("select task from jobs where payload::text like '%' || $1 || '%'", [id]),
        (jobs) => jobs.length === 0,
      ),
    };
  }

  async function dieAt(death: Death) {
    const wish = await scene(server.api);
    const heard = new Map<string, string>();
    const dead = once(server.child, "exit");
    const points = await watch(server, death);
    await live(server.api, wish, heard).catch((error) => {
      if (!(error instanceof TypeError)) throw error; // What a lost connection throws.
    });
    const late = setTimeout(() => server.child.kill("SIGTERM"), 10_000);
    const [, signal] = await dead;
    clearTimeout(late);
    assert.equal(
      signal,
      "SIGKILL",
      `${death.when} ${death.writes} never came: ${points.map(({ writes }) => writes).join("; ")}`,
    );
    server = await start();
    return outcome(await live(server.api, wish, heard), wish["driver"]);
  }

  it("is confirmed, or ends, changes nothing of what comes of the retry", async () => {
    const wish = await scene(server.api);
    const points = await watch(server, null);
    const expected = await outcome(await live(server.api, wish, new Map()), wish["driver"]);
    assert.deepEqual(
      expected.charges.map((one) => one["amount"]),
      [fee],
    );
    assert.deepEqual([expected.holds, expected.hold, expected.locks], [1, ["settled", fee], []]);
    const kinds = new Set(points.map(({ writes }) => writes));
    kinds.delete("request_logs.insert_many"); // Comes when it comes.
    assert.ok(kinds.size >= 9, [...kinds].join("; "));
    const authorised = "test_processor.claim test_processor.insert_authorization";
    assert.ok(
      [...kinds].some((one) => one.startsWith(authorised)),
      "authorised, not confirmed",
    );
    for (const writes of kinds) {
      const death = { writes, nth: 1, when: "after" } as const;
      assert.deepEqual(await dieAt(death), expected, `after the commit of ${writes}`);
    }
  });
});
