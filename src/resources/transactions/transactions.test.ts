import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { testDatabase } from "../../../test/platform.ts";
import { type OpenedDatabase, openApplicationDatabase } from "../../app.ts";
import { readConfig } from "../../config.ts";
import type { Database, Work } from "../../db/work.ts";
import { newNodeName, type Runner, startRunner } from "../../jobs/runner.ts";
import { post } from "../../ledger/store.ts";
import { walletCredited } from "../../ledger/templates.ts";
import { present } from "../../lib/assert.ts";
import { openLog } from "../../lib/log.ts";
import { pause, systemClock } from "../../lib/time.ts";
import type { Processor } from "../../payments/processor.ts";
import { testTokenizer } from "../../payments/test/cards.ts";
import { testProcessor } from "../../payments/test/processor.ts";
import * as accounts from "../accounts/actions.ts";
import * as drivers from "../drivers/store.ts";
import * as methods from "../payment_methods/actions.ts";
import * as money from "./actions.ts";
import { checkMoney } from "./check_actions.ts";
import { tasks } from "./jobs.ts";
import type { HoldRow, Settled } from "./schema.ts";
import * as store from "./store.ts";

/** When a processor's line breaks: before the order arrives, or after it was carried out. */
type Break = "before" | "after" | null;

/** The real test processor behind a line that breaks when it is told to. */
function brokenLine(processor: Processor, next: (operation: string) => Break): Processor {
  const over =
    <O, A>(operation: string, send: (order: O) => Promise<A>) =>
    async (order: O): Promise<A> => {
      const where = next(operation);
      if (where === "before") throw new Error("the line is dead");
      const answer = await send(order);
      if (where === "after") throw new Error("the process was killed");
      return answer;
    };
  return {
    name: processor.name,
    authorize: over("authorize", processor.authorize),
    raise: over("raise", processor.raise),
    capture: over("capture", processor.capture),
    cancel: over("cancel", processor.cancel),
    refund: over("refund", processor.refund),
  };
}

/** A database that remembers what was told in the transactions that committed. */
function listening(database: Database, facts: [string, Record<string, unknown>][]): Database {
  return {
    ...database,
    async transaction(scope, run) {
      let told: typeof facts = [];
      const result = await database.transaction(scope, (work) => {
        told = [];
        return run({
          ...work,
          tell: async (name, fact) => {
            told.push([name, fact]);
            await work.tell(name, fact);
          },
        });
      });
      facts.push(...told);
      return result;
    },
  };
}

describe("transactions", () => {
  let url: string;
  let opened: OpenedDatabase;
  let database: Database;
  let runner: Runner;
  let account: string;
  const facts: [string, Record<string, unknown>][] = [];
  let breaks: (operation: string) => Break = () => null;

  before(async () => {
    url = await testDatabase();
    const config = readConfig({ CHARGE_DATABASE_URL: url, CHARGE_SECRET: "s".repeat(32) });
    const log = openLog("silent");
    opened = await openApplicationDatabase({ config, clock: systemClock, log });
    database = listening(opened.database, facts);
    const everyone = opened.database.acrossAccounts;
    const owner = { name: "Owner", email: "owner@example.com", type: "business" } as const;
    account = await everyone((reader) =>
      accounts.create(reader, systemClock.now(), "2026-03-01", owner),
    );
    const processor = brokenLine(testProcessor(opened.database), (operation) => breaks(operation));
    const quick = tasks({ processors: { test: processor, live: null } }).map((task) => ({
      ...task,
      retryMs: () => 5,
    }));
    runner = startRunner({ database, tasks: quick, log, node: newNodeName(), lookEveryMs: 10 });
  });
  after(async () => {
    await runner.stop();
    await opened.close();
  });

  const inWork = <T>(run: (work: Work) => Promise<T>): Promise<T> =>
    database.transaction({ account, livemode: false }, run);

  async function sql(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Waits until no job is left. */
  async function settled(): Promise<void> {
    for (let waited = 0; waited < 1000; waited++) {
      const [row] = await sql("select count(*)::int as left from jobs");
      if (row?.["left"] === 0) return;
      await pause(20);
    }
    assert.fail("jobs are left");
  }

  const newDriver = () =>
    inWork(async (work) => {
      const id = work.newId("drv");
      const about = [id, "Ada", "ada@example.com", null, null, "active", {}, "{}", work.now];
      await drivers.insert(work, about);
      return id;
    });

  /** A method of a new driver. */
  async function method(source: string, owner?: string): Promise<{ id: string; driver: string }> {
    const driver = owner ?? (await newDriver());
    const token = await testTokenizer(opened.vault).cardByToken(source);
    const bank = await testTokenizer(opened.vault).bankAccount("DE89370400440532013000");
    const id = await inWork(async (work) => {
      const row = await methods.create(
        work,
        source === "wallet"
          ? { type: "wallet" }
          : source === "bank"
            ? { type: "bank_account", bank, bankName: null, country: "DE", currency: "eur" }
            : { type: "card", card: present(token, "the token"), month: 12, year: 2040 },
        undefined,
      );
      await methods.attach(work, row.id, { driver });
      return row.id;
    });
    return { id, driver };
  }

  const credit = (owner: string, amount: number) =>
    inWork((work) => {
      const from = { kind: "processor", name: "test" } as const;
      const transaction = work.newId("txn");
      return post(work, walletCredited({ transaction, owner, from, amount, currency: "eur" }));
    });

  const place = (of: { id: string; driver: string }, amount = 5000) =>
    inWork(async (work) => {
      const source = work.newId("cs");
      const payer = { driver: of.driver, fleet: null };
      const chargeable = present(await methods.chargeable(work, of.id, payer), "the method");
      const placed = await money.placeHold(work, {
        source,
        method: chargeable,
        amount,
        currency: "eur",
        payer,
      });
      return { ...placed, source, driver: of.driver };
    });

  type Placed = Awaited<ReturnType<typeof place>>;

  const chargeOf = (hold: Placed, amount: number): money.Charge => ({
    ...{ hold: hold.id, amount, currency: "eur", description: `Charge for ${hold.source}` },
    ...{ session: hold.source, driver: hold.driver, fleet: null, vehicle: null },
  });
  const collect = (hold: Placed, amount: number): Promise<Settled | null> =>
    inWork((work) => money.collect(work, chargeOf(hold, amount)));
  const release = (hold: Placed) => inWork((work) => money.releaseHold(work, hold.id));
  const holdRow = (hold: Placed): Promise<HoldRow | null> =>
    inWork((work) => store.findHold(work, [hold.id]));

  /** What was told of this hold, in order. */
  const toldOf = (hold: Placed) =>
    facts
      .filter(([name, fact]) => name !== "hold.deciding" && fact["hold"] === hold.id)
      .map(([name]) => name);
  const factOf = (hold: Placed, name: string) =>
    facts.find(([told, fact]) => told === name && fact["hold"] === hold.id)?.[1];

  const transactionsOf = async (hold: Placed) =>
    (
      await sql(
        "select id, type, status, amount from transactions where charging_session = $1 order by charging_session, type desc, amount desc",
        [hold.source],
      )
    ).map((row) => [row["type"], row["status"], Number(row["amount"])]);
  const eventsOf = async (hold: Placed) =>
    (
      await sql(
        "select e.type from events e join transactions t on t.id = e.object_id where t.charging_session = $1 order by e.type desc",
        [hold.source],
      )
    ).map((row) => row["type"]);
  const atProcessor = async (hold: Placed) => {
    const row = await holdRow(hold);
    const [found] = await sql(
      `select a.status, a.captured::int, a.refunded::int, (select count(*)::int from test_processor_orders o
         where o.authorization_id = a.id and o.operation = 'capture') as captures
       from test_processor_authorizations a where a.id = $1`,
      [row?.authorization_id],
    );
    return found;
  };
  const sound = async () => assert.deepEqual(await opened.database.acrossAccounts(checkMoney), []);

  it("collects from a card what is due, once: transaction, event and fact", async () => {
    const hold = await place(await method("tok_visa"));
    assert.deepEqual([hold.status, hold.held], ["pending", 0]);
    await settled();
    assert.equal(factOf(hold, "hold.authorized")?.["held"], 5000);
    assert.equal(await collect(hold, 1842), null);
    await settled();
    assert.deepEqual(await transactionsOf(hold), [["charge", "succeeded", 1842]]);
    assert.deepEqual(await eventsOf(hold), ["charge.succeeded"]);
    assert.deepEqual(toldOf(hold), ["hold.authorized", "charge.settled"]);
    const { captured, rest } = factOf(hold, "charge.settled") ?? {};
    assert.deepEqual([captured, rest], [1842, 0]);
    assert.deepEqual(await atProcessor(hold), {
      status: "captured",
      captured: 1842,
      refunded: 0,
      captures: 1,
    });
    await sound();
  });

  it("tells a decline with its code, and leaves no transaction and nothing held", async () => {
    for (const [token, code] of [
      ["tok_chargeDeclined", "card_declined"],
      ["tok_chargeDeclinedInsufficientFunds", "insufficient_funds"],
    ] as const) {
      const of = await method(token);
      const hold = await place(of);
      await settled();
      assert.deepEqual(toldOf(hold), ["hold.declined"]);
      assert.equal(factOf(hold, "hold.declined")?.["code"], code);
      assert.deepEqual(await transactionsOf(hold), []);
      const [row] = await sql("select open_holds from payment_methods where id = $1", [of.id]);
      assert.equal(row?.["open_holds"], 0);
    }
    await sound();
  });

  it("owes what a card fails to pay at the capture", async () => {
    const hold = await place(await method("tok_chargeCustomerFail"));
    await settled();
    await collect(hold, 900);
    await settled();
    assert.deepEqual(toldOf(hold), ["hold.authorized", "charge.settled"]);
    assert.deepEqual(factOf(hold, "charge.settled")?.["captured"], 0);
    assert.deepEqual(await transactionsOf(hold), [["charge", "failed", 900]]);
    assert.deepEqual(await eventsOf(hold), ["charge.failed"]);
    const [debt] = await sql("select balance::int from ledger_balances where name = $1", [
      `receivable:${hold.driver}`,
    ]);
    assert.equal(debt?.["balance"], -900);
    await sound();
  });

  it("captures no more than it holds; the rest is a pending transaction of its own", async () => {
    const hold = await place(await method("tok_visa"));
    await settled();
    await collect(hold, 5200);
    await settled();
    assert.deepEqual(await transactionsOf(hold), [
      ["charge", "succeeded", 5000],
      ["charge", "pending", 200],
    ]);
    assert.deepEqual(await eventsOf(hold), ["charge.succeeded", "charge.failed"]);
    const { captured, rest } = factOf(hold, "charge.settled") ?? {};
    assert.deepEqual([captured, rest], [5000, 200]);
    await sound();
  });

  it("captures once when the process is killed between the processor's answer and the commit", async () => {
    for (const where of ["before", "after"] as const) {
      const hold = await place(await method("tok_visa"));
      let broken = 0;
      breaks = () => (broken++ < 3 ? where : null);
      await settled();
      broken = 0;
      await collect(hold, 700);
      await settled();
      breaks = () => null;
      assert.deepEqual(await transactionsOf(hold), [["charge", "succeeded", 700]]);
      assert.deepEqual(await eventsOf(hold), ["charge.succeeded"]);
      assert.deepEqual(toldOf(hold), ["hold.authorized", "charge.settled"]);
      assert.deepEqual(await atProcessor(hold), {
        status: "captured",
        captured: 700,
        refunded: 0,
        captures: 1,
      });
    }
    await sound();
  });

  it("releases a hold wherever it is, also one that is still being authorised, without a transaction", async () => {
    const [early, late] = [
      await place(await method("tok_visa")),
      await place(await method("tok_visa")),
    ];
    await release(early);
    await settled();
    await release(late);
    await release(late);
    assert.deepEqual(await collect(await place(await method("wallet"), 0), 0), {
      transaction: null,
      captured: 0,
      rest: 0,
    });
    await settled();
    for (const hold of [early, late]) {
      assert.deepEqual(await transactionsOf(hold), []);
      const row = await holdRow(hold);
      assert.deepEqual([row?.status, row?.held], ["released", 0]);
      const there = await atProcessor(hold);
      assert.ok(there === undefined || there["status"] === "cancelled", JSON.stringify(there));
    }
    await sound();
  });

  it("raises a card's hold, and says so when the card cannot", async () => {
    const raise = (hold: Placed, to: number) =>
      inWork((work) => money.raiseHold(work, hold.id, to));
    const hold = await place(await method("tok_visa"));
    const stuck = await place(await method("tok_unionpay"));
    await settled();
    await raise(hold, 10_000);
    await raise(stuck, 10_000);
    await settled();
    assert.equal(factOf(hold, "hold.raised")?.["held"], 10_000);
    assert.equal(factOf(stuck, "hold.raise_declined")?.["code"], "raise_unsupported");
    await collect(hold, 9000);
    await collect(stuck, 5000);
    await settled();
    assert.deepEqual(await transactionsOf(hold), [["charge", "succeeded", 9000]]);
    assert.deepEqual(await transactionsOf(stuck), [["charge", "succeeded", 5000]]);
    await sound();
  });

  it("charges a start whose card was declined too late to stop it to the payer's debts", async () => {
    const hold = await place(await method("tok_chargeDeclined"));
    assert.equal(await collect(hold, 300), null);
    await settled();
    assert.deepEqual(await transactionsOf(hold), [["charge", "failed", 300]]);
    assert.deepEqual(toldOf(hold).sort(), ["charge.settled", "hold.declined"]);
    await sound();
  });

  it("holds what a wallet has, at least 100, and takes what is due at once", async () => {
    const of = await method("wallet");
    assert.equal((await place(of)).status, "declined");
    await credit(of.driver, 99);
    const poor = await place(of);
    assert.deepEqual([poor.status, toldOf(poor)], ["declined", ["hold.declined"]]);
    await credit(of.driver, 901);
    const hold = await place(of);
    assert.deepEqual(
      [hold.status, hold.held, toldOf(hold)],
      ["authorized", 1000, ["hold.authorized"]],
    );
    assert.equal((await place(of)).status, "declined");
    const settledAtOnce = await collect(hold, 640);
    assert.deepEqual([settledAtOnce?.captured, settledAtOnce?.rest], [640, 0]);
    assert.deepEqual(await transactionsOf(hold), [["charge", "succeeded", 640]]);
    const [wallet] = await sql("select balance::int from ledger_balances where name = $1", [
      `wallet:${of.driver}`,
    ]);
    assert.equal(wallet?.["balance"], 360);
    const last = await place(of);
    const over = await collect(last, 400);
    assert.deepEqual([over?.captured, over?.rest], [360, 40]);
    assert.deepEqual(await transactionsOf(last), [
      ["charge", "succeeded", 360],
      ["charge", "pending", 40],
    ]);
    await sound();
  });

  it("gives a wallet's last euro to one of two sessions that race for it", async () => {
    const first = await method("wallet");
    const second = await method("wallet", first.driver);
    await credit(first.driver, 100);
    const placed = await Promise.all([first, second, first, second].map((of) => place(of)));
    assert.deepEqual(placed.map(({ status }) => status).sort(), [
      "authorized",
      "declined",
      "declined",
      "declined",
    ]);
    await sound();
  });

  it("raises a wallet's hold by what is left in it, and says so when nothing is", async () => {
    const of = await method("wallet");
    await credit(of.driver, 7000);
    const hold = await place(of);
    await inWork((work) => money.raiseHold(work, hold.id, 10_000));
    await settled();
    assert.equal(factOf(hold, "hold.raised")?.["held"], 7000);
    await inWork((work) => money.raiseHold(work, hold.id, 10_000));
    await settled();
    assert.equal(factOf(hold, "hold.raise_declined")?.["code"], "insufficient_funds");
    const answer = await collect(hold, 6500);
    assert.deepEqual([answer?.captured, answer?.rest], [6500, 0]);
    await sound();
  });

  it("leaves a bank account's charge pending for the invoice, as a debt", async () => {
    const hold = await place(await method("bank"));
    assert.deepEqual([hold.status, hold.held], ["authorized", 0]);
    const answer = await collect(hold, 2500);
    assert.deepEqual([answer?.captured, answer?.rest], [0, 2500]);
    assert.deepEqual(await transactionsOf(hold), [["charge", "pending", 2500]]);
    assert.deepEqual(await eventsOf(hold), []);
    await sound();
  });

  it("corrects a charge after a late reading, up and down, for cards and wallets", async () => {
    const card = await place(await method("tok_visa"));
    await settled();
    await collect(card, 1000);
    await inWork((work) => money.adjust(work, chargeOf(card, -400)));
    await inWork((work) => money.adjust(work, chargeOf(card, 150)));
    await settled();
    assert.deepEqual(await transactionsOf(card), [
      ["charge", "succeeded", 1000],
      ["adjustment", "succeeded", 150],
      ["adjustment", "succeeded", -400],
    ]);
    assert.deepEqual(await atProcessor(card), {
      status: "captured",
      captured: 1000,
      refunded: 400,
      captures: 1,
    });
    const of = await method("wallet");
    await credit(of.driver, 1000);
    const wallet = await place(of);
    await collect(wallet, 800);
    const down = await inWork((work) => money.adjust(work, chargeOf(wallet, -300)));
    assert.equal(down?.captured, -300);
    const [balance] = await sql("select balance::int from ledger_balances where name = $1", [
      `wallet:${of.driver}`,
    ]);
    assert.equal(balance?.["balance"], 500);
    await sound();
  });

  it("never changes a transaction that has succeeded, whoever asks", async () => {
    await assert.rejects(
      sql("update transactions set amount = amount + 1 where status = 'succeeded'"),
      /cannot change/,
    );
  });

  it("law: whatever sessions do and wherever lines break, nothing is charged twice and everything adds up", async (context) => {
    const seed = Number(process.env["SEED"] ?? randomInt(2 ** 31));
    context.diagnostic(`SEED=${seed}`);
    let state = seed >>> 0;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    breaks = () => (["before", "after", null, null, null] as const)[random(5)] ?? null;
    const kinds = [
      "tok_visa",
      "tok_chargeDeclined",
      "tok_chargeCustomerFail",
      "tok_unionpay",
      "wallet",
      "bank",
    ];
    const shared = await Promise.all(kinds.map((kind) => method(kind)));
    await credit((shared[4] as { driver: string }).driver, 20_000);
    const session = async (): Promise<Placed> => {
      const hold = await place(
        shared[random(shared.length)] as { id: string; driver: string },
        1 + random(5000),
      );
      if (random(2) === 0) await pause(random(40));
      if (random(3) === 0)
        await inWork((work) => money.raiseHold(work, hold.id, 6000 + random(1000)));
      if (random(4) === 0) await release(hold);
      else if (hold.status !== "declined") {
        await collect(hold, random(8) === 0 ? 0 : random(7000));
        if (random(3) === 0)
          await inWork((work) => money.adjust(work, chargeOf(hold, random(2000) - 1000)));
      }
      return hold;
    };
    const holds = (
      await Promise.all(
        Array.from({ length: 6 }, async () => {
          const done: Placed[] = [];
          for (let round = 0; round < 10; round++) done.push(await session());
          return done;
        }),
      )
    ).flat();
    await settled();
    breaks = () => null;
    await sound();
    for (const hold of holds) {
      const told = toldOf(hold).filter((name) => !name.startsWith("hold.raise"));
      assert.equal(
        new Set(told.filter((name) => name !== "charge.settled")).size,
        told.filter((name) => name !== "charge.settled").length,
        told.join(" "),
      );
      const row = await holdRow(hold);
      assert.ok(
        ["declined", "released", "settled"].includes(String(row?.status)),
        `${hold.id} is ${row?.status}`,
      );
    }
    const [doubled] = await sql(
      `select count(*)::int as found from (select authorization_id from test_processor_orders
       where operation = 'capture' and answer ->> 'outcome' = 'ok' group by 1 having count(*) > 1) d`,
    );
    assert.equal(doubled?.["found"], 0);
    const [open] = await sql(
      "select count(*)::int as found from test_processor_authorizations where status = 'authorized'",
    );
    assert.equal(open?.["found"], 0, "an authorisation was left open at the processor");
    const [sums] = await sql(
      "select coalesce(sum(captured - refunded), 0)::int as there from test_processor_authorizations",
    );
    const [clearing] = await sql(
      `select -coalesce(sum(e.amount), 0)::int as booked from ledger_entries e join ledger_postings p on p.id = e.posting_id
       where e.name = 'processor_clearing:test' and p.key not like 'wallet_credited:%'`,
    );
    assert.equal(clearing?.["booked"], sums?.["there"], "the ledger books what the processor has");
  });
});
