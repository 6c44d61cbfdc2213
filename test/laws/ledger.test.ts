// Every operation on money, in any order and at the same time, over lines that break before and
// after the processor has acted: what the books must say afterwards.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { Refusal } from "../../src/lib/errors.ts";
import * as topUps from "../../src/resources/top_ups/actions.ts";
import * as verbs from "../../src/resources/transactions/actions.ts";
import { refund } from "../../src/resources/transactions/refunds/actions.ts";
import * as wallets from "../../src/resources/wallets/actions.ts";
import * as walletStore from "../../src/resources/wallets/store.ts";
import { assertExplained } from "../explained.ts";
import { type Break, type Method, type Money, openMoney } from "../money.ts";
import { one, type Random, seeded } from "./random.ts";

/** A driver with methods of every kind. */
type Payer = { readonly driver: string; readonly methods: readonly Method[] };

const cards = [
  ...["tok_visa", "tok_visa", "tok_refundFail", "tok_chargeDeclined", "tok_chargeCustomerFail"],
];
const failingIban = "DE62370400440532013001";

async function makePayer(money: Money): Promise<Payer> {
  const wallet = await money.method("wallet");
  const { driver } = wallet;
  const methods = [wallet];
  for (const token of cards) methods.push(await money.method(token, driver));
  methods.push(await money.method("bank", driver));
  methods.push(await money.method("bank", driver, failingIban));
  return { driver, methods };
}

/** Answers null where the platform refuses, which it may; anything else it throws is a bug. */
async function asked<T>(run: Promise<T>): Promise<T | null> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

type Operation = (money: Money, random: Random, payer: Payer) => Promise<unknown>;

/** A tax somewhere between nothing and a quarter. */
const taxed = (random: Random, amount: number) => ({
  percent: "19",
  amount: Math.trunc((amount * random(25)) / 100),
});

const session: Operation = async (money, random, payer) => {
  const hold = await money.place(one(random, payer.methods), 1 + random(5000));
  if (random(3) === 0) {
    await money.inWork((work) => verbs.raiseHold(work, hold.id, 6000 + random(1000)));
  }
  if (random(4) === 0) await money.release(hold);
  if (hold.status === "declined") return;
  const due = random(8) === 0 ? 0 : random(7000);
  const charge = { ...money.chargeOf(hold, due), vat: taxed(random, due) };
  await money.inWork((work) => verbs.collect(work, charge));
  for (let corrections = random(3); corrections > 0; corrections--) {
    const by = random(2000) - 1200;
    const correction = { ...money.chargeOf(hold, by), vat: taxed(random, by) };
    await money.inWork((work) => verbs.adjust(work, correction));
  }
};

const topUp: Operation = (money, random, { driver, methods }) => {
  const payment_method = one(random, methods).id;
  const input = { driver, payment_method, amount: 1 + random(4000) };
  return asked(money.inWork((work) => topUps.create(work, input)));
};

const giveBack: Operation = async (money, random, { driver }) => {
  const all = await money.sql(
    "select id, amount::int from transactions where driver = $1 order by id",
    [driver],
  );
  if (all.length === 0) return;
  const { id, amount } = one(random, all) as { id: string; amount: number };
  const part = random(2) === 0 ? {} : { amount: 1 + random(Math.abs(amount)) };
  await asked(money.inWork((work) => refund(work, id, part)));
};

const fillItself: Operation = (money, random, { driver, methods }) => {
  const auto = {
    ...{ threshold: 1 + random(3000), amount: 1 + random(3000) },
    payment_method: one(random, methods).id,
  };
  return asked(
    money.inWork(async (work) => {
      const wallet = await walletStore.ofOwner(work, [driver]);
      await wallets.update(work, String(wallet?.id), random(4) === 0 ? null : auto);
    }),
  );
};

const pay: Operation = (money, random, { methods }) =>
  money.pay(one(random, methods), 1 + random(2000));

const operations: readonly Operation[] = [
  ...[session, session, session, topUp, topUp, topUp],
  ...[giveBack, giveBack, giveBack, fillItself, pay, pay],
];

const troubles: readonly Break[] = ["before", "after", "twice", "late"];
const lines: readonly Break[] = [...troubles, null, null, null, null, null, null];

describe("the ledger", () => {
  let money: Money;
  before(async () => {
    money = await openMoney();
  });
  after(() => money.close());

  it("law: after any operations at once, over lines that break, every account is explained", async (context) => {
    const seed = Number(process.env["SEED"] ?? randomInt(2 ** 31));
    context.diagnostic(`SEED=${seed}`);
    const random = seeded(seed);
    const payers = await Promise.all([1, 2, 3].map(() => makePayer(money)));
    money.breakLine(() => one(random, lines));
    const seat = async (): Promise<void> => {
      for (let round = 0; round < 40; round++) {
        await one(random, operations)(money, random, one(random, payers));
      }
    };
    await Promise.all(Array.from({ length: 6 }, seat));
    await money.settled();
    await money.sound();
    await assertExplained(money.sql, `(SEED=${seed})`);
    const kinds = await money.sql(
      `select distinct split_part(key, ':', 1) as kind from ledger_postings order by 1`,
    );
    assert.ok(
      kinds.length >= 9,
      `a walk that meets ${kinds.length} kinds of postings is too short`,
    );
  });
});
