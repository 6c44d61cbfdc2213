// Money over the API while the server is killed again and again: every request is repeated with its
// key until it is answered, and afterwards each has had one effect and every account is explained.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { pause } from "../../src/lib/time.ts";
import { booksOf } from "../books.ts";
import { assertExplained } from "../explained.ts";
import { makeFleet, makeStation, startOf } from "../fleet.ts";
import { type Answer, type Json, sqlAt, testDatabase } from "../platform.ts";
import { newDataDir, removeDataDir, type ServerProcess, startServer } from "../server.ts";
import { payer, walletMethod } from "../wallets.ts";
import { one, type Random, seeded } from "./random.ts";

const secret = "k".repeat(32);
const numbers = ["4242424242424242", "4242424242424242", "4000000000000002", "4000000000000341"];

type Seat = { readonly driver: string; readonly methods: string[]; readonly session: Json };

describe("kill -9 while money moves", () => {
  let dataDir: string;
  let databaseUrl: string;
  let server: ServerProcess;
  /** Why there is no server to insist with any more. */
  let gone: unknown = null;
  const start = () =>
    startServer(dataDir, {
      ...{ CHARGE_DATABASE_URL: databaseUrl, CHARGE_SECRET: secret },
      CHARGE_SIMULATOR_SPEED: "400",
    });
  before(async () => {
    dataDir = await newDataDir();
    databaseUrl = await testDatabase();
    server = await start();
  });
  after(async () => {
    await server.kill();
    await removeDataDir(dataDir);
  });

  const sql = (text: string, values: unknown[] = []) => sqlAt(databaseUrl, text, values);

  /** Asks with one key until there is an answer of the operation's own, whoever answers. */
  async function insist(path: string, body: unknown, key: string): Promise<Answer> {
    for (;;) {
      if (gone !== null) throw gone;
      const answer = await server.api
        .post(path, body, { "idempotency-key": key })
        .catch(() => null);
      const waits = answer === null || answer.status === 503 || answer.status === 500;
      if (!waits && answer.body["code"] !== "idempotency_key_in_use") return answer;
      await pause(30);
    }
  }

  async function makeSeat(): Promise<Seat> {
    const { api } = server;
    const { driver, method } = await payer(api);
    const methods = [method];
    for (const number of numbers.slice(2)) {
      const { id } = await api.make("/v1/payment_methods", {
        ...{ type: "card", card: { number, exp_month: 12, exp_year: 2035, cvc: "123" } },
      });
      await api.make(`/v1/payment_methods/${id}/attach`, { driver });
      methods.push(id);
    }
    const bank = { type: "bank_account", bank_account: { iban: "DE89370400440532013000" } };
    const { id } = await api.make("/v1/payment_methods", bank);
    await api.make(`/v1/payment_methods/${id}/attach`, { driver });
    methods.push(id);
    const fleet = await makeFleet(api);
    await api.make(`/v1/vehicles/${fleet.vehicle}/detach`, { fleet: fleet.fleet });
    await api.make(`/v1/vehicles/${fleet.vehicle}/attach`, { driver });
    const session = {
      ...startOf(fleet, await makeStation(api)),
      ...{ driver, payment_method: await walletMethod(api, driver) },
    };
    return { driver, methods, session };
  }

  /** One seat's round: money in, money out, money back; the first one with a card that is good. */
  async function round(random: Random, seat: Seat, name: string, first: boolean): Promise<void> {
    const { driver, methods } = seat;
    const payment_method = first ? methods[0] : one(random, methods);
    const body = { driver, payment_method, amount: 200 + random(3000) };
    const made = await insist("/v1/top_ups", body, `${name} top-up`);
    assert.equal(made.status, 200, made.text);
    if (random(3) === 0) {
      const { data } = await patiently(`/v1/wallets?driver=${driver}`);
      const auto_top_up = { threshold: 500, amount: 700, payment_method: one(random, methods) };
      await insist(`/v1/wallets/${data[0]?.["id"]}`, { auto_top_up }, `${name} auto`);
    }
    if (first || random(2) === 0) {
      const started = await insist("/v1/charging_sessions", seat.session, `${name} start`);
      if (started.status === 200) {
        await pause(random(1500));
        // The first one of each seat has something to pay for, however slow the machine is.
        if (first) await untilDue(started.body.id);
        await insist(`/v1/charging_sessions/${started.body.id}/end`, {}, `${name} end`);
      }
    }
    const { data } = await patiently(`/v1/transactions?driver=${driver}`);
    if (data.length === 0) return;
    const { id } = one(random, data) as { id: string };
    const part = random(2) === 0 ? {} : { amount: 1 + random(500) };
    await insist(`/v1/transactions/${id}/refund`, part, `${name} refund`);
  }

  async function untilDue(session: string): Promise<void> {
    for (let waited = 0; waited < 300; waited++) {
      const { status, amount_due } = await patiently(`/v1/charging_sessions/${session}`);
      if (Number(amount_due) > 0 || status !== "active") return;
      await pause(100);
    }
  }

  async function patiently(path: string): Promise<Answer["body"]> {
    for (;;) {
      if (gone !== null) throw gone;
      const answer = await server.api.get(path).catch(() => null);
      if (answer?.status === 200) return answer.body;
      await pause(30);
    }
  }

  async function quiet(): Promise<void> {
    const busy = `select count(*)::int as n from jobs
      where run_at < now() + interval '20 seconds' and task not in ('forget_session')`;
    const active = "select count(*)::int as n from charging_sessions where status = 'active'";
    for (let waited = 0; waited < 1200; waited++) {
      const [[jobs], [open]] = await Promise.all([sql(busy), sql(active)]);
      if (jobs?.["n"] === 0 && open?.["n"] === 0) return;
      await pause(50);
    }
    const left = await sql("select task, attempts, last_error from jobs");
    assert.fail(`still busy: ${JSON.stringify(left)}`);
  }

  it("law: every request has one effect, and every account is explained", async (context) => {
    const seed = Number(process.env["SEED"] ?? randomInt(2 ** 31));
    context.diagnostic(`SEED=${seed}`);
    const random = seeded(seed);
    const seats = await Promise.all([1, 2, 3, 4].map(makeSeat));
    let going = true;
    const killer = (async () => {
      for (let kills = 0; kills < 5 && going; kills++) {
        await pause(300 + random(1500));
        await server.kill();
        server = await start();
      }
    })().catch((error) => {
      gone = error ?? new Error("the server did not come back");
    });
    await Promise.all(
      seats.map(async (seat, at) => {
        for (let n = 0; n < 5; n++) {
          await round(random, seat, `seat ${at} round ${n}`, n === 0);
        }
      }),
    );
    going = false;
    await killer;
    await quiet();
    const twice = await sql(
      `select driver, idempotency_key from (
         select t.owner as driver, e.idempotency_key, e.object_id from events e
           join top_ups t on t.id = e.object_id
         where e.idempotency_key is not null and not t.automatic) x
       group by 1, 2 having count(distinct object_id) > 1`,
    );
    assert.deepEqual(twice, [], `SEED=${seed}`);
    const byHand = await sql("select count(*)::int as n from top_ups where not automatic");
    assert.equal(byHand[0]?.["n"], seats.length * 5, `SEED=${seed}: one top-up per request`);
    assert.deepEqual(await booksOf(databaseUrl, secret), [], `SEED=${seed}`);
    const kinds = await sql("select distinct split_part(key, ':', 1) as kind from ledger_postings");
    const met = kinds.map(({ kind }) => kind);
    for (const kind of ["wallet_credited", "charge_collected", "hold_ended", "wallet_debited"]) {
      assert.ok(met.includes(kind), `SEED=${seed}: a walk without ${kind} is too short`);
    }
    await assertExplained(sql, `(SEED=${seed})`);
  });
});
