// Money without chargers: the real verbs of holds and charges, the real test processor behind a
// line that can be broken, and what came of it all, read from the database.
import assert from "node:assert/strict";
import pg from "pg";
import { checkBooks } from "../src/books.ts";
import { readConfig } from "../src/config.ts";
import type { Database, Work } from "../src/db/work.ts";
import { publishedChanges } from "../src/http/versions.ts";
import { newNodeName, startRunner } from "../src/jobs/runner.ts";
import { post } from "../src/ledger/store.ts";
import { receivableCollected, type Source, walletCredited } from "../src/ledger/templates.ts";
import { present } from "../src/lib/assert.ts";
import { openLog } from "../src/lib/log.ts";
import type { Vault } from "../src/lib/secret.ts";
import { pause, systemClock } from "../src/lib/time.ts";
import { openApplicationDatabase } from "../src/opening.ts";
import type { Processor, Unusable } from "../src/payments/processor.ts";
import { testTokenizer } from "../src/payments/test/cards.ts";
import { testProcessor } from "../src/payments/test/processor.ts";
import * as accounts from "../src/resources/accounts/actions.ts";
import * as drivers from "../src/resources/drivers/store.ts";
import * as methods from "../src/resources/payment_methods/actions.ts";
import { tasks as topUpTasks } from "../src/resources/top_ups/jobs.ts";
import * as money from "../src/resources/transactions/actions.ts";
import { tasks } from "../src/resources/transactions/jobs.ts";
import * as payments from "../src/resources/transactions/payments/actions.ts";
import type { HoldRow, Settled } from "../src/resources/transactions/schema.ts";
import * as store from "../src/resources/transactions/store.ts";
import { testDatabase } from "./platform.ts";

/**
 * What goes wrong between us and a processor: the line breaks before the order arrives, or after it
 * was carried out; the order arrives twice; or it and its answer are late.
 */
export type Break = "before" | "after" | "twice" | "late" | null;

/** Longer than all that is on time. */
const lateMs = 200;

/** The real test processor behind a line that breaks when it is told to. */
export function brokenLine(processor: Processor, next: (operation: string) => Break): Processor {
  const over =
    <O, A>(operation: string, send: (order: O) => Promise<A>) =>
    async (order: O): Promise<A> => {
      const where = next(operation);
      if (where === "before") throw new Error("the line is dead");
      if (where === "late") await pause(lateMs);
      const [answer] = await Promise.all([
        send(order),
        ...(where === "twice" ? [send(order)] : []),
      ]);
      if (where === "late") await pause(lateMs);
      if (where === "after") throw new Error("the process was killed");
      return answer;
    };
  return {
    name: processor.name,
    inRealTime: processor.inRealTime,
    authorize: over("authorize", processor.authorize),
    raise: over("raise", processor.raise),
    capture: over("capture", processor.capture),
    cancel: over("cancel", processor.cancel),
    debit: over("debit", processor.debit),
    debited: over("debited", processor.debited),
    refund: over("refund", processor.refund),
    forget: over("forget", processor.forget),
    look: over("look", processor.look),
  };
}

/** What nothing but a test was paid for is booked as an invoice's would be. */
async function bookOwn(work: Work, name: string, fact: Record<string, unknown>): Promise<void> {
  const { source, hold, from, amount, currency } = fact as Told[1] & {
    readonly from: Source;
    readonly amount: number;
    readonly currency: string;
  };
  if (name !== "payment.succeeded" || !String(source).startsWith("own_")) return;
  const owed = [{ payer: String(source), amount }];
  await post(work, receivableCollected({ payment: String(hold), from, owed, currency }));
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
            await bookOwn(work, name, fact);
          },
        });
      });
      facts.push(...told);
      return result;
    },
  };
}

export type Method = { readonly id: string; readonly driver: string };
export type Placed = money.Placed & { readonly source: string; readonly driver: string };
export type Money = Awaited<ReturnType<typeof openMoney>>;

type InWork = <T>(run: (work: Work) => Promise<T>) => Promise<T>;
type Sql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
type Told = [string, Record<string, unknown>];

/** Against the database's owner: for looking only. */
async function query(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

function usable<T extends object>(answer: T | Unusable): T {
  assert.ok(!("unusable" in answer), "the test processor takes it");
  return answer;
}

const goodIban = "DE89370400440532013000";

/** Payment methods of new drivers, and what is in their wallets. */
function payers(inWork: InWork, vault: Vault) {
  const newDriver = () =>
    inWork(async (work) => {
      const id = work.newId("drv");
      const about = [id, "Ada", "ada@example.com", null, null, "active", {}, "{}", work.now];
      await drivers.insert(work, about);
      return id;
    });

  /** A method of a new driver. */
  async function method(source: string, owner?: string, iban = goodIban): Promise<Method> {
    const driver = owner ?? (await newDriver());
    const asked = { merchant: { account: "acct_test", livemode: false }, key: null };
    const tokenizer = testTokenizer(vault);
    const token = await tokenizer.cardByToken({ ...asked, token: source });
    const holder = { name: null, email: null };
    const account = { number: iban, country: "DE", holder };
    const bank = await tokenizer.bankAccount({ ...asked, ...account });
    const id = await inWork(async (work) => {
      const row = await methods.create(
        work,
        source === "wallet"
          ? { type: "wallet" }
          : source === "bank"
            ? {
                type: "bank_account",
                bank: usable(bank),
                bankName: null,
                country: "DE",
                currency: "eur",
              }
            : { type: "card", card: usable(token), month: 12, year: 2040 },
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

  return { method, credit };
}

/** The verbs, as a session would use them. */
function sessions(inWork: InWork) {
  const place = (of: Method, amount = 5000, currency = "eur"): Promise<Placed> =>
    inWork(async (work) => {
      const source = work.newId("cs");
      const payer = { driver: of.driver, fleet: null };
      const chargeable = present(await methods.chargeable(work, of.id, payer), "the method");
      const placed = await money.placeHold(work, {
        source,
        method: chargeable,
        amount,
        currency,
        payer,
      });
      return { ...placed, source, driver: of.driver };
    });

  const chargeOf = (hold: Placed, amount: number): money.Charge => ({
    ...{ hold: hold.id, amount, currency: "eur", description: `Charge for ${hold.source}` },
    ...{ session: hold.source, driver: hold.driver, fleet: null, vehicle: null, vat: null },
  });
  const collect = (hold: Placed, amount: number): Promise<Settled | null> =>
    inWork((work) => money.collect(work, chargeOf(hold, amount)));
  const release = (hold: Placed) => inWork((work) => money.releaseHold(work, hold.id));

  return { place, chargeOf, collect, release };
}

/** A payment outside of sessions, for a thing of its own. */
const payer = (inWork: InWork) => ({
  pay: (of: Method, amount: number, source?: string) =>
    inWork(async (work) => {
      const owners = [of.driver];
      const method = present(await methods.usable(work, of.id, owners), "the method");
      const order = { method, amount, currency: "eur", payer: of.driver };
      const named = source ?? work.newId("own");
      const taken = await payments.takePayment(work, { ...order, source: named });
      return { ...taken, source: named };
    }),
});

/** What came of a hold. */
function outcomes(inWork: InWork, sql: Sql, facts: readonly Told[]) {
  const holdRow = (hold: { readonly id: string }): Promise<HoldRow | null> =>
    inWork((work) => store.findHold(work, [hold.id]));

  /** What was told of this hold, in order. */
  const toldOf = (hold: { readonly id: string }) =>
    facts
      .filter(([name, fact]) => name !== "hold.deciding" && fact["hold"] === hold.id)
      .map(([name]) => name);
  const factOf = (hold: { readonly id: string }, name: string) =>
    facts.find(([told, fact]) => told === name && fact["hold"] === hold.id)?.[1];

  const transactionsOf = async (hold: Placed) =>
    (
      await sql(
        `select id, type, status, amount from transactions
          where charging_session = $1 order by charging_session, type desc, amount desc`,
        [hold.source],
      )
    ).map((row) => [row["type"], row["status"], Number(row["amount"])]);
  const eventsOf = async (hold: Placed) =>
    (
      await sql(
        `select e.type from events e join transactions t on t.id = e.object_id
          where t.charging_session = $1 order by e.type desc`,
        [hold.source],
      )
    ).map((row) => row["type"]);
  const atProcessor = async (hold: { readonly id: string }) => {
    const row = await holdRow(hold);
    const [found] = await sql(
      `select a.status, a.captured::int, a.refunded::int, (select count(*)::int
        from test_processor_orders o
         where o.authorization_id = a.id and o.operation = 'capture') as captures
       from test_processor_authorizations a where a.id = $1`,
      [row?.authorization_id],
    );
    return found;
  };

  return { holdRow, toldOf, factOf, transactionsOf, eventsOf, atProcessor };
}

/** What takes a bank days. */
const debitMs = 150;

export async function openMoney() {
  const facts: Told[] = [];
  let breaks: (operation: string) => Break = () => null;
  const url = await testDatabase();
  const config = readConfig({ CHARGE_DATABASE_URL: url, CHARGE_SECRET: "s".repeat(32) });
  const log = openLog("silent");
  const opened = await openApplicationDatabase({
    config,
    clock: systemClock,
    log,
    changes: publishedChanges,
  });
  const database = listening(opened.database, facts);
  const owner = { name: "Owner", email: "owner@example.com", type: "business" } as const;
  const account = await opened.database.acrossAccounts((reader) =>
    accounts.create(reader, systemClock.now(), owner),
  );
  const processor = brokenLine(testProcessor(opened.database, debitMs), (operation) =>
    breaks(operation),
  );
  const all = [...tasks({ processors: { test: processor, live: null }, log }), ...topUpTasks()];
  const quick = all.map((task) => ({
    ...task,
    retryMs: () => 5,
  }));
  const runner = startRunner({
    ...{ database, tasks: quick, log, node: newNodeName() },
    lookEveryMs: 10,
  });

  const inWork: InWork = (run) => database.transaction({ account, livemode: false }, run);
  const sql: Sql = (text, values) => query(url, text, values);

  /** Waits until no job is left that is due soon; a wallet is looked after in a minute again. */
  async function settled(): Promise<void> {
    const soon = "run_at < now() + interval '20 seconds'";
    for (let waited = 0; waited < 1000; waited++) {
      const [row] = await sql(`select count(*)::int as left from jobs where ${soon}`);
      if (row?.["left"] === 0) return;
      await pause(20);
    }
    assert.fail("jobs are left");
  }

  return {
    ...{ inWork, sql, settled, url },
    ...payers(inWork, opened.vault),
    ...sessions(inWork),
    ...payer(inWork),
    ...outcomes(inWork, sql, facts),
    /** The processor itself, for what somebody does there without an order of ours. */
    byHand: {
      processor: testProcessor(opened.database, debitMs),
      merchant: { account, livemode: false },
    },
    /** Every law of the books holds. */
    async sound(): Promise<void> {
      const findings = await opened.database.acrossAccounts(checkBooks);
      // The sessions of these holds are names only.
      const ours = ({ law }: { law: string }) => law !== "a session's hold ends with it";
      assert.deepEqual(findings.filter(ours), []);
    },
    /** From now on the line breaks where this says so. */
    breakLine(where: (operation: string) => Break): void {
      breaks = where;
    },
    async close(): Promise<void> {
      await runner.stop();
      await opened.close();
    },
  };
}
