// The end of a session in money, in a process of its own: the hold ends, the charge is collected
// from a wallet, booked and announced; beside it a bare script that writes the same rows with one
// prepared statement, pipelined, as the owner of the tables.
import pg from "pg";
import { readConfig } from "../../src/config.ts";
import type { Work } from "../../src/db/work.ts";
import { publishedChanges } from "../../src/http/versions.ts";
import { post } from "../../src/ledger/store.ts";
import { walletCredited } from "../../src/ledger/templates.ts";
import { present } from "../../src/lib/assert.ts";
import { newId } from "../../src/lib/id.ts";
import { openLog } from "../../src/lib/log.ts";
import { systemClock } from "../../src/lib/time.ts";
import { openApplicationDatabase } from "../../src/opening.ts";
import * as drivers from "../../src/resources/drivers/store.ts";
import * as methods from "../../src/resources/payment_methods/actions.ts";
import * as money from "../../src/resources/transactions/actions.ts";
import { renderTransaction, type TransactionRow } from "../../src/resources/transactions/schema.ts";

export type Open = {
  readonly databaseUrl: string;
  readonly secret: string;
  readonly account: string;
};
/** `hold` places so many holds, which the others end. */
export type Turn = { readonly what: "hold" | "ours" | "bare"; readonly count: number };
export type Took = { readonly ms: number };

type Payer = { readonly driver: string; readonly method: string };
type Held = Payer & { readonly hold: string; readonly session: string };

const payers = 100;
/** As many as jobs of one kind run at a time. */
const inFlight = 8;
const [heldAmount, amount, currency] = [2000, 1380, "eur"];

/** So many at a time, until all are done. */
async function each<T>(all: readonly T[], run: (one: T) => Promise<unknown>): Promise<void> {
  const left = [...all];
  const lane = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await run(one);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

/** What our own settlement writes, without looking at anything. */
const bareText = `with t as (
    insert into transactions (account_id, livemode, id, type, status, amount, currency, description,
      charging_session, driver, payment_method, created, hold_id)
    values ($1, false, $2, 'charge', 'succeeded', $3, 'eur', $4, $5, $6, $7, $8, $9)),
  p as (
    insert into ledger_postings (account_id, livemode, id, key, created)
    values ($1, false, $10, 'hold_ended:' || $9, $8), ($1, false, $11, 'charge:' || $2, $8)),
  asked as (
    select * from (values
      ($10, 1, 'wallet_held:' || $6, -$12::bigint), ($10, 2, 'wallet_holds', $12::bigint),
      ($11, 1, 'wallet:' || $6, -$3::bigint), ($11, 2, 'revenue', $3::bigint))
      as a (posting, position, name, amount)),
  moved as (
    insert into ledger_balances as b (account_id, livemode, name, currency, balance)
    select $1, false, name, 'eur', amount from asked order by name
    on conflict (account_id, livemode, name, currency)
      do update set balance = b.balance + excluded.balance
    returning name, balance),
  e as (
    insert into ledger_entries (account_id, livemode, posting_id, position, name, currency, amount,
      balance)
    select $1, false, a.posting, a.position, a.name, 'eur', a.amount, m.balance
    from asked a join moved m on m.name = a.name),
  h as (
    update payment_holds set status = 'settled', held = 0, captured = $3, updated = $8
    where account_id = $1 and livemode = false and id = $9)
  insert into events (account_id, livemode, id, type, api_version, object, object_id, previous,
    request_id, idempotency_key, created, position)
  values ($1, false, $13, 'charge.succeeded', '2026-03-01', $14, $2, null, null, null, $8,
    nextval('event_positions'))`;

async function openBare({ databaseUrl, account }: Open) {
  const clients = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const config = { connectionString: databaseUrl, pipeline: true };
      const client = new pg.Client(config as pg.ClientConfig);
      await client.connect();
      return client;
    }),
  );
  let turn = 0;
  return async ({ driver, method, hold, session }: Held): Promise<void> => {
    const now = new Date();
    const row = {
      ...{ id: newId("txn", now), type: "charge", status: "succeeded", amount, currency },
      ...{ description: `Charge for ${session}`, charging_session: session, driver, fleet: null },
      ...{ vehicle: null, payment_method: method, created: now },
    } as unknown as TransactionRow;
    turn = (turn + 1) % clients.length;
    await (clients[turn] as pg.Client).query({
      ...{ name: "bare.settle", text: bareText },
      values: [
        ...[account, row.id, amount, row.description, session, driver, method, now, hold],
        ...[newId("lp", now), newId("lp", now), heldAmount, newId("evt", now)],
        JSON.stringify(renderTransaction(row)),
      ],
    });
  };
}

async function open(order: Open) {
  const config = readConfig({
    ...{ CHARGE_DATABASE_URL: order.databaseUrl, CHARGE_SECRET: order.secret },
  });
  const opened = await openApplicationDatabase({
    ...{ config, clock: systemClock, log: openLog("silent"), changes: publishedChanges },
  });
  const inWork = <T>(run: (work: Work) => Promise<T>): Promise<T> =>
    opened.database.transaction({ account: order.account, livemode: false }, run);
  const newPayer = (): Promise<Payer> =>
    inWork(async (work) => {
      const driver = work.newId("drv");
      const about = [driver, "Ada", "ada@example.com", null, null, "active", {}, "{}", work.now];
      await drivers.insert(work, about);
      const method = await methods.create(work, { type: "wallet" }, undefined);
      await methods.attach(work, method.id, { driver });
      const from = { kind: "processor", name: "test" } as const;
      const credit = { transaction: work.newId("txn"), owner: driver, from, currency };
      await post(work, walletCredited({ ...credit, amount: 1_000_000_000 }));
      return { driver, method: method.id };
    });
  const place = ({ driver, method }: Payer): Promise<Held> =>
    inWork(async (work) => {
      const session = work.newId("cs");
      const payer = { driver, fleet: null };
      const chargeable = present(await methods.chargeable(work, method, payer), "the wallet");
      const hold = { source: session, method: chargeable, amount: heldAmount, currency, payer };
      return { driver, method, session, hold: (await money.placeHold(work, hold)).id };
    });
  const collect = ({ hold, session, driver }: Held) =>
    inWork((work) =>
      money.collect(work, {
        ...{ hold, amount, currency, description: `Charge for ${session}`, session, driver },
        ...{ fleet: null, vehicle: null, vat: null },
      }),
    );
  const bare = await openBare(order);
  const known: Payer[] = [];
  await each([...Array(payers).keys()], async () => known.push(await newPayer()));
  const held: Held[] = [];
  return async ({ what, count }: Turn): Promise<Took> => {
    const begin = performance.now();
    if (what === "hold") {
      const next = Array.from({ length: count }, (_, at) => known[at % payers] as Payer);
      await each(next, async (payer) => held.push(await place(payer)));
    } else {
      await each(held.splice(0, count), what === "ours" ? collect : bare);
    }
    return { ms: performance.now() - begin };
  };
}

let take: ((turn: Turn) => Promise<Took>) | null = null;

process.on("message", (order: Open | Turn) => {
  const answer = async () => {
    if ("what" in order) return take?.(order);
    take = await open(order);
    return {};
  };
  answer().then(
    (answered) => process.send?.(answered),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});

process.on("disconnect", () => process.exit());
