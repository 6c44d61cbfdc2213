// Sessions in every order, on every kind of payment method, over lines that break before and after
// the processor has acted: what holds afterwards.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { pause } from "../../src/lib/time.ts";
import * as verbs from "../../src/resources/transactions/actions.ts";
import { type Break, type Method, type Money, openMoney, type Placed } from "../money.ts";
import { one, type Random, seeded } from "./random.ts";

const kinds = [
  "tok_visa",
  "tok_chargeDeclined",
  "tok_chargeCustomerFail",
  "tok_unionpay",
  "wallet",
];

/** One session's way through its money. */
async function wander(money: Money, random: Random, method: Method): Promise<Placed> {
  const hold = await money.place(method, 1 + random(5000));
  if (random(2) === 0) await pause(random(40));
  if (random(3) === 0) {
    const to = 6000 + random(1000);
    await money.inWork((work) => verbs.raiseHold(work, hold.id, to));
  }
  if (random(4) === 0) await money.release(hold);
  if (hold.status === "declined") return hold;
  // After a release, too: a charger may have let the car charge all the same.
  await money.collect(hold, random(8) === 0 ? 0 : random(7000));
  if (random(3) === 0) {
    const difference = random(2000) - 1000;
    await money.inWork((work) => verbs.adjust(work, money.chargeOf(hold, difference)));
  }
  return hold;
}

describe("money", () => {
  let money: Money;
  before(async () => {
    money = await openMoney();
  });
  after(() => money.close());

  const count = async (text: string): Promise<number> =>
    Number((await money.sql(`select (${text})::bigint as n`))[0]?.["n"]);

  it("law: wherever lines break, nothing is charged twice, all adds up", async (context) => {
    const seed = Number(process.env["SEED"] ?? randomInt(2 ** 31));
    context.diagnostic(`SEED=${seed}`);
    const random = seeded(seed);
    const methods = await Promise.all([...kinds, "bank"].map((kind) => money.method(kind)));
    await money.credit((methods[kinds.indexOf("wallet")] as Method).driver, 20_000);
    money.breakLine(() => one<Break>(random, ["before", "after", null, null, null]));
    const holds: Placed[] = [];
    const driverSeat = async (): Promise<void> => {
      for (let round = 0; round < 10; round++) {
        holds.push(await wander(money, random, one(random, methods)));
      }
    };
    await Promise.all(Array.from({ length: 6 }, driverSeat));
    await money.settled();
    await money.sound();
    for (const hold of holds) {
      const outcomes = money
        .toldOf(hold)
        .filter((name) => /^hold\.(authorized|declined)$/.test(name));
      assert.ok(outcomes.length <= 1, `${hold.id} was told ${outcomes.join(" and ")}`);
      const ended = ["declined", "released", "settled"].includes(
        String((await money.holdRow(hold))?.status),
      );
      assert.ok(ended, `${hold.id} is still under way`);
    }
    const twice = await count(
      `select count(*) from (select 1 from test_processor_orders
         where operation = 'capture' and answer ->> 'outcome' = 'ok'
         group by authorization_id having count(*) > 1) doubled`,
    );
    assert.equal(twice, 0, "captured twice");
    const open = await count(
      "select count(*) from test_processor_authorizations where status = 'authorized'",
    );
    assert.equal(open, 0, "an authorisation was left open at the processor");
    const there = await count(
      "select coalesce(sum(captured - refunded), 0) from test_processor_authorizations",
    );
    const booked = await count(
      `select -coalesce(sum(e.amount), 0)
       from ledger_entries e join ledger_postings p on p.id = e.posting_id
       where e.name = 'processor_clearing:test' and p.key not like 'wallet_credited:%'`,
    );
    assert.equal(booked, there, "the ledger books what the processor has");
  });
});
