// A thousand people want ten connectors for the same hour, at two servers on one database: nobody
// gets what another has, and no fee is lost or charged twice.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { readConfig } from "../../src/config.ts";
import { publishedChanges } from "../../src/http/versions.ts";
import { post } from "../../src/ledger/store.ts";
import { walletCredited } from "../../src/ledger/templates.ts";
import { openLog } from "../../src/lib/log.ts";
import { systemClock } from "../../src/lib/time.ts";
import { openApplicationDatabase } from "../../src/opening.ts";
import { checkMoney } from "../../src/resources/transactions/check_actions.ts";
import { card, type Fleet, makeFleet, until } from "../fleet.ts";
import { clientOf, type Json, testDatabase } from "../platform.ts";
import { newPlace, spanFrom, stationAt, wishOf } from "../reserving.ts";
import { newDataDir, removeDataDir, type ServerProcess, startServer } from "../server.ts";

const secret = "k".repeat(32);
const fee = 500;
const crowd = 1000;
const driverCount = 40;

describe("a thousand confirmations at once for ten connectors", () => {
  let databaseUrl: string;
  let client: pg.Client;
  const servers: ServerProcess[] = [];
  let dataDir: string;
  let opened: Awaited<ReturnType<typeof openApplicationDatabase>>;
  before(async () => {
    databaseUrl = await testDatabase();
    // The second greets with the key that the first has made.
    dataDir = await newDataDir();
    const env = { CHARGE_DATABASE_URL: databaseUrl, CHARGE_SECRET: secret };
    for (let count = 0; count < 2; count++) servers.push(await startServer(dataDir, env));
    client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    opened = await openApplicationDatabase({
      config: readConfig({ CHARGE_DATABASE_URL: databaseUrl, CHARGE_SECRET: secret }),
      ...{ clock: systemClock, log: openLog("silent"), join: true, changes: publishedChanges },
    });
  });
  after(async () => {
    await opened.close();
    await client.end();
    for (const server of servers) await server.kill();
    await removeDataDir(dataDir);
  });

  const sql = async (text: string, values: unknown[] = []): Promise<Json[]> =>
    (await client.query(text, values)).rows;
  const api = () => (servers[0] as ServerProcess).api;

  /** Half of them pay by card, half from a wallet that has enough for three. */
  async function people(): Promise<Fleet[]> {
    const account = (await api().read("/v1/account")).id;
    const all: Fleet[] = [];
    for (let count = 0; count < driverCount; count++) {
      const fleet = await makeFleet(api());
      const body = count % 2 === 0 ? card() : { type: "wallet", wallet: {} };
      const method = await api().make("/v1/payment_methods", body);
      await api().make(`/v1/payment_methods/${method.id}/attach`, { driver: fleet.driver });
      all.push({ ...fleet, card: method.id });
      if (count % 2 === 0) continue;
      await opened.database.transaction({ account, livemode: false }, (work) => {
        const from = { kind: "processor", name: "test" } as const;
        const transaction = work.newId("txn");
        const credit = { owner: fleet.driver, amount: 3 * fee, currency: "eur" };
        return post(work, walletCredited({ transaction, from, ...credit }));
      });
    }
    return all;
  }

  it("gives each connector to one, holds one fee for each, and charges each once", async () => {
    await api().make("/v1/account/settings", { reservation_fee: fee });
    const place = newPlace();
    for (const north of [0, 100, 200, 300, 400]) await stationAt(api(), place, north);
    const all = await people();
    const span = spanFrom(systemClock.now(), 60);
    const made = await inBatches(crowd, async (at) => {
      const fleet = all[at % driverCount] as Fleet;
      const wish = wishOf(fleet, place, { ...span, payment_method: fleet.card });
      return (await api().make("/v1/reservations", wish)).id;
    });
    // One node answers the one half, the other the other; each job may run on either.
    const confirmed = await Promise.all(
      made.map((id, at) => {
        const { url } = servers[at % 2] as ServerProcess;
        return clientOf(url, api().key).make(`/v1/reservations/${id}/confirm`);
      }),
    );
    const counts = Map.groupBy(confirmed, (one) => `${one["status"]} ${one["failed_reason"]}`);
    const told = Object.fromEntries([...counts].map(([key, group]) => [key, group.length]));
    assert.equal(told["confirmed null"], 10, JSON.stringify(told));
    assert.equal(told["failed no_available_connectors"], crowd - 10, JSON.stringify(told));
    const overlaps = await sql(
      `select a.booking_id from connector_bookings a join connector_bookings b
         on a.station_id = b.station_id and a.evse = b.evse and a.booking_id < b.booking_id
           and a.span && b.span`,
    );
    assert.deepEqual(overlaps, []);
    const locks = await sql("select count(*)::int as n from connector_bookings");
    assert.equal(locks[0]?.["n"], 10);
    await holdsAre("authorized", { n: 10, sum: 10 * fee });
    assert.deepEqual(await checkMoney(opened.database.everyone()), []);

    // Past the five minutes in which everybody may think again.
    await sql("update reservations set confirmed_at = confirmed_at - interval '10 minutes'");
    await api().make("/v1/account/settings", { reservation_free_cancellation_seconds: 604_800 });
    await sql("update reservations set free_until_before = 604800");
    const winners = confirmed.filter((one) => one["status"] === "confirmed").map(({ id }) => id);
    const ended = await Promise.all(
      [...winners, ...winners].map((id, at) => {
        const { url } = servers[at % 2] as ServerProcess;
        return clientOf(url, api().key).post(`/v1/reservations/${id}/cancel`);
      }),
    );
    const answers = ended.map(({ status }) => status).sort();
    assert.deepEqual(answers, [...winners.map(() => 200), ...winners.map(() => 409)]);
    const charges = () =>
      sql(`select count(*)::int as n, coalesce(sum(amount), 0)::int as sum from transactions
        where description = 'Reservation fee' and status = 'succeeded' and type = 'charge'`);
    const [sum] = await until(charges, ([row]) => row?.["n"] === 10);
    assert.deepEqual(sum, { n: 10, sum: 10 * fee });
    await holdsAre("settled", { n: 10, sum: 0 });
    assert.deepEqual(await sql("select booking_id from connector_bookings"), []);
    assert.deepEqual(await checkMoney(opened.database.everyone()), []);
  });

  async function holdsAre(status: string, expected: Json): Promise<void> {
    const rows = await sql(
      `select count(*)::int as n, coalesce(sum(held), 0)::int as sum from payment_holds
       where source like 'res\\_%' and status = $1`,
      [status],
    );
    assert.deepEqual(rows, [expected]);
    const others = `select distinct status from payment_holds
      where status in ('pending', 'authorized', 'collecting') and status <> $1`;
    assert.deepEqual(await sql(others, [status]), []);
  }
});

async function inBatches<T>(count: number, run: (at: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let from = 0; from < count; from += 50) {
    const batch = Array.from({ length: Math.min(50, count - from) }, (_, at) => run(from + at));
    all.push(...(await Promise.all(batch)));
  }
  return all;
}
