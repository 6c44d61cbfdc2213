// What the owner of a wallet that fills itself up sees, and when nothing may happen.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { bankAccount } from "../../../test/charges.ts";
import { card, until } from "../../../test/fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { lowerWallet, type Payer, payer, walletMethod } from "../../../test/wallets.ts";
import { checkBooks } from "../../books.ts";
import type { Work } from "../../db/work.ts";
import { post } from "../../ledger/store.ts";
import { walletCredited } from "../../ledger/templates.ts";
import { present } from "../../lib/assert.ts";
import { type Clock, systemClock } from "../../lib/time.ts";
import * as methods from "../payment_methods/actions.ts";
import * as money from "../transactions/actions.ts";

let aheadMs = 0;
const clock: Clock = {
  now: () => new Date(systemClock.now().getTime() + aheadMs),
  after: systemClock.after,
};

const hourMs = 3_600_000;

describe("a wallet that fills itself up", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform({ clock });
  });
  after(() => platform.close());

  const owner = (number?: string) => payer(platform.api, number);
  const walletOf = async (by: Payer) =>
    (await platform.api.read(`/v1/wallets?driver=${by.driver}`)).data[0] as Json & { id: string };
  const topUp = (by: Payer, amount: number, more: Json = {}) =>
    platform.api.make("/v1/top_ups", {
      ...{ driver: by.driver, payment_method: by.method, amount },
      ...more,
    });
  const set = async (by: Payer, threshold: number, amount: number, more: Json = {}) => {
    const { id } = await walletOf(by);
    const auto_top_up = { threshold, amount, payment_method: by.method, ...more };
    return platform.api.make(`/v1/wallets/${id}`, { auto_top_up });
  };
  /** All of it, oldest first. */
  const automatic = async (by: Payer) =>
    (await platform.api.read(`/v1/top_ups?driver=${by.driver}&limit=100`)).data
      .filter((one) => one["automatic"])
      .reverse();
  const amounts = async (by: Payer) => (await automatic(by)).map((one) => one["amount"]);
  /** Nothing is left that is due by now. */
  const quiet = () =>
    until(
      () => platform.sql("select 1 from jobs where run_at <= $1", [clock.now()]),
      (rows) => rows.length === 0,
    );
  const inWork = <T>(run: (work: Work) => Promise<T>): Promise<T> =>
    platform.database.transaction({ account: platform.first.account, livemode: false }, run);
  const hold = async (by: Payer, amount: number) => {
    const id = await walletMethod(platform.api, by.driver);
    return inWork(async (work) => {
      const who = { driver: by.driver, fleet: null };
      const method = present(await methods.chargeable(work, id, who), "the wallet");
      const source = work.newId("cs");
      return money.placeHold(work, { source, method, payer: who, amount, currency: "eur" });
    });
  };
  const collect = ({ id }: { readonly id: string }, by: Payer, amount: number) =>
    inWork((work) =>
      money.collect(work, {
        ...{ hold: id, amount, currency: "eur", description: "Charge", session: null },
        ...{ driver: by.driver, fleet: null, vehicle: null, vat: null },
      }),
    );
  const pausedHours = async (by: Payer): Promise<number | null> => {
    const { auto_top_up: auto } = await walletOf(by);
    const until = (auto as Json)["paused_until"];
    if (until === null) return null;
    return Math.round((Date.parse(String(until)) - clock.now().getTime()) / hourMs);
  };
  /** From now on the processor takes this for the method's card. */
  const turns = (by: Payer, token: string) =>
    platform.sql("update payment_methods set token = $2 where id = $1", [by.method, token]);
  /** The sessions of these holds are names only. */
  const sound = async () => {
    const findings = await platform.database.acrossAccounts(checkBooks);
    const ours = findings.filter(({ law }) => law !== "a session's hold ends with it");
    assert.deepEqual(ours, []);
  };

  it("counts what a session holds as gone, though the balance is as before", async () => {
    const by = await owner();
    await topUp(by, 1000);
    await set(by, 500, 300);
    await hold(by, 600);
    await quiet();
    assert.deepEqual(await amounts(by), [300]);
    // Also if a try of it had to be put off.
    const [made] = await until(
      () => automatic(by),
      ([one]) => one?.["status"] === "succeeded",
    );
    const transaction = await platform.api.read(`/v1/transactions/${made?.["transaction"]}`);
    assert.equal(transaction["description"], "Automatic top-up");
    await sound();
  });

  it("leaves a wallet alone that has the threshold to the cent", async () => {
    const by = await owner();
    await topUp(by, 1000);
    await set(by, 500, 300);
    await lowerWallet(platform, { driver: by.driver, amount: 500 });
    await quiet();
    assert.deepEqual(await amounts(by), []);
    await lowerWallet(platform, { driver: by.driver, amount: 1 });
    await quiet();
    assert.deepEqual(await amounts(by), [300]);
  });

  it("follows a hold that grows, and a session that takes more than it held", async () => {
    const grows = await owner();
    await topUp(grows, 1000);
    const { id } = await hold(grows, 100);
    await set(grows, 500, 300);
    await inWork((work) => money.raiseHold(work, id, 700));
    await quiet();
    assert.deepEqual(await amounts(grows), [300], "grown");
    const takes = await owner();
    await topUp(takes, 1000);
    const held = await hold(takes, 100);
    await set(takes, 500, 300);
    await quiet();
    await collect(held, takes, 700);
    await quiet();
    assert.deepEqual(await amounts(takes), [300], "taken");
    await sound();
  });

  it("follows a top-up that is given back", async () => {
    const by = await owner();
    const { transaction } = await topUp(by, 1000);
    await set(by, 500, 300);
    await platform.api.make(`/v1/transactions/${transaction}/refund`, { amount: 800 });
    await quiet();
    assert.deepEqual(await amounts(by), [300]);
    await sound();
  });

  it("follows an invoice that it paid", async () => {
    const { api } = platform;
    const by = await owner();
    const fleet = (await api.make("/v1/fleets", { name: "Fleet" })).id;
    await api.make(`/v1/drivers/${by.driver}/attach`, { fleet });
    const at = async (body: object) => {
      const { id } = await api.make("/v1/payment_methods", body);
      await api.make(`/v1/payment_methods/${id}/attach`, { fleet });
      return id;
    };
    const [bank, own] = [await at(bankAccount()), await at(card())];
    await api.make("/v1/top_ups", { fleet, payment_method: own, amount: 1000 });
    const [wallet] = (await api.read(`/v1/wallets?fleet=${fleet}`)).data;
    const auto_top_up = { threshold: 500, amount: 300, payment_method: own };
    await api.make(`/v1/wallets/${wallet?.["id"]}`, { auto_top_up });
    await inWork(async (work) => {
      const who = { driver: by.driver, fleet };
      const method = present(await methods.chargeable(work, bank, who), "the bank account");
      const order = { source: work.newId("res"), method, payer: who, amount: 800 };
      const { id } = await money.placeHold(work, { ...order, currency: "eur" });
      await money.collect(work, {
        ...{ hold: id, amount: 800, currency: "eur", description: "Fee", session: null },
        ...{ ...who, vehicle: null, vat: null },
      });
    });
    const now = clock.now().getTime();
    const { id } = await api.make("/v1/invoices", {
      fleet,
      period_start: new Date(now - hourMs).toISOString(),
      period_end: new Date(now + hourMs).toISOString(),
    });
    await api.make(`/v1/invoices/${id}/finalize`);
    const payment_method = await at({ type: "wallet" });
    await api.make(`/v1/invoices/${id}/pay`, { payment_method });
    await quiet();
    const made = (await api.read(`/v1/top_ups?fleet=${fleet}`)).data;
    assert.deepEqual(
      made.map((one) => [one["automatic"], one["amount"]]),
      [
        [true, 300],
        [false, 1000],
      ],
    );
    await sound();
  });

  it("that was filled too little is filled again, a minute later each time", async () => {
    const by = await owner();
    await set(by, 700, 300);
    await quiet();
    assert.deepEqual(await amounts(by), [300], "not at once");
    for (const expected of [2, 3]) {
      aheadMs += 61_000;
      await until(
        () => amounts(by),
        (all) => all.length === expected,
      );
      await quiet();
    }
    aheadMs += 61_000;
    await quiet();
    assert.deepEqual(await amounts(by), [300, 300, 300]);
  });

  it("asks a bank once while the debit is under way, however low it falls", async () => {
    const by = await owner();
    await topUp(by, 1000);
    const { id } = await platform.api.make("/v1/payment_methods", bankAccount());
    await platform.api.make(`/v1/payment_methods/${id}/attach`, { driver: by.driver });
    await set(by, 900, 300, { payment_method: id });
    for (let times = 0; times < 3; times++) {
      await lowerWallet(platform, { driver: by.driver, amount: 220 });
      await until(
        () => platform.sql("select 1 from jobs where task = 'auto_top_up' and run_at <= now()"),
        (rows) => rows.length === 0,
      );
      const under = (await automatic(by)).filter((one) => one["status"] === "pending");
      assert.ok(under.length <= 1, `${under.length} at once`);
    }
    assert.ok((await automatic(by)).length > 0);
  });

  it("does not wait for a top-up by hand that a bank still decides", async () => {
    const by = await owner();
    const { id } = await platform.api.make("/v1/payment_methods", bankAccount());
    await platform.api.make(`/v1/payment_methods/${id}/attach`, { driver: by.driver });
    const { status } = await topUp(by, 900, { payment_method: id });
    assert.equal(status, "pending");
    await set(by, 100, 300);
    const [made] = await until(
      () => automatic(by),
      (all) => all.length > 0,
    );
    assert.equal(made?.["amount"], 300);
  });

  it("is paused for 1, 4, 12, 24 and again 24 hours while the card declines", async () => {
    const by = await owner("4000000000000002");
    await set(by, 100, 500);
    for (const [failures, hours] of [1, 4, 12, 24, 24].entries()) {
      await until(
        () => amounts(by),
        (all) => all.length === failures + 1,
      );
      await quiet();
      assert.equal(await pausedHours(by), hours);
      // What happens to the wallet meanwhile changes nothing about it.
      await lowerWallet(platform, { driver: by.driver, amount: 0 });
      await inWork((work) => work.tell("wallet.lowered", { owner: by.driver }));
      await quiet();
      assert.equal((await amounts(by)).length, failures + 1);
      aheadMs += hours * hourMs + 1000;
    }
  });

  it("forgets earlier failures once it worked: the next pause is an hour again", async () => {
    const by = await owner("4000000000000002");
    await set(by, 100, 500);
    const tried = (times: number) =>
      until(
        () => automatic(by),
        (all) => all.length === times && all.every((one) => one["status"] !== "pending"),
      );
    await tried(1);
    await quiet();
    await turns(by, "tok_visa");
    aheadMs += hourMs + 1000;
    await tried(2);
    await quiet();
    assert.equal(await pausedHours(by), null);
    await turns(by, "tok_chargeDeclined");
    await lowerWallet(platform, { driver: by.driver, amount: 450 });
    await tried(3);
    await quiet();
    assert.equal(await pausedHours(by), 1);
  });

  it("tries a card at once that is set in place of the one that declined", async () => {
    const by = await owner("4000000000000002");
    await set(by, 100, 500);
    await until(
      () => amounts(by),
      (all) => all.length === 1,
    );
    await quiet();
    await set(by, 100, 500);
    await quiet();
    assert.equal((await amounts(by)).length, 1, "the same again is nothing new");
    assert.equal(await pausedHours(by), 1);
    const { id } = await platform.api.make("/v1/payment_methods", card());
    await platform.api.make(`/v1/payment_methods/${id}/attach`, { driver: by.driver });
    await set(by, 100, 500, { payment_method: id });
    await until(
      () => walletOf(by),
      (one) => one["balance"] === 500,
    );
    assert.equal(await pausedHours(by), null);
  });

  it("is not filled beyond what counts exactly", async () => {
    const by = await owner();
    const most = 1_000_000_000_000_000;
    await inWork((work) => {
      const from = { kind: "processor", name: "test" } as const;
      const credit = { owner: by.driver, from, amount: most - 500, currency: "eur" };
      return post(work, walletCredited({ ...credit, transaction: work.newId("txn") }));
    });
    await hold(by, most - 500);
    await set(by, 100, 501);
    await quiet();
    assert.deepEqual(await amounts(by), []);
  });
});
