import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../test/platform.ts";
import type { Work } from "../db/work.ts";
import { checkLedger } from "./check.ts";
import { post, postAll } from "./store.ts";
import * as templates from "./templates.ts";
import { lockWallet } from "./wallet.ts";

/** mulberry32: small, seeded, good enough to wander about. */
function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe("ledger", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const inWork = <T>(run: (work: Work) => Promise<T>): Promise<T> =>
    platform.database.transaction({ account: platform.first.account, livemode: false }, run);
  const test = { kind: "processor", name: "test" } as const;

  it("makes no posting that does not sum to zero", () => {
    assert.throws(
      () =>
        templates.posting("x", "eur", [
          ["a", 1],
          ["b", -2],
        ]),
      /sum to zero/,
    );
    assert.throws(
      () =>
        templates.posting("x", "eur", [
          ["a", 1],
          ["a", -1],
        ]),
      /twice/,
    );
    assert.throws(
      () =>
        templates.posting("x", "eur", [
          ["a", 0.5],
          ["b", -0.5],
        ]),
      /safe integer/,
    );
    const one = { hold: "h", held: { kind: "card", method: "pm" }, amount: 0, currency: "eur" };
    assert.throws(() => templates.holdPlaced(one as never), /fewer than two/);
  });

  it("is refused by the database where a wallet or a hold would fall below zero", async () => {
    const from = { kind: "wallet", owner: "drv_poor" } as const;
    const sale = { gross: 2, tax: 0, currency: "eur" };
    const held = { held: from, amount: 5, currency: "eur" };
    const card = { kind: "card", method: "pm_free" } as const;
    for (const posting of [
      templates.chargeCollected({ ...sale, transaction: "poor", from }),
      templates.holdEnded({ ...held, hold: "never_placed" }),
      templates.holdEnded({ ...held, hold: "never_placed", held: card }),
    ]) {
      await assert.rejects(
        inWork((work) => post(work, posting)),
        { constraint: "ledger_balances_never_negative" },
      );
    }
  });

  it("gives a wallet one currency, that of its first entry", async () => {
    const credit = { owner: "drv_abroad", from: test, amount: 5 };
    const posted = (transaction: string, currency: string) =>
      inWork((work) => post(work, templates.walletCredited({ ...credit, transaction, currency })));
    await posted("abroad_1", "eur");
    await assert.rejects(posted("abroad_2", "usd"), { constraint: "ledger_balances_wallet" });
    await posted("abroad_3", "eur");
  });

  it("is refused by the database when the entries of a posting do not sum to zero", async () => {
    const crooked = { key: "crooked", entries: [{ name: "revenue", currency: "eur", amount: 5 }] };
    await assert.rejects(
      inWork((work) => post(work, crooked)),
      { constraint: "ledger_entries_balanced" },
    );
  });

  it("books the same posting once, and never another one under its key", async () => {
    const sale = { transaction: "once", gross: 120, tax: 20, currency: "sek", from: test };
    assert.equal(await inWork((work) => post(work, templates.chargeCollected(sale))), true);
    assert.equal(await inWork((work) => post(work, templates.chargeCollected(sale))), false);
    const other = templates.chargeCollected({ ...sale, gross: 121 });
    await assert.rejects(
      inWork((work) => post(work, other)),
      /other entries/,
    );
    const rows = await platform.sql(
      `select name, balance from ledger_balances
        where currency = 'sek' order by name collate "C"`,
    );
    assert.deepEqual(
      rows.map((row) => [row.name, Number(row.balance)]),
      [
        ["processor_clearing:test", -120],
        ["revenue", 100],
        ["tax_payable", 20],
      ],
    );
  });

  it("books several postings at once as it does one by one, over one balance, too", async () => {
    const sale = { gross: 10, tax: 2, currency: "nok", from: test };
    const of = (transaction: string) => templates.chargeCollected({ ...sale, transaction });
    const held = { held: { kind: "card", method: "pm_several" } as const, currency: "nok" };
    const all = [
      ...[templates.holdPlaced({ ...held, hold: "several", amount: 7 }), of("several_1")],
      ...[templates.holdEnded({ ...held, hold: "several", amount: 7 }), of("several_2")],
    ];
    assert.equal(await inWork((work) => post(work, of("several_1"))), true);
    const fresh = await inWork((work) => postAll(work, all));
    assert.deepEqual(fresh, [true, false, true, true]);
    const revenue = await platform.sql(
      `select balance::int from ledger_entries
       where name = 'revenue' and currency = 'nok' order by sequence`,
    );
    assert.deepEqual(revenue, [{ balance: 8 }, { balance: 16 }]);
    assert.deepEqual(await platform.database.acrossAccounts(checkLedger), []);
  });

  it("is append-only, even for the database's owner", async () => {
    for (const table of ["ledger_postings", "ledger_entries"]) {
      await assert.rejects(platform.sql(`delete from ${table}`), /append-only/);
      await assert.rejects(platform.sql(`update ${table} set livemode = true`), /append-only/);
      await assert.rejects(platform.sql(`truncate ${table} cascade`), /append-only/);
    }
  });

  it("finds a balance that somebody changed behind its back", async () => {
    const change = `update ledger_balances set balance = balance + $1
       where name = 'revenue' and currency = 'sek'`;
    await platform.sql(change, [7]);
    const findings = await platform.database.acrossAccounts(checkLedger);
    await platform.sql(change, [-7]);
    assert.deepEqual(
      findings.map(({ law }) => law),
      ["a balance is the sum of its entries"],
    );
  });

  it("law: any walk over all postings leaves balances equal to entries", async (context) => {
    const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
    context.diagnostic(`SEED=${seed}`);
    await Promise.all(Array.from({ length: 8 }, (_, worker) => walk(seed + worker, `w${worker}`)));
    assert.deepEqual(await platform.database.acrossAccounts(checkLedger), []);
    const [total] = await platform.sql("select sum(balance)::int as total from ledger_balances");
    assert.equal(total?.total, 0);
  });

  /** One wanderer of several; it shares its wallets and cards with the others. */
  async function walk(seed: number, name: string): Promise<void> {
    const random = seeded(seed);
    for (let step = 0; step < 40; step++) {
      const id = `${name}_${step}`;
      const amount = 1 + random(5000);
      const owner = `drv_${random(3)}`;
      const choice = random(6);
      const fails = random(8) === 0;
      const twice = random(8) === 0;
      const run = () =>
        inWork(async (work) => {
          await moves[choice]?.(work, { id, amount, owner });
          if (fails) throw new Error("the world ends");
        });
      if (fails) await assert.rejects(run(), /the world ends/);
      else await run();
      if (twice && !fails && choice < 3) await run();
    }
  }

  type Move = (work: Work, step: { id: string; amount: number; owner: string }) => Promise<void>;
  const currency = "eur";
  const moves: readonly Move[] = [
    async (work, { id, amount, owner }) => {
      await post(
        work,
        templates.walletCredited({ transaction: id, owner, from: test, amount, currency }),
      );
    },
    async (work, { id, amount }) => {
      const tax = Math.floor(amount / 6);
      await post(
        work,
        templates.chargeCollected({ transaction: id, gross: amount, tax, currency, from: test }),
      );
      const lowered = {
        transaction: id,
        gross: amount,
        tax,
        currency,
        from: test,
        returned: amount - 1,
      };
      if (amount > 2) await post(work, templates.chargeLowered({ ...lowered, payer: "drv_0" }));
    },
    async (work, { id, amount, owner }) => {
      await post(
        work,
        templates.chargeOwed({ transaction: id, gross: amount, tax: 0, currency, payer: owner }),
      );
    },
    async (work, { id, amount }) => {
      const hold = { hold: id, held: { kind: "card", method: "pm_1" } as const, amount, currency };
      await post(work, templates.holdPlaced(hold));
      await post(work, templates.holdRaised({ ...hold, to: amount * 2 }));
      await post(work, templates.holdEnded({ ...hold, amount: amount * 2 }));
    },
    async (work, { id, amount, owner }) => {
      const { available } = await lockWallet(work, owner);
      if (available === 0) return;
      const held = { kind: "wallet", owner } as const;
      await post(
        work,
        templates.holdPlaced({ hold: id, held, amount: Math.min(amount, available), currency }),
      );
    },
    async (work, { id, amount, owner }) => {
      const { available } = await lockWallet(work, owner);
      const gross = Math.min(amount, available);
      const from = { kind: "wallet", owner } as const;
      if (gross > 0)
        await post(
          work,
          templates.chargeCollected({ transaction: id, gross, tax: 0, currency, from }),
        );
    },
  ];
});
